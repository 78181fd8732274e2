"""URIs, paths and positions between the protocol and us."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lsprotocol import types as lsp

from snippet_lsp.files.lines import LineIndex, PositionEncoding
from snippet_lsp.server.convert import (
    child_uri,
    first_paragraph,
    from_language_id,
    from_range,
    path_of,
    relative_path,
    to_kind,
    to_range,
    to_result,
    uri_of,
)
from snippet_lsp.server.params import ClientPosition, ClientRange
from snippet_lsp.syntax import extract
from snippet_lsp.types import Hit, Span, SymbolKind

names = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="/\0"), min_size=1, max_size=8
).filter(lambda name: name not in (".", ".."))
windows_names = st.text(string.ascii_letters + "äß# %+é日", min_size=1, max_size=8)


@pytest.mark.parametrize(
    ("uri", "path"),
    [
        ("file:///home/me/a.py", "/home/me/a.py"),
        ("file:/home/me/a.py", "/home/me/a.py"),
        ("file://localhost/home/me/a.py", "/home/me/a.py"),
        ("FILE:///home/me/", "/home/me"),
        ("file:///home/me/a%20b%23c%25.py", "/home/me/a b#c%.py"),
        ("file:///home/me/c#/a?.py", "/home/me/c#/a?.py"),
        ("file:///home/m%C3%A9/%F0%9F%8E%89.py", "/home/mé/🎉.py"),
        ("file:///home/mé/🎉.py", "/home/mé/🎉.py"),
        ("file:///home/%ff.py", "/home/\udcff.py"),
        ("file:///home/./me/../you/a.py", "/home/you/a.py"),
        ("file:///c%3A/a.py", "/c:/a.py"),
        ("file://server/share/a.py", None),
        ("file:///home/%00.py", None),
        ("file:relative.py", None),
        ("untitled:Untitled-1", None),
        ("vscode-remote://ssh/home/me", None),
        ("git:/home/me/a.py", None),
        ("http://[", None),
        ("", None),
    ],
)
def test_path_of_uri(uri: str, path: str | None) -> None:
    assert path_of(uri, windows=False) == path


@pytest.mark.parametrize(
    ("uri", "path"),
    [
        ("file:///c%3A/Users/me/a.py", r"C:\Users\me\a.py"),
        ("file:///C:/Users/me/a%20b.py", r"C:\Users\me\a b.py"),
        ("file:///c:/Users/./me/../a.py", r"C:\Users\a.py"),
        ("file:///d:/", "D:\\"),
        ("file:///d%3A", "D:\\"),
        ("file://server/share/a.py", r"\\server\share\a.py"),
        ("file:///home/me/a.py", None),
        ("untitled:Untitled-1", None),
    ],
)
def test_path_of_uri_on_windows(uri: str, path: str | None) -> None:
    assert path_of(uri, windows=True) == path


@given(st.lists(names, min_size=1, max_size=4))
def test_paths_survive_the_way_to_uris_and_back(parts: list[str]) -> None:
    path = "/" + "/".join(parts)
    uri = uri_of(path, windows=False)
    assert uri.isascii()
    assert path_of(uri, windows=False) == path


@given(st.lists(windows_names.map(str.strip).filter(bool), min_size=1, max_size=4))
def test_windows_paths_survive_the_way_to_uris_and_back(parts: list[str]) -> None:
    for path in ("C:\\" + "\\".join(parts), "\\\\server\\share\\" + "\\".join(parts)):
        assert path_of(uri_of(path, windows=True), windows=True) == path


@given(st.lists(names, min_size=1, max_size=4))
def test_files_lie_where_their_uri_says(parts: list[str]) -> None:
    path = "/".join(parts)
    for folder in ("file:///home/me/c%23", "file:///home/me/c%23/"):
        assert path_of(child_uri(folder, path), windows=False) == f"/home/me/c#/{path}"


@pytest.mark.parametrize(
    ("path", "root", "windows", "relative"),
    [
        ("/home/me/a/b.py", "/home/me", False, "a/b.py"),
        ("/home/me", "/home/me", False, None),
        ("/home/meadow/a.py", "/home/me", False, None),
        ("/a.py", "/", False, "a.py"),
        (r"C:\Users\Me\a\b.py", r"C:\users\me", True, "a/b.py"),
        (r"D:\Users\Me\a.py", r"C:\Users\Me", True, None),
    ],
)
def test_relative_path(path: str, root: str, windows: bool, relative: str | None) -> None:
    assert relative_path(path, root, windows) == relative


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
@given(text=st.text("aé🎉\r\n\f\u2028", max_size=20), data=st.data())
def test_ranges_survive_the_way_to_the_client_and_back(
    encoding: PositionEncoding, text: str, data: st.DataObject
) -> None:
    ends = [len(text[:end].encode()) for end in range(len(text) + 1)]
    start, end = sorted((data.draw(st.sampled_from(ends)), data.draw(st.sampled_from(ends))))
    lines = LineIndex(text.encode())
    sent = to_range(lines.range(Span(start, end)), encoding)
    received = ClientRange(place_of(sent.start), place_of(sent.end))
    # A place inside a line ending is taken for the end of the line's text.
    assert from_range(received, lines, encoding) == Span(
        start - inside_line_ending(text, start), end - inside_line_ending(text, end)
    )


def place_of(position: lsp.Position) -> ClientPosition:
    return ClientPosition(position.line, position.character)


def inside_line_ending(text: str, offset: int) -> bool:
    source = text.encode()
    return source[offset - 1 : offset + 1] == b"\r\n"


@pytest.mark.parametrize("kind", SymbolKind)
def test_every_kind_has_the_protocols(kind: SymbolKind) -> None:
    assert to_kind(kind) in lsp.SymbolKind


@pytest.mark.parametrize(
    ("language_id", "language"),
    [
        ("python", "python"),
        ("typescriptreact", "tsx"),
        ("javascriptreact", "javascript"),
        ("shellscript", "bash"),
        ("zsh", "bash"),
        ("csharp", "c_sharp"),
        ("cs", "c_sharp"),
        ("cuda", "cpp"),
        ("plaintext", None),
        (None, None),
    ],
)
def test_languages_that_clients_name(language_id: str | None, language: str | None) -> None:
    assert from_language_id(language_id) == language


@pytest.mark.parametrize(
    ("documentation", "paragraph"),
    [
        ("", ""),
        ("Does it.", "Does it."),
        ("Does it\nall.\n  \nAnd more.", "Does it\nall."),
    ],
)
def test_first_paragraph(documentation: str, paragraph: str) -> None:
    assert first_paragraph(documentation) == paragraph


def test_a_block_is_shown_with_the_name_of_its_function() -> None:
    filler = "        step = 1\n" * 40
    loop = "        # Water the plants.\n        for a in b:\n" + "            a = 1\n" * 5
    source = f"class Day:\n    def begin(self):\n{filler}\n{loop}\n{filler}".encode()
    *_, method, block = extract(source, "python", "day.py", with_blocks=True)
    result = to_result(Hit("day.py", method, 0.5, 50, block=block), "file:///day.py", "utf-8")
    assert (result["name"], result["containerName"]) == ("begin", "Day.begin")
    assert (result["kind"], result["block"]) == (lsp.SymbolKind.Method, True)
    assert result["range"] == to_range(block.range, "utf-8")
    assert result["selectionRange"] == lsp.Range(*[lsp.Position(43, 8)] * 2)
    assert result["documentation"] == "Water the plants."
