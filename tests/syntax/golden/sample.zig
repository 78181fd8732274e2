//! A pool of buffers.
//!
//! Nothing here allocates twice.

const std = @import("std");
const Allocator = std.mem.Allocator;

/// What can go wrong.
pub const PoolError = error{ Exhausted, Foreign };

/// A buffer and who holds it.
pub const Buffer = struct {
    bytes: []u8,
    state: State = .free,

    pub const State = enum(u8) {
        free,
        lent,

        /// Whether nobody holds it.
        pub fn isFree(self: State) bool {
            return self == .free;
        }
    };

    const Self = @This();

    // Makes a buffer of `size` bytes
    // filled with zeros.
    pub fn init(allocator: Allocator, size: usize) !Self {
        return .{ .bytes = try allocator.alloc(u8, size) };
    }

    pub inline fn deinit(self: *Self) void {
        self.* = undefined;
    }
};

const Word = packed union {
    whole: u32,
    parts: [4]u8,
};

pub const Handle = opaque {
    pub extern fn pool_close(handle: *Handle) void;
};

const Header = extern struct { magic: u32 };

/// A list of `T` that never grows.
pub fn FixedList(
    comptime T: type,
    comptime capacity: usize,
) type {
    return struct {
        items: [capacity]T = undefined,
        len: usize = 0,

        pub fn append(self: *@This(), item: T) PoolError!void {
            if (self.len == capacity) return PoolError.Exhausted;
            self.items[self.len] = item;
            self.len += 1;
        }
    };
}

export fn @"pool-größe"(pool: *anyopaque) callconv(.C) usize {
    _ = pool; // größer als 😀
    return 0;
}

extern "c" fn free(pointer: ?*anyopaque) void;

var counter: u32 = 0;

fn lessThan(context: void, a: u32, b: u32) bool {
    _ = context;
    return a < b;
}

pub fn sorted(values: []u32) void {
    const Context = struct {
        fn order(_: void, a: u32, b: u32) bool {
            return a > b;
        }
    };
    std.sort.pdq(u32, values, {}, Context.order);
}

test "a buffer starts free" {
    var buffer = try Buffer.init(std.testing.allocator, 8);
    try std.testing.expect(buffer.state.isFree());
}

test sorted {
    sorted(&.{});
}

test {
    std.testing.refAllDecls(@This());
}
