"""Opening SQLite files that are caches: what is damaged or of another format is begun anew.

Owns connections and their errors. What is in the tables is for the callers.
"""

from __future__ import annotations

import logging
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..errors import StoreError

log = logging.getLogger(__name__)

PATIENCE = 10.0
"""Seconds to wait for another process that writes; one transaction takes some milliseconds."""
_AGAIN = 0.02
"""Seconds between two attempts where SQLite does not wait by itself."""


def open_database(path: Path | None, format_number: int, schema: str) -> sqlite3.Connection:
    """Open a file, or create it with its folder; None means in memory.

    `schema` is a script without transactions, run once. A file that SQLite finds damaged when it
    is opened, or of another format, is removed and created anew. Raises StoreError when that cannot
    be done.
    """
    if path is None:
        return _connect(":memory:", format_number, schema)
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            return _connect(str(path), format_number, schema)
        except sqlite3.DatabaseError as error:
            if not is_damage(error):
                raise
            log.warning("beginning anew: %s is damaged (%s)", path, error)
            discard(path)
            return _connect(str(path), format_number, schema)
    except (OSError, sqlite3.Error) as error:
        raise StoreError(f"cannot open {path}: {error}") from error


def open_read_only(path: Path, format_number: int) -> sqlite3.Connection:
    """Open a file that is there, of this format, for reading only. Raises StoreError."""
    try:
        connection = sqlite3.connect(
            # Whoever comes first takes back what a killed program has half written.
            f"{path.absolute().as_uri()}?mode=rw",
            uri=True,
            timeout=PATIENCE,
            check_same_thread=False,
        )
        try:
            connection.execute("pragma query_only = on")
            (version,) = connection.execute("pragma user_version").fetchone()
            if version != format_number:
                raise sqlite3.DatabaseError(f"format {version}, not {format_number}")
        except BaseException:
            connection.close()
            raise
    except sqlite3.Error as error:
        raise StoreError(f"cannot read {path}: {error}") from error
    return connection


@contextmanager
def transaction(connection: sqlite3.Connection, what: Path | None) -> Iterator[None]:
    """Everything within is written, or nothing. Raises StoreError."""
    try:
        with connection:
            yield
    except sqlite3.Error as error:
        raise StoreError(f"cannot write {what}: {error}") from error


def is_damage(error: sqlite3.Error) -> bool:
    """Whether an error says that a file is not what it should be, rather than the disk or a lock.

    Operational errors are those; so is what interrupts a program.
    """
    return isinstance(error, sqlite3.DatabaseError) and not isinstance(
        error, (sqlite3.OperationalError, sqlite3.InterfaceError, sqlite3.ProgrammingError)
    )


def discard(path: Path) -> None:
    """Remove a database with what SQLite keeps beside it. Raises OSError."""
    for suffix in ("", "-journal", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _create(connection: sqlite3.Connection, schema: str) -> None:
    """Run a script; while others do the same, switching to a log is refused at once."""
    end = time.monotonic() + PATIENCE
    while not _is_run(connection, schema, may_fail=time.monotonic() < end):
        time.sleep(_AGAIN)


def _is_run(connection: sqlite3.Connection, script: str, may_fail: bool) -> bool:
    try:
        connection.executescript(script)
    except sqlite3.OperationalError as error:
        if not may_fail or "locked" not in str(error):
            raise
        return False
    return True


def _connect(path: str, format_number: int, schema: str) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=PATIENCE, check_same_thread=False)
    try:
        (version,) = connection.execute("pragma user_version").fetchone()
        if version == 0:
            _create(connection, schema)
            # Another process may have done the same: every statement says `if not exists`.
            connection.execute(f"pragma user_version = {format_number}")
        elif version != format_number:
            raise sqlite3.DatabaseError(f"format {version}, this program writes {format_number}")
    except BaseException:
        connection.close()
        raise
    return connection
