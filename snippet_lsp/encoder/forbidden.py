"""Functions that must not be trained on, found again wherever they were copied to.

Owns what counts as a copy of an evaluation's function: most words of the body are the same, be it
renamed, documented anew or annotated. Renamed variables hide a copy from it. Knows no corpus.
"""

from __future__ import annotations

import json
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from .bag import Bag, Field, bag_of

_ALIKE = 0.8
"""Share of all words of two bodies that both have."""

_TELLING = 10
"""Words from which on a body alone tells a function; below, its name must be the same too."""

Words: TypeAlias = frozenset[str]


@dataclass(slots=True)
class Forbidden:
    """Bodies of functions of one language, by name and by their rarest words."""

    ranks: dict[str, int] = field(default_factory=dict)
    """The place of a word among all, rarest first."""
    by_name: dict[Words, list[Words]] = field(default_factory=lambda: defaultdict(list))
    by_word: dict[str, list[Words]] = field(default_factory=lambda: defaultdict(list))


Languages: TypeAlias = dict[str, Forbidden]
"""What is forbidden in each language."""


def read_forbidden(path: Path | None) -> Languages:
    """The Python functions in a JSON file with a list `codes`; none without a file."""
    if path is None:
        return {}
    return forbidden_of(python_functions(json.loads(path.read_text("utf-8"))["codes"]))


def forbidden_of(functions: Iterable[tuple[str, Bag]]) -> Languages:
    """What `is_copy` compares with, from functions with their languages."""
    bodies = defaultdict(list)
    for language, bag in functions:
        name, body = frozenset(bag.fields[Field.NAME]), frozenset(bag.fields[Field.BODY])
        bodies[language].append((name, body))
    found: Languages = {}
    for language, rows in bodies.items():
        count = Counter(word for _, body in rows for word in body)
        ordered = sorted(count, key=lambda word: (count[word], word))
        forbidden = found[language] = Forbidden({word: i for i, word in enumerate(ordered)})
        for name, body in rows:
            forbidden.by_name[name].append(body)
            if len(body) >= _TELLING:
                for word in _rarest(body, forbidden.ranks):
                    forbidden.by_word[word].append(body)
    return found


def is_copy(language: str, bag: Bag, languages: Languages) -> bool:
    """Whether a function is one of the forbidden ones.

    Public functions get type annotations and small fixes in time; equality would miss those.
    """
    forbidden = languages.get(language)
    if forbidden is None:
        return False
    body = frozenset(bag.fields[Field.BODY])
    named = forbidden.by_name.get(frozenset(bag.fields[Field.NAME]), [])
    if any(_alike(body, other) for other in named):
        return True
    known = body & forbidden.ranks.keys()
    if len(body) < _TELLING or len(known) < _ALIKE * len(body):
        return False
    # Unknown words are the rarest of all, so they take the first places of `body`'s own.
    places = _places(body) - (len(body) - len(known))
    probed = sorted(known, key=forbidden.ranks.__getitem__)[: max(places, 0)]
    return any(_alike(body, other) for word in probed for other in forbidden.by_word.get(word, ()))


def _alike(body: Words, other: Words) -> bool:
    return len(body & other) >= _ALIKE * len(body | other)


def _rarest(body: Words, ranks: dict[str, int]) -> list[str]:
    return sorted(body, key=ranks.__getitem__)[: _places(body)]


def _places(body: Words) -> int:
    """How many of its rarest words a body shares at least one of with any that is alike."""
    return len(body) - math.ceil(_ALIKE * len(body)) + 1


def python_functions(codes: Iterable[str]) -> Iterator[tuple[str, Bag]]:
    """The first function of each Python source text."""
    from ..syntax import extract

    for code in codes:
        symbols = [s for s in extract(code.encode(), "python", "x.py") if s.kind.is_callable]
        for symbol in symbols[:1]:
            yield "python", bag_of(symbol)
