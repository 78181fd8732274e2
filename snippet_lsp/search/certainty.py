"""How surely a hit is what was meant: scores to probabilities."""

from __future__ import annotations

import math
from dataclasses import dataclass

from ..index.segment import FloatArray
from .candidates import Candidates
from .query import Query


@dataclass(frozen=True, slots=True)
class Certainty:
    """The map from scores to probabilities for one question; it keeps their order."""

    slope: float
    offset: float

    def of(self, score: float) -> float:
        """0 to 1."""
        return 1 / (1 + math.exp(-(self.slope * score + self.offset)))


def certainty_of(found: Candidates, scores: FloatArray, query: Query) -> Certainty:
    """The map for a question with these answers."""
    return Certainty(10.0, -9.0)
