"""Slips of the finger, made on purpose."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from benchmarks.encoding.typos import SHORTEST, neighbours, with_slip

words = st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=9)


@given(st.lists(words, min_size=1, max_size=5))
def test_one_long_word_has_one_slip(asked: list[str]) -> None:
    text = " ".join(asked)
    slipped = with_slip(text).split(" ")
    changed = [(word, other) for word, other in zip(asked, slipped, strict=True) if word != other]
    is_long = any(len(word) >= SHORTEST for word in asked)
    assert len(changed) == is_long
    for word, other in changed:
        assert len(word) >= SHORTEST
        assert abs(len(word) - len(other)) <= 1
        ends = common_prefix(word, other) + common_prefix(word[::-1], other[::-1])
        assert ends >= len(word) - 2


def common_prefix(one: str, other: str) -> int:
    return next(
        (place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b),
        min(len(one), len(other)),
    )


def test_the_same_text_gets_the_same_slip() -> None:
    text = "read the configuration from a file"
    assert with_slip(text) == with_slip(text) != text


def test_most_first_letters_stay() -> None:
    texts = [f"configuration{chr(97 + i % 26)}{chr(97 + i // 26)}" for i in range(300)]
    slipped = [with_slip(text) for text in texts]
    kept = [other.startswith(text[0]) for text, other in zip(texts, slipped, strict=True)]
    assert 0.9 < sum(kept) / len(kept) < 1


def test_neighbours_are_beside_each_other() -> None:
    assert sorted(neighbours("s")) == sorted("adwezx")
    assert sorted(neighbours("p")) == sorted("ol")
    assert all(letter in neighbours(other) for letter in "qwertz" for other in neighbours(letter))
