"""Postings: which rows hold which term, and how much. Arrays, merged without the texts.

A term's weight in a row is the sum over fields of field weight times count (as in BM25F);
saturation, length and rarity are applied when a query is scored (`search/lexical.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

import numpy as np
import numpy.typing as npt

from ..encoder import Bag, Field
from ..encoder.subtokens import subtokens
from .terms import term_of

FIELD_WEIGHTS = {
    Field.NAME: 4.0,
    Field.CONTAINER: 2.0,
    Field.SIGNATURE: 1.0,
    Field.DOCUMENTATION: 1.0,
    Field.BODY: 1.0,
}
STEM_WEIGHT = 5.0
"""Weight of words in the file's own name."""
FOLDER_WEIGHT = 2.0
"""Weight of words in the names of its folders."""


@dataclass(frozen=True, slots=True, eq=False)
class Postings:
    """Rows by term: term `t` is in `rows[starts[t]:starts[t + 1]]`, ascending, with `weights`."""

    terms: dict[str, int]
    starts: npt.NDArray[np.int64]
    rows: npt.NDArray[np.int32]
    weights: npt.NDArray[np.float32]
    lengths: npt.NDArray[np.float32]
    """[rows]: the sum of each row's weights."""

    def of(self, term: str) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.float32]]:
        """The rows that hold a term, and its weight in each."""
        place = self.terms.get(term)
        if place is None:
            return self.rows[:0], self.weights[:0]
        start, end = self.starts[place], self.starts[place + 1]
        return self.rows[start:end], self.weights[start:end]

    def count(self, term: str) -> int:
        """How many rows hold a term."""
        place = self.terms.get(term)
        return 0 if place is None else int(self.starts[place + 1] - self.starts[place])


def build_postings(files: Iterable[tuple[str, Sequence[Bag]]]) -> Postings:
    """Postings of the bags of some files, given with their paths; a row a bag, in order."""
    terms: dict[str, int] = {}
    ids: list[int] = []
    weights: list[float] = []
    counts: list[int] = []
    for path, bags in files:
        of_path = path_weights(path)
        for bag in bags:
            row = weigh(bag, of_path)
            ids.extend([terms.setdefault(term, len(terms)) for term in row])
            weights.extend(row.values())
            counts.append(len(row))
    rows = np.repeat(np.arange(len(counts), dtype=np.int32), counts)
    return _by_term(
        terms, np.array(ids, np.int32), rows, np.array(weights, np.float32), len(counts)
    )


def merge_postings(parts: Sequence[tuple[Postings, npt.NDArray[np.bool_]]]) -> Postings:
    """One of several postings, keeping the rows that live, renumbered in order."""
    terms: dict[str, int] = {}
    ids, rows, weights = [], [], []
    total = 0
    for postings, living in parts:
        kept = living[postings.rows]
        place = np.repeat(np.arange(len(postings.terms)), np.diff(postings.starts))
        is_used = np.bincount(place[kept], minlength=len(postings.terms)) > 0
        renamed = np.array(
            [
                terms.setdefault(term, len(terms)) if used else -1
                for term, used in zip(postings.terms, is_used, strict=True)
            ],
            np.int32,
        )
        each = renamed[place]
        new_row = np.cumsum(living, dtype=np.int32) - 1 + total
        ids.append(each[kept])
        rows.append(new_row[postings.rows[kept]])
        weights.append(postings.weights[kept])
        total += int(living.sum())
    return _by_term(
        terms, np.concatenate(ids), np.concatenate(rows), np.concatenate(weights), total
    )


def weigh(bag: Bag, of_path: dict[str, float]) -> dict[str, float]:
    """The weight of each term of one symbol."""
    row = dict(of_path)
    for field, weight in FIELD_WEIGHTS.items():
        for word, count in bag.fields[field].items():
            term = term_of(word)
            row[term] = row.get(term, 0.0) + weight * count
    return row


def path_weights(path: str) -> dict[str, float]:
    """The weights that every symbol of a file has from the file's path."""
    pure = PurePosixPath(path)
    row: dict[str, float] = {}
    for word in subtokens(str(pure.parent)):
        row[term_of(word)] = FOLDER_WEIGHT
    for word in subtokens(pure.name.partition(".")[0]):
        row[term_of(word)] = STEM_WEIGHT
    return row


def _by_term(
    terms: dict[str, int],
    ids: npt.NDArray[np.int32],
    rows: npt.NDArray[np.int32],
    weights: npt.NDArray[np.float32],
    row_count: int,
) -> Postings:
    order = np.lexsort((rows, ids))
    starts = np.zeros(len(terms) + 1, np.int64)
    np.cumsum(np.bincount(ids, minlength=len(terms)), out=starts[1:])
    lengths = np.bincount(rows, weights, minlength=row_count).astype(np.float32)
    return Postings(terms, starts, rows[order], weights[order], lengths)
