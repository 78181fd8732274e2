"""The filters of a query: which there are, what their values are called, and how they are written.

Owns the grammar of docs/query-language.md. Does not look into a snapshot: `narrowing.py` does.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from ..encoder.spelling import build_lexicon
from ..encoder.subtokens import subtokens
from ..errors import QueryError
from ..syntax import LANGUAGES
from ..types import SymbolKind


class Property(str, Enum):
    """What a filter looks at; the value is how people write it."""

    LANGUAGE = "lang"
    PATH = "path"
    PLACE = "in"
    KIND = "kind"
    NAME = "name"
    WORDS = '"…"'
    """Quoted words."""

    @property
    def is_single(self) -> bool:
        """Whether a symbol has only one: then several filters of it mean any of them."""
        return self in (Property.LANGUAGE, Property.KIND, Property.PLACE)


@dataclass(frozen=True, slots=True)
class Filter:
    """A condition on symbols: that one of `values` holds, or with `negated` that none does."""

    property: Property
    values: tuple[str, ...]
    """Names of languages, values of kinds, patterns, or the words of one quotation."""
    negated: bool = False

    def __str__(self) -> str:
        sign = "-" if self.negated else ""
        if self.property is Property.WORDS:
            return f'{sign}"{" ".join(self.values)}"'
        return f"{sign}{self.property.value}:{','.join(self.values)}"


@dataclass(frozen=True, slots=True)
class Token:
    """A filter as it is written in a query."""

    start: int
    end: int
    negated: bool
    property: Property
    value: str
    """What follows the colon."""
    value_start: int


ALIASES: Mapping[str, Property] = {
    "lang": Property.LANGUAGE,
    "language": Property.LANGUAGE,
    "path": Property.PATH,
    "file": Property.PATH,
    "in": Property.PLACE,
    "kind": Property.KIND,
    "type": Property.KIND,
    "name": Property.NAME,
    "symbol": Property.NAME,
}
"""Filters by every name that they have."""

PURPOSES: Mapping[Property, str] = {
    Property.LANGUAGE: "language",
    Property.PATH: "words or a pattern of the path",
    Property.PLACE: "file or folder",
    Property.KIND: "kind of definition",
    Property.NAME: "part or pattern of the name",
}

KINDS: Mapping[str, tuple[SymbolKind, ...]] = {
    **{kind.value: (kind,) for kind in SymbolKind},
    "callable": tuple(kind for kind in SymbolKind if kind.is_callable),
    "type": (
        SymbolKind.CLASS,
        SymbolKind.STRUCT,
        SymbolKind.INTERFACE,
        SymbolKind.TRAIT,
        SymbolKind.ENUM,
    ),
    "func": (SymbolKind.FUNCTION,),
    "fn": (SymbolKind.FUNCTION,),
    "def": (SymbolKind.FUNCTION,),
    "ctor": (SymbolKind.CONSTRUCTOR,),
    "file": (SymbolKind.MODULE,),
}

SPOKEN: Mapping[str, str] = {
    "c#": "c_sharp",
    "csharp": "c_sharp",
    "c++": "cpp",
    "cplusplus": "cpp",
    "golang": "go",
    "javascriptreact": "javascript",
    "shell": "bash",
    "shellscript": "bash",
    "typescriptreact": "tsx",
}
"""Languages by other names than ours and endings of files."""
_ALSO = {"typescript": ("tsx",)}
"""Languages that belong to another."""

_ELSEWHERE = frozenset(
    """
    author case content count ext extension folder dir is lines not or org owner package project
    repo repository rev select size sym text user visibility word
    """.split()
)
"""Filters of other tools, which people may expect here."""

_QUOTED = re.compile(r'(?<!\S)(?P<sign>-?)"(?P<words>[^"]*)"(?!\S)')
_FILTER = re.compile(
    r"""(?<!\S)(?:(?P<sign>[-+]?)(?P<name>[A-Za-z]{2,}):|\+(?P<talk>[A-Za-z]{2,})=)
        (?P<value>(?![:\s]|//)(?:"[^"]*"|[^\s"])+)(?!\S)""",
    re.VERBOSE,
)
_COMMA = re.compile(r',(?=(?:[^"]*"[^"]*")*[^"]*$)')


def split_query(text: str) -> tuple[str, tuple[Filter, ...], str]:
    """The words of a query, its filters, and what there is to say about it, or "".

    Raises QueryError when a filter has a value that does not exist.
    """
    filters: dict[tuple[Property, bool], Filter] = {}
    several: list[Filter] = []
    words: list[str] = []
    remarks: list[str] = []
    end = 0
    for piece in sorted([*_QUOTED.finditer(text), *_FILTER.finditer(text)], key=_start):
        if piece.start() < end:
            continue  # Inside quotes, or quotes of a value.
        found = _quoted(piece) if piece.re is _QUOTED else _filter(piece)
        if found is None:
            remarks += _remark(piece)
            continue
        words.append(text[end : piece.start()])
        end = piece.end()
        if piece.re is _QUOTED and not found.negated:
            words.append(piece["words"])
        if not found.values:
            continue
        key = (found.property, found.negated)
        if not found.property.is_single:
            several.append(found)
        elif key in filters:
            values = (*filters[key].values, *found.values)
            filters[key] = Filter(found.property, values, found.negated)
        else:
            filters[key] = found
    words.append(text[end:])
    rest = " ".join(" ".join(words).split())
    return rest, (*filters.values(), *several), "; ".join(dict.fromkeys(remarks))


def filter_tokens(text: str) -> list[Token]:
    """The filters that are written in a query, whatever their values; quoted words are none."""
    quoted = [(found.start(), found.end()) for found in _QUOTED.finditer(text)]
    tokens = []
    for found in _FILTER.finditer(text):
        kind = ALIASES.get(_name(found))
        if kind and not any(start < found.start() < end for start, end in quoted):
            place = found.span("value")
            is_negated = found["sign"] == "-"
            tokens.append(Token(*found.span(), is_negated, kind, found["value"], place[0]))
    return tokens


def values_of(property_: Property, value: str) -> tuple[str, ...]:
    """What a filter's value means, a comma list being several.

    Raises QueryError for a language or kind that does not exist.
    """
    parts = [part.strip('"') for part in _COMMA.split(value)]
    parts = [part for part in parts if part]
    if property_ is Property.LANGUAGE:
        return tuple(name for part in parts for name in _languages(part))
    if property_ is Property.KIND:
        return tuple(kind.value for part in parts for kind in _kinds(part))
    return tuple(parts)


def _start(piece: re.Match[str]) -> int:
    return piece.start()


def _name(piece: re.Match[str]) -> str:
    return str(piece["name"] or piece["talk"]).lower()


def _quoted(piece: re.Match[str]) -> Filter:
    words = subtokens(piece["words"])
    return Filter(Property.WORDS, tuple(words), piece["sign"] == "-")


def _filter(piece: re.Match[str]) -> Filter | None:
    property_ = ALIASES.get(_name(piece))
    if property_ is None:
        return None
    return Filter(property_, values_of(property_, piece["value"]), piece["sign"] == "-")


def _remark(piece: re.Match[str]) -> list[str]:
    """What to say of something that looks like a filter and is none: it may be meant as text."""
    name = _name(piece)
    if name not in _ELSEWHERE and not (len(name) > 2 and _KNOWN_NAMES.near(name, 1)):
        return []
    known = ", ".join(f"{property_.value}:" for property_ in PURPOSES)
    return [f"there is no filter {name}:, so it was searched for as text; there are {known}"]


def _languages(name: str) -> Sequence[str]:
    language = LANGUAGE_NAMES.get(name.lower())
    if language is None:
        known = ", ".join(sorted(LANGUAGES))
        raise QueryError(f"no language is called {name!r}; there are {known}")
    return (language, *_ALSO.get(language, ()))


def _kinds(name: str) -> Sequence[SymbolKind]:
    kinds = KINDS.get(name.lower())
    if kinds is None:
        known = ", ".join([*(kind.value for kind in SymbolKind), "callable", "type"])
        raise QueryError(f"no kind is called {name!r}; there are {known}")
    return kinds


LANGUAGE_NAMES: Mapping[str, str] = {
    **{
        extension.removeprefix("."): language.name
        for language in LANGUAGES.values()
        for extension in language.extensions
    },
    **SPOKEN,
    **{name: name for name in LANGUAGES},
}
"""Languages by every name that they have: file endings too."""

_KNOWN_NAMES = build_lexicon(name for name in ALIASES if len(name) > 2)
