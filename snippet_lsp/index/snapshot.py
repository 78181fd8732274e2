"""What readers search: segments with tombstones, and the encoder of their vectors. Frozen.

A new snapshot is made from an old one by `with_files`; segments that did not change are shared.
Small segments are merged into larger ones as in a log-structured index, so that the cost of a
change does not grow with the number of files.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..encoder import Encoder
from ..types import Symbol
from .columns import IndexedFile
from .merging import merge_segments
from .nearest import Annoy
from .segment import BoolArray, PreparedFile, Segment, build_segment

MOST_SEGMENTS = 8
"""More are merged: every query visits every segment."""


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
    length: float
    """Sum of the living rows' lengths in `postings`."""

    @property
    def whole(self) -> bool:
        """Whether there are no tombstones."""
        return self.row_count == len(self.segment)


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """Everything a query needs, at one moment. Its encoder made all of its vectors."""

    generation: int
    encoder: Encoder
    segments: tuple[LivingSegment, ...] = ()

    @property
    def row_count(self) -> int:
        """Living rows."""
        return sum(living.row_count for living in self.segments)

    @property
    def symbol_count(self) -> int:
        """Living rows that are no blocks."""
        return sum(
            int(np.count_nonzero(living.rows & ~living.segment.is_block))
            for living in self.segments
        )

    @property
    def file_count(self) -> int:
        """Living files."""
        return sum(int(living.files.sum()) for living in self.segments)

    def files(self) -> Iterator[IndexedFile]:
        """The living files, in no particular order."""
        for living in self.segments:
            for file, lives in zip(living.segment.files, living.files, strict=True):
                if lives:
                    yield file

    def file(self, path: str) -> IndexedFile | None:
        """A living file by its path."""
        found = self._find(path)
        return found[0].files[found[1]] if found else None

    def symbols_of(self, path: str) -> tuple[Symbol, ...]:
        """The symbols of a living file, in their order; none where there is no such file."""
        found = self._find(path)
        return found[0].symbols_of(found[1]) if found else ()

    def _find(self, path: str) -> tuple[Segment, int] | None:
        """The segment that a living file is in, and its place there."""
        for living in self.segments:
            place = living.segment.files.place_of(path)
            if place is not None and living.files[place]:
                return living.segment, place
        return None

    def with_files(self, added: Sequence[PreparedFile], removed: Iterable[str] = ()) -> Snapshot:
        """The next snapshot: `added` take the place of files of the same path."""
        made = [build_segment(added, self.encoder.dimension)] if added else []
        return self.with_segments(made, removed)

    def with_segments(self, added: Sequence[Segment], removed: Iterable[str] = ()) -> Snapshot:
        """The same for the files of finished segments; no path is in two of these."""
        gone = {path for segment in added for path in segment.files.paths} | set(removed)
        segments = [_without(living, gone) for living in self.segments]
        segments += [_whole(segment) for segment in added]
        kept = _compact([living for living in segments if living.files.any()])
        return replace(self, generation=self.generation + 1, segments=tuple(kept))

    def with_annoy(self, segment: Segment, annoy: Annoy) -> Snapshot:
        """The next snapshot, in which a segment that is still there is searched by Annoy."""
        segments = [
            replace(living, segment=replace(segment, annoy=annoy))
            if living.segment is segment
            else living
            for living in self.segments
        ]
        return replace(self, generation=self.generation + 1, segments=tuple(segments))


def empty_snapshot(encoder: Encoder) -> Snapshot:
    """The snapshot of nothing."""
    return Snapshot(0, encoder)


def _whole(segment: Segment) -> LivingSegment:
    return LivingSegment(
        segment,
        np.ones(len(segment.files), np.bool_),
        np.ones(len(segment), np.bool_),
        len(segment),
        float(segment.postings.lengths.sum(dtype=np.float64)),
    )


def _without(living: LivingSegment, gone: Iterable[str]) -> LivingSegment:
    """A segment in which some files are dead; the cost is that of their rows."""
    segment = living.segment
    found = (segment.files.place_of(path) for path in gone)
    places = [place for place in found if place is not None and living.files[place]]
    if not places:
        return living
    files, rows = living.files.copy(), living.rows.copy()
    row_count, length = living.row_count, living.length
    for place in places:
        first, end = segment.first_row[place : place + 2].tolist()
        files[place] = False
        rows[first:end] = False
        row_count -= end - first
        # Lengths are whole numbers: what is left is exact.
        length -= float(segment.postings.lengths[first:end].sum(dtype=np.float64))
    return LivingSegment(segment, files, rows, row_count, length)


def _compact(segments: list[LivingSegment]) -> list[LivingSegment]:
    """Rewrite what is mostly dead; merge until each segment is twice as large as the next."""
    segments = [
        _whole(merge_segments([(living.segment, living.files)]))
        if 2 * living.row_count < len(living.segment)
        else living
        for living in segments
    ]
    segments.sort(key=lambda living: -len(living.segment))
    while len(segments) > 1 and (
        len(segments) > MOST_SEGMENTS or len(segments[-1].segment) * 2 > len(segments[-2].segment)
    ):
        merged = merge_segments([(s.segment, s.files) for s in segments[-2:]])
        segments = sorted([*segments[:-2], _whole(merged)], key=lambda s: -len(s.segment))
    return segments
