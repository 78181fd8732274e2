"""The catalog: which segment files there are, which of their files live, and how those looked.

The truth of what is indexed, in one small SQLite file a workspace. Small rows only: symbols, words
and vectors lie in the segment files. A source file has a row where it lives in one of the segments,
or cannot be searched; one without a row is read at the next start. Only who holds the writer's lock
writes; others read, and see whole transactions.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..errors import StoreError
from .database import discard, open_database, open_read_only, transaction
from .segment import BoolArray

FORMAT = 1
_SCHEMA = """
create table if not exists segment (
    name text primary key,
    length integer not null,
    checksum blob not null,
    files integer not null,
    living blob not null,
    checked real not null
) without rowid;
create table if not exists file (
    path text primary key,
    size integer not null,
    mtime_ns integer not null,
    skipped text not null,
    is_failure integer not null
) without rowid;
"""


@dataclass(frozen=True, slots=True, eq=False)
class SegmentRow:
    """A segment file."""

    name: str
    """Of the file, without its ending."""
    length: int
    """Bytes."""
    checksum: bytes
    living: BoolArray
    """[files]: False for a tombstone."""
    checked: float = 0.0
    """When the whole of it was last compared with its checksum, in seconds since 1970."""


@dataclass(frozen=True, slots=True)
class FileRow:
    """A source file as it was last read."""

    path: str
    size: int
    mtime_ns: int
    skipped: str = ""
    """Why it is not searched, for one that cannot be."""
    is_failure: bool = False
    """Whether that is an error, rather than that the file is no source."""


@dataclass(frozen=True, slots=True)
class Contents:
    """Everything in a catalog at one moment."""

    segments: tuple[SegmentRow, ...] = ()
    files: tuple[FileRow, ...] = ()


class Catalog:
    """One workspace's catalog. Every method raises StoreError when SQLite or the disk refuses."""

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        """Open; without `read_only` create what is not there and replace what is damaged."""
        self._path = path
        if read_only:
            self._connection = open_read_only(path, FORMAT)
        else:
            self._connection = open_database(path, FORMAT, _SCHEMA)
        self._identity = self._identity_on_disk()

    def close(self) -> None:
        """Release the file."""
        self._connection.close()

    def begin_anew(self) -> None:
        """Throw everything away: for a file in which damage shows only when it is read."""
        self._connection.close()
        try:
            discard(self._path)
        except OSError as error:
            raise StoreError(f"cannot remove {self._path}: {error}") from error
        self._connection = open_database(self._path, FORMAT, _SCHEMA)
        self._identity = self._identity_on_disk()

    def read(self) -> Contents:
        """Everything, as one transaction left it."""
        connection = self._connection
        try:
            connection.execute("begin")
            try:
                segments = [_segment(*row) for row in connection.execute("select * from segment")]
                files = [_file(*row) for row in connection.execute("select * from file")]
            finally:
                connection.rollback()
        except (sqlite3.Error, TypeError, ValueError) as error:
            raise StoreError(f"cannot read {self._path}: {error}") from error
        return Contents(tuple(segments), tuple(files))

    def write(
        self,
        files: Iterable[FileRow] = (),
        gone: Iterable[str] = (),
        segments: Sequence[SegmentRow] = (),
        dropped: Iterable[str] = (),
    ) -> None:
        """Put files and segments, and drop files by path and segments by name, all at once."""
        with transaction(self._connection, self._path):
            connection = self._connection
            connection.executemany("delete from segment where name = ?", [(n,) for n in dropped])
            connection.executemany("delete from file where path = ?", [(path,) for path in gone])
            connection.executemany(
                "insert or replace into segment values (?, ?, ?, ?, ?, ?)",
                [
                    (s.name, s.length, s.checksum, len(s.living), _bits(s.living), s.checked)
                    for s in segments
                ],
            )
            connection.executemany(
                "insert or replace into file values (?, ?, ?, ?, ?)",
                [(f.path, f.size, f.mtime_ns, f.skipped, f.is_failure) for f in files],
            )

    def version(self) -> int:
        """A number that changes when another program has written."""
        try:
            ((version,),) = self._connection.execute("pragma data_version")
        except sqlite3.Error as error:
            raise StoreError(f"cannot read {self._path}: {error}") from error
        return int(version)

    def is_in_place(self) -> bool:
        """Whether the file is still the one that was opened, rather than removed or replaced."""
        return self._identity == self._identity_on_disk()

    def _identity_on_disk(self) -> tuple[int, int]:
        try:
            found = self._path.stat()
        except OSError:
            return (-1, -1)
        return (found.st_dev, found.st_ino)


def _bits(living: BoolArray) -> bytes:
    return np.packbits(living).tobytes()


def _segment(
    name: str, length: int, checksum: bytes, files: int, living: bytes, checked: float
) -> SegmentRow:
    bits = np.frombuffer(living, np.uint8)
    if len(bits) != -(-files // 8):
        raise ValueError(f"{name} has {files} files, but says of {8 * len(bits)} whether they live")
    return SegmentRow(name, length, checksum, np.unpackbits(bits, count=files) > 0, checked)


def _file(path: object, size: object, mtime_ns: object, skipped: object, fails: object) -> FileRow:
    """A row of a file; a torn page may hold anything."""
    if not (isinstance(path, str) and isinstance(skipped, str)):
        raise TypeError(f"a file is called {path!r} and skipped for {skipped!r}")
    if not (isinstance(size, int) and isinstance(mtime_ns, int)):
        raise TypeError(f"{path} has {size!r} bytes and is of {mtime_ns!r}")
    return FileRow(path, size, mtime_ns, skipped, bool(fails))
