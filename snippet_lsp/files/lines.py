"""Byte offsets to positions and back, in every encoding that LSP clients count in.

Lines end at ``\\n``, ``\\r\\n`` or ``\\r`` and nowhere else, as in the protocol; `str.splitlines`
and tree-sitter's rows both disagree with it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate
from typing import Literal

from ..types import Position, Range, Span

PositionEncoding = Literal["utf-8", "utf-16", "utf-32"]

_LINE_END = re.compile(rb"\r\n|\n|\r")


class LineIndex:
    """Line starts of one UTF-8 text. Immutable."""

    __slots__ = ("_ascii", "_source", "_starts")

    def __init__(self, source: bytes) -> None:
        self._source = source
        # For bytes, and only for bytes, splitlines knows just these three line endings.
        self._starts = [0, *accumulate(map(len, source.splitlines(keepends=True)))]
        if source and not source.endswith((b"\n", b"\r")):
            self._starts.pop()
        self._ascii = source.isascii()

    def __len__(self) -> int:
        return len(self._starts)

    def edited(self, source: bytes, start: int, end: int, length: int) -> LineIndex:
        """The index of `source`: this text with `length` bytes in place of `start` to `end`.

        Takes a fraction of the time of a new index, which matters for an edit at each keystroke.
        """
        # One byte before and after the new text may join with it into one line ending.
        before, after = max(0, start - 1), start + length
        found = (match.end() for match in _LINE_END.finditer(source, before, after + 1))
        moved = after - end
        index = LineIndex.__new__(LineIndex)
        index._source = source
        index._starts = [
            *self._starts[: bisect_right(self._starts, before)],
            *(place for place in found if place <= after),
            *(place + moved for place in self._starts[bisect_right(self._starts, end) :]),
        ]
        index._ascii = source.isascii()
        return index

    def position(self, offset: int) -> Position:
        """The position of a byte offset; one inside a character is cut back to its start."""
        offset = max(0, min(offset, len(self._source)))
        line = bisect_right(self._starts, offset) - 1
        start = self._starts[line]
        column = offset - start
        if self._ascii:
            return Position(line, column, column, column)
        while offset < len(self._source) and self._source[offset] & 0xC0 == 0x80 and column:
            offset, column = offset - 1, column - 1
        prefix = self._source[start:offset].decode("utf-8", "ignore")
        return Position(line, column, _utf16_length(prefix), len(prefix))

    def range(self, span: Span) -> Range:
        """The range of a byte span."""
        return Range(self.position(span.start), self.position(span.end))

    def offset(self, line: int, column: int, encoding: PositionEncoding) -> int:
        """The byte offset of a client's position; beyond a line's end is its end, as LSP says."""
        if line < 0:
            return 0
        if line >= len(self._starts):
            return len(self._source)
        start = self._starts[line]
        text = self._source[start : self._line_end(line)]
        if self._ascii or encoding == "utf-8":
            column = max(0, min(column, len(text)))
            while column < len(text) and text[column] & 0xC0 == 0x80:
                column -= 1
            return start + column
        decoded = text.decode("utf-8", "replace")
        if encoding == "utf-16":
            prefix = decoded.encode("utf-16-le", "surrogatepass")[: max(0, column) * 2]
            return start + len(prefix.decode("utf-16-le", "ignore").encode())
        return start + len(decoded[: max(0, column)].encode())

    def _line_end(self, line: int) -> int:
        """Offset of the end of a line's text, before its line ending."""
        if line + 1 == len(self._starts):
            return len(self._source)
        end = self._starts[line + 1]
        return end - 2 if self._source[end - 2 : end] == b"\r\n" else end - 1


def _utf16_length(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2
