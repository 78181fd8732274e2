#!/usr/bin/env python3
# Copyright 2026 The Sample Authors. All rights reserved.
"""Rate limiting for outgoing requests.

One limiter serves one host.
"""

from __future__ import annotations

import functools
import time
from typing import overload

DEFAULT_RATE = 5.0

clamp = lambda value, low, high: max(low, min(value, high))  # noqa: E731


# Doubles the delay after each failure,
# up to a minute.
def backoff(attempt: int) -> float:
    return clamp(2.0**attempt, 0.0, 60.0)


class TokenBucket:
    """A bucket that refills at a steady rate."""

    capacity = 10

    def __init__(self, rate: float = DEFAULT_RATE) -> None:
        self.rate = rate
        self._tokens = self.capacity

    @property
    def tokens(self) -> float:
        """Tokens left right now."""
        return self._tokens

    @staticmethod
    def from_header(value: str) -> "TokenBucket":
        r"""Parse a `Retry-After: 3\s` header."""
        return TokenBucket(float(value))

    async def acquire(
        self,
        count: int = 1,
        *,
        timeout: float | None = None,
    ) -> bool:
        def ready() -> bool:
            return self._tokens >= count

        return ready()

    class Empty(Exception):
        """Raised when nothing is left."""


@overload
def limited(function: None) -> None: ...
@overload
def limited(function: object) -> object: ...
@functools.lru_cache(maxsize=None)
def limited(function):
    """Wrap a function so that calls
    wait for a token.

    :param function: what to call
    """

    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        time.sleep(0)
        return function(*args, **kwargs)

    return wrapper


def größe(überschrift: str) -> int:
    "Länge der 😀 Überschrift."
    return len(überschrift)


if __name__ == "__main__":

    def main(argv):
        print(argv)

    main([])
