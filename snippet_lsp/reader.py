"""One source file to what the index needs of it: symbols and their bags.

Runs in worker processes as well as in the indexer; holds no state and touches nothing but the file.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from .encoder.bag import Bag, bag_of
from .errors import ExtractionError
from .files.contents import Contents, content_hash, is_generated, read
from .files.reasons import FAILURES, Reason
from .index.columns import IndexedFile
from .index.store import StoredFile
from .syntax import HEAD, extract, language_of


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file that can be indexed."""

    stored: StoredFile
    bags: tuple[Bag, ...]
    """One a symbol, in the order of `stored.keys`."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that cannot be indexed, and why, in a few words."""

    path: str
    size: int
    mtime_ns: int
    reason: str
    is_failure: bool
    """Whether it should have been indexed; else it is no source file that anyone misses."""

    def as_stored(self) -> StoredFile:
        """What is kept of it, so that it is not read again until it changes."""
        nothing = IndexedFile(self.path, b"", "", False)
        return StoredFile(nothing, (), self.size, self.mtime_ns, (), self.reason, self.is_failure)


def read_file(root: str, path: str, max_size: int) -> ReadFile | Skipped:
    """Read and take apart a file on disk. Raises nothing that a file can cause."""
    place = Path(root, path)
    try:
        found = place.lstat()
    except OSError as error:
        reason = f"{Reason.UNREADABLE.value}: {error.strerror or error}"
        return Skipped(path, -1, -1, reason, is_failure=True)
    # Size and time from before the text was read: a later write is then seen as a change.
    size, mtime_ns = found.st_size, found.st_mtime_ns
    contents = read(place, max_size)
    if not isinstance(contents, Contents):
        reason = ": ".join(part for part in (contents.reason.value, contents.detail) if part)
        return Skipped(path, size, mtime_ns, reason, contents.reason in FAILURES)
    try:
        taken = read_source(path, contents.source)
    except ExtractionError as error:
        return Skipped(path, size, mtime_ns, str(error), is_failure=True)
    if taken is None:
        return Skipped(path, size, mtime_ns, Reason.NO_LANGUAGE.value, is_failure=False)
    return ReadFile(replace(taken.stored, size=size, mtime_ns=mtime_ns), taken.bags)


def read_source(path: str, source: bytes) -> ReadFile | None:
    """Take apart a text (UTF-8), None in no registered language. Raises ExtractionError."""
    language = language_of(path, source[:HEAD])
    if language is None:
        return None
    symbols = extract(source, language.name, path, with_blocks=True)
    bags = tuple(bag_of(symbol) for symbol in symbols)
    file = IndexedFile(path, content_hash(source), language.name, is_generated(source))
    kept = tuple(replace(symbol, code="") for symbol in symbols)
    return ReadFile(StoredFile(file, kept, len(source), 0, tuple(bag.key for bag in bags)), bags)
