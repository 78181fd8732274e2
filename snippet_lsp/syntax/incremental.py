"""Symbols of a text that is being edited: those that an edit does not concern are moved, not made.

The tree is parsed from the one before, and patterns are matched around what is different in it. The
result is that of `extract`, which `tests/syntax/test_incremental.py` holds it to.

Only texts without syntax errors are read like this, each from the last that had none: how
tree-sitter gets over an error depends on what it parsed before, and what is made of it on all of
the text. Nor are those of languages whose definitions may be in several pieces.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

import tree_sitter

from ..files.lines import LineIndex
from ..types import Position, Range, Span, Symbol, SymbolKind
from .comments import first_looked_at
from .definitions import Definition, Marked, arranged, definitions_in
from .edits import Edit, edit_between, edited
from .extract import (
    TIME_LIMIT,
    blocks_of,
    in_order,
    module_of,
    stem_of,
    symbol_of,
    symbols_in,
    text_for,
)
from .languages import LANGUAGES, Language
from .parse import parse

_TO_NEXT_LINE = re.compile(rb"[^\r\n]*\r?\n?")
_TO_NEXT_TOKEN = re.compile(rb"\s*\S?")


@dataclass(frozen=True, slots=True)
class _Text:
    """One state of a text, parsed."""

    row: Language
    stem: str
    source: bytes
    text: bytes
    """`source` as the parser reads it."""
    tree: tree_sitter.Tree
    lines: LineIndex


@dataclass(frozen=True, slots=True)
class _Entry:
    """A definition or scope, and what was made of it."""

    node: Span
    span: Span
    body: Span | None
    reach: Span
    """The text that all this is known from."""
    kind: SymbolKind | None
    qualified: str
    symbol: Symbol | None
    blocks: tuple[Symbol, ...]

    @property
    def extent(self) -> Span:
        """Its node, and what belongs to it behind that."""
        return Span(self.node.start, max(self.node.end, self.span.end))

    def surrounds(self, edit: Edit) -> bool:
        """Whether an edit of this text is one of something in its body."""
        end = min(self.body.end, self.node.end) if self.body else 0
        return self.body is not None and self.body.start < edit.start and edit.end < end

    def moved(self, by: int, lines: int) -> _Entry:
        """The same so many bytes and lines further down."""
        return _Entry(
            _moved(self.node, by),
            _moved(self.span, by),
            self.body and _moved(self.body, by),
            _moved(self.reach, by),
            self.kind,
            self.qualified,
            self.symbol and _moved_symbol(self.symbol, by, lines),
            tuple(_moved_symbol(block, by, lines) for block in self.blocks),
        )


@dataclass(frozen=True, slots=True)
class _Sound:
    """A text without errors, with what was made of it."""

    text: _Text
    entries: list[_Entry]
    """Outer before inner."""


@dataclass(frozen=True, slots=True)
class Extraction:
    """What was found in one state of a text, and what the next needs of it."""

    symbols: tuple[Symbol, ...]
    """Those of `extract` with blocks."""
    _sound: _Sound | None
    """The last state without errors."""


def extract_next(
    source: bytes,
    language: str,
    path: str,
    before: Extraction | None,
    time_limit: float = TIME_LIMIT,
) -> Extraction:
    """What `extract` finds in a text, given what was found in an earlier state of it.

    That must be of the same language and path. Raises ExtractionError.
    """
    row = LANGUAGES[language]
    sound = before._sound if before else None
    text = text_for(row, source)
    if sound and text and (extraction := _edited(sound, source, text, time_limit)):
        return extraction
    tree = parse(text, language, time_limit)
    if tree.root_node.has_error or row.clauses:
        symbols = symbols_in(tree.root_node, row, source, text, path, with_blocks=True)
        return Extraction(tuple(symbols), sound)
    now = _Text(row, stem_of(path), source, text, tree, LineIndex(source))
    marked = definitions_in(tree.root_node, row, source)
    definitions = arranged(marked.definitions, row, source, now.stem)
    return _extraction(now, marked, definitions, [])


def _edited(sound: _Sound, source: bytes, text: bytes, time_limit: float) -> Extraction | None:
    """What is found after an edit; None where all of the text has to be looked at."""
    old = sound.text
    edit = edit_between(old.source, source)
    lines = old.lines.edited(source, edit.start, edit.end, edit.new_end - edit.start)
    if text is not source or old.text is not old.source:
        blanked = edit_between(old.text, text)
        edit = edit.widened(blanked.start, blanked.new_end, len(text))
    known = edited(old.tree, edit, old.text, text)
    tree = parse(text, old.row.name, time_limit, known)
    root = tree.root_node
    if root.has_error:
        return None
    for changed in known.changed_ranges(tree):
        edit = edit.widened(changed.start_byte, changed.end_byte, len(text))
    # What borders on an edit may have been read with it in view.
    edit = edit.widened(edit.start - 1, edit.new_end + 1, len(text))
    # What comes after it begins on another line: columns do not move.
    line = _TO_NEXT_LINE.match(source, edit.new_end)
    edit = edit.widened(edit.start, line.end() if line else 0, len(text))
    window = edit
    for entry in sound.entries:
        if edit.touches(entry.reach) and not entry.surrounds(edit):
            window = window.around(entry.extent)
    # The root leaves out white space at the ends of the text.
    window = window.widened(max(root.start_byte, root.end_byte - 1), root.start_byte + 1, len(text))
    # A pattern whose end is optional is found when something behind it is looked at.
    after = _TO_NEXT_TOKEN.match(text, window.new_end)
    looked_at = Span(window.start, after.end() if after else len(text))
    marked = definitions_in(root, old.row, source, looked_at)
    if not marked.is_complete:
        return None
    now = _Text(old.row, old.stem, source, text, tree, lines)
    by = window.by
    down = lines.position(window.new_end).line - old.lines.position(window.end).line
    kept: list[_Entry] = []
    around: list[tuple[object, ...]] = []
    for entry in sound.entries:
        extent = entry.extent
        if extent.end <= window.start:
            kept.append(entry)
        elif extent.start >= window.end:
            kept.append(entry.moved(by, down) if by or down else entry)
        else:
            around += _around(entry.kind, entry.qualified, extent, window.replaced, len(old.source))
    fresh: list[Definition] = []
    around_now: list[tuple[object, ...]] = []
    for definition in arranged(marked.definitions, old.row, source, old.stem):
        extent, place = _extent(definition), window.replacement
        if extent.start < place.end and place.start < extent.end:
            fresh.append(definition)
            around_now += _around(definition.kind, definition.qualified, extent, place, len(source))
    return _extraction(now, marked, fresh, kept) if around == around_now else None


def _around(
    kind: SymbolKind | None, qualified: str, extent: Span, window: Span, length: int
) -> Iterable[tuple[object, ...]]:
    """What others learn from a definition that reaches out of a window of a text."""
    start = extent.start if extent.start < window.start else None
    end = length - extent.end if extent.end > window.end else None
    if (start, end) != (None, None):
        yield kind, qualified, start, end


def _extraction(
    now: _Text, marked: Marked, definitions: list[Definition], kept: list[_Entry]
) -> Extraction:
    """Symbols of definitions, and those that are known."""
    row, stem, source, lines, root = now.row, now.stem, now.source, now.lines, now.tree.root_node
    bodies = sorted(
        body
        for body, kind in (
            *((definition.body, definition.kind) for definition in definitions),
            *((entry.body, entry.kind) for entry in kept),
        )
        if body and kind and kind.is_callable
    )
    passed = {(d.node.start_byte, d.node.end_byte) for d in definitions if d.kind}
    passed |= {entry.node for entry in kept if entry.kind}
    entries = kept.copy()
    for definition in definitions:
        symbol, blocks = None, []
        if definition.kind is not None:
            symbol = symbol_of(definition, definition.kind, row, source, lines, stem, bodies)
            blocks = blocks_of(definition, symbol, row, source, lines, passed)
        entries.append(_entry(definition, symbol, blocks, row))
    entries.sort(key=lambda entry: (entry.span.start, -entry.span.end))
    starts = {entry.span.start for entry in entries}
    module = module_of(marked.module_doc, root, row, source, lines, stem, starts, bodies)
    symbols = [entry.symbol for entry in entries if entry.symbol]
    blocks = [block for entry in entries for block in entry.blocks]
    is_known = marked.is_complete
    return Extraction(
        tuple(in_order(module, symbols, blocks)), _Sound(now, entries) if is_known else None
    )


def _entry(
    definition: Definition, symbol: Symbol | None, blocks: list[Symbol], row: Language
) -> _Entry:
    node, reach = definition.node, definition.reach
    return _Entry(
        node=Span(node.start_byte, node.end_byte),
        span=definition.span,
        body=definition.body,
        reach=Span(
            min(reach.start, first_looked_at(definition.outer, row)),
            max(reach.end, definition.span.end),
        ),
        kind=definition.kind,
        qualified=definition.qualified,
        symbol=symbol,
        blocks=tuple(blocks),
    )


def _extent(definition: Definition) -> Span:
    node = definition.node
    return Span(node.start_byte, max(node.end_byte, definition.span.end))


def _moved(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by)


def _moved_symbol(symbol: Symbol, by: int, lines: int) -> Symbol:
    return replace(
        symbol,
        span=_moved(symbol.span, by),
        range=_moved_range(symbol.range, lines),
        name_range=_moved_range(symbol.name_range, lines),
    )


def _moved_range(place: Range, lines: int) -> Range:
    (line, *start), (last, *end) = place
    return Range(Position(line + lines, *start), Position(last + lines, *end))
