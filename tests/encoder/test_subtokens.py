"""How names and prose are cut into subtokens."""

from __future__ import annotations

import base64
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snippet_lsp.encoder.subtokens import LONGEST, count_subtokens, subtokens


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("HTTPServer2", "http server 2"),
        ("getUserName", "get user name"),
        ("get_user_name", "get user name"),
        ("__init__", "init"),
        ("parseURLs", "parse urls"),
        ("userIDs and URLPath", "user ids and url path"),
        ("SHA256sum", "sha 256 sum"),
        ("conv2dInput, Texture3D, x12d 2days", "conv 2d input texture 3d x 12 d 2 days"),
        ("x = foo.bar[0]->baz", "x foo bar 0 baz"),
        ("how to send a mail?", "how to send a mail"),
        ("größeÄndern", "größe ändern"),
        ("числоСтрок", "число строк"),
        ("読み込む file", "読み込む file"),
        ("naïveHTTPClient", "naïve http client"),
        ("ISO8601Date", "iso 8601 date"),
        ("", ""),
        ("--- ...", ""),
    ],
)
def test_cuts(text: str, pieces: str) -> None:
    assert subtokens(text) == pieces.split()


def test_encoded_data_leave_nothing_behind() -> None:
    blob = base64.b64encode(bytes(range(256)) * 2).decode()
    assert subtokens(f'logo = "{blob}"') == ["logo"]
    assert subtokens(f"digest {'3f9a' * 16} end") == ["digest", "end"]
    assert subtokens("x" * (LONGEST + 1) + " id 123456789012") == ["id"]


def test_long_paths_and_names_are_no_encoded_data() -> None:
    path = "src/main/java/org/example/project/module/internal/reader"
    assert subtokens(path) == path.split("/")
    name = "shouldThrowAnExceptionWhenTheConnectionIsClosedUnexpectedly"
    assert subtokens(name)[:4] == ["should", "throw", "an", "exception"]


@given(st.text())
def test_pieces_are_lower_case_words_without_separators(text: str) -> None:
    for piece in subtokens(text):
        assert piece == piece.lower()
        assert piece
        assert len(piece) <= LONGEST + 1  # One letter may become two when lower-cased.
        assert not any(character.isspace() or character == "_" for character in piece)


@given(st.text() | st.from_regex(r"([a-zA-Z0-9_+/ ]{1,60}){1,3}"))
def test_pieces_are_counted_as_they_are_cut(text: str) -> None:
    assert count_subtokens(text) == Counter(subtokens(text))


@given(st.lists(st.from_regex(r"[a-z]{2,9}", fullmatch=True), min_size=1, max_size=4))
def test_every_convention_of_joining_words_is_cut_alike(words: list[str]) -> None:
    snake = "_".join(words)
    camel = words[0] + "".join(word.capitalize() for word in words[1:])
    assert subtokens(snake) == words
    assert subtokens(camel) == words
    assert subtokens(snake.upper()) == words
