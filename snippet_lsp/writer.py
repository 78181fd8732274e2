"""Changes to snapshots: what the index knows of the disk and of open buffers, and one step of each.

Synchronous and owned by one thread (`indexer.py`). What is read is searched at once and written
when `plan` says so. What cannot be written costs persistence, not answers.
"""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path

from .buffers import Shown
from .bulk import Task
from .config import Settings
from .difference import Difference, difference, difference_at
from .encoder import Encoder
from .errors import SegmentError, StoreError
from .files.discover import FileInfo, Matcher
from .files.folders import Rules, folders_above, meant_by
from .files.reasons import Reason
from .index import Segment, Snapshot
from .index.catalog import FileRow
from .index.ledger import Done, Job, Ledger, run
from .index.nearest import Annoy
from .index.segment import FloatArray
from .index.snapshot import without
from .index.storage import Storage
from .index.vectors import VectorStore
from .overlay import Overlays
from .parcels import Lookup, Parcel, build, make_parcel
from .reader import ReadFile, read_file
from .skipped import Skipped
from .syntax import may_hold_code

log = logging.getLogger(__name__)

_UNWRITTEN = "the index cannot be written and is kept in memory only; the log says why"
_PATIENCE = 30.0
"""Seconds after which writing is tried again where it failed."""


class Writer:
    """What the index knows. `snapshot` is what it has made of it so far."""

    def __init__(
        self,
        root: Path,
        settings: Settings,
        encoder: Encoder,
        checkpoint: Path,
        storage: Storage,
        vectors: VectorStore,
        problems: Sequence[str] = (),
    ) -> None:
        self.root = root
        self.encoder = encoder
        self._checkpoint = checkpoint
        self.encoded = 0
        """Vectors that were made since the start, rather than found."""
        self._problems = list(dict.fromkeys(problems))
        self._storage = storage
        self._vectors = vectors
        self._ledger = Ledger(storage, encoder)
        self._skipped = Skipped()
        self._refused: Mapping[Reason, int] = {}
        self._buffers: dict[str, bytes] = {}
        self._overlays = Overlays()
        self._shown = Shown()
        self._accepted: dict[str, bool] = {}
        self._settings = settings
        self._snapshot = Snapshot(0, encoder)
        self._is_stale = False
        self._cannot_write_until = 0.0

    @property
    def snapshot(self) -> Snapshot:
        """Everything that is known, to be searched."""
        if self._is_stale:
            disk = (without(one, self._buffers) for one in self._ledger.disk.segments)
            living = (one for one in disk if one.files.any())
            self._snapshot = Snapshot(
                self._snapshot.generation + 1, self.encoder, (*living, *self._shown.segments())
            )
            self._is_stale = False
        return self._snapshot

    @property
    def failed(self) -> int:
        """How many files should have been indexed and could not be; the log says why."""
        return self._skipped.failed

    @property
    def problems(self) -> list[str]:
        """What is amiss, and what to do about it."""
        unwritten = [_UNWRITTEN] if self._cannot_write_until else []
        return [*self._problems, *filter(None, [self._storage.problem]), *unwritten]

    @property
    def follows(self) -> bool:
        """Whether another program writes the index, and this one follows it."""
        return self._storage.follows

    @property
    def leads(self) -> bool:
        """Whether this program writes the index."""
        return self._storage.is_writer

    @property
    def folder(self) -> Path | None:
        """Where what belongs to the index lies, if it is on disk."""
        return self._storage.folder if self._storage.is_writer else None

    @property
    def shared_folder(self) -> Path | None:
        """The same for a program that follows, which may read what lies there."""
        return None if self._storage.problem else self._storage.folder

    @property
    def rows_in_memory(self) -> int:
        """Rows that are not in files yet, and will be."""
        can_write = self._storage.is_writer and not self._cannot_write_until
        return self._ledger.rows_in_memory if can_write else 0

    @property
    def has_unsaved(self) -> bool:
        """Whether something would have to be read again at the next start."""
        return self._ledger.has_unsaved

    @property
    def known(self) -> Mapping[str, FileRow]:
        """Every file that was read, by path."""
        return self._ledger.files.rows

    def reconfigure(self, settings: Settings) -> None:
        """Take other settings; a `difference` of everything follows."""
        if settings.files_max_size != self._settings.files_max_size:
            self._ledger.forget(self._skipped)
        self._settings = settings

    def close(self) -> None:
        """Release what lies on disk. What `flush` did not write is read again at the next start."""
        self._storage.close()
        self._vectors.close()

    def load(self) -> Difference:
        """Make the snapshot of everything that is stored; returns where it may be out of date."""
        doubtful = self._ledger.load()
        self._skipped = Skipped(self.known.values())
        self._is_stale = True
        return self.difference_at(doubtful) if doubtful else Difference()

    def follow(self) -> Difference | None:
        """Take over from a writer that has ended, or take in what another one has written.

        None if there was nothing to do; else where the disk is not as the index says.
        """
        if self._storage.is_lost():
            log.warning("the index was removed and is written again")
            self._storage.leave()
            self._ledger.move_out()
            self._storage.lead()  # What another program has made there meanwhile is to be loaded.
        elif not (self._storage.lead() or self._storage.has_news()):
            return None
        return self.load()

    def difference(self) -> Difference:
        """What on disk is not as it was last read."""
        self._accepted.clear()
        for path in self._buffers:
            self._show(path)
        found = difference(self.root, self._rules(), self.known)
        self._refused = found.left_out or {}
        return found

    def difference_at(self, paths: Iterable[str]) -> Difference:
        """The same for some paths that may have changed, as `difference.difference_at` has it."""
        places = {place for path in paths if (place := meant_by(path)) is not None}
        for path in self._buffers:
            if not places.isdisjoint(("", path, *folders_above(path))):
                self._accepted.pop(path, None)
                self._show(path)
        files = self._ledger.files
        found = difference_at(self.root, self._rules(), self.known, files.below, places)
        self._refused = found.left_out or self._refused
        return found

    def left_out(self) -> dict[str, int]:
        """How many files are not searched, by reason, as far as they were looked at."""
        counts = Counter({reason.value: count for reason, count in self._refused.items()})
        counts += self._skipped.counts(apart_from=self._buffers)
        counts.update(reason.partition(":")[0] for reason in self._overlays.left_out.values())
        return dict(counts)

    def digests(self, files: Iterable[FileInfo]) -> dict[str, frozenset[bytes]]:
        """Hashes of the texts of files that need not be taken apart again, by path."""
        found = ((file.path, self._ledger.digests(file.path)) for file in files)
        return {path: digests for path, digests in found if digests}

    def read(self, *paths: str) -> Parcel:
        """Read files here and now."""
        return self._read({path: self._ledger.digests(path) for path in paths})

    def task(self) -> Task:
        """How worker processes are to read."""
        limit = self._settings.files_max_size
        return Task(str(self.root), limit, self._checkpoint, self._vectors.path)

    def commit(self, parcels: Sequence[Parcel], gone: Sequence[str] = ()) -> None:
        """Take in what was read from disk and what is no longer there."""
        unchanged = {one.row.path: one for parcel in parcels for one in parcel.unchanged}
        revived = self._ledger.revive({p: (o.row, o.digest) for p, o in unchanged.items()})
        # Those that are not there were merged away since somebody asked for their hashes.
        if lost := unchanged.keys() - revived:
            parcels = [*parcels, self._read(dict.fromkeys(lost, ()))]
        for parcel in parcels:
            self._keep(parcel.vectors())
        rows = [row for parcel in parcels for row in parcel.rows]
        self._ledger.take(
            [parcel.segment for parcel in parcels if parcel.segment is not None], rows, gone
        )
        for path in (*gone, *revived):
            self._skipped.drop(path)
        for row in rows:
            self._note(row)
        self._is_stale = True

    def set_overlay(self, path: str, source: bytes) -> None:
        """Search an open buffer's text instead of the file, if the file is one to index."""
        self._buffers[path] = source
        self._show(path)

    def drop_overlay(self, *paths: str) -> Difference:
        """Go back to what is on disk, which the returned difference says how to read."""
        dropped = [path for path in paths if self._buffers.pop(path, None) is not None]
        if not dropped:
            return Difference()
        for path in dropped:
            self._overlays.drop(path)
            self._shown.drop(path)
        self._is_stale = True
        return self.difference_at(dropped)

    def take_annoy(self, segment: Segment, annoy: Annoy | None) -> None:
        """Search a segment by Annoy from now on, if it is still there."""
        if annoy is not None:
            self._ledger.take_annoy(segment, annoy)
            self._is_stale = True
        self._storage.forget_annoy(segment.name)

    def plan(self, everything: bool = False) -> Job | None:
        """What to write or merge next; None while there is nothing, or no use in trying."""
        if time.monotonic() < self._cannot_write_until:
            return None
        return self._ledger.plan(everything)

    def attempt(self, job: Job) -> Done | None:
        """Do a job, in any thread; None if that failed, which the log says."""
        try:
            return run(job, self._storage)
        except (OSError, SegmentError) as error:
            log.warning("the index cannot be written: %s", error)
        except Exception:  # Whatever a damaged segment does when it is merged.
            log.exception("segments cannot be merged")
        return None

    def finish(self, job: Job, done: Done | None) -> bool:
        """Take in what came of a job; whether that means that files are to be read again."""
        if done is None:
            self._ledger.fail(job)
            self._pause_writing()
            return False
        try:
            self._ledger.finish(job, done)
        except StoreError as error:
            log.warning("%s", error)
            self._pause_writing()
        else:
            if job.path is not None:
                self._cannot_write_until = 0.0
            self.take_checks(done.damaged, done.damaged)
        self._is_stale = True
        return bool(done.damaged)

    def save(self) -> None:
        """Write what needs no segment to be written, unless that failed just now."""
        if time.monotonic() >= self._cannot_write_until:
            self._save()

    def flush(self) -> None:
        """Write everything, here and now."""
        while (job := self._ledger.plan(everything=True)) is not None:
            self.finish(job, self.attempt(job))
            if self._cannot_write_until:
                return
        self._save()

    def doubt(self) -> None:
        """Have all segments compared with their checksums again."""
        self._storage.doubt()

    def unchecked(self) -> list[str]:
        """Names of segments whose files have not been compared with their checksums for long."""
        return self._storage.unchecked()

    def unsound(self, names: Sequence[str]) -> list[str]:
        """Those of some segments whose files are damaged (a second a gigabyte). For any thread."""
        return [name for name in names if not self._storage.is_sound(name)]

    def take_checks(self, names: Sequence[str], bad: Sequence[str]) -> None:
        """Remember what was compared, and forget segments that are damaged."""
        self._storage.note_checked(name for name in names if name not in bad)
        if bad:
            log.warning("%d damaged segments are dropped, and their files read again", len(bad))
            self._ledger.drop(bad)
            self.save()
            self._is_stale = True

    def _show(self, path: str) -> None:
        """Put an open buffer into the snapshot in the place of its file."""
        self._is_stale = True
        read = self._read_buffer(path)
        if read is None:
            self._shown.drop(path)
            return
        segment, fresh = build([read], self._lookup(path), self.encoder)
        self.encoded += len(fresh)
        self._shown.show(path, segment)

    def _read(self, known: Mapping[str, Collection[bytes]]) -> Parcel:
        root, limit = str(self.root), self._settings.files_max_size
        outcomes = [read_file(root, path, limit, digests) for path, digests in known.items()]
        return make_parcel(outcomes, self._vectors.get, self.encoder)

    def _read_buffer(self, path: str) -> ReadFile | None:
        if not self._accepts(path):
            self._overlays.drop(path)
            return None
        return self._overlays.read(path, self._buffers[path], self._settings.files_max_size)

    def _lookup(self, path: str) -> Lookup:
        """Vectors by key: those that the buffer had before, then those that are kept."""

        def lookup(keys: Iterable[bytes]) -> dict[bytes, FloatArray]:
            before = self._shown.vectors(path)
            found = {key: before[key] for key in keys if key in before}
            return found | self._vectors.get(key for key in keys if key not in found)

        return lookup

    def _keep(self, vectors: Mapping[bytes, FloatArray]) -> None:
        self.encoded += len(vectors)
        try:
            if vectors:
                self._vectors.put(vectors)
        except StoreError as error:
            log.warning("%s", error)

    def _save(self) -> None:
        try:
            self._ledger.save()
        except StoreError as error:
            log.warning("%s", error)
            self._pause_writing()
        else:
            if not self._ledger.has_unsaved:
                self._cannot_write_until = 0.0

    def _note(self, row: FileRow) -> None:
        self._skipped.add(row)
        if row.skipped:
            level = logging.WARNING if row.is_failure else logging.INFO
            log.log(level, "%s is not indexed: %s", row.path, row.skipped)

    def _pause_writing(self) -> None:
        self._cannot_write_until = time.monotonic() + _PATIENCE

    def _accepts(self, path: str) -> bool:
        """Whether an open buffer is one to index; remembered, since git takes longer than a key."""
        if path not in self._accepted:
            matcher = Matcher(self.root, self._rules(), may_hold_code)
            self._accepted[path] = matcher.accepts(path)
        return self._accepted[path]

    def _rules(self) -> Rules:
        return Rules(exclude=self._settings.files_exclude, max_size=self._settings.files_max_size)
