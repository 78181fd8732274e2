"""Changes to snapshots: what the index knows of the disk and of open buffers, and one step of each.

Synchronous and owned by one thread (`indexer.py`). The store is written first, then the snapshot
is replaced. A store that cannot be written costs persistence, not answers.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from .bulk import Outcome
from .config import Settings
from .difference import Difference, difference, difference_at
from .encoder import Bag, Encoder
from .errors import ExtractionError, StoreError
from .files.contents import is_minified
from .files.discover import Matcher
from .files.folders import Rules, folders_above, meant_by
from .files.reasons import Reason
from .index import Segment, Snapshot, Store, empty_snapshot
from .index.nearest import Annoy
from .index.segment import FloatArray
from .index.snapshot import merge_plan
from .index.store import StoredFile, prepare, quantised
from .reader import ReadFile, read_source
from .syntax import may_hold_code

log = logging.getLogger(__name__)

_LOAD_FILES = 500
_SWEEP_SLACK, _SWEEP_RATIO = 20_000, 4
"""Vectors of contents that no file has any more are kept up to this, for branches left behind."""


class Known(NamedTuple):
    """A file on disk as it was last read."""

    size: int
    mtime_ns: int


class Writer:
    """What the index knows. `snapshot` is what it has made of it so far."""

    def __init__(
        self,
        root: Path,
        settings: Settings,
        encoder: Encoder,
        store: Store,
        problems: Sequence[str] = (),
    ) -> None:
        self.root = root
        self.snapshot: Snapshot = empty_snapshot(encoder)
        self.failed: dict[str, str] = {}
        """Files that should have been indexed and could not be, and why."""
        self.problems = list(dict.fromkeys(problems))
        """What is amiss, and what to do about it."""
        self._store = store
        self._known: dict[str, Known] = {}
        self._skipped: dict[str, str] = {}
        """Why those files that were read and are not searched are not."""
        self._refused: Mapping[Reason, int] = {}
        self._buffers: dict[str, bytes] = {}
        self._shown: dict[str, dict[bytes, FloatArray]] = {}
        self._accepted: dict[str, bool] = {}
        self._settings = settings

    def reconfigure(self, settings: Settings) -> None:
        """Take other settings; a `difference` of everything follows."""
        if settings.files_max_size != self._settings.files_max_size:
            for path in self._skipped:
                self._known.pop(path, None)
        self._settings = settings

    def close(self) -> None:
        """Release the store."""
        self._store.close()

    def load(self, on_progress: Callable[[], None]) -> None:
        """Make the snapshot of everything that is stored."""
        try:
            self._load(on_progress)
        except (StoreError, ValueError, KeyError) as error:
            log.warning("beginning the index anew: %s", error)
            try:
                self._store.begin_anew()
            except StoreError as second:
                self._store = Store(None)
                self.problems.append(f"{second}; the index is kept in memory only")
            self._known.clear()
            self._skipped.clear()
            self.failed.clear()
            self.snapshot = empty_snapshot(self.snapshot.encoder)

    def difference(self) -> Difference:
        """What on disk is not as it was last read."""
        self._accepted.clear()
        for path in self._buffers:
            self._show(path)
        found = difference(self.root, self._rules(), self._known)
        self._refused = found.left_out or {}
        return found

    def difference_at(self, paths: Iterable[str]) -> Difference:
        """The same for some paths that may have changed, as `difference.difference_at` has it."""
        places = {place for path in paths if (place := meant_by(path)) is not None}
        for path in self._buffers:
            if not places.isdisjoint(("", path, *folders_above(path))):
                self._accepted.pop(path, None)
                self._show(path)
        found = difference_at(self.root, self._rules(), self._known, places)
        self._refused = found.left_out or self._refused
        return found

    def left_out(self) -> dict[str, int]:
        """How many files are not searched, by reason, as far as they were looked at."""
        counts = Counter({reason.value: count for reason, count in self._refused.items()})
        counts.update(self._skipped.values())
        return dict(counts)

    def commit(self, outcomes: Sequence[Outcome], gone: Sequence[str] = ()) -> None:
        """Take in what was read from disk and what is no longer there."""
        stored: list[StoredFile] = []
        removed = list(gone)
        bags: dict[bytes, Bag] = {}
        for outcome in outcomes:
            if isinstance(outcome, ReadFile):
                entry = outcome.stored
                bags.update(zip(entry.keys, outcome.bags, strict=True))
            else:
                entry = outcome.as_stored()
                removed.append(outcome.path)
            stored.append(entry)
            self._remember(entry)
        for path in gone:
            self._known.pop(path, None)
            self._skipped.pop(path, None)
            self.failed.pop(path, None)
        vectors, fresh = self._vectors(bags, {})
        self._persist(stored, bags, fresh, gone)
        self._replace([entry for entry in stored if not entry.skipped], bags, vectors, removed)

    def set_overlay(self, path: str, source: bytes) -> None:
        """Search an open buffer's text instead of the file, if the file is one to index."""
        self._buffers[path] = source
        self._show(path)

    def take_annoy(self, segment: Segment, annoy: Annoy) -> None:
        """Search a segment by Annoy from now on, if it is still there."""
        self.snapshot = self.snapshot.with_annoy(segment, annoy)

    def drop_overlay(self, path: str) -> Difference:
        """Go back to what is on disk, which the returned difference says how to read."""
        if self._buffers.pop(path, None) is None:
            return Difference()
        self._shown.pop(path, None)
        self._known.pop(path, None)
        difference = self.difference_at([path])
        if path in difference.gone or any(info.path == path for info in difference.changed):
            return difference
        return Difference(difference.changed, (*difference.gone, path))

    def _show(self, path: str) -> None:
        """Put an open buffer into the snapshot in the place of its file."""
        read = self._read_buffer(path)
        if read is None:
            self._shown.pop(path, None)
            self.snapshot = self.snapshot.with_files((), [path])
            return
        bags = dict(zip(read.stored.keys, read.bags, strict=True))
        vectors, _ = self._vectors(bags, self._shown.get(path, {}))
        self._shown[path] = vectors
        prepared = prepare([read.stored], bags, vectors, self.snapshot.encoder.dimension)
        self.snapshot = self.snapshot.with_files(prepared)

    def _read_buffer(self, path: str) -> ReadFile | None:
        source = self._buffers[path]
        is_like_a_file = len(source) <= self._settings.files_max_size and not is_minified(source)
        if not is_like_a_file or not self._accepts(path):
            return None
        try:
            return read_source(path, source)
        except ExtractionError as error:
            log.info("%s (open buffer): %s", path, error)
            return None

    def _load(self, on_progress: Callable[[], None]) -> None:
        batch: list[StoredFile] = []
        for entry in self._store.files():
            self._remember(entry)
            if entry.skipped:
                continue
            batch.append(entry)
            if len(batch) == _LOAD_FILES:
                self._load_batch(batch)
                on_progress()
                batch = []
        self._load_batch(batch)
        if self._store.vector_count() > _SWEEP_SLACK + _SWEEP_RATIO * self.snapshot.row_count:
            try:
                self._store.sweep(self.snapshot.encoder.checkpoint)
            except StoreError as error:
                log.warning("%s", error)

    def _remember(self, entry: StoredFile) -> None:
        path = entry.file.path
        self._known[path] = Known(entry.size, entry.mtime_ns)
        self._skipped.pop(path, None)
        self.failed.pop(path, None)
        if entry.skipped:
            self._skipped[path] = entry.skipped.partition(":")[0]
        if entry.is_failure:
            self.failed[path] = entry.skipped
            log.warning("%s is not indexed: %s", path, entry.skipped)
        elif entry.skipped:
            log.info("%s is not indexed: %s", path, entry.skipped)

    def _load_batch(self, batch: Sequence[StoredFile]) -> None:
        bags = self._store.bags(key for entry in batch for key in entry.keys)
        vectors, fresh = self._vectors(bags, {})
        if fresh:
            self._persist((), {}, fresh, ())
        self._replace(batch, bags, vectors, ())

    def _persist(
        self,
        files: Sequence[StoredFile],
        bags: Mapping[bytes, Bag],
        vectors: Mapping[bytes, FloatArray],
        gone: Sequence[str],
    ) -> None:
        """Write to the store; one that cannot be written costs persistence, not answers."""
        problem = "the index cannot be written and is kept in memory only; the log says why"
        try:
            self._store.write(files, bags, vectors, self.snapshot.encoder.checkpoint, gone)
        except StoreError as error:
            log.warning("%s", error)
            if problem not in self.problems:
                self.problems.append(problem)
        else:
            if problem in self.problems:
                self.problems.remove(problem)

    def _vectors(
        self, bags: Mapping[bytes, Bag], at_hand: Mapping[bytes, FloatArray]
    ) -> tuple[dict[bytes, FloatArray], dict[bytes, FloatArray]]:
        """The vectors of some bags, and those of them that had to be encoded."""
        encoder = self.snapshot.encoder
        vectors = {key: at_hand[key] for key in bags if key in at_hand}
        wanted = [key for key in bags if key not in vectors]
        try:
            vectors.update(self._store.vectors(wanted, encoder.checkpoint))
        except StoreError as error:
            log.warning("%s", error)
        missing = [key for key in wanted if key not in vectors]
        encoded = quantised(encoder.encode_bags([bags[key] for key in missing]))
        fresh = dict(zip(missing, encoded, strict=True))
        return vectors | fresh, fresh

    def _replace(
        self,
        entries: Sequence[StoredFile],
        bags: Mapping[bytes, Bag],
        vectors: Mapping[bytes, FloatArray],
        gone: Sequence[str],
    ) -> None:
        """The next snapshot; files that are open stay as their editor has them."""
        shown = [entry for entry in entries if entry.file.path not in self._buffers]
        removed = [path for path in gone if path not in self._buffers]
        prepared = prepare(shown, bags, vectors, self.snapshot.encoder.dimension)
        self.snapshot = self.snapshot.with_files(prepared, removed)
        while plan := merge_plan(self.snapshot):
            self.snapshot = self.snapshot.with_plan(plan).with_merged(plan.merged())

    def _accepts(self, path: str) -> bool:
        """Whether an open buffer is one to index; remembered, since git takes longer than a key."""
        if path not in self._accepted:
            matcher = Matcher(self.root, self._rules(), may_hold_code)
            self._accepted[path] = matcher.accepts(path)
        return self._accepted[path]

    def _rules(self) -> Rules:
        return Rules(exclude=self._settings.files_exclude, max_size=self._settings.files_max_size)
