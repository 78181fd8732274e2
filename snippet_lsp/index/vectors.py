"""Vectors by content, shared by all workspaces: what is encoded once is not encoded again.

One SQLite file a checkpoint. Worktrees, clones, branches and editors read and write it at the same
time; workers read it only. A vector is kept as float16 with a checksum, and one that does not fit
its checksum counts as missing. It is a cache: what cannot be read is encoded again.
"""

from __future__ import annotations

import logging
import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from zlib import crc32

import numpy as np
import numpy.typing as npt

from ..errors import StoreError
from .database import discard, is_damage, open_database, open_read_only, transaction

log = logging.getLogger(__name__)

FORMAT = 1
MOST_BYTES = 1 << 30
"""Size that `prune` keeps a file below: about two million vectors."""
_SCHEMA = """
pragma auto_vacuum = incremental;
pragma journal_mode = wal;
create table if not exists vector (
    id integer primary key,
    key blob not null unique,
    vector blob not null,
    day integer not null
);
"""
# Rows lie in the order in which they came; by their random keys inserting takes five times as long.
_BATCH = 500
_STALE = 30
"""Days after which a vector that is used is noted to be."""
_DAY = 86_400

FloatArray = npt.NDArray[np.float32]


class VectorStore:
    """The vectors of one checkpoint. One thread at a time may use it."""

    def __init__(self, path: Path | None, dimension: int, *, read_only: bool = False) -> None:
        """Open or create; None keeps everything in memory. Raises StoreError."""
        self.path = path
        self._bytes = 2 * dimension + _CHECKSUM
        self._read_only = read_only
        self._connection = self._open()

    def close(self) -> None:
        """Release the file."""
        self._connection.close()

    def get(self, keys: Iterable[bytes]) -> dict[bytes, FloatArray]:
        """The vectors of those keys that are known. A file that cannot be read knows none."""
        try:
            return self._get(sorted(set(keys)))
        except sqlite3.Error as error:
            log.warning("vectors cannot be read from %s: %s", self.path, error)
            self._mend(error)
            return {}

    def put(self, vectors: Mapping[bytes, FloatArray]) -> None:
        """Keep vectors; those of keys that are known stay. Raises StoreError."""
        rows = [(key, _packed(key, vector), _today()) for key, vector in vectors.items()]
        try:
            with transaction(self._connection, self.path):
                self._connection.executemany(
                    "insert or ignore into vector (key, vector, day) values (?, ?, ?)", rows
                )
        except StoreError as error:
            if isinstance(error.__cause__, sqlite3.Error):
                self._mend(error.__cause__)
            raise

    def prune(self, most_bytes: int = MOST_BYTES) -> None:
        """Drop what was not used for longest, as far as the file is larger. Raises StoreError."""
        with transaction(self._connection, self.path):
            ((pages,),) = self._connection.execute("pragma page_count")
            ((free,),) = self._connection.execute("pragma freelist_count")
            ((size,),) = self._connection.execute("pragma page_size")
            ((count,),) = self._connection.execute("select count(*) from vector")
            used = (pages - free) * size
            if used <= most_bytes:
                return
            # To four fifths, so that it is not done again tomorrow.
            surplus = count - int(count * 0.8 * most_bytes / used)
            self._connection.execute(
                "delete from vector where id in (select id from vector order by day, id limit ?)",
                (surplus,),
            )
        try:
            self._connection.execute("pragma incremental_vacuum").fetchall()
        except sqlite3.Error as error:
            raise StoreError(f"cannot shrink {self.path}: {error}") from error

    def _open(self) -> sqlite3.Connection:
        if self._read_only and self.path is not None:
            return open_read_only(self.path, FORMAT)
        connection = open_database(self.path, FORMAT, _SCHEMA)
        connection.execute("pragma synchronous = normal")
        return connection

    def _get(self, keys: list[bytes]) -> dict[bytes, FloatArray]:
        found, stale = {}, []
        due = _today() - _STALE
        for key, packed, day in self._rows(keys):
            vector = self._unpacked(key, packed)
            if vector is not None:
                found[key] = vector
                if day < due:
                    stale.append((_today(), key))
            elif not self._read_only:
                self._drop(key)
        if stale and not self._read_only:
            with self._connection as connection:
                connection.executemany("update vector set day = ? where key = ?", stale)
        return found

    def _rows(self, keys: list[bytes]) -> Iterator[tuple[bytes, bytes, int]]:
        for start in range(0, len(keys), _BATCH):
            batch = keys[start : start + _BATCH]
            marks = ",".join("?" * len(batch))
            statement = f"select key, vector, day from vector where key in ({marks})"  # noqa: S608  Marks only.
            yield from self._connection.execute(statement, batch).fetchall()

    def _unpacked(self, key: bytes, packed: bytes) -> FloatArray | None:
        vector, checksum = packed[:-_CHECKSUM], packed[-_CHECKSUM:]
        if len(packed) != self._bytes or checksum != _checksum(key, vector):
            return None
        return np.frombuffer(vector, "<f2").astype(np.float32)

    def _drop(self, key: bytes) -> None:
        log.warning("dropped a damaged vector from %s", self.path)
        with self._connection as connection:
            connection.execute("delete from vector where key = ?", (key,))

    def _mend(self, error: sqlite3.Error) -> None:
        """Begin the file anew if it is damaged; if that fails, go on in memory."""
        if self._read_only or not is_damage(error):
            return
        self._connection.close()
        try:
            if self.path is not None:
                discard(self.path)
            self._connection = self._open()
        except (OSError, StoreError) as second:
            log.warning("vectors are kept in memory only: %s", second)
            self.path = None
            self._connection = self._open()


def quantised(vectors: FloatArray) -> FloatArray:
    """Vectors as they will come back from a store, so that fresh and stored ones are equal."""
    return vectors.astype(np.float16).astype(np.float32)


_CHECKSUM = 4


def _packed(key: bytes, vector: FloatArray) -> bytes:
    packed = vector.astype("<f2").tobytes()
    return packed + _checksum(key, packed)


def _checksum(key: bytes, packed: bytes) -> bytes:
    return crc32(packed, crc32(key)).to_bytes(_CHECKSUM, "little")


def _today() -> int:
    return int(time.time()) // _DAY
