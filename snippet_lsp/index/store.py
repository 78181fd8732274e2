"""The store: one SQLite file a workspace, the truth from which everything else is made again.

    file     a source file as it was last read, with its symbols as JSON
    content  the bag of a symbol by its key
    vector   a content's vector by checkpoint, float16

A store of another format, or one that SQLite finds damaged, is put aside and begun anew: it holds
nothing that the source files do not. Only the indexer's thread uses a store.
"""

from __future__ import annotations

import json
import logging
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ..encoder import Bag
from ..errors import StoreError
from ..types import Position, Range, Span, Symbol, SymbolKind
from .columns import IndexedFile
from .segment import FloatArray, PreparedFile

log = logging.getLogger(__name__)

FORMAT = 3
"""Changes whenever an older program's rows would be misread, or its symbols would be others."""

_SCHEMA = """
create table if not exists file (
    path text primary key,
    size integer not null,
    mtime_ns integer not null,
    digest blob not null,
    language text not null,
    generated integer not null,
    skipped text not null,
    is_failure integer not null,
    symbols text not null,
    keys blob not null
) without rowid;
create table if not exists content (key blob primary key, bag text not null) without rowid;
create table if not exists vector (
    key blob not null,
    checkpoint text not null,
    vector blob not null,
    primary key (key, checkpoint)
) without rowid;
"""
_KEY_BYTES = 16
_BATCH = 500


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file's row: enough to see whether the file has changed since, and to search it again."""

    file: IndexedFile
    symbols: tuple[Symbol, ...]
    """Without their `code`."""
    size: int
    mtime_ns: int
    keys: tuple[bytes, ...]
    """The key of each symbol's bag."""
    skipped: str = ""
    """Why the file is not searched, for one that cannot be."""
    is_failure: bool = False
    """Whether that is an error, rather than that the file is no source."""


class Store:
    """One workspace's SQLite file. Raises StoreError when it cannot be opened or written."""

    def __init__(self, path: Path | None) -> None:
        """Open or create; None keeps everything in memory, for a cache that cannot be written."""
        self._path = path
        self._connection = _open(path)

    def close(self) -> None:
        """Release the file."""
        self._connection.close()

    def begin_anew(self) -> None:
        """Throw everything away: for a file in which damage shows only when it is read."""
        self._connection.close()
        if self._path is not None:
            try:
                _discard(self._path)
            except OSError as error:
                raise StoreError(f"cannot remove the index {self._path}: {error}") from error
        self._connection = _open(self._path)

    def files(self) -> Iterator[StoredFile]:
        """Every file, in the order of paths. The store may be written between any two."""
        last = ""
        while page := list(
            self._rows(
                "select path, digest, language, generated, symbols, size, mtime_ns, keys, skipped,"
                " is_failure from file where path > ? order by path limit ?",
                last,
                _BATCH,
            )
        ):
            for path, digest, language, generated, symbols, *about in page:
                size, mtime_ns, keys, skipped, is_failure = about
                file = IndexedFile(path, digest, language, bool(generated))
                loaded = load_symbols(symbols, language)
                yield StoredFile(
                    file, loaded, size, mtime_ns, _split(keys), skipped, bool(is_failure)
                )
            last = path

    def bags(self, keys: Iterable[bytes]) -> dict[bytes, Bag]:
        """The bags of those keys that are known."""
        rows = self._select("select key, bag from content where key in", sorted(set(keys)))
        return {key: Bag(tuple(json.loads(bag))) for key, bag in rows}

    def vectors(self, keys: Iterable[bytes], checkpoint: str) -> dict[bytes, FloatArray]:
        """The vectors of those keys that this checkpoint has already encoded."""
        rows = self._select(
            "select key, vector from vector where checkpoint = ? and key in",
            sorted(set(keys)),
            checkpoint,
        )
        return {key: np.frombuffer(vector, "<f2").astype(np.float32) for key, vector in rows}

    def write(
        self,
        files: Sequence[StoredFile],
        bags: Mapping[bytes, Bag],
        vectors: Mapping[bytes, FloatArray],
        checkpoint: str,
        removed: Iterable[str] = (),
    ) -> None:
        """Put files with what their symbols need, and drop removed ones, in one transaction."""
        with self._transaction() as connection:
            connection.executemany(
                "insert or ignore into content values (?, ?)",
                [(key, dump_bag(bag)) for key, bag in bags.items()],
            )
            connection.executemany(
                "insert or ignore into vector values (?, ?, ?)",
                [(key, checkpoint, v.astype("<f2").tobytes()) for key, v in vectors.items()],
            )
            connection.executemany("delete from file where path = ?", [(p,) for p in removed])
            connection.executemany(
                "insert or replace into file values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [_row(stored) for stored in files],
            )

    def vector_count(self) -> int:
        """Vectors kept, of all checkpoints and contents."""
        ((count,),) = self._rows("select count(*) from vector")
        return int(count)

    def sweep(self, checkpoint: str) -> None:
        """Drop the contents and vectors that no file has, and other checkpoints' vectors.

        What was dropped has to be encoded again when a branch is switched back to it.
        """
        with self._transaction() as connection:
            used = {
                key
                for (keys,) in connection.execute("select keys from file")
                for key in _split(keys)
            }
            known = [key for (key,) in connection.execute("select key from content")]
            unused = [(key,) for key in known if key not in used]
            connection.executemany("delete from content where key = ?", unused)
            connection.executemany("delete from vector where key = ?", unused)
            connection.execute("delete from vector where checkpoint <> ?", (checkpoint,))

    def _select(
        self, statement: str, keys: Sequence[bytes], *parameters: str
    ) -> Iterator[tuple[bytes, bytes]]:
        for start in range(0, len(keys), _BATCH):
            batch = keys[start : start + _BATCH]
            marks = ",".join("?" * len(batch))
            yield from self._rows(f"{statement} ({marks})", *parameters, *batch)

    def _rows(self, statement: str, *parameters: str | bytes | int) -> Iterator[tuple[Any, ...]]:
        try:
            yield from self._connection.execute(statement, parameters)
        except sqlite3.Error as error:
            raise StoreError(f"cannot read the index {self._path}: {error}") from error

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        try:
            with self._connection as connection:
                yield connection
        except sqlite3.Error as error:
            raise StoreError(f"cannot write the index {self._path}: {error}") from error


def quantised(vectors: FloatArray) -> FloatArray:
    """Vectors as they will come back from a store, so that fresh and stored ones are equal."""
    return vectors.astype(np.float16).astype(np.float32)


def prepare(
    stored: Sequence[StoredFile],
    bags: Mapping[bytes, Bag],
    vectors: Mapping[bytes, FloatArray],
    dimension: int,
) -> list[PreparedFile]:
    """Files ready for a segment, from what is known of their symbols."""
    return [
        PreparedFile(
            entry.file,
            entry.symbols,
            tuple(bags[key] for key in entry.keys),
            np.stack([vectors[key] for key in entry.keys])
            if entry.keys
            else np.zeros((0, dimension), np.float32),
            entry.keys,
        )
        for entry in stored
    ]


def dump_bag(bag: Bag) -> str:
    """A bag as JSON."""
    return json.dumps(bag.fields, ensure_ascii=False, separators=(",", ":"))


def dump_symbols(symbols: Sequence[Symbol]) -> str:
    """Symbols as JSON: a list of lists, positions flat."""
    rows = [
        [
            symbol.kind.value,
            symbol.name,
            symbol.container,
            symbol.signature,
            symbol.documentation,
            *symbol.span,
            *symbol.range.start,
            *symbol.range.end,
            *symbol.name_range.start,
            *symbol.name_range.end,
        ]
        for symbol in symbols
    ]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))


def load_symbols(text: str, language: str) -> tuple[Symbol, ...]:
    """Symbols from what `dump_symbols` wrote, without their code."""
    return tuple(
        Symbol(
            SymbolKind(kind),
            name,
            container,
            signature,
            documentation,
            "",
            language,
            Span(at[0], at[1]),
            Range(Position(*at[2:6]), Position(*at[6:10])),
            Range(Position(*at[10:14]), Position(*at[14:18])),
        )
        for kind, name, container, signature, documentation, *at in json.loads(text)
    )


def _open(path: Path | None) -> sqlite3.Connection:
    if path is None:
        return _connect(":memory:")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            return _connect(str(path))
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):
                raise
            log.warning("beginning the index anew: %s is damaged (%s)", path, error)
            _discard(path)
            return _connect(str(path))
    except (OSError, sqlite3.Error) as error:
        raise StoreError(f"cannot open the index {path}: {error}") from error


def _connect(path: str) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=10.0, check_same_thread=False)
    try:
        connection.execute("pragma journal_mode = wal")
        connection.execute("pragma synchronous = normal")
        (version,) = connection.execute("pragma user_version").fetchone()
        if version not in (0, FORMAT):
            raise sqlite3.DatabaseError(f"format {version}, this program writes {FORMAT}")
        if version == 0:
            connection.executescript(f"begin; {_SCHEMA} pragma user_version = {FORMAT}; commit;")
    except BaseException:
        connection.close()
        raise
    return connection


def _discard(path: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _row(stored: StoredFile) -> tuple[object, ...]:
    file = stored.file
    return (
        file.path,
        stored.size,
        stored.mtime_ns,
        file.digest,
        file.language,
        int(file.generated),
        stored.skipped,
        int(stored.is_failure),
        dump_symbols(stored.symbols),
        b"".join(stored.keys),
    )


def _split(keys: bytes) -> tuple[bytes, ...]:
    return tuple(keys[at : at + _KEY_BYTES] for at in range(0, len(keys), _KEY_BYTES))
