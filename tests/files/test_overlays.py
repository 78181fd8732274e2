"""Open buffers stay what their editor shows, whatever it sends."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from snippet_lsp.files.lines import LineIndex, PositionEncoding
from snippet_lsp.files.overlays import Change, Document, apply_change

ENCODINGS: list[PositionEncoding] = ["utf-8", "utf-16", "utf-32"]


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_range_is_replaced(encoding: PositionEncoding) -> None:
    check_change("one\ntwo\nthree\n", insertion(1, 0, 1, 3, "2"), "one\n2\nthree\n", encoding)


def test_columns_count_in_the_client_s_units() -> None:
    check_change("é😀x", insertion(0, 6, 0, 7, "y"), "é😀y", "utf-8")
    check_change("é😀x", insertion(0, 3, 0, 4, "y"), "é😀y", "utf-16")
    check_change("é😀x", insertion(0, 2, 0, 3, "y"), "é😀y", "utf-32")


def test_every_line_ending_counts_as_one() -> None:
    check_change("a\r\nb\rc\nd", insertion(2, 0, 3, 0, "-"), "a\r\nb\r-d")
    check_change("a\r\nb", insertion(0, 1, 1, 0, ""), "ab")


def test_form_feed_and_line_separator_end_no_line() -> None:
    check_change("a\x0cb\u2028c\nd", insertion(1, 0, 1, 1, "e"), "a\x0cb\u2028c\ne")


def test_ranges_beyond_the_text_are_cut_back() -> None:
    check_change("ab\ncd", insertion(0, 9, 0, 12, "!"), "ab!\ncd")
    check_change("ab\ncd", insertion(0, 1, 9, 9, "!"), "a!")
    check_change("", insertion(3, 3, 4, 4, "new"), "new")


def test_a_range_given_backwards_is_turned_round() -> None:
    check_change("abc", insertion(0, 2, 0, 1, "-"), "a-c")


def test_an_edit_may_join_or_part_a_line_ending() -> None:
    check_change("a\rb", insertion(1, 0, 1, 0, "\n"), "a\r\nb")
    check_change("a\nb", insertion(0, 1, 0, 1, "\r"), "a\r\nb")
    check_change("a\rx\nb", insertion(1, 0, 1, 1, ""), "a\r\nb")


def test_a_change_without_a_range_is_the_whole_text() -> None:
    check_changes("old", [Change("x"), insertion(0, 1, 0, 1, "y"), Change("new")], "new")


def test_changes_see_the_text_that_the_one_before_left() -> None:
    check_changes("ab", [insertion(0, 0, 0, 0, "12\n"), insertion(1, 1, 1, 2, "c")], "12\nac")


def test_edits_from_the_bottom_up_are_applied_together() -> None:
    edits = [insertion(line, 0, line, 1, "é") for line in (3, 2, 0)]
    check_changes("a\nb\nc\nd\n", edits, "é\nb\né\né\n")


def test_half_a_surrogate_pair_becomes_a_replacement_character() -> None:
    check_change("", insertion(0, 0, 0, 0, "a\ud83db"), "a\ufffdb")
    # The low half is deleted, and then a text is put between the halves.
    check_change("x😀y", insertion(0, 2, 0, 3, ""), "x\ufffdy", "utf-16")
    check_change("x😀y", insertion(0, 2, 0, 2, "-"), "x\ufffd-\ufffdy", "utf-16")


def test_the_version_is_the_client_s() -> None:
    document = Document.from_text("a.py", "", 1)
    assert apply_change(document, [Change("x")], "utf-8", 7).version == 7


def check_change(
    before: str, change: Change, after: str, encoding: PositionEncoding = "utf-16"
) -> None:
    check_changes(before, [change], after, encoding)


def check_changes(
    before: str, changes: list[Change], after: str, encoding: PositionEncoding = "utf-16"
) -> None:
    document = apply_change(Document.from_text("a.py", before, 1), changes, encoding, 2)
    assert document.source.decode() == after
    assert_lines(document)


def assert_lines(document: Document) -> None:
    """The line index that editing left is the one that a new text would have."""
    fresh = LineIndex(document.source)
    assert len(document.lines) == len(fresh)
    for offset in range(len(document.source) + 1):
        assert document.lines.position(offset) == fresh.position(offset)


def insertion(line: int, column: int, end_line: int, end_column: int, text: str) -> Change:
    return Change(text, (line, column), (end_line, end_column))


# Any sequence of edits, against a model that is slow and plain: a list of units.

PIECES = ["a", "b", "\n", "\r", "\r\n", "é", "字", "😀", "\ud83d", "\f"]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=8).map("".join)
PLACES = st.tuples(st.integers(0, 7), st.integers(0, 12))
EDITS = st.builds(
    lambda text, places: Change(text, *sorted(places)), TEXTS, st.tuples(PLACES, PLACES)
)
CHANGES = st.one_of(EDITS, EDITS, EDITS, st.builds(Change, TEXTS))


@given(TEXTS, st.lists(st.lists(CHANGES, max_size=6), max_size=6), st.sampled_from(ENCODINGS))
@settings(max_examples=200)
def test_edits_never_lose_step(
    text: str, batches: list[list[Change]], encoding: PositionEncoding
) -> None:
    document = Document.from_text("a.py", text, 0)
    model = units(text, encoding)
    for version, batch in enumerate(batches, 1):
        document = apply_change(document, batch, encoding, version)
        for change in batch:
            model = edited(model, change, encoding)
        assert document.source.decode() == joined(model, encoding)
        assert document.version == version
        assert_lines(document)


@given(TEXTS, st.lists(st.tuples(st.integers(0, 7), TEXTS), max_size=8, unique_by=lambda e: e[0]))
def test_edits_from_the_bottom_up_equal_the_same_one_by_one(
    text: str, edits: list[tuple[int, str]]
) -> None:
    changes = [insertion(line, 0, line, 2, new) for line, new in sorted(edits, reverse=True)]
    document = Document.from_text("a.py", text, 0)
    together = apply_change(document, changes, "utf-16", 1)
    for change in changes:
        document = apply_change(document, [change], "utf-16", 1)
    assert together.source == document.source
    assert_lines(together)


def units(text: str, encoding: PositionEncoding) -> list[str]:
    """What a client counts: UTF-16 code units, UTF-8 bytes (as latin-1) or characters."""
    text = re.sub("[\ud800-\udfff]", "\ufffd", text)
    if encoding == "utf-32":
        return list(text)
    if encoding == "utf-8":
        return [chr(byte) for byte in text.encode()]
    raw = text.encode("utf-16-le")
    return [chr(int.from_bytes(raw[i : i + 2], "little")) for i in range(0, len(raw), 2)]


def joined(model: list[str], encoding: PositionEncoding) -> str:
    if encoding == "utf-32":
        return "".join(model)
    if encoding == "utf-8":
        return "".join(model).encode("latin-1").decode()
    return "".join(model).encode("utf-16-le", "surrogatepass").decode("utf-16-le")


def edited(model: list[str], change: Change, encoding: PositionEncoding) -> list[str]:
    if change.start is None or change.end is None:
        return units(change.text, encoding)
    start, end = place(model, change.start, encoding), place(model, change.end, encoding)
    before, after = model[:start], model[end:]
    if encoding == "utf-16":
        if before and "\ud800" <= before[-1] <= "\udbff":
            before[-1] = "\ufffd"
        if after and "\udc00" <= after[0] <= "\udfff":
            after[0] = "\ufffd"
    return before + units(change.text, encoding) + after


def place(model: list[str], position: tuple[int, int], encoding: PositionEncoding) -> int:
    """Where a position is in the model."""
    line, column = position
    found = [m.span() for m in re.finditer(r"\r\n|\r|\n", "".join(model))]
    if line > len(found):
        return len(model)
    start = found[line - 1][1] if line else 0
    end = found[line][0] if line < len(found) else len(model)
    at = min(start + column, end)
    while encoding == "utf-8" and at < end and "\x80" <= model[at] <= "\xbf":
        at -= 1
    return at
