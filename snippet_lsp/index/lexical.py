"""Postings: which rows hold which term, and how much. Arrays alone; `merging.py` merges them.

A term's weight in a row is the sum over fields of field weight times count (as in BM25F);
saturation, length and rarity are applied when a query is scored (`search/lexical.py`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import PurePosixPath

import numpy as np
import numpy.typing as npt

from ..encoder import Bag, Field
from ..encoder.spelling import Lexicon, letters_of
from ..encoder.subtokens import subtokens
from ..texts import build_texts
from .terms import Terms, keys_of, lengths_of, term_of

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

    terms: Terms
    starts: npt.NDArray[np.int64]
    rows: npt.NDArray[np.int32]
    weights: npt.NDArray[np.float32]
    lengths: npt.NDArray[np.float32]
    """[rows]: the sum of each row's weights."""
    letters: npt.NDArray[np.uint32]
    """[terms]: as a lexicon has them."""

    def of(self, term: str) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.float32]]:
        """The rows that hold a term, and its weight in each."""
        place = self.terms.place(term)
        if place is None:
            return self.rows[:0], self.weights[:0]
        start, end = self.starts[place], self.starts[place + 1]
        return self.rows[start:end], self.weights[start:end]

    def count(self, term: str) -> int:
        """How many rows hold a term."""
        place = self.terms.place(term)
        return 0 if place is None else int(self.starts[place + 1] - self.starts[place])

    def lexicon(self) -> Lexicon:
        """The terms, by what they look like."""
        return Lexicon(self.terms.texts, lengths_of(self.terms.keys), self.letters)


def build_postings(files: Iterable[tuple[str, Sequence[Bag]]]) -> Postings:
    """Postings of the bags of some files, given with their paths; a row a bag, in order."""
    numbers: defaultdict[str, int] = defaultdict(count().__next__)
    words: list[str] = []
    counts: list[int] = []
    sizes: list[int] = []
    """How many of the words are of each row's fields, in order."""
    path_terms: list[str] = []
    path_values: list[float] = []
    path_sizes: list[int] = []
    rows_of: list[int] = []
    for path, bags in files:
        weights = path_weights(path) if bags else {}
        path_terms += weights
        path_values += weights.values()
        path_sizes.append(len(weights))
        rows_of.append(len(bags))
        for bag in bags:
            for field in FIELD_WEIGHTS:
                of_field = bag.fields[field]
                words += of_field
                counts += of_field.values()
                sizes.append(len(of_field))
    of_words = np.fromiter(map(numbers.__getitem__, words), np.int64, len(words))
    stems: defaultdict[str, int] = defaultdict(count().__next__)
    of_numbers = np.fromiter((stems[term_of(word)] for word in numbers), np.int64, len(numbers))
    of_path = np.fromiter(map(stems.__getitem__, path_terms), np.int64, len(path_terms))
    row_count = sum(rows_of)
    field_weights = np.tile(np.array([*FIELD_WEIGHTS.values()]), row_count)
    field_rows = np.repeat(np.arange(row_count), len(FIELD_WEIGHTS))
    path_rows, path_places = _spread(rows_of, path_sizes)
    return _by_term(
        list(stems),
        np.concatenate([of_numbers[of_words], of_path[path_places]]),
        np.concatenate([np.repeat(field_rows, sizes), path_rows]),
        np.concatenate(
            [np.repeat(field_weights, sizes) * counts, np.array(path_values)[path_places]]
        ),
        row_count,
    )


def _spread(
    rows_of: Sequence[int], path_sizes: Sequence[int]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """For each row of each file and each term of the file's path: the row, and the term's place."""
    sizes = np.repeat(np.array(path_sizes, np.int64), rows_of)
    firsts = np.repeat(np.cumsum([0, *path_sizes])[:-1], rows_of)
    ends = np.cumsum(sizes)
    within = np.arange(int(sizes.sum())) - np.repeat(ends - sizes, sizes)
    return np.repeat(np.arange(len(sizes)), sizes), np.repeat(firsts, sizes) + within


def _by_term(
    stems: Sequence[str],
    places: npt.NDArray[np.int64],
    rows: npt.NDArray[np.int64],
    weights: npt.NDArray[np.float64],
    row_count: int,
) -> Postings:
    """Postings of weights given with the places in `stems` of their terms; equal ones are added."""
    keys, checks = keys_of(stems)
    by_key = np.lexsort((checks, keys))
    rank = np.empty(len(stems), np.int64)
    rank[by_key] = np.arange(len(stems))
    pairs = rank[places] * row_count + rows
    order = np.argsort(pairs, kind="stable")
    pairs = pairs[order]
    firsts = np.flatnonzero(np.diff(pairs, prepend=-1))
    pairs = pairs[firsts]
    # The weights are whole numbers: sums do not depend on their order.
    sums = np.add.reduceat(weights[order], firsts) if len(firsts) else weights
    terms, rows = np.divmod(pairs, max(1, row_count))
    starts = np.zeros(len(stems) + 1, np.int64)
    np.cumsum(np.bincount(terms, minlength=len(stems)), out=starts[1:])
    ordered = [stems[place] for place in by_key.tolist()]
    return Postings(
        Terms(build_texts(ordered), keys[by_key], checks[by_key]),
        starts,
        rows.astype(np.int32),
        sums.astype(np.float32),
        np.bincount(rows, sums, minlength=row_count).astype(np.float32),
        letters_of(ordered),
    )


def weigh(bag: Bag, of_path: Mapping[str, float]) -> dict[str, float]:
    """The weight of each term of one symbol."""
    row = dict(of_path)
    for field, weight in FIELD_WEIGHTS.items():
        for word, number in bag.fields[field].items():
            term = term_of(word)
            row[term] = row.get(term, 0.0) + weight * number
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
