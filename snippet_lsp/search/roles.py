"""From what to what: tells `int_to_string` from `string_to_int`, which have the same words.

Small words give the words around them a direction: "int to string", "string from int" and
`string_of_int` all lead from `int` to `string`. Words that are joined by no such word have the
direction of their order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from ..encoder.subtokens import subtokens
from ..index.terms import term_of
from ..types import Symbol

_ONWARDS = frozenset("to into as then before onto 2 becomes".split())
"""What stands before leads to what stands after."""
_BACKWARDS = frozenset("from of out for after by given since".split())
"""What stands after leads to what stands before."""
_SKIPPED = frozenset("a an the and or is are its how in on with at be it that this".split())
_REACH = 4
"""Words on either side that a small word joins."""
_SENTENCE = 160
"""Characters of documentation that say what a function does."""

Direction = Mapping[tuple[str, str], float]
"""For pairs of terms in alphabetical order: above 0 where the first leads to the second."""


def directions(words: Sequence[str]) -> Direction:
    """Which of the words of a phrase leads to which, -1 to 1."""
    found: dict[tuple[str, str], float] = {}
    placed = [
        (place, term_of(word))
        for place, word in enumerate(words)
        if word not in _ONWARDS and word not in _BACKWARDS and word not in _SKIPPED
    ]
    for i, (left_place, left) in enumerate(placed):
        for right_place, right in placed[i + 1 : i + 1 + _REACH]:
            if left == right:
                continue
            way = _way(words[left_place + 1 : right_place])
            pair, sign = ((left, right), 1) if left < right else ((right, left), -1)
            if abs(way) > abs(found.get(pair, 0.0)):
                found[pair] = way * sign
    return found


def _way(between: Sequence[str]) -> float:
    """Where the words between two others lead: 1 onwards, -1 back, little without any."""
    for word in between:
        if word in _ONWARDS:
            return 1.0
        if word in _BACKWARDS:
            return -1.0
    return 0.3


def agreement(asked: Direction, symbol: Symbol) -> float:
    """-1 to 1: whether a symbol leads from and to what was asked for; 0 where it does not say."""
    if not asked:
        return 0.0
    for text in (
        f"{symbol.container} {symbol.name}",
        symbol.documentation[:_SENTENCE].partition("\n\n")[0].partition(". ")[0],
        symbol.signature,
    ):
        said = _directions_of(text)
        shared = [(way, said[pair]) for pair, way in asked.items() if pair in said]
        if shared:
            certain = sum(abs(way) for way in asked.values())
            return sum(way * other for way, other in shared) / certain
    return 0.0


@lru_cache(maxsize=1 << 12)
def _directions_of(text: str) -> Direction:
    return directions(subtokens(text))
