"""How surely a hit is what was meant: scores to probabilities.

Scores order the answers to one question; they do not say whether the best of them is any good.
That shows in what the two sides found at all, and in how far an answer is ahead of the others.
Fitted by `python -m benchmarks.retrieval … --fit`, which prints what stands here.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ..index.segment import FloatArray
from .candidates import Candidates


@dataclass(frozen=True, slots=True)
class Calibration:
    """Weights of a logistic regression; those of `score` and `lead` are not negative."""

    constant: float = -9.0
    score: float = 10.0
    lead: float = 0.0
    """How far a score is ahead of the best other."""
    lexical: float = 0.0
    """The largest share of the question that a symbol has."""
    dense: float = 0.0
    """The largest cosine."""


CALIBRATION = Calibration()


def certainty(
    found: Candidates, scores: FloatArray, weights: Calibration = CALIBRATION
) -> Callable[[float], float]:
    """A map from these scores to probabilities, 0 to 1, which keeps their order."""
    first, second = evidence(scores)
    constant = (
        weights.constant
        + weights.lexical * float(found.lexical.max(initial=0.0))
        + weights.dense * float(found.dense.max(initial=0.0))
    )

    def probability(score: float) -> float:
        lead = score - (second if score >= first else first)
        return 1 / (1 + math.exp(-(constant + weights.score * score + weights.lead * lead)))

    return probability


def evidence(scores: FloatArray) -> tuple[float, float]:
    """The best and the second best score, 0 where there is none."""
    second, first = np.sort(np.concatenate([scores, np.zeros(2)]))[-2:].tolist()
    return first, second
