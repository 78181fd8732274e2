"""What stands around a syntax error.

An unclosed bracket or a half-typed line may cost a parser everything that follows, or make it take
one definition for a part of another. Programs are indented as they nest, though. So the text is cut
into blocks by indentation, and halves of a spoilt stretch are parsed alone until the blocks are
found that the error is in. What parses without error is taken as it is; of a spoilt class its
members are, in the company of the lines that open and close it.

Stateless, and a few parses of parts: one error costs about as much again as the text's own parse.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Generic, Protocol, TypeVar

import tree_sitter

from ..types import Span, SymbolKind
from .blocks import Block, Lines
from .languages import grammar

PARSE_LIMIT = 200
"""Stretches of one text that are parsed at most."""

TIME_LIMIT = 0.3
"""Seconds after which no further stretch is parsed."""

_TAG = re.compile(rb"\s*<\?\w*")
"""What code starts with where it is embedded in another language (`<?php`)."""

_TEXT = re.compile(r"string|comment|heredoc|haddock|pragma|sigil|charlist|quoted|^text$")
"""Node types whose lines are no code."""


class Definition(Protocol):
    """What recovery reads of a definition, and the ends that it corrects."""

    kind: SymbolKind | None
    node: tree_sitter.Node
    span: Span
    name: Span | None
    body: Span | None


D = TypeVar("D", bound=Definition)


def recovered(
    definitions: list[D],
    root: tree_sitter.Node,
    source: bytes,
    text: bytes,
    language: str,
    find: Callable[[tree_sitter.Node], list[D]],
) -> list[D]:
    """`definitions` of a tree with errors, with those it lacks and ends where their blocks end.

    `text` is `source` as the parser reads it, and as long; `find` gives the definitions of any
    tree of the language. None of `definitions` is lost unless
    a stretch that parses without error shows that there is no such thing.
    """
    lines = Lines(source, _texts(root, language))
    search = _Search(text, language, find, lines)
    if not _is_spoilt(definitions, root, lines, source):
        return definitions
    tag = _TAG.match(source)
    frame = _Frame(opening=(Span(0, tag.end()),) if tag else ())
    blocks = lines.blocks(1 if tag else 0, len(lines))
    found = list(search.in_spoilt(blocks, definitions, frame))
    merged = _merged(definitions, found, search.settled, lines, source)
    _stretch_flat(merged, definitions, lines, source)
    return merged


def _merged(
    known: list[D], found: list[D], settled: list[Span], lines: Lines, source: bytes
) -> list[D]:
    """`known` with what was found besides, and instead of those that the error misled."""
    corrected = {(_place(definition), definition.kind): definition for definition in found}
    swallowing = [d for d in known if d.node.has_error and _overflow(d, lines) is not None]
    merged: list[D] = []
    for definition in known:
        better = corrected.pop((_place(definition), definition.kind), None)
        if not _is_misled(definition, swallowing, lines):
            merged.append(definition)
        elif better is not None and not better.node.has_error:
            merged.append(better)
        elif not any(_is_within(definition, span) for span in settled):
            merged.append(definition)
    bodies = {definition.body.start for definition in known if definition.body}
    merged += [d for d in corrected.values() if d.body is None or d.body.start not in bodies]
    sure = [other for other in found if not other.node.has_error]
    for definition in known:
        _fit_to_others(definition, sure, lines, source)
    return merged


def _fit_to_others(definition: D, others: list[D], lines: Lines, source: bytes) -> None:
    """End a definition where its block ends if others show that it ends elsewhere, in place."""
    head = _head(definition, lines)
    if _is_flat(definition, head, lines):
        return
    end, block_end = definition.span.end, lines.start(lines.block_end(head))
    if end > block_end:
        level = lines.level(head)
        is_wrong = definition.node.has_error and any(
            block_end <= other.span.start < end and lines.level(_head(other, lines)) <= level
            for other in others
        )
    else:
        is_wrong = not _is_callable(definition) and any(
            end <= other.span.start < block_end for other in others
        )
    if is_wrong:
        _fit(definition, lines, source, exactly=True)


def _overflow(definition: Definition, lines: Lines) -> Span | None:
    """The part of a definition that is behind its block."""
    head = _head(definition, lines)
    end = lines.start(lines.block_end(head))
    if definition.span.end <= end or _is_flat(definition, head, lines):
        return None
    return Span(end, definition.span.end)


def _is_misled(definition: D, swallowing: list[D], lines: Lines) -> bool:
    """Whether an error around a definition may have misplaced it."""
    start = definition.span.start
    if definition.node.has_error and not _is_callable(definition):
        return True
    if any(
        (overflow := _overflow(other, lines)) and overflow.start <= start < overflow.end
        for other in swallowing
    ):
        return True
    node = definition.node.parent
    while node is not None and not node.is_error:
        node = node.parent
    return node is not None


@dataclass(frozen=True, slots=True)
class _Frame:
    """The stretches around a block's members that make them members."""

    opening: tuple[Span, ...] = ()
    closing: tuple[Span, ...] = ()
    is_whole: bool = True
    """Whether no block is passed over whose opening is not understood."""
    is_sound: bool = True
    """Whether the frame parses without error when nothing is in it."""


class _Search(Generic[D]):
    """One search through one text, with what it may still spend."""

    def __init__(
        self,
        text: bytes,
        language: str,
        find: Callable[[tree_sitter.Node], list[D]],
        lines: Lines,
    ) -> None:
        self.settled: list[Span] = []
        """Stretches of which everything is known."""
        self._text = text
        self._find = find
        self._lines = lines
        self._parser = tree_sitter.Parser(grammar(language))
        self._deadline = time.monotonic() + TIME_LIMIT
        self._parses = 0

    def in_stretch(self, blocks: list[Block], frame: _Frame) -> Iterator[D]:
        """The definitions of adjacent blocks."""
        if not blocks or self._parses >= PARSE_LIMIT or time.monotonic() > self._deadline:
            return
        span = self._lines.span(blocks[0].first, blocks[-1].last)
        root = self._parse((*frame.opening, span, *frame.closing))
        definitions = [d for d in self._find(root) if _is_within(d, span)]
        if any(frame.is_sound or _touches(error, span) for error in _errors(root)) or any(
            _is_cut_short(d, self._lines, self._text) for d in definitions
        ):
            yield from self.in_spoilt(blocks, definitions, frame)
        else:
            yield from definitions
            if frame.is_whole:
                self.settled.append(span)

    def in_spoilt(self, blocks: list[Block], definitions: list[D], frame: _Frame) -> Iterator[D]:
        """The same of blocks that do not parse; `definitions` are those found all the same."""
        if len(blocks) > 1:
            cut = self._middle(blocks)
            yield from self.in_stretch(blocks[:cut], frame)
            yield from self.in_stretch(blocks[cut:], frame)
        elif blocks:
            yield from self._in_block(blocks[0], definitions, frame)

    def _in_block(self, block: Block, definitions: list[D], frame: _Frame) -> Iterator[D]:
        lines = self._lines
        whole = self._declared(block, frame)
        head = whole or self._headed(block, definitions)
        if head is not None:
            _fit(head, lines, self._text, exactly=whole is None and not _is_callable(head))
            yield head
        head = head or self._headed(block, self._known)
        if head is None and block.first < block.head:
            # The error may be in the attributes.
            yield from self.in_stretch([Block(block.head, block.head, block.last)], frame)
            return
        inner = lines.deeper(block.head, block.last)
        if inner is None or (head is not None and _is_callable(head)):
            return
        first, last = inner
        if head is None:
            frame = _Frame(frame.opening, frame.closing, False, frame.is_sound)
        else:
            first = max(first, self._body_row(head))
            closing = lines.closing(block)
            frame = _Frame(
                (*frame.opening, lines.span(block.first, first)),
                (*((closing,) if closing else ()), *frame.closing),
                frame.is_whole,
                whole is not None,
            )
        yield from self.in_stretch(lines.blocks(first, last), frame)

    def _declared(self, block: Block, frame: _Frame) -> D | None:
        """The definition that the lines which open and close a block make by themselves."""
        lines = self._lines
        limit = frame.closing[0].start if frame.closing else len(self._text)
        closing = lines.closing(block) or lines.stray_closing(block, limit)
        if closing is None:
            return None
        for end in lines.header_ends(block):
            opening = lines.span(block.first, end)
            if opening.end > closing.start:
                continue
            root = self._parse((*frame.opening, opening, closing, *frame.closing))
            for definition in self._find(root):
                if _head(definition, lines) == block.head and not definition.node.has_error:
                    return definition
        return None

    def _headed(self, block: Block, definitions: list[D]) -> D | None:
        """The definition whose name is in the line that heads a block."""
        for definition in definitions:
            if _head(definition, self._lines) == block.head:
                return definition
        return None

    def _body_row(self, head: D) -> int:
        """The first row of a definition's body, what opens it left out."""
        if head.body is None:
            return 0
        start = head.body.start
        row = self._lines.row(start)
        before = self._text[self._lines.start(row) : start]
        return row if not before.strip() and self._text[start : start + 1] != b"{" else row + 1

    def _middle(self, blocks: list[Block]) -> int:
        """Where to halve blocks: near the middle, if possible after a blank line."""
        lines = self._lines
        middle = (lines.start(blocks[0].first) + lines.start(blocks[-1].last)) / 2

        def cost(index: int) -> tuple[bool, float]:
            row = blocks[index].first
            return not lines[row - 1].is_blank, abs(lines.start(row) - middle)

        return min(range(1, len(blocks)), key=cost)

    def _parse(self, spans: tuple[Span, ...]) -> tree_sitter.Node:
        """The root of what the spans are together; offsets stay those of the whole text."""
        self._parses += 1
        self._parser.included_ranges = [
            tree_sitter.Range(self._point(start), self._point(end), start, end)
            for start, end in spans
        ]
        return self._parser.parse(self._text).root_node

    def _point(self, offset: int) -> tuple[int, int]:
        row = self._lines.row(offset)
        return row, offset - self._lines.start(row)


def _is_spoilt(definitions: list[D], root: tree_sitter.Node, lines: Lines, source: bytes) -> bool:
    """Whether an error may have cost definitions or moved their ends."""
    if any(error.start_point.row != error.end_point.row for error in _errors(root)):
        return True
    return any(
        (definition.node.has_error and _overflow(definition, lines))
        or _is_cut_short(definition, lines, source)
        for definition in definitions
    )


def _is_flat(definition: Definition, head: int, lines: Lines) -> bool:
    """Whether a type or module holds what is indented no deeper, if anything."""
    return not _is_callable(definition) and lines.block_end(head) == head + 1


def _is_cut_short(definition: Definition, lines: Lines, source: bytes) -> bool:
    """Whether a type or module ends before its block, as by the closing of another."""
    row = lines.row(definition.span.start)
    if _is_callable(definition) or source[lines.start(row) : definition.span.start].strip():
        return False
    end = lines.row(definition.span.end - 1)
    if _is_flat(definition, row, lines):
        return end > row and lines[end].closes and not lines[end].is_stray
    level = lines.level(row)
    return any(lines.level(after) > level for after in range(end + 1, lines.block_end(row)))


def _fit(definition: Definition, lines: Lines, source: bytes, exactly: bool = False) -> None:
    """End a definition no later than its block, or there exactly, in place."""
    head = _head(definition, lines)
    if _is_flat(definition, head, lines):
        return
    start, end = definition.span
    block_end = lines.start(lines.block_end(head))
    end = block_end if exactly else min(end, block_end)
    end = start + len(source[start:end].rstrip())
    definition.span = Span(start, end)
    if definition.body is not None:
        body_start, body_end = definition.body
        definition.body = Span(min(body_start, end), end if exactly else min(body_end, end))


def _stretch_flat(merged: list[D], known: list[D], lines: Lines, source: bytes) -> None:
    """Make modules that hold what is indented no deeper reach to their ends, in place."""
    ends = {(_place(d), d.kind): d.span.end for d in known}
    for definition in merged:
        head = _head(definition, lines)
        if definition.kind not in (None, SymbolKind.MODULE):
            continue
        if lines.deeper(head, lines.block_end(head)):
            continue
        start, end = definition.span
        if source[end - 1 : end] == b";":
            end = len(source)
        end = max(end, ends.get((_place(definition), definition.kind), end))
        definition.span = Span(start, end)


def _head(definition: Definition, lines: Lines) -> int:
    """The row that heads a definition's block."""
    row = lines.row(_place(definition).start)
    return lines.row(definition.node.start_byte) if lines[row].ends else row


def _place(definition: Definition) -> Span:
    start = definition.node.start_byte
    return definition.name or Span(start, start)


def _is_callable(definition: Definition) -> bool:
    return definition.kind is not None and definition.kind.is_callable


def _is_within(definition: Definition, span: Span) -> bool:
    return span.start <= definition.span.start and definition.span.end <= span.end


def _errors(root: tree_sitter.Node) -> Iterator[tree_sitter.Node]:
    """ERROR and MISSING nodes, those within another left out."""
    stack = [root]
    while stack:
        node = stack.pop()
        if node.is_error or node.is_missing:
            yield node
        elif node.has_error:
            stack.extend(node.children)


def _touches(error: tree_sitter.Node, span: Span) -> bool:
    """Whether an error is the span's own, and not one of an unsound frame around it."""
    if error.is_missing:
        parent = error.parent
        return parent is not None and span.start <= parent.start_byte < span.end
    if error.start_byte >= span.end or error.end_byte <= span.start:
        return False
    return error.start_byte >= span.start or any(
        child.has_error or not child.is_named
        for child in error.children
        if span.start <= child.start_byte < span.end
    )


def _texts(root: tree_sitter.Node, language: str) -> Iterator[tuple[int, int, bool]]:
    """Rows of the strings and comments that take several, and whether they are doubtful."""
    for node in tree_sitter.QueryCursor(_text_query(language)).captures(root).get("text", []):
        first, (last, column) = node.start_point.row, node.end_point
        if first < (last if column else last - 1):
            yield first, last if column else last - 1, bool(node.parent and node.parent.has_error)


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
