"""BM25 over fields (Robertson and Zaragoza, The Probabilistic Relevance Framework, 2009)."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from ..index.segment import FloatArray
from ..index.snapshot import LivingSegment, Snapshot

_NO_VARIANTS: Mapping[str, Mapping[str, float]] = MappingProxyType({})

K1 = 1.2
"""How soon more of the same word stops counting."""
B = 0.6
"""How much a long text is discounted."""


def lexical_scores(
    snapshot: Snapshot,
    terms: Mapping[str, float],
    variants: Mapping[str, Mapping[str, float]] = _NO_VARIANTS,
) -> tuple[list[FloatArray], float]:
    """Scores [rows] of each segment for weighted terms, and the score of a perfect answer.

    A row scores for a term or for the best of its variants, not for several. The perfect answer
    has every term, saturated: a score over it is the share of the question that a row answers, 0
    to 1. Dead rows score 0.
    """
    scores = [np.zeros(len(living.segment), np.float32) for living in snapshot.segments]
    best = [np.zeros(0, np.float32) for _ in scores]
    average = _average_length(snapshot)
    perfect = 0.0
    for term, importance in terms.items():
        idf, found = _occurrences(snapshot, term)
        perfect += idf * (K1 + 1) * importance
        spellings = [(idf * importance, found)]
        for variant, sureness in variants.get(term, {}).items():
            if any(variant in living.segment.postings.terms for living in snapshot.segments):
                variant_idf, found = _occurrences(snapshot, variant)
                spellings.append((min(idf, variant_idf) * importance * sureness, found))
        for place, living in enumerate(snapshot.segments):
            lengths = living.segment.postings.lengths
            gains = [
                (rows, _saturated(weights, lengths[rows], average) * np.float32(weight))
                for weight, (rows, weights) in ((w, each[place]) for w, each in spellings)
                if len(rows)
            ]
            if len(gains) > 1 and not len(best[place]):
                best[place] = np.zeros_like(scores[place])
            _add_best(scores[place], gains, best[place])
    return scores, perfect or 1.0


def _add_best(
    into: FloatArray, gains: Sequence[tuple[npt.NDArray[np.int32], FloatArray]], best: FloatArray
) -> None:
    """Add to each row's score the most that one of a term's spellings gives it.

    `best` [rows] is zero, and is left so.
    """
    if len(gains) == 1:
        rows, gained = gains[0]
        into[rows] += gained
        return
    for rows, gained in gains:
        best[rows] = np.maximum(best[rows], gained)
    for rows, _ in gains:
        into[rows] += best[rows]
        best[rows] = 0


def _saturated(weights: FloatArray, lengths: FloatArray, average: float) -> FloatArray:
    """What the weights of a term are worth in rows of these lengths, 0 to K1 + 1."""
    norm = np.float32(K1 * B / average) * lengths
    norm += np.float32(K1 * (1 - B))
    norm += weights
    return weights * np.float32(K1 + 1) / norm


def _average_length(snapshot: Snapshot) -> float:
    total = sum(living.length for living in snapshot.segments)
    return total / snapshot.row_count if total else 1.0


def rarity(snapshot: Snapshot) -> Callable[[str], float]:
    """How telling each term is, by the share of living rows that have it; remembers answers."""
    known: dict[str, float] = {}

    def of(term: str) -> float:
        if term not in known:
            frequency = sum(_frequency(living, term) for living in snapshot.segments)
            known[term] = _rarity(snapshot.row_count, frequency)
        return known[term]

    return of


def _frequency(living: LivingSegment, term: str) -> int:
    if living.whole:
        return living.segment.postings.count(term)
    return int(living.rows[living.segment.postings.of(term)[0]].sum())


def _rarity(total: int, frequency: int) -> float:
    return math.log1p(max(0.0, total - frequency + 0.5) / (frequency + 0.5))


def _occurrences(
    snapshot: Snapshot, term: str
) -> tuple[float, list[tuple[npt.NDArray[np.int32], FloatArray]]]:
    """How telling a term is, and its living rows with their weights in each segment."""
    found = []
    for living in snapshot.segments:
        rows, weights = living.segment.postings.of(term)
        if not living.whole and len(rows):
            alive = living.rows[rows]
            rows, weights = rows[alive], weights[alive]
        found.append((rows, weights))
    frequency = sum(len(rows) for rows, _ in found)
    return _rarity(snapshot.row_count, frequency), found
