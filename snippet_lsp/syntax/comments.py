"""Comments that document what stands near them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

import tree_sitter

from ..types import Span
from .documentation import clean, docstring
from .languages import Language
from .spans import decode

_LICENCE_FIELD = re.compile(
    r"^\s*(?:@(?:copyright|licen[cs]e)\b|(?:copyright|licen[cs]e)\s*:).*$", re.MULTILINE
)


def comment_above(node: tree_sitter.Node, row: Language, source: bytes) -> str:
    """The comment that ends on the line before the definition, attributes passed over.

    A blank line may follow one that starts with `/**`: such are never about nothing.
    """
    comments: list[tree_sitter.Node] = []
    line = node.start_point.row
    for sibling in _preceding(node, row):
        gap = line - end_row(sibling)
        if gap <= 2 and sibling.type in row.docstrings:
            text = docstring(decode(source, Span(sibling.start_byte, sibling.end_byte)))
            if text:
                return text
        if sibling.type in row.attributes and gap <= 1:
            line = sibling.start_point.row
            continue
        if sibling.type not in row.comments or _follows_code(sibling):
            break
        if gap > 2 or (gap == 2 and (comments or not _is_doc_block(sibling, source))):
            break
        comments.append(sibling)
        line = sibling.start_point.row
    comments.reverse()
    return text_of(comments, source)


def first_looked_at(node: tree_sitter.Node, row: Language) -> int:
    """Where the text starts that decides on the comment above a definition, or a place before."""
    passed = (*row.comments, *row.attributes, *row.docstrings)
    while (parent := node.parent) is not None:
        sibling = node.prev_sibling
        if sibling is None and parent.start_byte != node.start_byte:
            return parent.start_byte
        node = sibling or parent
        if sibling and sibling.type not in passed:
            return sibling.start_byte
    return 0


def leading_comment(
    root: tree_sitter.Node, row: Language, source: bytes, starts: Collection[int]
) -> str:
    """The first comment block before all code that is no licence and documents no definition.

    `starts` are the offsets at which definitions start.
    """
    blocks: list[list[tree_sitter.Node]] = []
    reach = 0
    for child in root.children[:50]:
        if child.start_byte == 0 and source.startswith(b"#!"):
            continue
        touches = bool(blocks) and child.start_point.row <= reach + 1
        if child.type in row.attributes:
            reach = end_row(child) if touches else reach
            continue
        if child.type not in row.comments:
            if touches and child.start_byte in starts:
                blocks.pop()
            break
        if touches:
            blocks[-1].append(child)
        else:
            blocks.append([child])
        reach = end_row(child)
    texts = [text_of(block, source) for block in blocks[:4]]
    return next((text for text in texts if text and not _is_licence(text)), "")


def text_of(nodes: list[tree_sitter.Node], source: bytes) -> str:
    """What comments or docstrings say, without their markers."""
    if not nodes:
        return ""
    return clean("\n".join(decode(source, Span(n.start_byte, n.end_byte)).rstrip() for n in nodes))


def tail_comment(node: tree_sitter.Node, row: Language) -> tree_sitter.Node | None:
    """The comment that a node ends with though it is indented no deeper than the node.

    Grammars of indented languages close a block at the next token, after such comments.
    """
    last: tree_sitter.Node | None = node
    while last is not None and last.child_count:
        last = last.child(last.child_count - 1)
        if last is not None and last.type in row.comments:
            return last if last.start_point.column <= node.start_point.column else None
    return None


def _is_doc_block(comment: tree_sitter.Node, source: bytes) -> bool:
    starts = source.startswith(b"/**", comment.start_byte)
    return starts and not _is_licence(text_of([comment], source))


def _preceding(node: tree_sitter.Node, row: Language) -> Iterator[tree_sitter.Node]:
    """Siblings before a node; past the first child, those of parents that start where it does.

    A sibling that ends with comments that belong to the node stands for those.
    """
    current: tree_sitter.Node | None = node
    while current is not None:
        sibling = current.prev_sibling
        if sibling is None:
            parent = current.parent
            if parent is None or parent.parent is None or parent.start_byte != current.start_byte:
                return
            current = parent
            continue
        current = tail_comment(sibling, row) or sibling
        yield current


def _follows_code(comment: tree_sitter.Node) -> bool:
    """Whether a comment stands at the end of a line of code, and so belongs to that."""
    before = comment.prev_sibling
    return (
        before is not None
        and before.end_point.row == comment.start_point.row
        and (before.end_point.column > 0)
    )


def _is_licence(text: str) -> bool:
    # A field or tag that names the licence does not make a description one.
    head = _LICENCE_FIELD.sub("", text[:600].lower()).strip() or text.lower()
    return any(
        word in head
        for word in (
            "copyright",
            "license",
            "licence",
            "spdx-",
            "all rights reserved",
        )
    )


def end_row(node: tree_sitter.Node) -> int:
    """The last row that a node has text on; some grammars' comments include their newline."""
    end = node.end_point
    return end.row - 1 if end.column == 0 and end.row > node.start_point.row else end.row
