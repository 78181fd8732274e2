"""Whether what was learnt is served: never where it might be worse than the base.

Pure functions of reciprocal ranks before and after. How far to go from the base to what was
learnt (alpha) is chosen on one half of the held-out files and judged on the other, and the other
way round, so that no question judges a choice that it had a part in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Values = npt.NDArray[np.floating]

ALPHAS = (0.5, 0.75, 1.0)
"""Places between the base, which is 0, and what was learnt."""
LEAST_QUESTIONS = 30
"""With fewer nothing can be judged."""
LEAST_FILES = 4
_LARGEST_LOSS = 0.01
"""What the general set may lose on average, even where that is not beyond noise."""
_RESAMPLES = 2000


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean and its 95 % interval."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """A decision and what it rests on; figures are mean reciprocal ranks."""

    promoted: bool
    reason: str
    alpha: float
    questions: int
    before: float
    after: float
    gain: Interval
    general_before: float
    general_change: Interval

    def to_json(self) -> dict[str, Any]:
        """For `report.json`."""
        return asdict(self)


def judge(
    held: Mapping[float, Values], files: Sequence[str], general: Mapping[float, Values]
) -> Verdict:
    """Decide by reciprocal ranks for each alpha, 0 included: of held-out questions [n], whose
    answers lie in `files` [n], and of general ones [m]."""
    allowed = [alpha for alpha in ALPHAS if _loses_nothing(general[alpha] - general[0.0])]
    before = held[0.0]
    halves = _halves(files)
    after = before.copy()
    for half in (False, True):
        alpha = _best(held, allowed, halves != half)
        after[halves == half] = held[alpha][halves == half]
    alpha = _best(held, allowed, np.ones(len(before), np.bool_))
    gain = interval(after - before)
    return Verdict(
        *_decision(gain, alpha, len(before), len(set(files)), bool(allowed)),
        alpha=alpha,
        questions=len(before),
        before=_mean(before),
        after=_mean(after),
        gain=gain,
        general_before=_mean(general[0.0]),
        general_change=interval(general[alpha] - general[0.0]),
    )


def interval(values: Values) -> Interval:
    """The mean of values [n], resampled one by one."""
    if not len(values):
        return Interval(0.0, 0.0, 0.0)
    random = np.random.default_rng(0)
    means = [
        values[random.integers(len(values), size=len(values))].mean() for _ in range(_RESAMPLES)
    ]
    low, high = np.quantile(means, (0.025, 0.975)).tolist()
    return Interval(_mean(values), low, high)


def _decision(
    gain: Interval, alpha: float, questions: int, files: int, is_allowed: bool
) -> tuple[bool, str]:
    if questions < LEAST_QUESTIONS or files < LEAST_FILES:
        return False, f"{questions} questions in {files} files are too few to judge by"
    if not is_allowed:
        return False, "general questions would lose"
    if alpha == 0.0 or gain.mean <= 0.0:
        return False, "the base model does as well"
    if gain.low <= 0.0:
        return False, "the gain may be chance"
    return True, "better on what it had not learnt, and no worse on general questions"


def _best(
    held: Mapping[float, Values], allowed: Sequence[float], part: npt.NDArray[np.bool_]
) -> float:
    """The alpha that does best on a part of the questions; of equals the nearest to the base."""
    return max((0.0, *allowed), key=lambda alpha: (_mean(held[alpha][part]), -alpha))


def _halves(files: Sequence[str]) -> npt.NDArray[np.bool_]:
    """Which half each question is in: a file is in one, and both get about as many questions."""
    count: dict[str, int] = {}
    for file in files:
        count[file] = count.get(file, 0) + 1
    sizes = [0, 0]
    half: dict[str, bool] = {}
    for file in sorted(count, key=lambda file: (-count[file], file)):
        smaller = sizes[1] < sizes[0]
        half[file] = smaller
        sizes[smaller] += count[file]
    return np.array([half[file] for file in files], np.bool_)


def _loses_nothing(change: Values) -> bool:
    estimate = interval(change)
    return estimate.high >= 0.0 and estimate.mean >= -_LARGEST_LOSS


def _mean(values: Values) -> float:
    return float(values.mean()) if len(values) else 0.0
