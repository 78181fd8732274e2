"""BM25 over fields (Robertson and Zaragoza, The Probabilistic Relevance Framework, 2009)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from ..index.segment import FloatArray
from ..index.snapshot import Snapshot

_Spelling = tuple[float, npt.NDArray[np.int32], FloatArray]
"""How much it counts, and the rows that have it with their weights."""

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
    norms = _norms(snapshot)
    perfect = 0.0
    for term, importance in terms.items():
        idf, found = _occurrences(snapshot, term)
        perfect += idf * (K1 + 1) * importance
        spellings = [(idf * importance, found)]
        for variant, sureness in variants.get(term, {}).items():
            variant_idf, found = _occurrences(snapshot, variant)
            if any(len(rows) for rows, _ in found):
                spellings.append((min(idf, variant_idf) * importance * sureness, found))
        for place, norm in enumerate(norms):
            _add_best(scores[place], [(weight, *found[place]) for weight, found in spellings], norm)
    return scores, perfect or 1.0


def _add_best(into: FloatArray, spellings: Sequence[_Spelling], norm: FloatArray) -> None:
    """Add to each row's score what the best of a term's spellings gives it."""
    best = into if len(spellings) == 1 else np.zeros_like(into)
    for weight, rows, weights in spellings:
        gained = weight * (K1 + 1) * weights / (weights + norm[rows])
        best[rows] = np.maximum(best[rows], gained) if best is not into else into[rows] + gained
    if best is not into:
        into += best


def _norms(snapshot: Snapshot) -> list[FloatArray]:
    """What each row's weights are saturated by [rows], for its length beside the average."""
    lengths = [living.segment.postings.lengths for living in snapshot.segments]
    total = sum(
        float(of_rows[living.rows].sum())
        for living, of_rows in zip(snapshot.segments, lengths, strict=True)
    )
    average = total / snapshot.row_count if total else 1.0
    return [K1 * (1 - B + B / average * of_rows) for of_rows in lengths]


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
    total = snapshot.row_count
    return float(np.log1p((total - frequency + 0.5) / (frequency + 0.5))), found
