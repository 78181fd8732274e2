"""A disk that stops before any one of its writes: what a killed program leaves, or a full disk.

Counts what the index writes: the renaming and removal of files, what is synced, and the statements
and transactions of SQLite that change something.
"""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch


class Disk:
    """What happens to `folder`; use within `watched`."""

    def __init__(self, folder: Path, image: Path) -> None:
        self._folder = folder
        self._image = image
        self._until_image = self._until_full = self._full_for = -1
        self.has_image = False

    def image_after(self, writes: int) -> None:
        """Have `image` become what lies in the folder after so many more writes."""
        self._until_image = writes

    def full_after(self, writes: int, count: int) -> None:
        """Refuse `count` writes after so many more."""
        self._until_full, self._full_for = writes, count

    def has_room(self) -> None:
        """Refuse nothing any more."""
        self._until_full = -1

    def take_image(self) -> None:
        """What a program leaves that is killed now."""
        shutil.rmtree(self._image, ignore_errors=True)
        shutil.copytree(self._folder, self._image)
        self.has_image, self._until_image = True, -1

    def has(self, file: Path | int) -> bool:
        """Whether a file, by its path or open, lies in the folder."""
        return isinstance(file, int) or file.is_relative_to(self._folder)

    def write(self) -> bool:
        """Another write; whether there is room for it."""
        if self._until_image == 0:
            self.take_image()
        self._until_image -= self._until_image >= 0
        if self._until_full > 0:
            self._until_full -= 1
        elif self._until_full == 0:
            self._full_for -= 1
            self._until_full -= self._full_for <= 0
            return False
        return True


@contextmanager
def watched(disk: Disk) -> Iterator[None]:
    """While all that the index writes passes through a disk."""

    class Connection(sqlite3.Connection):
        def execute(self, statement: str, *given: Any) -> sqlite3.Cursor:
            if statement.startswith(("insert", "update", "delete")):
                self._write()
            return super().execute(statement, *given)

        def executemany(self, *given: Any) -> sqlite3.Cursor:
            self._write()
            return super().executemany(*given)

        def executescript(self, script: str) -> sqlite3.Cursor:
            self._write()
            return super().executescript(script)

        def __exit__(self, *error: object) -> Any:
            try:
                if self.in_transaction:
                    self._write()
            except BaseException:
                self.rollback()
                raise
            return super().__exit__(*error)  # type: ignore[arg-type]

        def _write(self) -> None:
            if not disk.write():
                raise sqlite3.OperationalError("database or disk is full")

    def counting(real: Any) -> Any:
        def write(*given: Any, **named: Any) -> Any:
            if disk.has(given[0]) and not disk.write():
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return real(*given, **named)

        return write

    connect = sqlite3.connect

    def connecting(path: Any, **named: Any) -> sqlite3.Connection:
        is_on_disk = str(path) != ":memory:"
        return connect(path, **named, factory=Connection if is_on_disk else sqlite3.Connection)

    with ExitStack() as patches:
        for owner, name in ((os, "fsync"), (Path, "replace"), (Path, "unlink")):
            patches.enter_context(patch.object(owner, name, counting(getattr(owner, name))))
        patches.enter_context(patch("sqlite3.connect", connecting))
        yield
