"""Bytes to a syntax tree, within limits."""

from __future__ import annotations

import re
import time

import tree_sitter

from ..errors import ExtractionError
from .languages import grammar

_SMALL = 1 << 16
"""Bytes below which a text cannot take long, and the piece that a longer one is read in."""

_ERROR_LIMIT = 20_000
_STRAY = re.compile("[\udc80-\udcff]")


def parse(source: bytes, language: str, time_limit: float) -> tree_sitter.Tree:
    """The tree of a text. Raises ExtractionError if it takes too long or is no such program."""
    parser = tree_sitter.Parser(grammar(language))
    if len(source) < _SMALL:
        return parser.parse(source)
    deadline = time.monotonic() + time_limit
    try:
        # tree-sitter reports progress only for texts that it reads piecewise; True ends parsing.
        tree = parser.parse(
            lambda offset, _point: source[offset : offset + _SMALL],
            progress_callback=lambda _offset, _error: time.monotonic() > deadline,
        )
    except ValueError:
        raise ExtractionError(f"parsing took longer than {time_limit:g} s") from None
    if tree.root_node.has_error and _largest_error(tree.root_node) > _ERROR_LIMIT:
        raise ExtractionError("not a program in this language: most of it cannot be parsed")
    return tree


def valid(source: bytes) -> bytes:
    """As many bytes, those that are no UTF-8 replaced: predicates fail on them."""
    try:
        source.decode()
    except UnicodeDecodeError:
        return _STRAY.sub("?", source.decode("utf-8", "surrogateescape")).encode()
    return source


def _largest_error(root: tree_sitter.Node) -> int:
    """Children of the largest ERROR node: a query takes time quadratic in them."""
    largest, stack = 0, [root]
    while stack:
        node = stack.pop()
        if node.is_error:
            largest = max(largest, node.child_count)
        if largest <= _ERROR_LIMIT:
            stack.extend(child for child in node.children if child.has_error)
    return largest
