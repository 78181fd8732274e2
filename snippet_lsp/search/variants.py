"""How code spells what people write out: `conv1d`, `timezone`, `auth`, `csrf`.

Guesses from the words of a question alone. What a workspace does not contain finds nothing there,
so a wrong guess costs little; how sure each is was fitted on development queries.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise

from ..index.terms import term_of

COMPOUND = 0.9
"""`timezone` for "time zone"."""
ABBREVIATION = 0.7
"""`auth` for "authenticate"."""
NUMERAL = 1.0
"""`1` for "one", `2d` for "two dimensional"."""
ACRONYM = 0.9
"""`csrf` for "cross site request forgery"."""

_SHORTEST_ABBREVIATION = 3
_SHORTEST_ACRONYM, _LONGEST_ACRONYM = 4, 6
"""Letters: shorter ones are spelt by chance too often."""
_LEFT_OUT = 3
"""Letters that an abbreviation saves at least; endings are the stemmer's affair."""
_NUMERALS = {
    word: str(number)
    for number, word in enumerate("zero one two three four five six seven eight nine ten".split())
}


def variants_of(words: Sequence[str]) -> Mapping[str, Mapping[str, float]]:
    """Terms that could stand for each word's term, by that term, with how surely they do.

    `words` are the subtokens of a question in order.
    """
    found: dict[str, dict[str, float]] = defaultdict(dict)
    for word in words:
        term = term_of(word)
        if word in _NUMERALS:
            found[term][_NUMERALS[word]] = NUMERAL
        for end in range(_SHORTEST_ABBREVIATION, len(word) - _LEFT_OUT + 1):
            if word[:end] != term:
                found[term][word[:end]] = ABBREVIATION
    for left, right in pairwise(words):
        if right.startswith("dimension"):
            spelt = _NUMERALS.get(left, left) + "d"
            found[term_of(left)][spelt] = found[term_of(right)][spelt] = NUMERAL
        compound = term_of(left + right)
        found[term_of(left)][compound] = COMPOUND
        found[term_of(right)][compound] = COMPOUND
    for size in range(_SHORTEST_ACRONYM, _LONGEST_ACRONYM + 1):
        for start in range(len(words) - size + 1):
            initials = "".join(word[0] for word in words[start : start + size])
            for word in words[start : start + size]:
                found[term_of(word)][initials] = ACRONYM
    return found
