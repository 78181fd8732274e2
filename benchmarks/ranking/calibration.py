"""How often hits that are shown as 90 % are right.

Every hit among the first ten of each question is a case: its features, and whether it covers a
target. Questions put to a repository that they are not about give cases too, which are all wrong:
a best result may be bad.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from snippet_lsp.search.certainty import Calibration, evidence, is_named
from snippet_lsp.search.ranking import one_a_file, score
from snippet_lsp.search.weights import WEIGHTS

from .questions import DEPTH
from .systems import Asked

ELSEWHERE = 0.1
"""Weight of a case from another repository than the question's."""
_RIDGE = 1e-3
_STEPS = 50
EDGES = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)

Values = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Cases:
    """Hits [n] with what is known of them."""

    features: Values
    """[n, 5] in the order of `Calibration`."""
    right: Values
    """1 where a hit covers a target."""
    weight: Values
    rank: Values
    repository: npt.NDArray[np.str_]
    """Where the question was put."""


def cases(asked: Iterable[Asked], *, elsewhere: bool = False) -> Cases:
    """The first hits of each file for some questions."""
    rows: list[list[float]] = []
    right: list[float] = []
    ranks: list[int] = []
    repositories: list[str] = []
    for one in asked:
        found = one.found
        query = one.query
        scores = one_a_file(found, score(found, query, WEIGHTS))
        first, second = evidence(scores)
        nearest, named = float(found.dense.max(initial=0)), is_named(found, query)
        for rank, place in enumerate(np.argsort(-scores, kind="stable")[:DEPTH].tolist(), 1):
            value = float(scores[place])
            if value <= 0:
                break
            lead = value - (second if rank == 1 else first)
            rows.append([1.0, value, lead, nearest, lead * named])
            path, lines = found.files[found.file[place]].path, one.lines[place].tolist()
            covered = any(t.covered_by((path, *lines)) for t in one.question.targets)
            right.append(float(covered and not elsewhere))
            ranks.append(rank)
            repositories.append(one.question.repository)
    weight = np.full(len(rows), ELSEWHERE if elsewhere else 1.0)
    return Cases(np.array(rows), np.array(right), weight, np.array(ranks), np.array(repositories))


def joined(parts: Sequence[Cases]) -> Cases:
    """All cases of several."""
    columns = (
        np.concatenate([getattr(part, name) for part in parts])
        for name in ("features", "right", "weight", "rank", "repository")
    )
    return Cases(*columns)


def fit(known: Cases, counted: npt.NDArray[np.bool_] | None = None) -> Calibration:
    """Logistic regression by Newton's method, on the cases that are `counted`."""
    use = counted if counted is not None else np.ones(len(known.right), np.bool_)
    x, y, weight = known.features[use], known.right[use], known.weight[use]
    theta = np.zeros(x.shape[1])
    for _ in range(_STEPS):
        p = 1 / (1 + np.exp(-x @ theta))
        gradient = x.T @ (weight * (p - y)) + _RIDGE * theta
        hessian = (x * (weight * p * (1 - p))[:, None]).T @ x + _RIDGE * np.eye(len(theta))
        theta -= np.linalg.solve(hessian, gradient)
    return Calibration(*(round(float(value), 2) for value in theta))


def probabilities(known: Cases, calibration: Calibration) -> Values:
    """[n]: what the hits are shown with."""
    logits: Values = known.features @ np.array(astuple(calibration))
    return 1 / (1 + np.exp(-logits))


def left_out(known: Cases) -> Values:
    """[n]: probabilities by what is fitted on the other repositories."""
    shown = np.zeros(len(known.right))
    for repository in np.unique(known.repository):
        inside = known.repository == repository
        shown[inside] = probabilities(known, fit(known, ~inside))[inside]
    return shown


def print_table(shown: Values, right: Values) -> None:
    """How often what is shown with a percentage is right."""
    print("\n| shown as | hits | right | |\n|---|---|---|---|")
    for low, high in pairwise(EDGES):
        inside = (shown >= low) & ((shown < high) | (high == 1.0))
        if inside.any():
            share = float(right[inside].mean())
            bar = "#" * round(40 * share)
            print(f"| {low:.0%} to {high:.0%} | {inside.sum()} | {share:.0%} | `{bar:40}` |")
    print(f"\nBrier score {np.mean((shown - right) ** 2):.3f}")
