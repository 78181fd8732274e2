"""Means with bootstrap intervals.

What is resampled is what differs by chance: queries, or what several queries share (a pair of
mirrored functions, a repository).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Values = npt.NDArray[np.floating]

_RESAMPLES = 4000


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean and its 95 % interval."""

    mean: float
    low: float
    high: float

    def __format__(self, sign: str) -> str:
        return f"{self.mean:{sign}.3f} [{self.low:{sign}.3f}, {self.high:{sign}.3f}]"


def estimate(values: Values, groups: Sequence[object] | None = None) -> Estimate:
    """The mean of `values` [n], resampled one by one or, where given, by `groups` [n]."""
    labels = range(len(values)) if groups is None else [str(group) for group in groups]
    _, place = np.unique(labels, return_inverse=True)
    sums, counts = np.bincount(place, values), np.bincount(place)
    drawn = np.random.default_rng(0).integers(len(sums), size=(_RESAMPLES, len(sums)))
    means = sums[drawn].sum(axis=1) / counts[drawn].sum(axis=1)
    low, high = np.quantile(means, (0.025, 0.975)).tolist()
    return Estimate(float(values.mean()), low, high)
