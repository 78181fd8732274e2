"""The rows worth ranking for one question, with their raw scores.

Columns, not objects: a question has hundreds of candidates, and ranking looks closely at the best.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ..index.columns import KINDS, IndexedFile
from ..index.segment import FloatArray
from ..index.snapshot import Snapshot
from ..types import Symbol
from .blocks import collapse, functions_of, with_functions
from .dense import highest, nearest, products
from .lexical import lexical_scores
from .names import Called, rows_by_name

WIDTH = 200
"""Rows taken from each side: enough for ten good files of many rows each."""
_DIGITS = 5
"""Decimals of a cosine that do not depend on the machine."""

IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """Symbols that could be answers: arrays with a place for each, sorted by path and place."""

    snapshot: Snapshot
    segment: IntArray
    """The place of its segment in the snapshot."""
    row: IntArray
    lexical: FloatArray
    """Share of the question's weighted terms that the symbol answers, 0 to 1."""
    dense: FloatArray
    """Cosine, cut at 0."""
    named: npt.NDArray[np.bool_]
    """Whether the row was found by its name."""
    file: IntArray
    """The place in `files` of its file."""
    files: Sequence[IndexedFile]
    """The files of all candidates, by path."""
    block: IntArray
    """The row of the block to show for the symbol, or -1."""

    def __len__(self) -> int:
        return len(self.row)

    def symbol(self, place: int) -> Symbol:
        """The symbol of a candidate."""
        segment = self.snapshot.segments[int(self.segment[place])].segment
        return segment.symbol(int(self.row[place]))

    def called(self, place: int) -> Called:
        """What a candidate is called, which costs a tenth of its symbol."""
        symbols = self.snapshot.segments[int(self.segment[place])].segment.symbols
        row = int(self.row[place])
        return Called(symbols.names[row], symbols.containers[row], KINDS[symbols.kinds[row]])

    def part(self, place: int) -> Symbol | None:
        """The block to show for a candidate, if any."""
        row = int(self.block[place])
        segment = self.snapshot.segments[int(self.segment[place])].segment
        return segment.symbol(row) if row >= 0 else None


def collect(
    snapshot: Snapshot,
    vector: FloatArray,
    terms: Mapping[str, float],
    variants: Mapping[str, Mapping[str, float]],
    names: Sequence[tuple[str, bool]] = (),
) -> Candidates:
    """The union of what each side finds, every row with both sides' scores.

    `names` are looked for with how: True for names that resemble it, False for itself only.
    """
    scores, perfect = lexical_scores(snapshot, terms, variants)
    known = bool(np.any(vector))
    by_name: list[list[int]] = [[] for _ in snapshot.segments]
    for name, loosely in names:
        for known_rows, more in zip(by_name, rows_by_name(snapshot, name, loosely), strict=True):
            known_rows += more
    parts = []
    for place, (living, score) in enumerate(zip(snapshot.segments, scores, strict=True)):
        touched = np.flatnonzero(score)
        matching = touched[highest(score[touched], WIDTH)]
        near = nearest(living, vector, WIDTH) if known else matching[:0]
        named = np.array(by_name[place], np.int64)
        rows = with_functions(living, np.concatenate([matching, near, named]))
        cosines = np.round(products(living.segment.vectors[rows], vector), _DIGITS)
        parts.append((np.full(len(rows), place), rows, score[rows], cosines, np.isin(rows, named)))
    if not parts:
        nothing = np.zeros(0, np.int64)
        return Candidates(
            snapshot,
            nothing,
            nothing,
            np.zeros(0, np.float32),
            np.zeros(0, np.float32),
            nothing > 0,
            nothing,
            (),
            nothing,
        )
    segment, rows, lexical, dense, named = map(np.concatenate, zip(*parts, strict=True))
    file, files = _files(snapshot, segment, rows)
    order = np.lexsort((rows, file))
    kept = named[order]
    # What does not answer the words is no find of theirs, however few do.
    words, vectors = lexical[order], dense[order]
    kept[_first(words, min(WIDTH, int(np.count_nonzero(words))))] = True
    kept[_first(vectors, WIDTH if known else 0)] = True
    numbers = (segment << 32) + rows
    kept |= np.isin(numbers[order], functions_of(snapshot, segment, rows)[order][kept])
    order = order[kept]
    used, file = np.unique(file[order], return_inverse=True)
    found = Candidates(
        snapshot,
        segment[order],
        rows[order],
        (lexical[order] / perfect).astype(np.float32),
        np.maximum(dense[order], 0),
        named[order].astype(np.bool_),
        file,
        tuple(files[place] for place in used.tolist()),
        np.full(len(order), -1),
    )
    return collapse(found)


def _first(scores: FloatArray, count: int) -> IntArray:
    """The places of the `count` highest scores; of equal ones the first."""
    return np.argsort(-scores, kind="stable")[:count]


def _files(
    snapshot: Snapshot, segment: IntArray, rows: IntArray
) -> tuple[IntArray, tuple[IndexedFile, ...]]:
    """For each row the place of its file among the files of all, and these by path."""
    first = np.cumsum([0] + [len(living.segment.files) for living in snapshot.segments])
    number = np.zeros(len(rows), np.int64)
    for place, living in enumerate(snapshot.segments):
        of_segment = segment == place
        number[of_segment] = first[place] + living.segment.file_of[rows[of_segment]]
    distinct, file = np.unique(number, return_inverse=True)
    places = np.searchsorted(first, distinct, "right") - 1
    files = [
        snapshot.segments[place].segment.files[one - int(first[place])]
        for place, one in zip(places.tolist(), distinct.tolist(), strict=True)
    ]
    by_path = sorted(range(len(files)), key=lambda one: files[one].path)
    rank = np.empty(len(files), np.int64)
    rank[by_path] = np.arange(len(files))
    return rank[file], tuple(files[one] for one in by_path)
