"""Symbols of one source text: its definitions with their names, signatures and documentation."""

from __future__ import annotations

import re
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
    text = valid(source)
    text = row.blank(text) if row.blank else text
    tree = parse(text, language, time_limit)
    module_doc, definitions = definitions_in(tree.root_node, row, source)
    if tree.root_node.has_error:
        definitions = recovered(definitions, tree.root_node, source, text, row)
    stem = _stem(path)
    definitions = arranged(definitions, row, source, stem)
    lines = LineIndex(source)
    bodies = sorted(d.body for d in definitions if d.body and d.kind and d.kind.is_callable)
    symbols = [
        _symbol(definition, definition.kind, row, source, lines, stem, bodies)
        for definition in definitions
        if definition.kind is not None
    ]
    if with_blocks:
        symbols += _blocks(definitions, symbols, row, source, lines)
        symbols.sort(key=lambda s: (s.span.start, -s.span.end, s.kind is SymbolKind.BLOCK))
    module = _module(module_doc, tree, row, source, lines, stem, definitions, bodies)
    return [module, *symbols] if module else symbols


def _blocks(
    definitions: list[Definition],
    symbols: list[Symbol],
    row: Language,
    source: bytes,
    lines: LineIndex,
) -> list[Symbol]:
    """The blocks of the functions among the definitions, of which the symbols were made."""
    symbolic = [definition for definition in definitions if definition.kind is not None]
    passed = {(d.node.start_byte, d.node.end_byte) for d in symbolic}
    found: list[Symbol] = []
    for definition, symbol in zip(symbolic, symbols, strict=True):
        if not symbol.kind.is_callable:
            continue
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


def _symbol(
    definition: Definition,
    kind: SymbolKind,
    row: Language,
    source: bytes,
    lines: LineIndex,
    stem: str,
    bodies: list[Span],
) -> Symbol:
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


def _module(
    documentation: str,
    tree: tree_sitter.Tree,
    row: Language,
    source: bytes,
    lines: LineIndex,
    stem: str,
    definitions: list[Definition],
    bodies: list[Span],
) -> Symbol | None:
    """The file as a unit of its own; None for an empty one."""
    if not source.strip():
        return None
    span = Span(0, len(source))
    start = Span(0, 0)
    documentation = documentation or leading_comment(
        tree.root_node, row, source, {definition.span.start for definition in definitions}
    )
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


def _stem(path: str) -> str:
    """What a file is called: its stem, or its folder's name for `__init__` and the like."""
    pure = PurePosixPath(path)
    stem = pure.name.partition(".")[0] or pure.name
    if stem in _GENERIC_STEMS and pure.parent.name:
        return pure.parent.name
    return stem
