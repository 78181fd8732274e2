"""Blocks of a text by indentation, for where brackets and keywords cannot be trusted.

A block is a line and what follows it, as far as that is indented deeper or goes on with it: `}`,
`end`, `else`. Rows count from 0. Knows the punctuation that most languages share, and no grammar.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from ..types import Span

_CONTINUES = re.compile(
    rb"[)}\]{>|&,:.=?]|\w+:\s*$|(?:public|private|protected)[\w ]*:\s*$|(?:end|fi|done|esac|else"
    rb"|elif|elsif|catch|finally|except|rescue|ensure|then|do|in|begin|where|extends|implements"
    rb"|with|throws|requires)\b"
    rb"|#(?:if|elif|else|end|ifdef|ifndef|endif|region|endregion|pragma)\b"
)
_PRECEDES = re.compile(rb'[@#\["/*]|--|\{-|template\b')
_REMARK = re.compile(rb"(?:#(?!\[)|//|/?\*|--).*(?<!\\)$")
_ENDS = re.compile(rb"[}\])]|(?:end|fi|done|esac)\b")
_CLOSES = re.compile(rb"(?:\}|end\b)[;,)]*\s*(?://.*|#.*|--.*)?$")
_OPENS = re.compile(rb"(?:[{(\[:]|\bdo|\bthen)$")
_OPENS_BODY = re.compile(rb"(?:[{:]|\bdo|\bthen)$")
_HEADER_LIMIT = 12
"""Lines that a declaration may take before its body."""


class Block(NamedTuple):
    """Rows [first, last)."""

    first: int
    head: int
    """The row after the comments and attributes that stand before."""
    last: int


@dataclass(slots=True)
class Line:
    """What a line's first and last characters tell of its place."""

    start: int
    """Its byte offset."""
    indent: int | None
    """Columns; None where the line says nothing of blocks: blank, or within a string or comment."""
    is_blank: bool
    continues: bool
    """Whether it belongs to the line before even though it is indented no deeper."""
    precedes: bool
    """Whether it belongs to the line after: a comment, an attribute, a docstring."""
    ends: bool
    """Whether it starts with what ends a block."""
    closes: bool
    """Whether that is all there is."""
    opens_body: bool
    is_stray: bool = False
    """Whether it closes what is indented no deeper than itself: a namespace, a module."""


class Lines:
    """The lines of a text. Immutable once made."""

    def __init__(self, source: bytes, texts: Iterable[tuple[int, int, bool]]) -> None:
        """Take a text and the rows (first, last) of its strings and comments.

        The third says whether one may be no string at all but code behind a stray quote.
        """
        pieces = source.split(b"\n")
        self._lines: list[Line] = []
        start = 0
        for piece in pieces:
            self._lines.append(_line(piece, start))
            start += len(piece) + 1
        self._starts = [line.start for line in self._lines]
        self._end = len(source)
        for first, last, is_doubtful in texts:
            self._leave_out(first, last, is_doubtful)
        self._leave_out_remarks(pieces)
        self._find_stray(pieces)

    def __len__(self) -> int:
        return len(self._lines)

    def __getitem__(self, row: int) -> Line:
        return self._lines[row]

    def start(self, row: int) -> int:
        """The offset of a row's start, or of the text's end."""
        return self._starts[row] if row < len(self._starts) else self._end

    def row(self, offset: int) -> int:
        """The row of an offset."""
        return bisect_right(self._starts, offset) - 1

    def span(self, first: int, last: int) -> Span:
        """The span of rows [first, last)."""
        return Span(self.start(first), self.start(last))

    def level(self, row: int) -> int:
        """A row's indentation, 0 if it has none."""
        return self._lines[row].indent or 0

    def blocks(self, first: int, last: int) -> list[Block]:
        """The blocks of rows [first, last): cut at the lines that are indented least."""
        rows = [row for row in range(first, last) if self._lines[row].indent is not None]
        if not rows:
            return []
        free = [row for row in rows if not self._lines[row].continues]
        level = min(map(self.level, free or rows))
        heads = [row for row in free if self.level(row) == level]
        if not heads or heads[0] != rows[0]:
            heads.insert(0, rows[0])
        blocks: list[Block] = []
        start = heads[0]
        for head, end in zip(heads, [*heads[1:], last], strict=True):
            if end < last and self._lines[head].precedes and not self._has_blank(head, end):
                continue
            stray = (r for r in range(head + 1, end) if self._lines[r].is_stray)
            own_end = next((row for row in stray if self.level(row) == level), end)
            blocks.append(Block(start, head, own_end))
            start = end
        return blocks

    def block_end(self, head: int) -> int:
        """The row after the block that a line heads."""
        level = self.level(head)
        end = head + 1
        for row in range(head + 1, len(self)):
            line = self._lines[row]
            if line.indent is None:
                continue
            if line.indent < level or (line.indent == level and not line.continues):
                break
            end = row + 1
        return end

    def deeper(self, head: int, last: int) -> tuple[int, int] | None:
        """Of rows (head, last) those from the first to after the last that is indented deeper."""
        level = self.level(head)
        rows = [row for row in range(head + 1, last) if self.level(row) > level]
        return (rows[0], rows[-1] + 1) if rows else None

    def closing(self, block: Block) -> Span | None:
        """The lines at a block's end that close it."""
        inner = self.deeper(block.head, block.last)
        start = inner[1] if inner else block.head + 1
        for row in range(start, block.last):
            if self._lines[row].indent is not None:
                return self.span(row, block.last) if self._lines[row].ends else None
        return None

    def stray_closing(self, block: Block, limit: int) -> Span | None:
        """The first line after a block that closes it without what it holds being indented."""
        level = self.level(block.head)
        for row in range(block.last, self.row(limit)):
            if self._lines[row].is_stray and self.level(row) == level:
                return self.span(row, row + 1)
        return None

    def header_ends(self, block: Block) -> list[int]:
        """Rows before which the declaration that heads a block may end, the likeliest first."""
        for row in range(block.head, min(block.head + _HEADER_LIMIT, block.last)):
            if row > block.head and self._lines[row].closes:
                break
            if self._lines[row].opens_body:
                return sorted({row + 1, block.head + 1}, reverse=True)
        return [block.head + 1]

    def _has_blank(self, first: int, last: int) -> bool:
        return any(self._lines[row].is_blank for row in range(first, last))

    def _leave_out(self, first: int, last: int, is_doubtful: bool) -> None:
        least = self.level(first) + is_doubtful
        for row in range(first + 1, min(last + 1, len(self))):
            if self.level(row) >= least:
                self._lines[row].indent = None

    def _leave_out_remarks(self, pieces: list[bytes]) -> None:
        """Comments that stand further left than the code below say nothing of blocks."""
        below = 0
        for line, piece in zip(reversed(self._lines), reversed(pieces), strict=True):
            if line.indent is None:
                continue
            if not _REMARK.match(piece.strip()):
                below = line.indent
            elif below > line.indent:
                line.indent = None

    def _find_stray(self, pieces: list[bytes]) -> None:
        above: int | None = None
        for row, line in enumerate(self._lines):
            if line.indent is None:
                continue
            if line.closes and above is not None and self.level(above) <= line.indent:
                line.is_stray = not _OPENS.search(pieces[above].rstrip())
            above = row


def _line(piece: bytes, start: int) -> Line:
    text = piece.strip()
    return Line(
        start=start,
        indent=len(piece[: -len(piece.lstrip())].expandtabs()) if text else None,
        is_blank=not text,
        continues=bool(_CONTINUES.match(text)),
        precedes=bool(_PRECEDES.match(text)),
        ends=bool(_ENDS.match(text)),
        closes=bool(_CLOSES.match(text)),
        opens_body=bool(_OPENS_BODY.search(text)),
    )
