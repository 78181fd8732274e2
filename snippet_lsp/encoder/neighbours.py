"""What a repository means by its words: those whose nearest words changed most by learning it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .checkpoint import Floats

SHOWN = 10
"""Words in a report."""
_NEAR = 5
_LOOKED_AT = 400
_LEAST = 5
_SHORTEST = 3


@dataclass(frozen=True, slots=True)
class Changed:
    """A word with the words nearest to it, before and after."""

    word: str
    before: tuple[str, ...]
    after: tuple[str, ...]


def changed_words(
    words: Sequence[str], count: npt.NDArray[np.int64], before: Floats, after: Floats
) -> tuple[Changed, ...]:
    """The words with fewest neighbours left, of the most frequent; both tables are [words, D].

    `count` is how often each word occurs in the repository; neighbours are among those that do.
    """
    known = np.array([len(word) >= _SHORTEST and word.isalpha() for word in words], np.bool_)
    frequent = np.flatnonzero(known & (count >= _LEAST))
    frequent = frequent[np.argsort(-count[frequent], kind="stable")]
    asked = frequent[:_LOOKED_AT]
    near = [_nearest(table, asked, frequent) for table in (before, after)]
    left = [len({*old} & {*new}) for old, new in zip(*near, strict=True)]
    order = sorted(range(len(asked)), key=lambda place: left[place])[:SHOWN]
    return tuple(
        Changed(
            words[asked[place]],
            tuple(words[row] for row in near[0][place]),
            tuple(words[row] for row in near[1][place]),
        )
        for place in order
        if left[place] < len(near[0][place])
    )


def _nearest(
    table: Floats, asked: npt.NDArray[np.int64], among: npt.NDArray[np.int64]
) -> list[list[int]]:
    """For each word asked about the nearest others, nearest first."""
    if not len(asked):
        return []
    unit = table[among] / np.maximum(np.linalg.norm(table[among], axis=1, keepdims=True), 1e-9)
    cosines = unit[: len(asked)] @ unit.T
    cosines[np.arange(len(asked)), np.arange(len(asked))] = -np.inf
    order = np.argsort(-cosines, axis=1, kind="stable")[:, :_NEAR]
    return [among[row].tolist() for row in order]
