# Copyright 2026 The Sample Authors. All rights reserved.

"""
    Limits

Rate limiting for outgoing requests. One limiter serves one host.
"""
module Limits

using Dates: Period, Second
import Base: show, push!

export TokenBucket, allow!, backoff, @limited

const DEFAULT_RATE = 5.0

"What a limiter can answer."
abstract type AbstractLimiter{K} end

"""
    TokenBucket(rate; capacity)

A bucket that refills at a steady rate.
"""
Base.@kwdef mutable struct TokenBucket{K} <: AbstractLimiter{K}
    "tokens a second"
    rate::Float64 = DEFAULT_RATE
    capacity::Int = 10
    tokens::Dict{K,Float64} = Dict{K,Float64}()

    function TokenBucket{K}(rate::Real) where {K}
        rate > 0 || throw(ArgumentError("rate must be positive"))
        return new{K}(rate, 10, Dict{K,Float64}())
    end
end

struct Verdict
    allowed::Bool
    wait::Period
end

@enum State open closed half_open

"""
    backoff(attempt)

Doubles the delay after each failure,
up to a minute.

```jldoctest
julia> backoff(3)
8.0
```
"""
backoff(attempt::Integer)::Float64 = min(2.0^attempt, 60.0)

# Whether a request may go now.
function allow!(
    limiter::TokenBucket{K},
    key::K;
    cost::Int = 1,
) where {K}
    left() = get(limiter.tokens, key, limiter.capacity)
    map(x -> x + 1, 1:3)
    foreach(1:3) do i
        println(i)
    end
    return left() >= cost
end

"Länge der 😀 Überschrift."
@inline function größe(text::AbstractString)
    length(text)
end

#= Prints what is left,
   for people. =#
function Base.show(io::IO, ::MIME"text/plain", b::TokenBucket)
    print(io, "TokenBucket(", b.rate, ")")
end

Base.push!(b::TokenBucket, key) = b.tokens[key] = 1.0
Base.:+(a::TokenBucket, b::TokenBucket) = TokenBucket(a.rate + b.rate)
(b::TokenBucket)(key) = allow!(b, key)
a ⊕ b = a + b
Base.length(b::TokenBucket{K}) where {K} = length(b.tokens)

"""
Runs an expression when a token is left.
"""
macro limited(limiter, expr)
    quote
        allow!($(esc(limiter)), :all) && $(esc(expr))
    end
end

clamp_to = (value, low, high) -> max(low, min(value, high))
const twice = x -> 2x

on_empty = function (key)
    @warn "empty" key
end

for op in (:min, :max)
    @eval $op(b::TokenBucket) = $op(values(b.tokens)...)
end

@doc raw"""
The rate in ``s^{-1}``.
"""
function rate(b) b.rate end

function hook end

module Inner
    helper(x) = x
end

end # module
