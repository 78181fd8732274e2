"""Definitions of the stretches of a text that parse alone, where the whole text does not.

Halves of a spoilt stretch are parsed until the blocks are found that the error is in. What parses
without error is taken as it is; of a spoilt class its members are, in the company of the lines that
open and close it. Offsets stay those of the whole text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import tree_sitter

from ..types import Span
from .definitions import Definition, definitions_in
from .indentation import Block, Lines
from .languages import Language, grammar
from .parse import parse_with
from .placement import fit, head_row, is_callable, is_cut_short, is_within

PARSE_LIMIT = 200
"""Stretches of one text that are parsed at most."""

BUDGET = 200_000, 3
"""Bytes that are parsed at most: so many, and so many times the text. No time limit: the same text
gives the same symbols on every machine."""


@dataclass(frozen=True, slots=True)
class Frame:
    """The stretches around a block's members that make them members."""

    opening: tuple[Span, ...] = ()
    closing: tuple[Span, ...] = ()
    is_whole: bool = True
    """Whether no block is passed over whose first line is not understood."""
    is_sound: bool = True
    """Whether the frame parses without error when nothing is in it."""


class Islands:
    """One search through one text, with what it has found out and may still spend."""

    def __init__(
        self, known: list[Definition], source: bytes, text: bytes, row: Language, lines: Lines
    ) -> None:
        self.settled: list[Span] = []
        """Stretches of which every definition is found."""
        self._known = known
        self._source = source
        self._text = text
        self._row = row
        self._lines = lines
        self._parser = tree_sitter.Parser(grammar(row.name))
        self._budget = BUDGET[0] + BUDGET[1] * len(text)
        self._parses = 0

    def in_spoilt(
        self, blocks: list[Block], definitions: list[Definition], frame: Frame
    ) -> Iterator[Definition]:
        """The definitions of adjacent blocks that do not parse together.

        `definitions` are those found all the same; what is found may end where its block does.
        """
        if len(blocks) > 1:
            cut = self._middle(blocks)
            yield from self._in_stretch(blocks[:cut], frame)
            yield from self._in_stretch(blocks[cut:], frame)
        elif blocks:
            yield from self._in_block(blocks[0], definitions, frame)

    def _in_stretch(self, blocks: list[Block], frame: Frame) -> Iterator[Definition]:
        if not blocks or self._parses >= PARSE_LIMIT or self._budget <= 0:
            return
        span = self._lines.span(blocks[0].first, blocks[-1].last)
        root = self._parse((*frame.opening, span, *frame.closing))
        if root is None:
            yield from self.in_spoilt(blocks, [], frame)
            return
        found = [d for d in self._definitions(root) if is_within(d, span)]
        if any(frame.is_sound or _touches(error, span) for error in errors_in(root)) or any(
            is_cut_short(definition, self._lines, self._source) for definition in found
        ):
            yield from self.in_spoilt(blocks, found, frame)
        else:
            yield from found
            if frame.is_whole:
                self.settled.append(span)

    def _in_block(
        self, block: Block, definitions: list[Definition], frame: Frame
    ) -> Iterator[Definition]:
        lines = self._lines
        whole = self._declared(block, frame)
        head = whole or self._heading(block, definitions)
        if head is not None and (whole or not is_callable(head) or not head.node.has_error):
            fit(head, lines, self._source, exactly=not (whole or is_callable(head)))
            yield head
        head = head or self._heading(block, self._known)
        if head is None and block.first < block.head:
            # The error may be in the attributes.
            yield from self._in_stretch([Block(block.head, block.head, block.last)], frame)
            return
        inner = lines.deeper(block.head, block.last)
        if inner is None or (head is not None and is_callable(head)):
            return
        first, last = inner
        if head is None:
            frame = Frame(frame.opening, frame.closing, False, frame.is_sound)
        else:
            first = max(first, self._body_row(head))
            closing = lines.closing(block)
            frame = Frame(
                (*frame.opening, lines.span(block.first, first)),
                (*((closing,) if closing else ()), *frame.closing),
                frame.is_whole,
                whole is not None,
            )
        yield from self._in_stretch(lines.blocks(first, last), frame)

    def _declared(self, block: Block, frame: Frame) -> Definition | None:
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
            found = self._heading(block, self._definitions(root)) if root else None
            if found is not None and not found.node.has_error:
                return found
        return None

    def _heading(self, block: Block, definitions: list[Definition]) -> Definition | None:
        """The definition whose name is in the line that heads a block."""
        for definition in definitions:
            if head_row(definition, self._lines) == block.head:
                return definition
        return None

    def _body_row(self, head: Definition) -> int:
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

    def _definitions(self, root: tree_sitter.Node) -> list[Definition]:
        return definitions_in(root, self._row, self._source).definitions

    def _parse(self, spans: tuple[Span, ...]) -> tree_sitter.Node | None:
        """The root of what the spans are together; None if that cannot be parsed."""
        size = sum(end - start for start, end in spans)
        self._parses += 1
        self._budget -= size
        self._parser.included_ranges = [
            tree_sitter.Range(self._point(start), self._point(end), start, end)
            for start, end in spans
        ]
        tree = parse_with(self._parser, self._text, size)
        return tree.root_node if tree else None

    def _point(self, offset: int) -> tuple[int, int]:
        row = self._lines.row(offset)
        return row, offset - self._lines.start(row)


def errors_in(root: tree_sitter.Node) -> Iterator[tree_sitter.Node]:
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
