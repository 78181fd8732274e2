// Copyright 2026 The Sample Authors.
// Use of this source code is governed by a licence.

//===- cache.cpp - A cache that forgets what was used least -----*- C++ -*-===//

#include "cache.h"

#include <concepts>
#include <list>

#define CACHE_VISIT(kind) void visit(kind &);

#define CACHE_REQUIRE(condition, message) \
    do { if (!(condition)) fail(message); } while (false)

CACHE_BEGIN_NAMESPACE

namespace cache::detail {

/// Anything that can be hashed.
template <typename T>
concept Hashable = requires(T value) {
    { std::hash<T>{}(value) } -> std::convertible_to<std::size_t>;
};

enum class Policy : int { Lru, Fifo };

template <typename T> struct Node { T value; };

}  // namespace cache::detail

namespace {
constexpr int twice(int n) noexcept { return 2 * n; }
}

namespace cache {

class Observer;

/**
 * Where values are kept.
 *
 * \brief Subclasses say how.
 */
class CACHE_API Store : public detail::Base {
    Q_OBJECT
    CACHE_DECLARE_PRIVATE(Store)

public:
    virtual ~Store() = default;

    /** Reads one value. */
    virtual std::optional<std::string> read(const std::string &key,
                                            Timeout timeout) const = 0;

    void clear();

public CACHE_SLOTS:
    CACHE_NODISCARD bool empty() const { return size() == 0; }
};

// Keeps the `capacity` entries
// that were used last.
template <detail::Hashable Key, typename Value>
class Cache final : public Store {
public:
    using Entry = std::pair<Key, Value>;

    explicit Cache(std::size_t capacity)
        : capacity_(capacity),
          entries_() {}
    Cache(const Cache &) = delete;
    ~Cache() override { clear(); }

    /// Looks `key` up and makes it the newest.
    [[nodiscard]] const Value *get(const Key &key);

    Value &operator[](const Key &key) { return *get(key); }
    explicit operator bool() const { return !entries_.empty(); }
    void operator()() const {}

    friend std::ostream &operator<<(std::ostream &out, const Cache &cache) {
        return out << cache.entries_.size();
    }

    static auto make(std::size_t n) -> std::unique_ptr<Cache> { return nullptr; }

    struct Statistics {
        int hits = 0;
        double rate() const { return hits / 2.0; }
    };

private:
    std::size_t capacity_;
    std::list<Entry> entries_;
    std::function<void()> evicted_ = [] { log("evicted"); };
};

template <detail::Hashable Key, typename Value>
const Value *Cache<Key, Value>::get(const Key &key)
{
    auto same = [&key](const Entry &entry) { return entry.first == key; };
    auto found = std::find_if(entries_.begin(), entries_.end(), same);
    std::for_each(entries_.begin(), found, [](Entry &entry) { touch(entry); });
    return found == entries_.end() ? nullptr : &found->second;
}

void Store::clear() {}

}  // namespace cache

template <>
struct std::hash<cache::Überschrift> {
    std::size_t operator()(const cache::Überschrift &title) const { return 0; }
};

cache::Store &cache::Store::operator=(Store &&) noexcept { return *this; }

const char *cache::detail::name() { return "größte 😀"; }

extern "C" CACHE_EXPORT int cache_open(const char *path) { return 0; }

static const auto by_age = [](const auto &a, const auto &b) -> bool {
    return a.age < b.age;
};

typedef struct { int x, y; } point;

union Word { int whole; char parts[4]; };

__global__ void scale(float *values, float factor) { values[0] *= factor; }

TEST_F(CacheTest, ForgetsTheOldest) { EXPECT_TRUE(true); }

TEST_CASE("a full cache evicts", "[cache]") { REQUIRE(true); }

int main(int argc, char **argv) try { return 0; } catch (...) { return 1; }

CACHE_END_NAMESPACE
