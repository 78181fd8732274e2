"""Files that were read, as one segment: what the writer takes in.

A worker process makes a parcel, packs it, and the writer's process only moves arrays. Vectors come
from where they were kept, and what nobody has encoded yet is encoded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .encoder import Bag, Encoder
from .index.catalog import FileRow
from .index.packing import pack, unpack
from .index.segment import FloatArray, PreparedFile, Segment, build_segment
from .index.vectors import quantised
from .reader import Outcome, ReadFile, Unchanged

Lookup = Callable[[Iterable[bytes]], Mapping[bytes, FloatArray]]
"""The vectors of those of some keys that are known."""


@dataclass(frozen=True, slots=True, eq=False)
class Parcel:
    """What some files came to. Each of them is in `rows` or in `unchanged`."""

    rows: tuple[FileRow, ...]
    segment: Segment | None
    """The files that can be searched."""
    fresh: npt.NDArray[np.int64]
    """Rows of the segment, one for each vector that was made now."""
    unchanged: tuple[Unchanged, ...] = ()

    def __len__(self) -> int:
        return len(self.rows) + len(self.unchanged)

    @property
    def row_count(self) -> int:
        """Rows of the segment."""
        return 0 if self.segment is None else len(self.segment)

    def vectors(self) -> dict[bytes, FloatArray]:
        """The vectors that were made now, by key."""
        if self.segment is None:
            return {}
        keys, vectors = self.segment.keys, self.segment.vectors
        return {keys[row].tobytes(): vectors[row] for row in self.fresh.tolist()}


@dataclass(frozen=True, slots=True)
class Packed:
    """A parcel that is sent between processes."""

    rows: tuple[FileRow, ...]
    segment: bytes
    fresh: bytes
    unchanged: tuple[Unchanged, ...]


def make_parcel(outcomes: Sequence[Outcome], lookup: Lookup, encoder: Encoder) -> Parcel:
    """One parcel of some outcomes of reading."""
    reads = [outcome for outcome in outcomes if isinstance(outcome, ReadFile)]
    rows = [outcome for outcome in outcomes if isinstance(outcome, FileRow)]
    unchanged = tuple(outcome for outcome in outcomes if isinstance(outcome, Unchanged))
    all_rows = (*(read.row for read in reads), *rows)
    if not reads:
        return Parcel(all_rows, None, np.zeros(0, np.int64), unchanged)
    segment, fresh = build(reads, lookup, encoder)
    return Parcel(all_rows, segment, fresh, unchanged)


def build(
    reads: Sequence[ReadFile], lookup: Lookup, encoder: Encoder
) -> tuple[Segment, npt.NDArray[np.int64]]:
    """A segment of files, and one row of it for each vector that had to be made."""
    bags = {key: bag for read in reads for key, bag in zip(read.keys, read.bags, strict=True)}
    vectors = dict(lookup(bags))
    missing = [key for key in bags if key not in vectors]
    vectors.update(zip(missing, encode([bags[key] for key in missing], encoder), strict=True))
    dimension = encoder.dimension
    segment = build_segment([_prepared(read, vectors, dimension) for read in reads], dimension)
    row_of: dict[bytes, int] = {}
    for row, key in enumerate(key for read in reads for key in read.keys):
        row_of.setdefault(key, row)
    return segment, np.array([row_of[key] for key in missing], np.int64)


def encode(bags: Sequence[Bag], encoder: Encoder) -> FloatArray:
    """Vectors [bags, dimension] as they will come back from a store."""
    return quantised(encoder.encode_bags(bags))


def packed(parcel: Parcel) -> Packed:
    """A parcel as bytes."""
    segment = b"" if parcel.segment is None else b"".join(pack(parcel.segment))
    return Packed(parcel.rows, segment, parcel.fresh.tobytes(), parcel.unchanged)


def unpacked(sent: Packed) -> Parcel:
    """A parcel again; nothing is copied. Raises SegmentError."""
    segment = unpack(sent.segment) if sent.segment else None
    return Parcel(sent.rows, segment, np.frombuffer(sent.fresh, np.int64), sent.unchanged)


def _prepared(read: ReadFile, vectors: Mapping[bytes, FloatArray], dimension: int) -> PreparedFile:
    of_rows = [vectors[key] for key in read.keys]
    stacked = np.stack(of_rows) if of_rows else np.zeros((0, dimension), np.float32)
    return PreparedFile(read.file, read.symbols, read.bags, stacked, read.keys)
