"""Weights by random search: the middle of what does well, not the one that does best.

A few hundred sets of weights are drawn around those in force and the best fifth is averaged. On
a plateau that lands in its middle; the single best set of weights would be luck. What is fitted
is judged leave-one-repository-out: each repository by weights chosen on the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

import numpy as np
import numpy.typing as npt

from snippet_lsp.search.weights import WEIGHTS, Weights

from .systems import Asked

FITTED = tuple(
    field.name
    for field in fields(Weights)
    if field.name not in ("typed", "roles", "priors", "same_name")
)
"""The others have effects that no data in this form shows."""
_SPREAD = 2.0
"""Weights are drawn between these times less and more."""
_BEST = 0.2

Values = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Trial:
    """A set of weights and how each question fares with them."""

    weights: Weights
    grouped: Values
    flat: Values

    @property
    def values(self) -> Values:
        """[questions]: both ways in which results are shown."""
        return (self.grouped + self.flat) / 2


def trial(weights: Weights, asked: Sequence[Asked]) -> Trial:
    """Rank the answers to all questions with some weights."""
    grouped = np.array([one.ranked(weights, grouped=True) for one in asked])
    flat = np.array([one.ranked(weights, grouped=False) for one in asked])
    return Trial(weights, grouped, flat)


def trials(asked: Sequence[Asked], count: int) -> list[Trial]:
    """`count` sets of weights around those in force."""
    random = np.random.default_rng(0)
    return [trial(_drawn(random), asked) for _ in range(count)]


def fit(drawn: Sequence[Trial], counted: npt.NDArray[np.bool_]) -> Weights:
    """The middle of the sets of weights that do best on the questions that are `counted`."""
    ordered = sorted(drawn, key=lambda one: -float(one.values[counted].mean()))
    best = [one.weights for one in ordered[: max(1, round(_BEST * len(ordered)))]]
    middle = {
        name: float(np.exp(np.mean([np.log(getattr(weights, name)) for weights in best])))
        for name in FITTED
    }
    return replace(WEIGHTS, **{name: round(value, 2) for name, value in middle.items()})


def left_out(drawn: Sequence[Trial], asked: Sequence[Asked]) -> Trial:
    """Each repository's questions with weights fitted on all others."""
    repositories = np.array([one.question.repository for one in asked])
    grouped, flat = np.zeros(len(asked)), np.zeros(len(asked))
    for repository in dict.fromkeys(repositories.tolist()):
        inside = repositories == repository
        weights = fit(drawn, ~inside)
        here = trial(weights, [one for one, is_in in zip(asked, inside, strict=True) if is_in])
        grouped[inside], flat[inside] = here.grouped, here.flat
    return Trial(WEIGHTS, grouped, flat)


def _drawn(random: np.random.Generator) -> Weights:
    factors = np.exp(random.uniform(-np.log(_SPREAD), np.log(_SPREAD), len(FITTED)))
    drawn = {
        name: getattr(WEIGHTS, name) * float(factor)
        for name, factor in zip(FITTED, factors, strict=True)
    }
    return replace(WEIGHTS, **{**drawn, "same_file": float(random.uniform(0.5, 0.9))})
