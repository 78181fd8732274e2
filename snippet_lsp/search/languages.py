"""What functions of one language have in common, taken out of the comparison of vectors.

Two functions of one language are nearer to each other than their purposes are: they share its
words. The mean of a language's vectors is what all of it shares; beside it, what a function is for
shows across languages.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..index.segment import FloatArray
from ..index.snapshot import Snapshot

SHARE = 0.9
"""How much of the common part is taken out."""
_SAMPLE = 500
"""Rows of a segment that are looked at, evenly spread."""
_FEW = 20
"""Functions that count as much as not knowing what their language has in common."""


@dataclass(frozen=True, slots=True)
class Centres:
    """What is common, by language; the rest is for languages that the snapshot does not hold."""

    of: dict[str, FloatArray]
    rest: FloatArray

    def centred(self, vector: FloatArray, language: str) -> FloatArray:
        """A vector without what is common in its language, of unit length or zero."""
        if not vector.any():
            return vector
        unit: FloatArray = _unit((vector - self.of.get(language, self.rest))[None])[0]
        return unit

    def nearness(
        self, vector: FloatArray, others: FloatArray, languages: Sequence[str]
    ) -> FloatArray:
        """Cosines [n] of a centred vector with others [n, dimension] in their languages."""
        if not len(others):
            return np.zeros(0, np.float32)
        common = np.stack([self.of.get(language, self.rest) for language in languages])
        cosines: FloatArray = _unit(others - common) @ vector
        return cosines


def centres_of(snapshot: Snapshot) -> Centres:
    """The centres of a snapshot's languages, from a sample of it."""
    sums: dict[str, FloatArray] = defaultdict(
        lambda: np.zeros(snapshot.encoder.dimension, np.float32)
    )
    counts: dict[str, int] = defaultdict(int)
    for living in snapshot.segments:
        segment = living.segment
        rows = np.flatnonzero(living.rows)
        rows = rows[:: max(1, len(rows) // _SAMPLE)]
        names = [segment.files[place].language for place in segment.file_of[rows].tolist()]
        for language in set(names):
            chosen = rows[np.array([name == language for name in names], np.bool_)]
            sums[language] += segment.vectors[chosen].sum(axis=0)
            counts[language] += len(chosen)
    of = {name: sums[name] * np.float32(SHARE / (counts[name] + _FEW)) for name in sums}
    weight = max(1, sum(counts.values()))
    rest = np.zeros(snapshot.encoder.dimension, np.float32)
    for name, centre in of.items():
        rest += centre * np.float32(counts[name] / weight)
    return Centres(of, rest)


def _unit(vectors: FloatArray) -> FloatArray:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit: FloatArray = vectors / np.maximum(lengths, 1e-6)
    return unit
