"""Stretches of a source text."""

from __future__ import annotations

from bisect import bisect_left

import tree_sitter

from ..types import Span


def decode(source: bytes, span: Span) -> str:
    """The text of a span."""
    return source[span.start : span.end].decode("utf-8", "replace")


def without(span: Span, holes: list[Span], source: bytes) -> str:
    """The text of a span with the outermost of the sorted `holes` in it left out."""
    pieces: list[bytes] = []
    at = span.start
    for index in range(bisect_left(holes, (span.start, 0)), len(holes)):
        hole = holes[index]
        if hole.start >= span.end:
            break
        if at <= hole.start and hole.end <= span.end:
            pieces.append(source[at : hole.start])
            at = hole.end
    pieces.append(source[at : span.end])
    return b"".join(pieces).decode("utf-8", "replace")


def covering(nodes: list[tree_sitter.Node]) -> Span | None:
    """From the start of the first node to the end of the last; None of no node."""
    if not nodes:
        return None
    return Span(min(n.start_byte for n in nodes), max(n.end_byte for n in nodes))
