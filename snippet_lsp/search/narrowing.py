"""A snapshot narrowed to what passes a query's filters: as though nothing else were indexed.

Whatever ranks a snapshot so ranks what passes, before anything is cut off. A block passes as a part
of its function: not without it, unless blocks are asked for. Works on a segment's columns.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import reduce
from heapq import nsmallest

import numpy as np
import numpy.typing as npt

from ..index.columns import KINDS, IndexedFile, fold
from ..index.lexical import path_weights
from ..index.segment import BoolArray, Segment
from ..index.snapshot import LivingSegment, Snapshot
from ..index.terms import term_of
from ..types import Symbol, SymbolKind
from .filters import Filter, Property

_QUALIFIED = re.compile(r"\.|::|#|->|/|\\")


def narrowed(snapshot: Snapshot, filters: Sequence[Filter]) -> Snapshot:
    """The snapshot of the symbols that pass all filters."""
    if not filters:
        return snapshot
    segments = [_narrowed(living, filters) for living in snapshot.segments]
    return replace(snapshot, segments=tuple(living for living in segments if living.row_count))


def first_by_name(
    snapshot: Snapshot, limit: int, *, one_a_file: bool = False, nameless: bool = False
) -> list[tuple[IndexedFile, Symbol]]:
    """The first symbols in the order of their names, at most `limit`; then by path and place.

    With `one_a_file` the first of each file. Symbols without a name only with `nameless`. Reads the
    names of all living rows, but the symbols only of the first.
    """
    found = []
    for living in snapshot.segments:
        segment = living.segment
        rows = np.flatnonzero(living.rows).tolist()
        named = [
            (name, row)
            for name, row in zip(segment.names.of(rows), rows, strict=True)
            if name or nameless
        ]
        if one_a_file:
            firsts: dict[int, tuple[str, int]] = {}
            for entry, place in zip(
                named, segment.file_of[[row for _, row in named]].tolist(), strict=True
            ):
                firsts[place] = min(entry, firsts.get(place, entry))
            named = list(firsts.values())
        last = max(nsmallest(limit, (name for name, _ in named)), default="")
        for name, row in named:
            if name <= last:
                found.append((segment.files[segment.file_of[row]], segment.symbol(row)))
    found.sort(key=_by_name)
    return found[:limit]


def _by_name(entry: tuple[IndexedFile, Symbol]) -> tuple[str, str, int]:
    file, symbol = entry
    return symbol.name.lower(), file.path, symbol.span.start


def _narrowed(living: LivingSegment, filters: Sequence[Filter]) -> LivingSegment:
    segment = living.segment
    files, rows = living.files, living.rows
    for one in filters:
        if one.property in (Property.LANGUAGE, Property.PATH, Property.PLACE):
            files = files & (_files(segment, one) ^ one.negated)
        else:
            rows = rows & (_rows(segment, one) ^ one.negated)
    if not any(map(_asks_for_blocks, filters)):
        rows = rows & rows[segment.function_of]
    if files is not living.files:
        rows = rows & files[segment.file_of]
    length = float(segment.postings.lengths[rows].sum(dtype=np.float64))
    blocks = int(np.count_nonzero(rows & segment.is_block))
    return LivingSegment(segment, files, rows, int(np.count_nonzero(rows)), blocks, length)


def _asks_for_blocks(condition: Filter) -> bool:
    kinds = condition.values if condition.property is Property.KIND else ()
    return SymbolKind.BLOCK.value in kinds and not condition.negated


def _files(segment: Segment, condition: Filter) -> BoolArray:
    """[files]: which of a segment's files a condition on files holds for."""
    columns = segment.columns
    if condition.property is Property.LANGUAGE:
        wanted = [language in condition.values for language in columns.languages]
        return np.array(wanted, np.bool_)[columns.language_of]
    matching = _places_in if condition.property is Property.PLACE else _places_on_path
    places = [place for value in condition.values for place in matching(segment, value)]
    return _lines_at(places, columns.path_starts)


def _rows(segment: Segment, condition: Filter) -> BoolArray:
    """[rows]: which of a segment's symbols a condition on symbols holds for."""
    if condition.property is Property.KIND:
        wanted = [kind.value in condition.values for kind in KINDS]
        return np.array(wanted, np.bool_)[segment.columns.kind_of]
    if condition.property is Property.NAME:
        named = reduce(np.logical_or, [_named(segment, value) for value in condition.values])
        of_function: BoolArray = named[segment.function_of]
        return of_function
    return reduce(np.logical_and, [_having(segment, word) for word in condition.values])


def _places_in(segment: Segment, value: str) -> Iterable[int]:
    """Places in the paths where a file or folder begins that is called so."""
    name = value.rstrip("/\\")
    if name in ("", "."):
        return map(int, segment.columns.path_starts)
    return _glob_places(segment, name, r"[\n/]")


def _places_on_path(segment: Segment, value: str) -> Iterable[int]:
    """Places in the paths that fit a pattern, or where a word begins with a text."""
    columns = segment.columns
    if "*" in value or "?" in value:
        return _glob_places(segment, value, r"\n")
    wanted = "/".join(_parts(fold(value)))
    if not wanted:
        return map(int, columns.path_starts)
    if value.startswith(("/", "\\")):
        return _glob_places(segment, value, "")
    return [
        found.start()
        for found in re.finditer(re.escape(wanted), columns.folded)
        if _begins_word(columns.paths, found.start())
    ]


def _begins_word(text: str, at: int) -> bool:
    before, here = text[at - 1], text[at]
    return not before.isalnum() or (here.isupper() and not before.isupper()) or not here.isalnum()


def _glob_places(segment: Segment, glob: str, end: str) -> Iterable[int]:
    """Places where paths begin to match a glob that is followed by what `end` matches."""
    start = r"(?<=\n)" if glob.startswith(("/", "\\")) else r"(?<=[\n/])"
    pattern = f"{start}{_regex('/'.join(_parts(fold(glob))))}(?={end})"
    return [found.start() for found in re.finditer(pattern, segment.columns.folded)]


def _parts(path: str) -> list[str]:
    """The parts of a typed path; what says where it is relative to says nothing here."""
    parts = path.replace("\\", "/").removeprefix("./").split("/")
    return parts[1:] if parts[0] == "" else parts


def _regex(glob: str) -> str:
    """The regular expression of a glob, for one line: `*` and `?` stay between two "/".

    A wildcard takes the first place where the text after it fits, which is final, being in a
    lookahead: a later `**` can match whatever a later place would leave it, and so can a later `*`
    within the same part of the path. So there is no backtracking, which could take for ever.
    """
    chunks = [re.split(r"\*+", chunk) for chunk in re.split(r"(?:^|(?<=/))\*\*+(?:/|$)", glob)]
    regex = ""
    number = 0

    def final(inner: str) -> str:
        nonlocal number
        number += 1
        return f"(?=(?P<w{number}>{inner}))(?P=w{number})"

    for chunk in chunks:
        is_last = chunk is chunks[-1]
        first, *others = [re.escape(part).replace(r"\?", r"[^/\n]") for part in chunk]
        body = first
        for part in others:
            step = r"[^/\n]*?" + part
            body += step if is_last and part is others[-1] else final(step)
        if chunk is chunks[0]:
            regex = body
        elif is_last:
            regex += (r"(?:.*/)?" if any(chunk) else r".*") + body
        else:
            regex += final(r"(?:.*?/)??" + body)
    return regex


def _named(segment: Segment, value: str) -> BoolArray:
    """[rows]: symbols whose name holds `value`, or matches it where it has wildcards."""
    *containers, wanted = _QUALIFIED.split(value.lower().removesuffix("()")) or [""]
    names = segment.names
    if not wanted:
        rows = np.ones(len(segment), np.bool_)
    else:
        is_glob = "*" in wanted or "?" in wanted
        regex = f"^{_regex(wanted)}$" if is_glob else re.escape(wanted)
        found = re.finditer(regex, names.text, re.MULTILINE)
        rows = _lines_at([one.start() for one in found], names.starts)
    if qualifier := [part for part in containers if part]:
        left = np.flatnonzero(rows)
        around = _containers(segment, left)
        fits = {one: one.lower().split(".")[-len(qualifier) :] == qualifier for one in set(around)}
        rows[left] = [fits[one] for one in around]
    return rows


def _containers(segment: Segment, rows: npt.NDArray[np.int64]) -> list[str]:
    """What the symbols of some rows are in."""
    return [segment.symbols.containers[row] for row in rows.tolist()]


def _having(segment: Segment, word: str) -> BoolArray:
    """[rows]: symbols in whose name, signature, documentation or code a word occurs in some form.

    The index counts words of the path, too; those alone do not make it occur.
    """
    term = term_of(word)
    holding = np.zeros(len(segment), np.bool_)
    rows, weights = segment.postings.of(term)
    holding[rows] = True
    # A word of the path is in all rows of the file.
    # A stem keeps the letters of its word but for the last ones.
    start = term[: max(1, len(term) - 2)]
    counts = np.bincount(segment.file_of[rows], minlength=len(segment.files))
    for place in np.flatnonzero((counts > 0) & (counts == np.diff(segment.first_row))).tolist():
        path = segment.files[place].path
        if start in fold(path) and (of_path := path_weights(path).get(term)):
            first, end = np.searchsorted(rows, segment.first_row[place : place + 2])
            holding[rows[first:end][weights[first:end] <= of_path]] = False
    # Of a very long function the index may hold a word only with one of its blocks.
    holding[segment.function_of[holding]] = True
    return holding


def _lines_at(places: Sequence[int], starts: npt.NDArray[np.int64]) -> BoolArray:
    """[lines]: which lines, given by where each starts, one of the places lies in."""
    found = np.zeros(len(starts), np.bool_)
    at = np.array(places, np.int64)
    # Before the first line there is an end of a line, where a pattern can match nothing.
    at = at[at >= 1]
    if len(starts):
        found[np.searchsorted(starts, at, "right") - 1] = True
    return found
