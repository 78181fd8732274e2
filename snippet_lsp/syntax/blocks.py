"""Blocks: the loops, branches and commented paragraphs of a long function.

A block is some lines of a function, and never nearly all of them. Node types are judged by the
words in them, which grammars share; paragraphs by comments and blank lines. Definitions within a
function are symbols themselves and are passed over.

Takes time linear in the function, and the same text gives the same blocks.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from functools import cache
from typing import NamedTuple

import tree_sitter

from ..types import Span
from .comments import end_row, text_of
from .definitions import Definition
from .languages import Language

LONG = 40
"""Lines that a function must have for its blocks to be of interest."""
LEAST, LEAST_SILENT = 5, 10
"""Lines that a block must have, with a comment at its head and without."""
LARGEST_SHARE = 0.75
"""Part of its function, and of a block around it, that a block has at most."""
LINES_A_BLOCK, MOST = 25, 50
"""A function has no more blocks than one for so many lines, and never more than so many."""

_CONTROL = re.compile(
    r"(?:^|_)(?:for|foreach|while|until|loop|repeat|do|if|ifdef|unless|elif|elsif|elseif|else|switch"
    r"|case|when|match|select|cond|try|catch|except|rescue|finally|ensure|begin|with|using|lock"
    r"|synchronized|guard|defer|unsafe|async|let|alternative|stab|lambda|closure|arrow|function"
    r"|func|anonymous|subshell)(?:_|$)"
)
_BODY = re.compile(r"(?:^|_)(?:block|compound|statements|body|then)(?:_|$)")
_FAR = 200
"""Bytes before a node that are looked at for the start of its line."""
_ELSE, _ELSE_IF = re.compile(rb"\belse[ \t]*$"), re.compile(rb"else[ \t]+if\b")
_CLOSING = re.compile(rb"[)\]};,]*")

Rows = tuple[int, int]
"""The first and the last row of some lines."""


class Block(NamedTuple):
    """A part of a function."""

    rows: Rows
    span: Span
    documentation: str
    """What the comment at its head says."""


class _Child(NamedTuple):
    node: tree_sitter.Node
    first: int
    last: int


class _Head(NamedTuple):
    """The comment above a statement."""

    row: int
    start: int
    text: str


def blocks_in(
    definition: Definition, row: Language, source: bytes, passed: Container[tuple[int, int]]
) -> list[Block]:
    """The blocks of a function in order of appearance, outer before inner.

    `passed` are the starts and ends of the nodes that are not looked into: other definitions.
    """
    first = definition.node.start_point.row
    rows = first, first + source.count(b"\n", definition.node.start_byte, definition.span.end)
    if _count(rows) < LONG:
        return []
    found: dict[Rows, Block] = {}
    heads: dict[int, _Head] = {}
    stack: list[tuple[tree_sitter.Node, list[_Child]]] = [(r, []) for r in _roots(definition)]
    while stack:
        parent, above = stack.pop()
        own = [_Child(node, node.start_point.row, end_row(node)) for node in parent.children]
        children = above + own
        for paragraph in _paragraphs(children, row, source, passed, heads):
            found.setdefault(paragraph.rows, paragraph)
        for index, child in enumerate(children):
            node = child.node
            if child.last - child.first + 1 < LEAST or (node.start_byte, node.end_byte) in passed:
                continue
            before = index
            while before and children[before - 1].node.type in row.comments:
                before -= 1
            # Some grammars put the comments at the head of a body before it.
            stack.append((node, children[before:index] if _is_bare(node, source) else []))
            header = children[before - 1] if before and _is_control(parent.type) else None
            if block := _control(child, header, source, heads):
                found.setdefault(block.rows, block)
    whole = definition.span
    inside = [b for b in found.values() if whole.start <= b.span.start and b.span.end <= whole.end]
    return sorted(_chosen(inside, rows), key=lambda b: (b.span.start, -b.span.end))


def _roots(definition: Definition) -> Iterator[tree_sitter.Node]:
    """The nodes that a definition consists of: its own, and those of a body or clauses behind."""
    yield definition.node
    if definition.span.end <= definition.outer.end_byte:
        return
    node = definition.outer.next_sibling
    while node is not None and node.start_byte < definition.span.end:
        yield node
        node = node.next_sibling


def _control(
    child: _Child, header: _Child | None, source: bytes, heads: dict[int, _Head]
) -> Block | None:
    """A loop, a branch, a case or a closure, from the start of the statement that it belongs to.

    `header` is what stands before it in a loop or branch of which it may be the body.
    """
    node, is_control = child.node, _is_control(child.node.type)
    is_body = not is_control and _is_body(node.type)
    if not is_control and not is_body:
        return None
    first, start = child.first, node.start_byte
    line = _line_before(start, source)
    if is_control and (_ELSE.search(line) or _ELSE_IF.match(source, start)):
        return None  # The rest of a chain of branches, each of which is a block.
    if is_body and header and not line.strip():
        first, start = header.last, header.node.start_byte
        line = _line_before(start, source)
    start -= len(line.lstrip(b" \t})]"))
    head = heads.get(first)
    if head:
        first, start = head.row, head.start
    closing = _CLOSING.match(source, node.end_byte)
    end = closing.end() if closing else node.end_byte
    return Block((first, child.last), Span(start, end), head.text if head else "")


def _paragraphs(
    children: list[_Child],
    row: Language,
    source: bytes,
    passed: Container[tuple[int, int]],
    heads: dict[int, _Head],
) -> Iterator[Block]:
    """Runs of statements with a comment above, each up to a blank line or the next comment.

    `heads` gets the comments by the rows of the statements that they stand above.
    """
    index = 0
    while index < len(children):
        comments = _comments_at(index, children, row, source)
        index += len(comments) or 1
        if not comments or index == len(children) or children[index].first > comments[-1].last + 1:
            continue
        if _is_bare(children[index].node, source):
            continue
        text = text_of([comment.node for comment in comments], source)
        first, start = comments[0].first, comments[0].node.start_byte
        if text:
            heads[children[index].first] = _Head(first, start, text)
        for end in range(index, len(children)):
            child, following = children[end], children[end + 1 : end + 2]
            if (child.node.start_byte, child.node.end_byte) in passed:
                break
            is_last = not following or following[0].first > child.last + 1
            ends = is_last or _comments_at(end + 1, children, row, source)
            if ends and child.last - first + 1 >= LEAST:
                yield Block((first, child.last), Span(start, child.node.end_byte), text)
                break
            if is_last:
                break


def _comments_at(index: int, children: list[_Child], row: Language, source: bytes) -> list[_Child]:
    """The comments, each starting its line and next to the one before, from a child on."""
    comments: list[_Child] = []
    while index < len(children):
        child = children[index]
        if child.node.type not in row.comments:
            break
        if comments and child.first > comments[-1].last + 1:
            break
        if not comments and _line_before(child.node.start_byte, source).strip():
            break
        comments.append(child)
        index += 1
    return comments


def _chosen(found: Iterable[Block], rows: Rows) -> list[Block]:
    """The blocks worth keeping, those with a comment and larger ones first."""
    most = _count(rows) * LARGEST_SHARE
    fit = [
        block
        for block in found
        if (LEAST if block.documentation else LEAST_SILENT) <= _count(block.rows) <= most
    ]
    fit.sort(key=lambda b: (not b.documentation, -_count(b.rows), b.rows))
    limit = min(MOST, _count(rows) // LINES_A_BLOCK)
    chosen: list[Block] = []
    for block in fit:
        if len(chosen) == limit:
            break
        if all(_differ(block.rows, other.rows) for other in chosen):
            chosen.append(block)
    return chosen


def _differ(one: Rows, other: Rows) -> bool:
    """Whether two blocks share little more than a row, or one is a small part of the other."""
    shared = min(one[1], other[1]) - max(one[0], other[0]) + 1
    return shared <= max(1, LARGEST_SHARE * max(_count(one), _count(other)))


def _count(rows: Rows) -> int:
    return rows[1] - rows[0] + 1


def _line_before(offset: int, source: bytes) -> bytes:
    """The text of an offset's line up to it, without the part that is far away."""
    return source[max(0, offset - _FAR) : offset].rpartition(b"\n")[2]


def _is_bare(node: tree_sitter.Node, source: bytes) -> bool:
    """Whether a node is a body without brackets, as in indented languages."""
    return _is_body(node.type) and source[node.start_byte : node.start_byte + 1] != b"{"


@cache
def _is_control(kind: str) -> bool:
    return _CONTROL.search(kind) is not None


@cache
def _is_body(kind: str) -> bool:
    return _BODY.search(kind) is not None
