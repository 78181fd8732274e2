"""The lock that makes one of several programs the writer of a workspace's index.

A SQLite file that is locked and never written: it works the same on every platform, and the system
releases it when its holder dies, however that happens.
"""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from ..errors import StoreError


class WriterLock:
    """Held from a successful `take` until `release`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection: sqlite3.Connection | None = None

    @property
    def is_held(self) -> bool:
        """Whether this is the writer."""
        return self._connection is not None

    def take(self) -> bool:
        """Become the writer unless another is; at once. Raises StoreError if nobody could be."""
        if self._connection is not None:
            return True
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            connection = sqlite3.connect(
                self._path, timeout=0, isolation_level=None, check_same_thread=False
            )
        except (OSError, sqlite3.Error) as error:
            raise StoreError(f"cannot lock {self._path}: {error}") from error
        try:
            connection.execute("begin exclusive")
        except sqlite3.Error as error:
            connection.close()
            if "locked" in str(error):
                return False
            raise StoreError(f"cannot lock {self._path}: {error}") from error
        if not os.access(self._path, os.W_OK):
            connection.close()  # To SQLite a file that may only be read is as good as locked.
            raise StoreError(f"cannot lock {self._path}: it may only be read")
        self._connection = connection
        return True

    def release(self) -> None:
        """Let another be the writer."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
