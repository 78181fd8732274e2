"""One source file to what the index needs of it: symbols and their bags.

Runs in worker processes as well as in the indexer; holds no state and touches nothing but the file.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path

from .encoder.bag import Bag, bag_of
from .errors import ExtractionError
from .files.contents import Contents, content_hash, is_generated, read
from .files.reasons import FAILURES, Reason
from .index.catalog import FileRow
from .index.columns import IndexedFile
from .syntax import HEAD, extract, language_of
from .types import Symbol

log = logging.getLogger(__name__)

NEVER = -1
"""The time of a file that is to be read again by the next scan, however it looks."""
_TICK, _COARSE_TICK = 20_000_000, 2_000_000_000
"""Nanoseconds in which a file may change twice and show one time: most file systems, some others.
"""


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file that can be indexed."""

    file: IndexedFile
    symbols: tuple[Symbol, ...]
    """Without their `code`."""
    bags: tuple[Bag, ...]
    """One a symbol."""
    keys: tuple[bytes, ...]
    """The key of each bag."""
    size: int
    mtime_ns: int = NEVER

    @property
    def row(self) -> FileRow:
        """How the file looked when it was read."""
        return FileRow(self.file.path, self.size, self.mtime_ns)


@dataclass(frozen=True, slots=True)
class Unchanged:
    """A file whose text is one that is indexed already."""

    row: FileRow
    digest: bytes


Outcome = ReadFile | Unchanged | FileRow
"""What reading a file gives; a row alone says why it cannot be searched."""


def read_file(root: str, path: str, max_size: int, known: Collection[bytes] = ()) -> Outcome:
    """Read and take apart a file on disk. Raises nothing that a file can cause.

    Texts whose hashes are `known` are not taken apart.
    """
    place = Path(root, path)
    try:
        found = place.lstat()
    except OSError as error:
        reason = f"{Reason.UNREADABLE.value}: {error.strerror or error}"
        return FileRow(path, -1, NEVER, reason, is_failure=True)
    # Size and time from before the text was read: a later write is then seen as a change.
    row = FileRow(path, found.st_size, _settled(found.st_mtime_ns))
    contents = read(place, max_size)
    if not isinstance(contents, Contents):
        reason = ": ".join(part for part in (contents.reason.value, contents.detail) if part)
        return replace(row, skipped=reason, is_failure=contents.reason in FAILURES)
    if known and (digest := content_hash(contents.source)) in known:
        return Unchanged(row, digest)
    try:
        taken = read_source(path, contents.source)
    except ExtractionError as error:
        return replace(row, skipped=str(error), is_failure=True)
    if taken is None:
        return replace(row, skipped=Reason.NO_LANGUAGE.value)
    return replace(taken, size=row.size, mtime_ns=row.mtime_ns)


def read_source(path: str, source: bytes) -> ReadFile | None:
    """Take apart a text (UTF-8), None in no registered language. Raises ExtractionError."""
    language = language_of(path, source[:HEAD])
    if language is None:
        return None
    try:
        symbols = extract(source, language.name, path, with_blocks=True)
        bags = tuple(bag_of(symbol) for symbol in symbols)
    except (ExtractionError, MemoryError):
        raise
    except Exception as error:  # A text that nobody thought of costs one file.
        log.exception("%s cannot be taken apart", path)
        raise ExtractionError("taking it apart failed; the log says how") from error
    file = IndexedFile(path, content_hash(source), language.name, is_generated(source))
    kept = tuple(replace(symbol, code="") for symbol in symbols)
    return ReadFile(file, kept, bags, tuple(bag.key for bag in bags), len(source))


def _settled(mtime_ns: int) -> int:
    """A time of change that a later change of the file will not have too, or NEVER."""
    tick = _TICK if mtime_ns % 1_000_000_000 else _COARSE_TICK
    return NEVER if abs(time.time_ns() - mtime_ns) < tick else mtime_ns
