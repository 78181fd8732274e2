"""How alike two pieces of code are, as people who look for copies say it.

The kinds are the types 1 to 4 of clones (Roy, Cordy and Koschke, Comparison and evaluation of code
clone detection techniques, 2009). The first three are decided here, token by token and within one
language; what has the same idea is for `similar.py` to say.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..types import Alike
from .tokens import Tokens

EDITED = 0.4
"""Likeness from which two pieces are one, edited: fitted by `benchmarks.similar` on edits of real
functions beside unrelated ones."""
_CHANCE = 0.3
"""The share of tokens in order that nine of ten pairs of unrelated functions stay below."""
_RENAMED = 0.95
"""Likeness of two pieces that have no free name in common."""
_SHORTEST = 12
"""Tokens below which pieces are too small to be edits of each other."""
_LONGEST = 1200
"""Tokens of each that are compared in order."""


def alike(a: Tokens, b: Tokens) -> tuple[Alike | None, float]:
    """The kind of copy that two pieces are of each other, and how alike they are, 0 to 1.

    None with the likeness where they are no copies.
    """
    if a.family != b.family or not a.exact or not b.exact:
        return None, 0.0
    if a.exact == b.exact:
        return Alike.IDENTICAL, 1.0
    if len(a.exact) == len(b.exact) and a.renamed == b.renamed:
        return Alike.RENAMED, _RENAMED + (0.99 - _RENAMED) * in_order(a.exact, b.exact)
    shortest, longest = sorted((len(a.telling), len(b.telling)))
    if shortest < _SHORTEST or _beyond_chance(2 * shortest / (shortest + longest)) < EDITED:
        return None, 0.0
    likeness = min(_RENAMED - 0.01, edited(a, b))
    return (Alike.EDITED if likeness >= EDITED else None), likeness


def edited(a: Tokens, b: Tokens) -> float:
    """Likeness, 0 to 1, of pieces that may have been renamed and edited in places.

    Half of it are the tokens that both have in the same order, half the same without free names:
    a copy with other names keeps the second half, unrelated code of one language has little of
    the first. What such code has in common all the same counts nothing.
    """
    return _beyond_chance((in_order(a.telling, b.telling) + in_order(a.shape, b.shape)) / 2)


def _beyond_chance(share: float) -> float:
    return max(0.0, (share - _CHANCE) / (1 - _CHANCE))


def in_order(a: Sequence[str], b: Sequence[str]) -> float:
    """The share of two sequences, 0 to 1, that is their longest common subsequence.

    Bit by bit over whole numbers of any length: H. Hyyrö, Bit-parallel LCS-length computation
    revisited, 2004.
    """
    a, b = a[:_LONGEST], b[:_LONGEST]
    if not a or not b:
        return 0.0
    places: dict[str, int] = {}
    for place, token in enumerate(a):
        places[token] = places.get(token, 0) | (1 << place)
    every = (1 << len(a)) - 1
    free = every
    for token in b:
        matched = free & places.get(token, 0)
        free = ((free + matched) | (free - matched)) & every
    return 2 * (len(a) - free.bit_count()) / (len(a) + len(b))
