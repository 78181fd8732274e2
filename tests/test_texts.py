"""Texts in one array come out as they went in, wherever they are moved."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from snippet_lsp.texts import Texts, build_texts, join_texts, take_texts

some = st.lists(st.text(st.sampled_from("ab\nß語🎉"), max_size=4), max_size=6)


@given(some)
def test_each_text_and_all_of_them(written: list[str]) -> None:
    texts = build_texts(written)
    assert list(texts) == written
    assert [texts.raw(place).decode() for place in range(len(texts))] == written
    assert texts.text == "".join(f"\n{one}" for one in written) + "\n"
    for one, place in zip(written, texts.places.tolist(), strict=True):
        assert texts.text.startswith(f"{one}\n", place)


@given(some, some, st.data())
def test_runs_are_joined(one: list[str], other: list[str], data: st.DataObject) -> None:
    parts = []
    expected: list[str] = []
    for written in (one, other):
        bounds = data.draw(st.lists(st.integers(0, len(written)), max_size=4).map(sorted))
        runs = list(zip(bounds[::2], bounds[1::2], strict=False))
        expected += [text for first, end in runs for text in written[first:end]]
        parts.append((build_texts(written), runs))
    check_holds(join_texts(parts), expected)


@given(some.filter(bool), st.data())
def test_places_are_taken(written: list[str], data: st.DataObject) -> None:
    places = data.draw(st.lists(st.integers(0, len(written) - 1)))
    taken = take_texts(build_texts(written), np.array(places, np.int64))
    check_holds(taken, [written[place] for place in places])


def test_what_utf8_cannot_say_is_a_question_mark() -> None:
    assert list(build_texts(["a\ud800b"])) == ["a?b"]


def check_holds(texts: Texts, expected: list[str]) -> None:
    fresh = build_texts(expected)
    assert list(texts) == expected
    np.testing.assert_array_equal(texts.arena, fresh.arena)
    np.testing.assert_array_equal(texts.starts, fresh.starts)
