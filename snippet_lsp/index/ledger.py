"""What is indexed of the disk: segments, which of their files live, and how each file looked.

Changes are taken into memory at once and written later, together: `plan` says what is worth writing
or merging now, which any thread may do, and `finish` swaps it in with what changed meanwhile. What
was not written when the program dies looks changed at the next start. Open buffers play no part.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from ..encoder import Encoder
from ..errors import StoreError
from .catalog import FileRow
from .known import KnownFiles
from .nearest import Annoy
from .packing import Written, open_mapped, write_merged
from .segment import Segment
from .snapshot import (
    LivingSegment,
    MergePlan,
    Snapshot,
    empty_snapshot,
    flush_plan,
    merge_plan,
    part,
)
from .storage import Storage

log = logging.getLogger(__name__)

FLUSH_ROWS = 25_000
"""Rows in memory from which they are written even while more are coming."""


@dataclass(frozen=True, slots=True, eq=False)
class Job:
    """Segments to be made one of."""

    plan: MergePlan
    path: Path | None
    """The file to write; None to stay in memory."""
    unchecked: tuple[str, ...] = ()
    """Names of those whose files are to be compared with their checksums first."""


@dataclass(frozen=True, slots=True, eq=False)
class Done:
    """What a job made."""

    segment: Segment | None
    """None where `damaged` are in the way."""
    written: Written | None = None
    damaged: tuple[str, ...] = ()


def run(job: Job, storage: Storage) -> Done:
    """Do a job, in any thread. Raises OSError or SegmentError, and leaves nothing behind then.

    What is merged into a file is never in memory as a whole.
    """
    damaged = tuple(name for name in job.unchecked if not storage.is_sound(name))
    if damaged:
        return Done(None, damaged=damaged)
    if job.path is None or not any(kept.any() for _, kept in job.plan.parts):
        return Done(job.plan.merged())
    written = write_merged(job.plan.parts, job.path)
    return Done(open_mapped(job.path, written.length), written)


class Ledger:
    """The state of one folder. One thread may use it."""

    def __init__(self, storage: Storage, encoder: Encoder) -> None:
        self.disk: Snapshot = empty_snapshot(encoder)
        """The files that can be searched, as they are on disk."""
        self.files = KnownFiles()
        """Every file that was read."""
        self._storage = storage
        self._unsaved: set[str] = set()
        """Paths of which the catalog may say something else."""
        self._job: Job | None = None

    @property
    def has_unsaved(self) -> bool:
        """Whether something would have to be read again at the next start."""
        return bool(self._unsaved)

    @property
    def rows_in_memory(self) -> int:
        """Rows that are not in files yet."""
        return sum(living.row_count for living in self._in_memory())

    def load(self) -> set[str]:
        """Take what the storage holds; returns the paths to compare with the disk again.

        What was read here and is not in there, since its writer leaves it out or has not written it
        yet, stays. What it has itself is dead here, until the disk says that ours is true: then
        nothing has to be parsed.
        """
        before = self.disk.segments
        loaded = self._storage.load(before)
        kept = {living.segment.name for living in loaded.segments}
        before_it, self.files = self.files.rows, KnownFiles(loaded.files)
        only_here = (self._unsaved & before_it.keys()) - self.files.rows.keys()
        parts = (_of(living, only_here) for living in before if living.segment.name not in kept)
        pool = [living for living in parts if living is not None]
        self.disk = replace(self.disk, segments=(*loaded.segments, *pool), plan=None)
        held = _paths(pool)
        stay = {path for path in only_here if before_it[path].skipped or path in held}
        self.files.put(before_it[path] for path in stay)
        self._job = None
        doubtful, self._unsaved = self._unsaved, stay
        return doubtful

    def move_out(self) -> None:
        """The storage's folder is gone: everything is to be written again, elsewhere."""
        self._unsaved = set(self.files.rows)
        self._give_up()

    def digests(self, path: str) -> frozenset[bytes]:
        """Hashes of the texts that a file had, of those versions that need no reading."""
        files = [living.segment.files for living in self.disk.segments]
        places = ((some, some.place_of(path)) for some in files)
        return frozenset(some.digests.raw(place) for some, place in places if place is not None)

    def revive(self, versions: Mapping[str, tuple[FileRow, bytes]]) -> set[str]:
        """Let versions of files live that have some digests, by path; returns which there were."""
        wanted = {path: digest for path, (_, digest) in versions.items()}
        self.disk, found = self.disk.with_revived(wanted)
        self.files.put(versions[path][0] for path in found)
        self._unsaved |= found
        return found

    def take(
        self, segments: Sequence[Segment], rows: Sequence[FileRow], gone: Iterable[str] = ()
    ) -> None:
        """Put files that were read, in segments or not to be searched, and drop others."""
        removed = {*gone, *(row.path for row in rows if row.skipped)}
        self.disk = self.disk.with_segments(segments, removed)
        self.files.drop(gone)
        self.files.put(rows)
        self._unsaved |= removed
        self._unsaved.update(row.path for row in rows)

    def forget(self, paths: Iterable[str]) -> None:
        """Have files that cannot be searched read again."""
        self.files.drop(paths)

    def drop(self, names: Iterable[str]) -> None:
        """Forget segments whose files are damaged; what they held is to be read again.

        They are not asked what that is: it is what no other segment holds.
        """
        bad = set(names)
        kept = [one for one in self.disk.segments if one.segment.name not in bad]
        searched = {path for path, row in self.files.rows.items() if not row.skipped}
        lost = searched - _paths(kept)
        self.files.drop(lost)
        self._unsaved |= lost
        self._give_up()
        self.disk = replace(self.disk, segments=tuple(kept))

    def take_annoy(self, segment: Segment, annoy: Annoy) -> None:
        """Search a segment by Annoy from now on, if it is still there."""
        self.disk = self.disk.with_annoy(segment, annoy)

    def plan(self, everything: bool) -> Job | None:
        """What is to be done next, None if nothing or while a job is being done.

        With `everything` what is in memory is to be written however little it is.
        """
        if self._job is not None:
            return None
        if not self._storage.is_writer:
            plan, path = merge_plan(replace(self.disk, segments=tuple(self._in_memory()))), None
        else:
            is_due = everything or self.rows_in_memory >= FLUSH_ROWS
            in_memory = replace(self.disk, segments=tuple(self._in_memory()))
            plan = (flush_plan(in_memory) if is_due else None) or merge_plan(self.disk)
            path = self._storage.new_path()
        if plan is None:
            return None
        self.disk = self.disk.with_plan(plan)
        names = {segment.name for segment, _ in plan.parts}
        self._job = Job(plan, path, tuple(names.intersection(self._storage.unchecked())))
        return self._job

    def finish(self, job: Job, done: Done) -> None:
        """Swap in what a job made, with what died or came back meanwhile. Raises StoreError."""
        if job is not self._job:
            _discard(job)
            return
        if done.segment is None:
            self._give_up()
            return
        disk = self.disk.with_merged(done.segment)
        try:
            if self._storage.is_writer:
                self._save(disk, {done.segment.name: done.written} if done.written else {})
        except StoreError:
            self._give_up()
            _discard(job)
            raise
        self.disk, self._job = disk, None

    def fail(self, job: Job) -> None:
        """A job could not be done."""
        if job is self._job:
            self._give_up()

    def save(self) -> None:
        """Write what has no part in a segment: times, tombstones, files gone. Raises StoreError."""
        if self._unsaved and self._storage.is_writer:
            self._save(self.disk, {})

    def _save(self, disk: Snapshot, added: dict[str, Written]) -> None:
        """A file has a row where it lives in a segment that is written, or cannot be searched."""
        saved = tuple(
            living
            for living in disk.segments
            if living.segment.name in added or self._storage.holds(living.segment)
        )
        written = replace(disk, segments=saved[::-1])  # What was unsaved is in the last ones.
        rows, gone, later = [], [], set()
        for path in self._unsaved:
            row = self.files.rows.get(path)
            if row is not None and (row.skipped or written.file(path)):
                rows.append(row)
            else:
                gone.append(path)
                if row is not None:
                    later.add(path)
        self._storage.save(saved, rows, gone, added)
        self._unsaved = later

    def _in_memory(self) -> list[LivingSegment]:
        return [one for one in self.disk.segments if not self._storage.holds(one.segment)]

    def _give_up(self) -> None:
        self._job = None
        self.disk = self.disk.with_merged(None)


def _of(living: LivingSegment, paths: Iterable[str]) -> LivingSegment | None:
    """A segment in which only those of its living files live that have some paths.

    None if it is damaged, and that shows.
    """
    files = np.zeros(len(living.files), np.bool_)
    try:
        places = [living.segment.files.place_of(path) for path in paths]
        files[[place for place in places if place is not None and living.files[place]]] = True
        return part(living, files)
    except (IndexError, ValueError) as error:
        log.warning("a damaged segment is dropped, and its files read again: %s", error)
        return None


def _paths(segments: Iterable[LivingSegment]) -> set[str]:
    """The paths of the living files."""
    places = ((one.segment.files.paths, np.flatnonzero(one.files).tolist()) for one in segments)
    return {paths[place] for paths, some in places for place in some}


def _discard(job: Job) -> None:
    if job.path is not None:
        with suppress(OSError):  # Windows keeps what is mapped; the next writer removes it.
            job.path.unlink(missing_ok=True)
