"""The rows worth ranking for one question, with their raw scores."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ..index.segment import FloatArray, IndexedFile
from ..index.snapshot import Snapshot
from ..types import Symbol
from .dense import highest, nearest
from .lexical import lexical_scores
from .names import rows_by_name

WIDTH = 300
"""Rows taken from each side: enough for ten good files of many rows each."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A symbol that could be an answer."""

    file: IndexedFile
    symbol: Symbol
    dense: float
    """Cosine, cut at 0."""
    lexical: float
    """Share of the question's weighted terms that the symbol answers, 0 to 1."""


def candidates(
    snapshot: Snapshot,
    vector: FloatArray,
    terms: Mapping[str, float],
    variants: Mapping[str, Mapping[str, float]],
    name: tuple[str, ...] = (),
) -> list[Candidate]:
    """The union of what each side finds, every row with both sides' scores."""
    scores, perfect = lexical_scores(snapshot, terms, variants)
    known = bool(np.any(vector))
    found: list[Candidate] = []
    for living, lexical in zip(snapshot.segments, scores, strict=True):
        segment = living.segment
        rows = highest(lexical, min(WIDTH, int(np.count_nonzero(lexical))))
        if known:
            rows = np.concatenate([rows, nearest(living, vector, WIDTH)])
        if name:
            rows = np.concatenate([rows, np.array(rows_by_name(living, name), np.int64)])
        rows = np.unique(rows)
        cosines = segment.vectors[rows] @ vector
        for row, cosine in zip(rows.tolist(), cosines.tolist(), strict=True):
            found.append(
                Candidate(
                    segment.files[segment.file_of[row]],
                    segment.symbol(row),
                    max(0.0, cosine),
                    float(lexical[row]) / perfect,
                )
            )
    return found
