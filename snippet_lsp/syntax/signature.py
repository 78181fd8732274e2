"""The declaration of a definition, on one line."""

from __future__ import annotations

import re

import tree_sitter

from ..types import Span
from .definitions import Definition
from .languages import Language
from .spans import decode, without

_LIMIT = 400
_READ = 8 * _LIMIT
"""Bytes that are looked at for a signature; comments in them fall away."""

_SPACE = re.compile(r"\s+")
_TRAILING_COMMA = re.compile(r",(?= ?\}? ?[)\]])|, ?(?=>)")
_INNER_SPACE = re.compile(r"(?<=[(\[]) |(?<=\w<) | (?=[,)\]])")
_BRACKET_OR_LINE_END = re.compile(r"[\[\](){}\n]")
_DROPPED_END = re.compile(
    r"\s*(?:[{:;=,\\]|=>|,? ?->|\bdo|\bthen|\bbegin|\bwhere|\bwith|\bis|(?:;|(?<=\)))\s*end)\s*$"
)


def signature_of(definition: Definition, row: Language, source: bytes) -> str:
    """The declaration up to its body, without comments and attributes, on one line."""
    start = _declaration_start(definition.outer, row)
    end = definition.body.start if definition.body else definition.node.end_byte
    end = max(start, min(end, start + _READ))
    text = _without_comments(definition.outer, Span(start, end), row, source)
    if definition.body is None:
        text = _first_line(text)
    text = _SPACE.sub(" ", text).strip()
    text = _INNER_SPACE.sub("", _TRAILING_COMMA.sub("", text))
    return _DROPPED_END.sub("", text)[:_LIMIT]


def _without_comments(node: tree_sitter.Node, span: Span, row: Language, source: bytes) -> str:
    if b"\n" not in source[span.start : span.end]:
        return decode(source, span)
    comments: list[Span] = []
    stack = [node]
    while stack:
        for child in stack.pop().children:
            if child.start_byte >= span.end:
                break
            if child.type in row.comments:
                comments.append(Span(child.start_byte, child.end_byte))
            elif child.end_byte > span.start:
                stack.append(child)
    return without(span, sorted(comments), source)


def _first_line(text: str) -> str:
    """The text up to the first line end outside brackets."""
    depth = 0
    for match in _BRACKET_OR_LINE_END.finditer(text):
        if match[0] == "\n" and depth <= 0:
            return text[: match.start()]
        depth += (match[0] in "([{") - (match[0] in ")]}")
    return text


def _declaration_start(node: tree_sitter.Node, row: Language) -> int:
    """Where a definition starts once the attributes at its head are passed over."""
    if not row.attributes:
        return node.start_byte
    parts = node.children
    if parts and parts[0].children and parts[0].children[0].type in row.attributes:
        parts = parts[0].children + parts[1:]
    for part in parts:
        if part.type not in row.attributes and part.type not in row.comments:
            return part.start_byte
    return node.start_byte
