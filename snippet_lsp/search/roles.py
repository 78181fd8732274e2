"""From what to what: tells `int_to_string` from `string_to_int`, which have the same words.

Small words give the words around them a direction: "int to string", "string from int" and
`string_of_int` all lead from `int` to `string`. Words that are joined by no such word have the
direction of their order, which says little.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache

from ..encoder.subtokens import subtokens
from ..index.terms import term_of
from ..types import Symbol

_ONWARDS = frozenset(
    "to into as then before onto in inside within 2 becomes under below beneath".split()
)
"""What stands before leads to what stands after."""
_BACKWARDS = frozenset(
    """
    from of out off for after by with without over around between that which what does given
    contains when while until at on
    """.split()
)
"""What stands after leads to what stands before."""
_CLAUSES = frozenset("that which what then before after when while until".split())
"""These say it, whatever stands in the clause that they begin."""
_TURNED: Mapping[str, tuple[frozenset[str], float]] = {
    **dict.fromkeys("replace substitute swap exchange".split(), (frozenset({"with", "by"}), 1.0)),
    **dict.fromkeys("put append add insert attach place".split(), (frozenset({"after"}), 1.0)),
    **dict.fromkeys("many much".split(), (frozenset({"in", "is", "are"}), -1.0)),
}
"""Words in whose company others lead onwards (1) or backwards (-1)."""
_GIVING = frozenset("give grant lend hand".split())
"""With these, what is named last leads to what is named first: "give a user a role"."""
_MAKING = re.compile(
    r"(array|byte|camel|date|dict|hash|html|image|integer|json|list|number|object|slug|string|text"
    r"|token|tuple|url|vector|xml|yaml)(?:ify|i[sz]e)"
)
"""`stringify` is "string from"; `authorize` is not "author from"."""
_DONE = re.compile(r"\w{3,}ed")
"""What was done comes first in a name: `encode_compressed`."""
_SKIPPED = frozenset("a an the and or is are its how be it this".split())
_REACH = 6
"""How many words apart two can be that a small word joins."""
_UNMARKED = 0.3
"""How surely order alone gives a direction, where a small word counts 1."""
_MARKED = 1.0
"""In prose words are in some order without meaning anything by it."""
_SENTENCE = 160
"""Characters of documentation that say what a function does."""

Directions = Mapping[tuple[str, str], float]
"""For pairs of terms in alphabetical order: above 0 where the first leads to the second."""


def directions(text: str) -> Directions:
    """Which of the words of a question leads to which, -1 to 1; empty where no small word says."""
    words, terms = _words(text)
    if all(map(set(words).isdisjoint, (_ONWARDS, _BACKWARDS, _GIVING))):
        return {}
    return _directions(words, terms)


def agreement(asked: Directions, symbol: Symbol) -> float:
    """-1 to 1: whether a symbol leads from and to what was asked for; 0 where it does not say.

    Its name says it best, then what it takes and returns, then its documentation.
    """
    terms = {term for pair in asked for term in pair}
    for text, least in (
        (f"{symbol.container} {symbol.name}", 0.0),
        (_taken_and_returned(symbol), 0.0),
        (_first_sentence(symbol.documentation), _MARKED),
    ):
        words, their_terms = _words(text)
        if len(terms.intersection(their_terms)) < 2:
            continue
        said = _directions(words, their_terms, terms)
        products = [way * said[pair] for pair, way in asked.items() if pair in said]
        products = [product for product in products if abs(product) >= least]
        if products:
            return sum(products) / (1 + sum(map(abs, products)))
    return 0.0


def _directions(
    words: Sequence[str], terms: Sequence[str], among: Collection[str] = ()
) -> Directions:
    """Which of the terms of a phrase, or of those `among` them, leads to which."""
    found: dict[tuple[str, str], float] = {}
    turned = [_TURNED[word] for word in words if word in _TURNED]
    unmarked = _UNMARKED if _GIVING.isdisjoint(words) else -_MARKED
    placed: list[tuple[int, str]] = []
    ways: list[tuple[int, float]] = []
    for place, (word, term) in enumerate(zip(words, terms, strict=True)):
        if way := next((way for those, way in turned if word in those), _way(word)):
            ways.append((place, way))
        elif word not in _SKIPPED and (not among or term in among):
            placed.append((place, term))
    for i, (left_place, left) in enumerate(placed):
        for right_place, right in placed[i + 1 :]:
            if right_place > left_place + _REACH:
                break
            if left == right:
                continue
            between = [(at, way) for at, way in ways if left_place < at < right_place]
            clauses = (way for at, way in between if words[at] in _CLAUSES)
            # "Over to", "up to date from": the last one says.
            way = next(clauses, between[-1][1] if between else unmarked)
            if among and way == _UNMARKED and _DONE.fullmatch(words[right_place]):
                way = -way
            pair, sign = ((left, right), 1) if left < right else ((right, left), -1)
            if abs(way) > abs(found.get(pair, 0.0)):
                found[pair] = way * sign
    return found


def _way(word: str) -> float:
    """1 for a word that leads onwards, -1 for backwards, 0 for any other."""
    return float(word in _ONWARDS) - float(word in _BACKWARDS)


@lru_cache(maxsize=1 << 12)
def _words(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words of a text and their terms."""
    words: list[str] = []
    for word in subtokens(text):
        making = _MAKING.fullmatch(word)
        words += [making[1], "from"] if making else [word]
    return tuple(words), tuple(map(term_of, words))


def _first_sentence(documentation: str) -> str:
    return documentation[:_SENTENCE].partition("\n\n")[0].partition(". ")[0]


def _taken_and_returned(symbol: Symbol) -> str:
    """A signature in the order in which it is used, whatever its language writes first."""
    before, _, rest = symbol.signature.partition("(")
    taken, _, after = rest.rpartition(")")
    returned = before.replace(symbol.name, " ")
    return f"{taken} to {returned} {after} {symbol.name}"
