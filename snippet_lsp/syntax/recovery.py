"""What stands around a syntax error.

An unclosed bracket or a half-typed line may cost a parser everything that follows, or make it take
one definition for a part of another. Programs are indented as they nest, though: stretches of the
text are parsed alone, and what the parser made of the whole is held against what they give.

Stateless. What is in order stays as it is: definitions are added, moved out of those that swallowed
them, and ended where others begin. A text that the grammar stumbles over here and there for good
gains and loses nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import islice

import tree_sitter

from ..types import Span, SymbolKind
from .definitions import Definition
from .indentation import Lines
from .islands import Frame, Islands, errors_in
from .languages import Language, grammar
from .placement import (
    fit,
    head_row,
    identity,
    is_callable,
    is_cut_short,
    is_flat,
    is_within,
    overflow,
)

ERROR_LIMIT = 50
"""Errors that a text may have however short it is; else one in ten lines. With more it is written
in another language or dialect, and there is nothing to go by."""

_TAG = re.compile(rb"\s*<\?\w*")
"""What code starts with where it is embedded in another language (`<?php`)."""

_TEXT = re.compile(r"string|comment|heredoc|haddock|pragma|sigil|charlist|quoted|^text$")
"""Node types whose lines are no code."""


def recovered(
    definitions: list[Definition],
    root: tree_sitter.Node,
    source: bytes,
    text: bytes,
    row: Language,
) -> list[Definition]:
    """The definitions of a tree with errors, corrected, in any order.

    `text` is `source` as the parser reads it, and as long.
    """
    errors = list(islice(errors_in(root), max(ERROR_LIMIT, source.count(b"\n") // 10) + 1))
    if len(errors) > max(ERROR_LIMIT, source.count(b"\n") // 10):
        return definitions
    lines = Lines(source, _texts(root, source, row.name))
    if all(error.start_point.row == error.end_point.row for error in errors) and not any(
        overflow(definition, lines) or is_cut_short(definition, lines, source)
        for definition in definitions
    ):
        return definitions
    tag = _TAG.match(source)
    islands = Islands(definitions, source, text, row, lines)
    frame = Frame(opening=(Span(0, tag.end()),) if tag else ())
    blocks = lines.blocks(source.count(b"\n", 0, tag.end()) + 1 if tag else 0, len(lines))
    found = list(islands.in_spoilt(blocks, definitions, frame))
    merged = _merged(definitions, found, islands.settled, lines)
    sure = [definition for definition in found if not definition.node.has_error]
    for definition in definitions:
        if _ends_elsewhere(definition, sure, lines):
            fit(definition, lines, source, exactly=True)
    _stretch_flat(merged, definitions, lines, source)
    return merged


def _merged(
    known: list[Definition], found: list[Definition], settled: list[Span], lines: Lines
) -> list[Definition]:
    """`known` with what was found besides, and instead of those that an error misplaced."""
    better = {identity(definition): definition for definition in found}
    swallowed = [part for definition in known if (part := overflow(definition, lines))]
    merged: list[Definition] = []
    for definition in known:
        other = better.pop(identity(definition), None)
        if not _is_doubtful(definition, other, swallowed):
            merged.append(definition)
        elif other is not None and not other.node.has_error:
            merged.append(other)
        elif not any(is_within(definition, span) for span in settled):
            merged.append(definition)
    # A `typedef struct name {} name` has two names to be found by.
    bodies = {(head_row(definition, lines), definition.body) for definition in merged}
    merged += [d for d in better.values() if (head_row(d, lines), d.body) not in bodies]
    return merged


def _is_doubtful(definition: Definition, other: Definition | None, swallowed: list[Span]) -> bool:
    """Whether an error may have misplaced a definition, given what a stretch makes of it."""
    if definition.node.has_error and (
        not is_callable(definition)
        or (other is not None and other.span.start != definition.span.start)
    ):
        return True
    if any(part.start <= definition.span.start < part.end for part in swallowed):
        return True
    node = definition.node.parent
    while node is not None and not node.is_error:
        node = node.parent
    return node is not None


def _ends_elsewhere(definition: Definition, others: list[Definition], lines: Lines) -> bool:
    """Whether others begin in a definition behind its block, or its block goes on behind it."""
    if is_flat(definition, lines):
        return False
    head = head_row(definition, lines)
    if part := overflow(definition, lines):
        level = lines.level(head)
        return any(
            part.start <= other.span.start < part.end
            and lines.level(head_row(other, lines)) <= level
            for other in others
        )
    block_end = lines.block_end(head)
    if is_callable(definition):
        after = lines.row(definition.span.end - 1) + 1
        level = lines.level(head)
        return definition.node.has_error and any(
            lines.level(row) > level for row in range(after, block_end)
        )
    span = Span(definition.span.end, lines.start(block_end))
    return any(span.start <= other.span.start < span.end for other in others)


def _stretch_flat(
    merged: list[Definition], known: list[Definition], lines: Lines, source: bytes
) -> None:
    """Make modules that hold what is indented no deeper reach to their ends, in place."""
    ends = {identity(definition): definition.span.end for definition in known}
    for definition in merged:
        if definition.kind not in (None, SymbolKind.MODULE) or not is_flat(definition, lines):
            continue
        start, end = definition.span
        text = source[start:end]
        if text.endswith(b";") and b"{" not in text and start == lines.start(lines.row(start)):
            end = len(source)
        end = max(end, ends.get(identity(definition), end))
        definition.span = Span(start, end)


def _texts(root: tree_sitter.Node, source: bytes, language: str) -> Iterator[tuple[int, int, bool]]:
    """Rows of the strings and comments that take several, and whether they are doubtful.

    What a single quote opens beside an error is code behind a quote that was never closed.
    """
    found = tree_sitter.QueryCursor(_text_query(language)).captures(root).get("text", [])
    # The binding gives them in the order of their addresses.
    for node in sorted(found, key=lambda node: (node.start_byte, -node.end_byte, node.type)):
        first, (last, column) = node.start_point.row, node.end_point
        last = last if column else last - 1
        is_doubtful = node.parent is not None and node.parent.has_error
        if first < last and not (is_doubtful and _is_quoted_once(node.start_byte, source)):
            yield first, last, is_doubtful


def _is_quoted_once(start: int, source: bytes) -> bool:
    """Whether a string, or what is in it, is opened by one quote and not by three."""
    quotes = (b'"', b"'")
    at = start if source[start : start + 1] in quotes else start - 1
    quote = source[at : at + 1]
    return quote in quotes and quote not in (source[at - 1 : at], source[at + 1 : at + 2])


@cache
def _text_query(language: str) -> tree_sitter.Query:
    known = grammar(language)
    types = {
        kind
        for number in range(known.node_kind_count)
        if known.node_kind_is_named(number)
        and known.node_kind_is_visible(number)
        and (kind := known.node_kind_for_id(number))
        and _TEXT.search(kind)
    }
    return tree_sitter.Query(known, "".join(f"({kind}) @text\n" for kind in sorted(types)))
