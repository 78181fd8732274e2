"""What a program that follows an index leaves to the one that writes it, and for how long.

Both see the same files change. What is many files is read by the writer, whose segments the other
maps; but the writer may be stuck, or leave files out for ever, by other settings.
"""

from __future__ import annotations

import time

PATIENCE = 10.0
"""Seconds after which files that get no fewer are left to the writer no longer."""


class Owed:
    """Files that are left to the writer, from the first one until `clear`."""

    def __init__(self) -> None:
        self._last = 0
        """How many there were at the last look; 0 before there were any."""
        self._since = 0.0
        """When they last got fewer."""

    def may_be(self, count: int) -> bool:
        """Whether so many files are still to be left to the writer."""
        now = time.monotonic()
        if not self._last or count < self._last:
            self._since = now
        self._last = count
        return now - self._since < PATIENCE

    def clear(self) -> None:
        """Nothing is left to the writer any more."""
        self._last = 0
