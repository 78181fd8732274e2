"""What readers search: segments with tombstones, and the encoder of their vectors. Frozen.

A new snapshot is made from an old one; segments that did not change are shared. A change costs what
its own rows cost: little segments are merged at once, large ones when somebody does what
`merge_plan` says, at leisure, while other changes come in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..encoder import Encoder
from ..types import Symbol
from .columns import IndexedFile
from .merging import merge_segments
from .nearest import Annoy
from .segment import BoolArray, PreparedFile, Segment, build_segment

LITTLE = 2_000
"""Rows up to which a segment in memory is merged at once."""
MOST_SEGMENTS = 8
"""More little ones are merged, and so are more large ones: every query visits every segment."""


@dataclass(frozen=True, slots=True, eq=False)
class LivingSegment:
    """A segment and which of it is still true."""

    segment: Segment
    files: BoolArray
    """[files]: False for a tombstone."""
    rows: BoolArray
    """[rows]: False where the row's file is a tombstone."""
    row_count: int
    """Living rows."""
    block_count: int
    """Those of them that are blocks."""
    length: float
    """Sum of the living rows' lengths in `postings`."""

    @property
    def whole(self) -> bool:
        """Whether there are no tombstones."""
        return self.row_count == len(self.segment)


@dataclass(frozen=True, slots=True, eq=False)
class MergePlan:
    """Segments to make one of, each with which of its files are kept."""

    parts: tuple[tuple[Segment, BoolArray], ...]

    def merged(self) -> Segment:
        """That one; may take seconds, and needs nothing but the plan."""
        return merge_segments(self.parts)


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """Everything a query needs, at one moment. Its encoder made all of its vectors."""

    generation: int
    encoder: Encoder
    segments: tuple[LivingSegment, ...] = ()
    plan: MergePlan | None = None
    """What is being merged; until it is done, nothing else is done to these segments."""

    @property
    def row_count(self) -> int:
        """Living rows."""
        return sum(living.row_count for living in self.segments)

    @property
    def symbol_count(self) -> int:
        """Living rows that are no blocks."""
        return sum(living.row_count - living.block_count for living in self.segments)

    @property
    def file_count(self) -> int:
        """Living files."""
        return sum(int(np.count_nonzero(living.files)) for living in self.segments)

    @property
    def languages(self) -> set[str]:
        """The languages of the living files."""
        return {
            living.segment.files.languages[number]
            for living in self.segments
            for number in np.unique(living.segment.files.language_of[living.files]).tolist()
        }

    def files(self) -> Iterator[IndexedFile]:
        """The living files, in no particular order."""
        for living in self.segments:
            for place in np.flatnonzero(living.files).tolist():
                yield living.segment.files[place]

    def file(self, path: str) -> IndexedFile | None:
        """A living file by its path."""
        found = self._find(path)
        return found[0].files[found[1]] if found else None

    def symbols_of(self, path: str) -> tuple[Symbol, ...]:
        """The symbols of a living file, in their order; none where there is no such file."""
        found = self._find(path)
        return found[0].symbols_of(found[1]) if found else ()

    def with_files(self, added: Sequence[PreparedFile], removed: Iterable[str] = ()) -> Snapshot:
        """The next snapshot: `added` take the place of files of the same path."""
        made = [build_segment(added, self.encoder.dimension)] if added else []
        return self.with_segments(made, removed)

    def with_segments(self, added: Sequence[Segment], removed: Iterable[str] = ()) -> Snapshot:
        """The same for the files of finished segments; no path is in two of these."""
        gone = {path for segment in added for path in segment.files.paths} | set(removed)
        segments = [without(living, gone) for living in self.segments]
        segments += map(whole, added)
        return self._next(segments)

    def with_revived(self, wanted: Mapping[str, bytes]) -> tuple[Snapshot, set[str]]:
        """The next snapshot, in which dead files with some digests, given by path, live again.

        They take the place of files of the same path. Also returns which there were.
        """
        revived: dict[int, list[int]] = {}
        found: set[str] = set()
        for number, living in enumerate(self.segments):
            files = living.segment.files
            for path in wanted.keys() - found:
                place = files.place_of(path)
                if place is not None and files.digests.raw(place) == wanted[path]:
                    found.add(path)
                    revived.setdefault(number, []).append(place)
        if not found:
            return self, found
        segments = [
            _with(without(living, found), revived.get(number, ()))
            for number, living in enumerate(self.segments)
        ]
        return self._next(segments), found

    def with_plan(self, plan: MergePlan) -> Snapshot:
        """The same, with a plan made of it that somebody is carrying out."""
        return replace(self, plan=plan)

    def with_merged(self, merged: Segment | None) -> Snapshot:
        """The next snapshot, in which `merged` has replaced what it was made of by the plan.

        What died meanwhile is dead in it, too; what came to life and is not in it stays where it
        was. With None the plan is given up.
        """
        parts = self.plan.parts if self.plan and merged is not None else ()
        planned = {id(segment.vectors): kept for segment, kept in parts}
        segments, alive = [], {}
        for living in self.segments:
            number = id(living.segment.vectors)
            if number in planned:
                alive[number] = living.files[planned[number]]
                living = part(living, living.files & ~planned[number])
            segments.append(living)
        if merged is not None:
            files = np.concatenate([alive[number] for number in planned])
            segments.append(part(whole(merged), files))
        return replace(self, plan=None)._next(segments)

    def with_annoy(self, segment: Segment, annoy: Annoy) -> Snapshot:
        """The next snapshot, in which a segment that is still there is searched by Annoy."""
        segments = [
            replace(living, segment=replace(living.segment, annoy=annoy))
            if living.segment.vectors is segment.vectors
            else living
            for living in self.segments
        ]
        return replace(self, generation=self.generation + 1, segments=tuple(segments))

    def _find(self, path: str) -> tuple[Segment, int] | None:
        """The segment that a living file is in, and its place there."""
        for living in self.segments:
            place = living.segment.files.place_of(path)
            if place is not None and living.files[place]:
                return living.segment, place
        return None

    def _next(self, segments: Iterable[LivingSegment]) -> Snapshot:
        planned = {id(segment.vectors) for segment, _ in self.plan.parts} if self.plan else ()
        held, free = [], []
        for living in segments:
            if id(living.segment.vectors) in planned:
                held.append(living)
            elif living.files.any():
                free.append(living)
        kept = (*held, *_compact(free))
        return replace(self, generation=self.generation + 1, segments=kept)


def empty_snapshot(encoder: Encoder) -> Snapshot:
    """The snapshot of nothing."""
    return Snapshot(0, encoder)


def whole(segment: Segment) -> LivingSegment:
    """A segment of which everything lives."""
    return LivingSegment(
        segment,
        np.ones(len(segment.files), np.bool_),
        np.ones(len(segment), np.bool_),
        len(segment),
        int(np.count_nonzero(segment.is_block)),
        float(segment.postings.lengths.sum(dtype=np.float64)),
    )


def merge_plan(snapshot: Snapshot) -> MergePlan | None:
    """Which large segments to merge next, or which to rewrite, most of it being dead.

    None if there is nothing to do, or something is being done.

    Merged until each is twice as large as the next, as in a log-structured index, a row is moved
    only as often as the index doubles.
    """
    if snapshot.plan is not None:
        return None
    segments = [living for living in snapshot.segments if not _is_little(living)]
    segments.sort(key=lambda living: -living.row_count)
    first = _first_to_merge([living.row_count for living in segments])
    if first is not None:
        return _plan(segments[first:])
    dying = (living for living in segments if 2 * living.row_count < len(living.segment))
    return next((_plan([living]) for living in dying), None)


def flush_plan(snapshot: Snapshot) -> MergePlan | None:
    """All of it as one segment to be written.

    None if there is nothing, or something is being done.
    """
    if snapshot.plan is not None:
        return None
    return _plan(snapshot.segments) if snapshot.segments else None


def _plan(segments: Sequence[LivingSegment]) -> MergePlan:
    return MergePlan(tuple((living.segment, living.files) for living in segments))


def _first_to_merge(sizes: Sequence[int]) -> int | None:
    """The place from which on to merge, given sizes in descending order; None if nothing is."""
    first = None
    if len(sizes) > MOST_SEGMENTS:
        first = MOST_SEGMENTS - 1
    else:
        for place in range(len(sizes) - 1):
            if sizes[place] <= 2 * sizes[place + 1]:
                first = place
    if first is None:
        return None
    while first and sizes[first - 1] <= 2 * sum(sizes[first:]):
        first -= 1
    return first


def _is_little(living: LivingSegment) -> bool:
    return len(living.segment) <= LITTLE and not living.segment.name


def _compact(segments: list[LivingSegment]) -> list[LivingSegment]:
    """Merge and rewrite little segments."""
    compact = [living for living in segments if not _is_little(living)]
    little = [living for living in segments if _is_little(living)]
    little = [_merged([s]) if 2 * s.row_count < len(s.segment) else s for s in little]
    little.sort(key=lambda living: -len(living.segment))
    while (first := _first_to_merge([len(s.segment) for s in little])) is not None:
        joined = _merged(little[first:])
        little = little[:first]
        if _is_little(joined):
            little = sorted([*little, joined], key=lambda living: -len(living.segment))
        else:
            compact.append(joined)
    return compact + little


def _merged(segments: Sequence[LivingSegment]) -> LivingSegment:
    return whole(_plan(segments).merged())


def part(living: LivingSegment, files: BoolArray) -> LivingSegment:
    """A segment of which these files live, whatever lived before."""
    if files.all() and living.whole:
        return living
    rows = np.repeat(files, np.diff(living.segment.first_row))
    length = float(living.segment.postings.lengths[rows].sum(dtype=np.float64))
    return replace(
        living,
        files=files,
        rows=rows,
        row_count=int(np.count_nonzero(rows)),
        block_count=int(np.count_nonzero(rows & living.segment.is_block)),
        length=length,
    )


def without(living: LivingSegment, gone: Iterable[str]) -> LivingSegment:
    """A segment in which some files are dead."""
    found = (living.segment.files.place_of(path) for path in gone)
    return _set(living, [p for p in found if p is not None and living.files[p]], alive=False)


def _with(living: LivingSegment, places: Iterable[int]) -> LivingSegment:
    """A segment in which some files live again."""
    return _set(living, [place for place in places if not living.files[place]], alive=True)


def _set(living: LivingSegment, places: Sequence[int], *, alive: bool) -> LivingSegment:
    """A segment in which files that were not are alive, or not; the cost is that of their rows."""
    if not places:
        return living
    segment = living.segment
    files, rows = living.files.copy(), living.rows.copy()
    row_count, block_count, length = living.row_count, living.block_count, living.length
    sign = 1 if alive else -1
    for place in places:
        first, end = segment.first_row[place : place + 2].tolist()
        files[place] = alive
        rows[first:end] = alive
        row_count += sign * (end - first)
        block_count += sign * int(np.count_nonzero(segment.is_block[first:end]))
        # Lengths are whole numbers: what is left is exact.
        length += sign * float(segment.postings.lengths[first:end].sum(dtype=np.float64))
    return replace(
        living,
        files=files,
        rows=rows,
        row_count=row_count,
        block_count=block_count,
        length=length,
    )
