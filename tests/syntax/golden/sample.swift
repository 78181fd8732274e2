// Copyright 2026 The Sample Authors. All rights reserved.
//
// SPDX-License-Identifier: MIT

import Foundation

/// What a cache can answer.
public protocol Cache: AnyObject {
    associatedtype Key: Hashable

    /// How many entries there are.
    var count: Int { get }

    init(limit: Int)

    /// The value for a key, if it is still there.
    func value(for key: Key) -> Data?
}

/// Keeps the entries that were used last.
///
/// Not safe to share between threads.
@available(iOS 15, macOS 12, *)
public final class LRUCache<Key: Hashable>: Cache where Key: Sendable {
    public enum Eviction: String, CaseIterable {
        case oldest, largest
        indirect case both(Eviction, Eviction)

        /// Whether size matters.
        var needsSize: Bool { self != .oldest }
    }

    private struct Node {
        var key: Key
        var data: Data
    }

    private var nodes: [Key: Node] = [:]
    private let onEvict: (Key) -> Void = { _ in }
    var limit: Int = 10 {
        didSet { trim() }
    }

    /// An empty cache.
    /// - Parameter limit: entries to keep
    public required init(limit: Int = 10) {
        self.limit = limit
    }

    convenience init?(path: String) throws {
        guard !path.isEmpty else { return nil }
        self.init(limit: 1)
    }

    deinit {
        nodes.removeAll()
    }

    public var count: Int {
        get { nodes.count }
        set { trim() }
    }

    /// Reads and writes through the cache.
    subscript(key: Key) -> Data? {
        get { value(for: key) }
        set { nodes[key] = newValue.map { Node(key: key, data: $0) } }
    }

    /// The value for a key.
    @discardableResult
    @inlinable
    public func value(for key: Key) -> Data? {
        func touch(_ node: Node) { print(node) }
        return nodes[key]?.data
    }

    static func == (lhs: LRUCache, rhs: LRUCache) -> Bool {
        lhs === rhs
    }

    private func trim() {
        nodes.values.sorted { $0.data.count < $1.data.count }.forEach { print($0) }
    }
}

// MARK: - Größen

extension LRUCache: CustomStringConvertible where Key == String {
    /** Wie der Cache heißt: 😀 inbegriffen. */
    public var description: String {
        return "größe \(count)"
    }

    class Überblick {
        lazy var total: Int = { 42 }()
    }
}

/// Counts requests, one at a time.
actor Counter {
    private var value = 0

    /// Adds and returns the new value.
    nonisolated func add(
        _ amount: Int,
        to name: String = "default",
    ) async throws -> Int {
        value += amount
        return value
    }
}

enum Loader {
    static let shared = { (name: String) in name.uppercased() }
}

/// Doubles the delay after each failure.
func backoff<T: BinaryFloatingPoint>(_ attempt: Int, base: T) -> T where T: Codable {
    return base
}

prefix operator √
prefix func √ (value: Double) -> Double { value.squareRoot() }

let clamp: (Int, Int) -> Int = { value, low in
    max(value, low)
}

let handler = { (event: String) -> Bool in
    event.isEmpty
}

@main
struct App {
    static func main() async {
        Task { await Counter().add(1) }
    }
}
