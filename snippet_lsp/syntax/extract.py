"""Symbols of one source text: its definitions with their names, signatures and documentation."""

from __future__ import annotations

import re
from collections.abc import Collection, Container
from pathlib import PurePosixPath

import tree_sitter

from ..files.lines import LineIndex
from ..types import Range, Span, Symbol, SymbolKind
from .blocks import blocks_in
from .comments import comment_above, leading_comment, text_of
from .definitions import QUOTES, Definition, arranged, definitions_in
from .languages import LANGUAGES, Language
from .parse import parse, valid
from .recovery import recovered
from .signature import signature_of
from .spans import decode, without

TIME_LIMIT = 10.0
"""Seconds that parsing one text may take."""

_SYMBOL_MARK = re.compile(r"^:(?=\w)")
_GENERIC_STEMS = {"__init__", "index", "mod", "lib", "main", "init", "__main__", "package"}


def extract(
    source: bytes,
    language: str,
    path: str,
    time_limit: float = TIME_LIMIT,
    *,
    with_blocks: bool = False,
) -> list[Symbol]:
    """The symbols of `source` (UTF-8), outermost first in order of appearance.

    The first is the module: the file itself. Broken code gives the symbols that can be seen.
    `with_blocks` gives the blocks of long functions too.
    `path` is relative with "/" separators; it names the module and anonymous definitions.
    Raises ExtractionError when parsing takes longer than `time_limit` seconds.
    """
    row = LANGUAGES[language]
    text = text_for(row, source)
    root = parse(text, language, time_limit).root_node
    return symbols_in(root, row, source, text, path, with_blocks=with_blocks)


def symbols_in(
    root: tree_sitter.Node,
    row: Language,
    source: bytes,
    text: bytes,
    path: str,
    *,
    with_blocks: bool,
) -> list[Symbol]:
    """The symbols of a parsed text; `text` is `source` as the parser reads it."""
    marked = definitions_in(root, row, source)
    definitions = marked.definitions
    if root.has_error:
        definitions = recovered(definitions, root, source, text, row)
    stem = stem_of(path)
    definitions = arranged(definitions, row, source, stem)
    lines = LineIndex(source)
    bodies = sorted(d.body for d in definitions if d.body and d.kind and d.kind.is_callable)
    passed = {(d.node.start_byte, d.node.end_byte) for d in definitions if d.kind}
    symbols: list[Symbol] = []
    blocks: list[Symbol] = []
    for definition in definitions:
        if definition.kind is not None:
            symbol = symbol_of(definition, definition.kind, row, source, lines, stem, bodies)
            symbols.append(symbol)
            if with_blocks:
                blocks += blocks_of(definition, symbol, row, source, lines, passed)
    starts = {definition.span.start for definition in definitions}
    module = module_of(marked.module_doc, root, row, source, lines, stem, starts, bodies)
    return in_order(module, symbols, blocks)


def text_for(row: Language, source: bytes) -> bytes:
    """A text as the parser reads it: of the same length, without what it stumbles over."""
    text = valid(source)
    return row.blank(text) if row.blank else text


def in_order(module: Symbol | None, symbols: list[Symbol], blocks: list[Symbol]) -> list[Symbol]:
    """All symbols of a text, outer before inner, a function before its blocks."""
    if blocks:
        symbols = [*symbols, *blocks]
        symbols.sort(key=lambda s: (s.span.start, -s.span.end, s.kind is SymbolKind.BLOCK))
    return [module, *symbols] if module else symbols


def blocks_of(
    definition: Definition,
    symbol: Symbol,
    row: Language,
    source: bytes,
    lines: LineIndex,
    passed: Container[tuple[int, int]],
) -> list[Symbol]:
    """The blocks of a function; `passed` are the starts and ends of all definitions' nodes."""
    if not symbol.kind.is_callable:
        return []
    found: list[Symbol] = []
    for block in blocks_in(definition, row, source, passed):
        place = lines.range(block.span)
        found.append(
            Symbol(
                kind=SymbolKind.BLOCK,
                name="",
                container=symbol.qualified_name,
                signature="",
                documentation=block.documentation,
                code=decode(source, block.span),
                language=row.name,
                span=block.span,
                range=place,
                name_range=Range(place.start, place.start),
            )
        )
    return found


def symbol_of(
    definition: Definition,
    kind: SymbolKind,
    row: Language,
    source: bytes,
    lines: LineIndex,
    stem: str,
    bodies: list[Span],
) -> Symbol:
    """The symbol of a definition of a kind; `bodies` are those of all functions, sorted."""
    span = definition.span
    start = definition.node.start_byte
    name_span = definition.name or Span(start, start)
    name = decode(source, name_span) if definition.name else stem
    name = _SYMBOL_MARK.sub("", QUOTES.sub(r"\2", name) or name)
    documentation = (
        text_of(definition.doc, source)
        or comment_above(definition.outer, row, source)
        or comment_above(definition.node, row, source)
    )
    return Symbol(
        kind=kind,
        name=name,
        container=definition.container,
        signature=signature_of(definition, row, source),
        documentation=documentation,
        code=decode(source, span) if kind.is_callable else without(span, bodies, source),
        language=row.name,
        span=span,
        range=lines.range(span),
        name_range=lines.range(name_span),
    )


def module_of(
    documentation: str,
    root: tree_sitter.Node,
    row: Language,
    source: bytes,
    lines: LineIndex,
    stem: str,
    starts: Collection[int],
    bodies: list[Span],
) -> Symbol | None:
    """The file as a unit of its own; None for an empty one. `starts` are the definitions'."""
    if not source.strip():
        return None
    span = Span(0, len(source))
    start = Span(0, 0)
    documentation = documentation or leading_comment(root, row, source, starts)
    return Symbol(
        kind=SymbolKind.MODULE,
        name=stem,
        container="",
        signature="",
        documentation=documentation,
        code=without(span, bodies, source),
        language=row.name,
        span=span,
        range=lines.range(span),
        name_range=lines.range(start),
    )


def stem_of(path: str) -> str:
    """What a file is called: its stem, or its folder's name for `__init__` and the like."""
    pure = PurePosixPath(path)
    stem = pure.name.partition(".")[0] or pure.name
    if stem in _GENERIC_STEMS and pure.parent.name:
        return pure.parent.name
    return stem
