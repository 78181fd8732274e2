"""To and from the protocol: paths, positions, kinds and hits. Pure functions."""

from __future__ import annotations

import ntpath
import os
import posixpath
import re
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any
from urllib.parse import quote_from_bytes, unquote_to_bytes, urlsplit

from lsprotocol import types as lsp

from ..files.lines import LineIndex, PositionEncoding
from ..types import Hit, Position, Range, Span, SymbolKind, Why
from .params import ClientPosition, ClientRange

WINDOWS = os.name == "nt"

_DRIVE = re.compile(r"/?([A-Za-z]):(?=/|$)")
_UNQUOTED = "/!$&'()*+,;=:@~"
_PARAGRAPH_END = re.compile(r"\n[ \t]*\n")

_KINDS = {
    SymbolKind.FUNCTION: lsp.SymbolKind.Function,
    SymbolKind.METHOD: lsp.SymbolKind.Method,
    SymbolKind.CONSTRUCTOR: lsp.SymbolKind.Constructor,
    SymbolKind.CLASS: lsp.SymbolKind.Class,
    SymbolKind.STRUCT: lsp.SymbolKind.Struct,
    SymbolKind.INTERFACE: lsp.SymbolKind.Interface,
    SymbolKind.TRAIT: lsp.SymbolKind.Interface,
    SymbolKind.ENUM: lsp.SymbolKind.Enum,
    SymbolKind.MODULE: lsp.SymbolKind.Module,
    SymbolKind.BLOCK: lsp.SymbolKind.Function,
}

_LANGUAGES = {
    "cs": "c_sharp",
    "csharp": "c_sharp",
    "cuda": "cpp",
    "cuda-cpp": "cpp",
    "javascriptreact": "javascript",
    "shellscript": "bash",
    "sh": "bash",
    "typescriptreact": "tsx",
    "zsh": "bash",
}


def path_of(uri: str, windows: bool = WINDOWS) -> str | None:
    """The absolute path that a `file:` URI names, normalised; None for every other URI.

    On Windows drive letters are upper case and separators "\\\\", whatever the client writes.
    """
    try:
        parts = urlsplit(uri)
    except ValueError:
        return None
    host = "" if parts.netloc.lower() == "localhost" else parts.netloc
    if parts.scheme.lower() != "file" or (host and not windows):
        return None
    # A bare "?" or "#" is a client's slip: there is nothing but a path that it could belong to.
    raw = unquote_to_bytes(uri[len("file:") :].removeprefix("//")[len(parts.netloc) :])
    if b"\0" in raw:
        return None
    if not windows:
        path = os.fsdecode(raw)
        return posixpath.normpath(path) if path.startswith("/") else None
    path = raw.decode("utf-8", "replace")
    if drive := _DRIVE.match(path):
        path = f"{drive[1].upper()}:{path[drive.end() :] or '/'}"
    elif host:
        path = f"//{host}{path}"
    drive_name, rest = ntpath.splitdrive(path)
    return ntpath.normpath(path) if drive_name and rest[:1] in ("/", "\\") else None


def uri_of(path: str, windows: bool = WINDOWS) -> str:
    """The URI of an absolute path."""
    if not windows:
        return "file://" + _quoted(path)
    forward = path.replace("\\", "/")
    if forward.startswith("//"):
        return "file:" + _quoted(forward)
    return f"file:///{forward[:2]}{_quoted(forward[2:])}"


def child_uri(folder: str, path: str) -> str:
    """The URI of a relative path ("/" separators) in a folder whose URI the client wrote."""
    return f"{folder.rstrip('/')}/{_quoted(path)}"


def relative_path(path: str, root: str, windows: bool = WINDOWS) -> str | None:
    """`path` below `root` with "/" separators; None when it lies elsewhere or is the root."""
    flavour = PureWindowsPath if windows else PurePosixPath
    try:
        relative = flavour(path).relative_to(flavour(root)).as_posix()
    except ValueError:
        return None
    return relative if relative != "." else None


def to_position(position: Position, encoding: PositionEncoding) -> lsp.Position:
    """A position in the client's encoding."""
    if encoding == "utf-8":
        column = position.utf8
    elif encoding == "utf-16":
        column = position.utf16
    else:
        column = position.utf32
    return lsp.Position(position.line, column)


def to_range(place: Range, encoding: PositionEncoding) -> lsp.Range:
    """A range in the client's encoding."""
    return lsp.Range(to_position(place.start, encoding), to_position(place.end, encoding))


def from_position(position: ClientPosition, lines: LineIndex, encoding: PositionEncoding) -> int:
    """The byte offset of a client's position."""
    return lines.offset(position.line, position.character, encoding)


def from_range(place: ClientRange, lines: LineIndex, encoding: PositionEncoding) -> Span:
    """The bytes of a client's range."""
    return Span(
        from_position(place.start, lines, encoding), from_position(place.end, lines, encoding)
    )


def from_character(character: int, text: str, encoding: PositionEncoding) -> int:
    """The place in one line of text of a client's column; beyond its end is its end."""
    source = text.encode("utf-8", "replace")
    before = source[: LineIndex(source).offset(0, character, encoding)]
    return len(before.decode("utf-8", "replace"))


def to_character(place: int, text: str, encoding: PositionEncoding) -> int:
    """The column, as the client counts, of a place in one line of text."""
    before = text[:place]
    if encoding == "utf-32":
        return len(before)
    if encoding == "utf-16":
        return len(before.encode("utf-16-le", "replace")) // 2
    return len(before.encode("utf-8", "replace"))


def to_kind(kind: SymbolKind) -> lsp.SymbolKind:
    """The protocol's nearest kind."""
    return _KINDS[kind]


def from_language_id(language_id: str | None) -> str | None:
    """Our name of a language that the client names; None when we do not know it."""
    from ..syntax import LANGUAGES

    name = _LANGUAGES.get(language_id or "", language_id or "")
    return name if name in LANGUAGES else None


def to_result(hit: Hit, uri: str, encoding: PositionEncoding) -> dict[str, Any]:
    """A result of `snippet/search` and `snippet/similar`: see docs/protocol.md."""
    symbol, shown = hit.symbol, hit.shown
    result: dict[str, Any] = {
        "uri": uri,
        "range": to_range(shown.range, encoding),
        "selectionRange": to_range(shown.name_range, encoding),
        "name": symbol.title,
        "kind": to_kind(symbol.kind),
        "language": symbol.language,
        "match": hit.match,
        "score": hit.score,
        "path": hit.path,
        "signature": symbol.signature,
        "documentation": first_paragraph(shown.documentation or symbol.documentation),
    }
    if shown.container:
        result["containerName"] = shown.container
    if hit.is_part:
        result["block"] = True
    if hit.why:
        result["why"] = to_why(hit.why)
    if hit.alike is not None:
        result["alike"] = hit.alike.value
    return result


def to_why(why: Why) -> dict[str, Any]:
    """Why a result was found: see docs/protocol.md."""
    return {
        "words": [word._asdict() for word in why.words],
        "phrase": why.phrase,
        "shares": why.shares._asdict(),
    }


def first_paragraph(documentation: str) -> str:
    """The text up to the first empty line."""
    return _PARAGRAPH_END.split(documentation.strip(), maxsplit=1)[0]


def _quoted(path: str) -> str:
    return quote_from_bytes(os.fsencode(path), safe=_UNQUOTED)
