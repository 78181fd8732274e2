"""Waiting while git writes a work tree, so that a branch switch is one change and not a hundred."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from . import git

MOST = 5.0
"""Seconds that are waited for git at most."""
_POLL = 0.02

Lock = tuple[int, int]


class Settling:
    """Waits for the work tree around a folder; remembers a lock that nobody will ever remove."""

    def __init__(self, root: Path, most: float = MOST) -> None:
        self._root = root
        self._most = most
        self._stale: Lock | None = None

    def wait(self, go_on: Callable[[], bool]) -> None:
        """Until git has ended, for `MOST` seconds at most, or until `go_on` says no.

        `go_on` is called every now and then.
        """
        end = time.monotonic() + self._most
        while (lock := self._lock()) is not None and lock != self._stale:
            if time.monotonic() >= end:
                self._stale = lock  # Left behind, or held while somebody writes a message.
                return
            if not go_on():
                return
            time.sleep(_POLL)

    def _lock(self) -> Lock | None:
        """Which lock there is on git's index, if any."""
        folder = git.own_folder(self._root)
        if folder is None:
            return None
        try:
            found = (folder / "index.lock").stat()
        except OSError:
            return None
        return (found.st_ino, found.st_ctime_ns)
