"""What a cursor, a selection or pasted code means: a definition, or some lines of one."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace

from ..errors import ExtractionError
from ..syntax import HEAD, LANGUAGES, extract, language_of
from ..types import NOWHERE, Span, Symbol, SymbolKind

log = logging.getLogger(__name__)


def definition_at(
    path: str, source: bytes, span: Span, known: Sequence[Symbol] = ()
) -> Symbol | None:
    """What a span of a file's text means.

    An empty span is the innermost definition around it, None outside of all. Another span is the
    definition that makes most of it, or that it makes most of, else its lines as they are. `known`
    are the symbols of just this text, without their code, which spares taking it apart.
    """
    found = _found_at(path, source, span, known)
    if found is None or found.code:
        return found
    if found.kind.is_callable:
        code = source[found.span.start : found.span.end].decode("utf-8", "replace")
        return replace(found, code=code)
    # What a type's code is without its members takes a parser to say.
    return _found_at(path, source, span, ())


def _found_at(path: str, source: bytes, span: Span, known: Sequence[Symbol]) -> Symbol | None:
    language = language_of(path, source[:HEAD])
    symbols = known or (_extract(source, language.name, path) if language else [])
    at = _trimmed(source, span)
    around = [
        symbol
        for symbol in symbols
        if symbol.kind is not SymbolKind.MODULE and symbol.span.covers(at)
    ]
    innermost = min(around, key=_extent, default=None)
    if at.start == at.end:
        return innermost
    selected = at.end - at.start
    inside = [symbol for symbol in symbols if at.covers(symbol.span)]
    largest = max(inside, key=_extent, default=None)
    if largest and _extent(largest) * 2 >= selected:
        return largest
    if innermost and selected * 10 >= _extent(innermost) * 9:
        return innermost
    return _lines(source, at, language.name if language else "")


def definition_in(code: str, languages: Sequence[str]) -> Symbol:
    """The largest definition in a piece of code, in the language that makes most of it.

    Code in which no definition is found is taken as it is.
    """
    source = code.encode("utf-8", "replace")
    best = _lines(source, Span(0, len(source)), "")
    extent = 0
    for name in languages:
        if name not in LANGUAGES:
            continue
        for symbol in _extract(source, name, ""):
            if symbol.kind.is_callable and _extent(symbol) > extent:
                best, extent = symbol, _extent(symbol)
    return best


def _extract(source: bytes, language: str, path: str) -> list[Symbol]:
    try:
        return extract(source, language, path)
    except ExtractionError as error:
        log.info("%s: %s", path or "code", error)
        return []


def _trimmed(source: bytes, span: Span) -> Span:
    """A span without the white space at its ends; an all-white one shrinks to its start."""
    text = source[span.start : span.end]
    if not text.strip():
        return Span(span.start, span.start)
    return Span(
        span.start + len(text) - len(text.lstrip()), span.end - len(text) + len(text.rstrip())
    )


def _lines(source: bytes, span: Span, language: str) -> Symbol:
    """Any lines, as a function without a name."""
    code = source[span.start : span.end].decode("utf-8", "replace")
    return Symbol(SymbolKind.FUNCTION, "", "", "", "", code, language, span, NOWHERE, NOWHERE)


def _extent(symbol: Symbol) -> int:
    return symbol.span.end - symbol.span.start
