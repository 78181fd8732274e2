"""Open buffers: what an editor says a file's text is, kept in step with its edits.

Documents are frozen and edits pure; who holds the current one, and when it is indexed, is decided
elsewhere. Texts are UTF-8, in which half a surrogate pair cannot be written: U+FFFD stands for
it, which is as long as the half in every encoding that clients count in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from .lines import LineIndex, PositionEncoding


@dataclass(frozen=True, slots=True)
class Document:
    """One version of an open text."""

    path: str
    """How the caller names the file."""
    source: bytes
    """UTF-8."""
    version: int
    """The client's number for this state of the text."""
    lines: LineIndex
    """The line index of `source`."""

    @classmethod
    def from_text(cls, path: str, text: str, version: int) -> Document:
        """The document that a client opens."""
        source = encoded(text)
        return cls(path, source, version, LineIndex(source))


@dataclass(frozen=True, slots=True)
class Change:
    """New text for a range, or for all of a document when there is no range."""

    text: str
    start: tuple[int, int] | None = None
    """Line and column, 0-based, in the client's position encoding."""
    end: tuple[int, int] | None = None


def apply_change(
    document: Document,
    changes: Iterable[Change],
    encoding: PositionEncoding,
    version: int,
) -> Document:
    """The document after `changes`, each of which refers to the text that the one before left.

    Ranges are cut back to the text as the protocol says. `version` is the client's number for the
    result.
    """
    source, lines = document.source, document.lines
    edits: list[_Edit] = []
    for change in changes:
        if change.start is None or change.end is None:
            source = encoded(change.text)
            lines = LineIndex(source)
            edits = []
            continue
        start, end = sorted((change.start, change.end))
        if edits and end[0] >= edits[-1].line:
            source, lines = _rewritten(source, lines, edits)
            edits = []
        edits.append(_edit(source, lines, start, end, encoded(change.text), encoding))
    source, lines = _rewritten(source, lines, edits)
    return Document(document.path, source, version, lines)


@dataclass(frozen=True, slots=True)
class _Edit:
    """`text` in place of the bytes from `start` to `end`; `line` is where `start` lies.

    Editors send the edits of one command from the bottom up. Those can be collected and carried
    out together, since nothing in the lines above an edit moves.
    """

    start: int
    end: int
    text: bytes
    line: int


def _edit(
    source: bytes,
    lines: LineIndex,
    start: tuple[int, int],
    end: tuple[int, int],
    text: bytes,
    encoding: PositionEncoding,
) -> _Edit:
    first, last = lines.offset(*start, encoding), lines.offset(*end, encoding)
    line = lines.position(first).line
    if encoding == "utf-16":
        # The half of a pair that an edit leaves behind.
        if _splits_pair(source, lines, first, start[1]):
            text = _REPLACEMENT + text
        if _splits_pair(source, lines, last, end[1]):
            text, last = text + _REPLACEMENT, last + 4
    return _Edit(first, last, text, line)


def _splits_pair(source: bytes, lines: LineIndex, offset: int, column: int) -> bool:
    """Whether a UTF-16 column lies inside the character that begins at `offset`."""
    return source[offset : offset + 1] >= b"\xf0" and lines.position(offset).utf16 < column


def _rewritten(source: bytes, lines: LineIndex, edits: list[_Edit]) -> tuple[bytes, LineIndex]:
    """The text after edits that go from the bottom up."""
    if not edits:
        return source, lines
    if len(edits) == 1:
        (edit,) = edits
        source = b"".join((source[: edit.start], edit.text, source[edit.end :]))
        return source, lines.edited(source, edit.start, edit.end, len(edit.text))
    pieces, kept = [], len(source)
    for edit in edits:
        pieces += [source[edit.end : kept], edit.text]
        kept = edit.start
    source = b"".join((source[:kept], *reversed(pieces)))
    return source, LineIndex(source)


def encoded(text: str) -> bytes:
    """UTF-8, with U+FFFD for lone surrogates."""
    try:
        return text.encode()
    except UnicodeEncodeError:
        return _SURROGATE.sub("\ufffd", text).encode()


_SURROGATE = re.compile("[\ud800-\udfff]")
_REPLACEMENT = "\ufffd".encode()
