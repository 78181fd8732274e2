"""What happened to a text between two of its states, as one edit, and where it moves things to."""

from __future__ import annotations

from typing import NamedTuple

import tree_sitter

from ..types import Span


class Edit(NamedTuple):
    """Bytes from `start` to `end` that were replaced by those from `start` to `new_end`."""

    start: int
    end: int
    new_end: int

    @property
    def by(self) -> int:
        """How far what follows has moved."""
        return self.new_end - self.end

    @property
    def replaced(self) -> Span:
        """What was replaced, in the text before."""
        return Span(self.start, self.end)

    @property
    def replacement(self) -> Span:
        """What it was replaced by, in the text after."""
        return Span(self.start, self.new_end)

    def touches(self, span: Span) -> bool:
        """Whether a span of the text before shares a byte or a border with what was replaced."""
        return span.start <= self.end and self.start <= span.end

    def around(self, span: Span) -> Edit:
        """The same edit told of more: of a span of the text before."""
        start, end = min(self.start, span.start), max(self.end, span.end)
        return Edit(start, end, end + self.by)

    def widened(self, start: int, new_end: int, limit: int) -> Edit:
        """The same edit told of more: at least of [start, new_end) of the text after.

        `limit` is the length of that text.
        """
        start, new_end = max(0, min(self.start, start)), min(limit, max(self.new_end, new_end))
        return Edit(start, new_end - self.by, new_end)


def edit_between(before: bytes, after: bytes) -> Edit:
    """The smallest edit that makes `after` of `before`, both UTF-8, and cuts no character."""
    shortest = min(len(before), len(after))
    start = _shared(before, after, shortest)
    kept = _shared_at_end(before, after, shortest - start)
    while start and _is_inside(before, start) | _is_inside(after, start):
        start -= 1
    while kept and _is_inside(before, len(before) - kept):
        kept -= 1
    return Edit(start, len(before) - kept, len(after) - kept)


def edited(tree: tree_sitter.Tree, edit: Edit, before: bytes, after: bytes) -> tree_sitter.Tree:
    """A copy of the tree of `before` that knows of the edit, to parse `after` from."""
    tree = tree.copy()
    tree.edit(
        edit.start,
        edit.end,
        edit.new_end,
        _point(before, edit.start),
        _point(before, edit.end),
        _point(after, edit.new_end),
    )
    return tree


def _shared(one: bytes, other: bytes, most: int) -> int:
    """Bytes, at most so many, that both begin with; by halving, which compares at memory speed."""
    least = 0
    while least < most:
        middle = (least + most + 1) // 2
        if one[least:middle] == other[least:middle]:
            least = middle
        else:
            most = middle - 1
    return least


def _shared_at_end(one: bytes, other: bytes, most: int) -> int:
    least = 0
    while least < most:
        middle = (least + most + 1) // 2
        if (
            one[len(one) - middle : len(one) - least]
            == other[len(other) - middle : len(other) - least]
        ):
            least = middle
        else:
            most = middle - 1
    return least


def _is_inside(text: bytes, offset: int) -> bool:
    """Whether an offset lies within a character."""
    return offset < len(text) and text[offset] & 0xC0 == 0x80


def _point(text: bytes, offset: int) -> tuple[int, int]:
    """An offset as tree-sitter counts: rows end at line feeds only."""
    return text.count(b"\n", 0, offset), offset - (text.rfind(b"\n", 0, offset) + 1)
