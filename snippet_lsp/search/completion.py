"""What a filter that is being typed could become. Pure functions of a snapshot and a query."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from ..index.columns import fold
from ..index.snapshot import Snapshot
from .filters import ALIASES, KINDS, LANGUAGE_NAMES, PURPOSES, SPOKEN, Property, filter_tokens
from .query import LONGEST

MOST = 50
"""Proposals for one place."""
MOST_LOOKED_AT = 5_000
"""Paths and names of a segment among which they are chosen."""

_WORD = re.compile(r"(?<!\S)(?P<sign>[-+]?)(?P<name>[A-Za-z]*)\Z")
_BARE = re.compile(r"(?<!\S)[-+]?(?P<name>[A-Za-z]+):\Z")


@dataclass(frozen=True, slots=True)
class Completion:
    """Something to put in place of a part of a query."""

    start: int
    end: int
    """The part, in characters."""
    text: str
    detail: str
    """What it is, in a few words."""


def complete(snapshot: Snapshot | None, text: str, cursor: int) -> list[Completion]:
    """Filters, or values of the filter, that what stands before `cursor` could become.

    Languages, files and folders are those of the snapshot; without one there are no values that
    it would tell of. Nothing completes a query that is too long to be asked.
    """
    if len(text) > LONGEST:
        return []
    if found := _value_before(text, cursor):
        property_, start = found
        typed = text[start:cursor]
        values = _values(snapshot, property_, typed.lower())
        return [Completion(start, cursor, value, detail) for value, detail in islice(values, MOST)]
    if word := _WORD.search(text[:cursor]):
        typed = word["name"].lower()
        start = word.start("name")
        return [
            Completion(start, cursor, f"{property_.value}:", purpose)
            for property_, purpose in PURPOSES.items()
            if property_ in {ALIASES[name] for name in ALIASES if name.startswith(typed)}
        ]
    return []


def _value_before(text: str, cursor: int) -> tuple[Property, int] | None:
    """The filter whose value ends at the cursor, and where the last part of that value begins."""
    before = text[:cursor]
    if bare := _BARE.search(before):
        property_ = ALIASES.get(bare["name"].lower())
        return (property_, cursor) if property_ else None
    for token in filter_tokens(before):
        if token.end == cursor and not token.value.endswith('"'):
            return token.property, token.value_start + token.value.rfind(",") + 1
    return None


def _values(
    snapshot: Snapshot | None, property_: Property, typed: str
) -> Iterator[tuple[str, str]]:
    """Values that begin with what was typed, the nearest first, each with what it is."""
    if property_ is Property.LANGUAGE:
        yield from _languages(snapshot, typed)
    elif property_ is Property.KIND:
        for name, kinds in KINDS.items():
            if name.startswith(typed):
                detail = ", ".join(kind.value for kind in kinds)
                yield name, detail if detail != name else "kind of definition"
    elif snapshot is not None and property_ is Property.NAME:
        yield from _names(snapshot, typed)
    elif snapshot is not None:
        yield from _paths(snapshot, typed)


def _languages(snapshot: Snapshot | None, typed: str) -> Iterator[tuple[str, str]]:
    """Those of the snapshot before the others."""
    here = {
        segment.segment.columns.languages[place]
        for segment in (snapshot.segments if snapshot else ())
        for place in set(segment.segment.columns.language_of[segment.files].tolist())
    }
    # Endings of files are names of languages, too, but nobody wants them proposed.
    found = {
        language
        for name, language in LANGUAGE_NAMES.items()
        if name == typed or (name.startswith(typed) and (name == language or name in SPOKEN))
    }
    for language in sorted(found, key=lambda name: (name not in here, name)):
        yield language, "language" if language in here else "language, not in this workspace"


def _paths(snapshot: Snapshot, typed: str) -> Iterator[tuple[str, str]]:
    """Folders and files that begin as typed, at any depth; shallow ones first."""
    wanted = fold(typed.replace("\\", "/").removeprefix("/"))
    pattern = re.compile(rf"(?<=[\n/]){re.escape(wanted)}[^\n/]+")
    found: dict[str, str] = {}
    for living in snapshot.segments:
        columns = living.segment.columns
        for match in islice(pattern.finditer(columns.folded), MOST_LOOKED_AT):
            place = int(columns.path_starts.searchsorted(match.start(), "right")) - 1
            if living.files[place]:
                is_file = columns.paths[match.end()] == "\n"
                path = columns.paths[columns.path_starts[place] : match.end() + (not is_file)]
                found[path] = "file" if is_file else "folder"
    yield from ((_quoted(path), what) for path, what in sorted(found.items(), key=_path_order))


def _names(snapshot: Snapshot, typed: str) -> Iterator[tuple[str, str]]:
    """Names that begin as typed, in the order of the alphabet."""
    found: dict[str, str] = {}
    pattern = re.compile(f"^{re.escape(typed)}.*", re.MULTILINE)
    for living in snapshot.segments:
        names = living.segment.names
        for match in islice(pattern.finditer(names.text), MOST_LOOKED_AT):
            row = int(names.starts.searchsorted(match.start(), "right")) - 1
            if match[0] and living.rows[row]:
                symbol = living.segment.symbol(row)
                found.setdefault(symbol.name, symbol.kind.value)
    yield from sorted(found.items())


def _path_order(item: tuple[str, str]) -> tuple[int, str]:
    return item[0].rstrip("/").count("/"), item[0]


def _quoted(value: str) -> str:
    return f'"{value}"' if re.search(r"[\s,]", value) else value
