"""Bytes to a syntax tree, within limits."""

from __future__ import annotations

import math
import re
import threading
import time

import tree_sitter

from ..errors import ExtractionError
from .languages import grammar

_PIECE = 1 << 12
"""Bytes that a text is read in; queries read a piece for every predicate."""

_LEAST_REPORTS, _BYTES_A_REPORT = 100, 5
"""Reports of progress, one every 100 operations, after which a parser has lost its way. Programs
take up to 4 operations a byte; over `x = (`, 30 empty lines and `}` the TSX grammar takes them
without end."""

_ERROR_LIMIT = 20_000
_STRAY = re.compile("[\udc80-\udcff]")


class _Own(threading.local):
    def __init__(self) -> None:
        self.piece = bytearray()


_own = _Own()
"""Where a thread puts each piece that it parses: the binding of tree-sitter 0.26.1 never lets go of
the object that it is given, and would come to hold every text that was ever parsed."""


def parse(
    source: bytes, language: str, time_limit: float, known: tree_sitter.Tree | None = None
) -> tree_sitter.Tree:
    """The tree of a text. Raises ExtractionError if it takes too long or is no such program.

    `known` is that of an earlier text, told of the edits since.
    """
    parser = tree_sitter.Parser(grammar(language))
    tree = parse_with(parser, source, len(source), time_limit, known)
    if tree is None:
        raise ExtractionError(f"parsing takes longer than {time_limit:g} s, or for ever")
    if tree.root_node.has_error and _largest_error(tree.root_node) > _ERROR_LIMIT:
        raise ExtractionError("not a program in this language: most of it cannot be parsed")
    return tree


def parse_with(
    parser: tree_sitter.Parser,
    source: bytes,
    size: int,
    time_limit: float = math.inf,
    known: tree_sitter.Tree | None = None,
) -> tree_sitter.Tree | None:
    """The tree of a text of which a parser reads `size` bytes; None if that takes too long.

    Without a `time_limit` that does not depend on the machine.
    """
    deadline = time.monotonic() + time_limit
    left = iter(range(_LEAST_REPORTS + size // _BYTES_A_REPORT))
    is_parsed = False

    # tree-sitter reports progress only for texts that it reads piecewise; True ends parsing.
    def read(offset: int, _point: tree_sitter.Point) -> bytes | bytearray:
        piece = source[offset : offset + _PIECE]
        if is_parsed:  # From here on it is read by queries, which take bytes and let go of them.
            return piece
        _own.piece[:] = piece
        return _own.piece

    def is_enough(_offset: int, _error: bool) -> bool:
        return next(left, None) is None or time.monotonic() > deadline

    try:
        if known:
            return parser.parse(read, known, progress_callback=is_enough)
        return parser.parse(read, progress_callback=is_enough)
    except ValueError:
        parser.reset()
        return None
    finally:
        is_parsed = True


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
