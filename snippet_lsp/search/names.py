"""How well a name answers a question that could be a name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from ..encoder.subtokens import subtokens
from ..index.snapshot import LivingSegment, Snapshot
from ..types import Symbol, SymbolKind

ENOUGH = 300
"""Rows looked at: of those that have a name, and of those of each segment that resemble it."""
_ALL = 1 << 30

_WORD = re.compile(r"[^\W\d][\w$]*")
_SPELT = re.compile(r"[^_]_[^_]|[a-z][A-Z]|[A-Z]{2,}[a-z]{2,}")
"""What no word of a language has inside: `snake_case`, `camelCase`, `HTTPServer`."""
_IN_A_SENTENCE = 0.6
"""How sure it is that a capital within a question marks a name ("how the Engine works")."""
_OTHER_CASE = 0.8
_JOINTS = (".", ":", "#")
"""What stands between the parts of a qualified name."""


def rows_by_name(snapshot: Snapshot, name: str, loosely: bool) -> list[list[int]]:
    """For each segment the living rows whose name is `name` or, if `loosely`, could be meant by it.

    Case says nothing. Of very many that have the name, the first by path and place.
    """
    wanted = name.lower()
    letters = wanted.replace("_", "")
    equal = [_living(one, one.segment.names.equal(wanted, _ALL)) for one in snapshot.segments]
    found = _first(snapshot, equal)
    if loosely and sum(map(len, found)) < ENOUGH:
        for rows, living in zip(found, snapshot.segments, strict=True):
            names = living.segment.names
            rows += _living(living, names.containing(wanted, ENOUGH))
            if len(rows) < ENOUGH and len(letters) > 1:
                rows += _living(living, names.subsequences(letters, ENOUGH - len(rows)))
    return [list(dict.fromkeys(rows)) for rows in found]


def _living(living: LivingSegment, rows: Sequence[int]) -> list[int]:
    return [row for row in rows if living.rows[row]]


def _first(snapshot: Snapshot, found: list[list[int]]) -> list[list[int]]:
    """The rows of each segment that are among the first of all, by path and place."""
    if sum(map(len, found)) <= ENOUGH:
        return found
    places = [
        (living.segment.files[file].path, row, number)
        for number, (living, rows) in enumerate(zip(snapshot.segments, found, strict=True))
        for file, row in zip(living.segment.file_of[rows].tolist(), rows, strict=True)
    ]
    kept = sorted(places)[:ENOUGH]
    return [[row for _, row, of in kept if of == number] for number in range(len(found))]


@lru_cache(maxsize=64)
def identifiers(text: str) -> tuple[tuple[str, float], ...]:
    """Words of a question that are names as code spells them, with how sure that is, 0 to 1."""
    found: dict[str, float] = {}
    for match in _WORD.finditer(text):
        word, start, end = match[0], match.start(), match.end()
        if _SPELT.search(word) or text[end : end + 1] == "(" or text[start - 1 : start] in _JOINTS:
            found[word] = 1.0
        elif start and len(word) > 2 and word[0].isupper() and word[1:].islower():
            found.setdefault(word, _IN_A_SENTENCE)
    return tuple(found.items())


def identifier_score(name: str, spelt: Sequence[tuple[str, float]]) -> float:
    """0 to 1: how surely a question in words has this name in it."""
    best = 0.0
    for word, sureness in spelt:
        if word == name:
            best = max(best, sureness)
        elif word.lower().strip("_$") == name.lower().strip("_$"):
            best = max(best, _OTHER_CASE * sureness)
    return best


class Called(NamedTuple):
    """What of a symbol its name is compared by."""

    name: str
    container: str
    kind: SymbolKind


def name_score(symbol: Symbol | Called, parts: tuple[str, ...]) -> float:
    """0 to 1: exact, other case, prefix, humps, inside, subsequence; less if a qualifier fails."""
    qualifiers = [part.lower() for part in parts[:-1]]
    container = symbol.container.lower().split(".") if symbol.container else []
    score = _similarity(symbol.name, parts[-1])
    if qualifiers and container[-len(qualifiers) :] != qualifiers:
        score *= 0.3
    if container and container[-1] == symbol.name.lower():
        score *= 0.9  # A constructor has its class's name; the class is meant.
    if symbol.kind is SymbolKind.METHOD and not qualifiers:
        score *= 0.97  # Who means a method of many types says of which.
    return score


def _similarity(name: str, typed: str) -> float:
    if name == typed:
        return 1.0
    folded, wanted = name.lower().strip("_$"), typed.lower().strip("_$")
    if folded == wanted:
        # Who types a capital means it; who types none has typed nothing of the case.
        return 0.85 if typed != typed.lower() and name.strip("_$") != typed.strip("_$") else 0.95
    if not wanted or not folded:
        return 0.0
    plain, plain_wanted = folded.replace("_", ""), wanted.replace("_", "")
    if plain == plain_wanted:
        return 0.9
    share = len(plain_wanted) / len(plain)
    if folded.startswith(wanted):
        return 0.65 + 0.15 * share
    if _humps(subtokens(name), plain_wanted):
        return 0.55 + 0.2 * share
    if wanted in folded:
        return 0.45 + 0.2 * share
    if _is_subsequence(plain_wanted, plain):
        return 0.4 * share
    return 0.0


def _humps(words: list[str], typed: str) -> bool:
    """Whether `typed` is made of beginnings of the words, in order (`gcti`: get current time)."""
    reached = {0}
    for word in words:
        reached = {
            at + taken
            for at in reached
            for taken in range(1, len(word) + 1)
            if typed.startswith(word[:taken], at)
        }
        if len(typed) in reached:
            return True
    return False


def _is_subsequence(letters: str, text: str) -> bool:
    at = 0
    for letter in letters:
        at = text.find(letter, at) + 1
        if at == 0:
            return False
    return True
