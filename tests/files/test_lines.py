"""Byte offsets and positions agree with a plain reading of the protocol, in every encoding.

The reference counts characters of a `str`, one at a time.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snippet_lsp.files.lines import LineIndex, PositionEncoding
from snippet_lsp.types import Position, Range, Span

ENCODINGS: tuple[PositionEncoding, ...] = ("utf-8", "utf-16", "utf-32")

# Every line ending of the protocol, and what other readers of lines take for one.
CHARACTERS = "ab \té😀𝄞\n\r\x0b\x0c\x1c\x85\u2028\u2029\ufeff\x00"
TEXTS = st.lists(st.sampled_from([*CHARACTERS, "\r\n"]), max_size=30).map("".join)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", [""]),
        ("a", ["a"]),
        ("a\n", ["a", ""]),
        ("a\nb", ["a", "b"]),
        ("a\r\nb", ["a", "b"]),
        ("a\rb", ["a", "b"]),
        ("a\n\rb", ["a", "", "b"]),
        ("a\r\r\nb", ["a", "", "b"]),
        ("a\x0cb\x0bc\x85d", ["a\x0cb\x0bc\x85d"]),
        ("a\u2028b\u2029c", ["a\u2028b\u2029c"]),
    ],
)
def test_lines_end_where_the_protocol_says(text: str, lines: list[str]) -> None:
    assert lines_of(text) == lines
    assert len(LineIndex(text.encode())) == len(lines)


@pytest.mark.parametrize(
    ("before", "position"),
    [
        ("", Position(0, 0, 0, 0)),
        ("ab", Position(0, 2, 2, 2)),
        ("ab\n", Position(1, 0, 0, 0)),
        ("ab\r\né", Position(1, 2, 1, 1)),
        ("ab\r😀", Position(1, 4, 2, 1)),
        ("a\u2028b", Position(0, 5, 3, 3)),
        ("\ufeffa", Position(0, 4, 2, 2)),
    ],
)
def test_a_position_has_a_column_in_each_encoding(before: str, position: Position) -> None:
    offset = len(before.encode())
    assert LineIndex(f"{before}| and more\n".encode()).position(offset) == position


def test_a_range_is_two_positions() -> None:
    lines = LineIndex("é\nab".encode())
    assert lines.range(Span(2, 4)) == Range(Position(0, 2, 1, 1), Position(1, 1, 1, 1))


@pytest.mark.parametrize(
    ("line", "column", "before"),
    [
        (0, 99, "a😀"),
        (1, 99, "a😀\r\nbc"),
        (2, 99, "a😀\r\nbc\rd"),
        (3, 0, "a😀\r\nbc\rd"),
        (99, 99, "a😀\r\nbc\rd"),
        (0, -1, ""),
        (1, -1, "a😀\r\n"),
        (-1, 5, ""),
    ],
)
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_positions_outside_the_text_are_brought_inside(
    encoding: PositionEncoding, line: int, column: int, before: str
) -> None:
    lines = LineIndex("a😀\r\nbc\rd".encode())
    assert lines.offset(line, column, encoding) == len(before.encode())


@pytest.mark.parametrize(("encoding", "column"), [("utf-8", 3), ("utf-8", 4), ("utf-16", 2)])
def test_a_column_inside_a_character_is_its_start(encoding: PositionEncoding, column: int) -> None:
    assert LineIndex("a😀b".encode()).offset(0, column, encoding) == 1


@pytest.mark.parametrize("offset", [1, 2, 3, 4])
def test_an_offset_inside_a_character_is_its_start(offset: int) -> None:
    assert LineIndex("a😀b".encode()).position(offset) == Position(0, 1, 1, 1)


@given(TEXTS, st.data())
def test_positions_are_those_of_the_reference(text: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(text)))
    position = LineIndex(text.encode()).position(len(text[:at].encode()))
    assert position == position_of(text, at)


@given(TEXTS, st.integers(-1, 12), st.integers(-2, 40), st.sampled_from(ENCODINGS))
def test_offsets_are_those_of_the_reference(
    text: str, line: int, column: int, encoding: PositionEncoding
) -> None:
    offset = LineIndex(text.encode()).offset(line, column, encoding)
    assert offset == offset_of(text, line, column, encoding)


@given(TEXTS, st.sampled_from(ENCODINGS), st.data())
def test_position_and_offset_are_inverse(
    text: str, encoding: PositionEncoding, data: st.DataObject
) -> None:
    lines = LineIndex(text.encode())
    at = data.draw(st.integers(0, len(text)))
    if text[at - 1 : at + 1] == "\r\n":
        at -= 1  # between the two there is no position
    offset = len(text[:at].encode())
    position = lines.position(offset)
    column = position[1 + ENCODINGS.index(encoding)]
    assert lines.offset(position.line, column, encoding) == offset


@given(TEXTS, TEXTS, st.data())
def test_an_edited_index_is_that_of_the_new_text(
    text: str, inserted: str, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    after = text[:start] + inserted + text[end:]
    edited = LineIndex(text.encode()).edited(
        after.encode(),
        len(text[:start].encode()),
        len(text[:end].encode()),
        len(inserted.encode()),
    )
    assert len(edited) == len(lines_of(after))
    for at in range(len(after) + 1):
        assert edited.position(len(after[:at].encode())) == position_of(after, at)


def lines_of(text: str) -> list[str]:
    """The lines of a text, without their ends."""
    lines = [""]
    for at, character in enumerate(text):
        if character == "\n" or (character == "\r" and text[at + 1 : at + 2] != "\n"):
            lines.append("")
        elif character != "\r":
            lines[-1] += character
    return lines


def position_of(text: str, at: int) -> Position:
    """The position of the character `at`."""
    starts = [0]
    for index, character in enumerate(text[:at]):
        if character == "\n" or (character == "\r" and text[index + 1 : index + 2] != "\n"):
            starts.append(index + 1)
    before = text[starts[-1] : at]
    return Position(len(starts) - 1, *(units(before, encoding) for encoding in ENCODINGS))


def offset_of(text: str, line: int, column: int, encoding: PositionEncoding) -> int:
    """The byte offset of a client's position: the last character that starts at or before it."""
    lines = lines_of(text)
    if line < 0:
        return 0
    if line >= len(lines):
        return len(text.encode())
    starts = [at for at in range(len(text) + 1) if position_of(text, at)[:2] == (line, 0)]
    inside = [n for n in range(len(lines[line]) + 1) if units(lines[line][:n], encoding) <= column]
    return len(text[: starts[0] + max(inside, default=0)].encode())


def units(text: str, encoding: PositionEncoding) -> int:
    """How many units of an encoding a text takes."""
    width = {"utf-8": 1, "utf-16": 2, "utf-32": 4}[encoding]
    return len(text.encode(encoding if width == 1 else f"{encoding}-le")) // width
