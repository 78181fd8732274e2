"""How surely a hit is what was meant: scores to probabilities.

Scores order the answers to one question; they do not say whether the best of them is any good.
That shows in how near the nearest is at all, and in how far an answer is ahead of the others.
Fitted by `python -m benchmarks.retrieval … --fit`, which prints what stands here.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ..index.segment import FloatArray
from .candidates import Candidates
from .query import Query


@dataclass(frozen=True, slots=True)
class Calibration:
    """Weights of a logistic regression; none but the constant is negative."""

    constant: float = -5.4
    score: float = 4.39
    lead: float = 4.66
    """How far a score is ahead of the best other."""
    dense: float = 2.16
    """The largest cosine."""
    named_lead: float = 11.2
    """As `lead`, where the question is a name that something here has."""


CALIBRATION = Calibration()


def certainty(
    found: Candidates, scores: FloatArray, query: Query, weights: Calibration = CALIBRATION
) -> Callable[[float], float]:
    """A map from these scores to probabilities, 0 to 1, which keeps their order."""
    first, second = evidence(scores)
    constant = weights.constant + weights.dense * float(found.dense.max(initial=0.0))
    of_lead = weights.lead + (weights.named_lead if is_named(found, query) else 0.0)

    def probability(score: float) -> float:
        lead = score - (second if score >= first else first)
        return 1 / (1 + math.exp(-(constant + weights.score * score + of_lead * lead)))

    return probability


def is_named(found: Candidates, query: Query) -> bool:
    """Whether the question is a name that something here has."""
    return bool(query.name) and any(
        found.called(place).name == query.name[-1] for place in np.flatnonzero(found.named).tolist()
    )


def evidence(scores: FloatArray) -> tuple[float, float]:
    """The best and the second best score, 0 where there is none."""
    second, first = np.sort(np.concatenate([scores, np.zeros(2)]))[-2:].tolist()
    return first, second
