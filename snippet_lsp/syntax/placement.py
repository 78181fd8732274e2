"""How definitions lie to the blocks of their first lines: what an error gives itself away by."""

from __future__ import annotations

from ..types import Span
from .definitions import Definition
from .indentation import Lines


def identity(definition: Definition) -> tuple[int, bool, bool]:
    """What a definition is known by however much of it is understood."""
    return _name_start(definition), is_callable(definition), definition.kind is None


def head_row(definition: Definition, lines: Lines) -> int:
    """The row that heads a definition's block."""
    row = lines.row(_name_start(definition))
    return lines.row(definition.node.start_byte) if lines[row].ends else row


def is_callable(definition: Definition) -> bool:
    """Whether it has a body that runs; what else there is holds definitions."""
    return definition.kind is not None and definition.kind.is_callable


def is_within(definition: Definition, span: Span) -> bool:
    """Whether a span holds all of a definition."""
    return span.start <= definition.span.start and definition.span.end <= span.end


def is_flat(definition: Definition, lines: Lines) -> bool:
    """Whether what a type or module holds, if anything, is indented no deeper than it."""
    head = head_row(definition, lines)
    return not is_callable(definition) and not lines.deeper(head, lines.block_end(head))


def is_cut_short(definition: Definition, lines: Lines, source: bytes) -> bool:
    """Whether a type or module ends before its block, as by the closing of another."""
    row = lines.row(definition.span.start)
    starts_line = not source[lines.start(row) : definition.span.start].strip()
    if is_callable(definition) or not starts_line:
        return False
    end = lines.row(definition.span.end - 1)
    block_end = lines.block_end(row)
    if lines.deeper(row, block_end) is None:
        return end > row and lines[end].closes and not lines[end].is_stray
    level = lines.level(row)
    return any(lines.level(after) > level for after in range(end + 1, block_end))


def overflow(definition: Definition, lines: Lines) -> Span | None:
    """The part of a definition that is behind its block."""
    head = head_row(definition, lines)
    last = lines.block_end(head)
    end = lines.start(last)
    is_one_line = lines.deeper(head, last) is None
    if definition.span.end <= end or (
        is_one_line and not (is_callable(definition) and definition.node.has_error)
    ):
        return None
    return Span(end, definition.span.end)


def _name_start(definition: Definition) -> int:
    return definition.name.start if definition.name else definition.node.start_byte


def fit(definition: Definition, lines: Lines, source: bytes, *, exactly: bool = False) -> None:
    """End a definition no later than its block, or there exactly, in place."""
    if is_flat(definition, lines):
        return
    start, end = definition.span
    block_end = lines.start(lines.block_end(head_row(definition, lines)))
    end = block_end if exactly else min(end, block_end)
    end = start + len(source[start:end].rstrip())
    definition.span = Span(start, end)
    if definition.body is not None:
        body_start, body_end = definition.body
        definition.body = Span(min(body_start, end), end if exactly else min(body_end, end))
