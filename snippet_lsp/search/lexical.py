"""BM25 over fields (Robertson and Zaragoza, The Probabilistic Relevance Framework, 2009)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ..index.segment import FloatArray
from ..index.snapshot import Snapshot

K1 = 1.2
"""How soon more of the same word stops counting."""
B = 0.6
"""How much a long text is discounted."""


def lexical_scores(
    snapshot: Snapshot, terms: Mapping[str, float]
) -> tuple[list[FloatArray], float]:
    """Scores [rows] of each segment for weighted terms, and the score of a perfect answer.

    The perfect answer has every term, saturated: a score over it is the share of the question
    that a row answers, 0 to 1. Dead rows score 0.
    """
    scores = [np.zeros(len(living.segment), np.float32) for living in snapshot.segments]
    total = snapshot.row_count
    length = sum(float(s.segment.postings.lengths[s.rows].sum()) for s in snapshot.segments)
    average = length / total if total and length else 1.0
    perfect = 0.0
    for term, importance in terms.items():
        found = []
        for living, into in zip(snapshot.segments, scores, strict=True):
            rows, weights = living.segment.postings.of(term)
            if not living.whole and len(rows):
                alive = living.rows[rows]
                rows, weights = rows[alive], weights[alive]
            found.append((living.segment.postings.lengths, into, rows, weights))
        frequency = sum(len(rows) for _, _, rows, _ in found)
        idf = float(np.log1p((total - frequency + 0.5) / (frequency + 0.5))) * importance
        perfect += idf * (K1 + 1)
        for lengths, into, rows, weights in found:
            if len(rows):
                norm = K1 * (1 - B + B / average * lengths[rows])
                into[rows] += idf * (K1 + 1) * weights / (weights + norm)
    return scores, perfect or 1.0
