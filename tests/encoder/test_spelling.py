"""Words near to a word, and which of them was meant."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snippet_lsp.encoder.spelling import build_lexicon, guesses, may_be_slip

COMMON: Mapping[str, float] = {
    "return": 1e-2,
    "file": 3e-3,
    "field": 1e-3,
    "upload": 1e-4,
    "authentication": 1e-5,
    "send": 1e-3,
    "mail": 1e-3,
    "ret": 1e-4,
    "run": 1e-3,
    "ssim": 1e-6,
}


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("uplaod", "upload"),  # swapped
        ("uplod", "upload"),  # left out
        ("uplooad", "upload"),  # put in
        ("uplosd", "upload"),  # another
        ("pload", "upload"),
        ("retrun", "return"),  # although it is two words, too
        ("fiel", "file"),  # the commoner one
        ("authetnicatoin", "authentication"),  # two slips in a long word
        ("uplaodd", None),  # but not in a short one
        ("sendmail", None),
        ("ssis", None),  # as likely a new word as a slip in a rare one
        ("kubernetes", None),
    ],
)
def test_what_was_meant(word: str, meant: str | None) -> None:
    near = build_lexicon(COMMON).near(word, 2 if len(word) >= 8 else 1)
    found = guesses(word, near, lambda known: COMMON.get(known, 0.0))
    assert (found[0].word if found else None) == meant
    assert 0 <= sum(guess.sureness for guess in found) <= 1 + 1e-9


@pytest.mark.parametrize("word", ["fd", "utf8", "naïve", "2024"])
def test_what_is_never_taken_for_a_slip(word: str) -> None:
    assert not may_be_slip(word)


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("hesp", "heap"),  # "s" is beside "a", not beside "l"
        ("heaap", "heap"),  # doubled
        ("hepl", "help"),
        ("hep", "help"),  # one is left out of either: the commoner
    ],
)
def test_fingers_slip_to_keys_that_are_near(word: str, meant: str) -> None:
    shares = {"help": 2e-3, "heap": 1e-3}
    found = guesses(word, build_lexicon(shares).near(word, 1), lambda known: shares[known])
    assert found[0].word == meant


@pytest.mark.parametrize(("as_typed", "is_slip"), [(1e-7, True), (1e-5, False)])
def test_a_known_word_is_a_slip_if_that_is_likelier(as_typed: float, is_slip: bool) -> None:
    near = [("boil", 0), ("bool", 1)]
    shares = {"boil": 1.0, "bool": 2e-3}
    assert bool(guesses("boil", near, shares.__getitem__, as_typed)) is is_slip


WORDS = st.text("abcé1\U0001f389", min_size=1, max_size=6)


@given(st.lists(WORDS, unique=True, max_size=12), WORDS, st.integers(1, 2))
def test_near_words_are_all_there_are(words: list[str], word: str, most: int) -> None:
    expected = {known: slips for known in words if (slips := distance(known, word)) <= most}
    assert dict(build_lexicon(words).near(word, most)) == expected


def distance(left: str, right: str) -> int:
    """The optimal string alignment distance, as it is defined."""
    if not left or not right:
        return len(left) + len(right)
    best = min(
        distance(left[:-1], right) + 1,
        distance(left, right[:-1]) + 1,
        distance(left[:-1], right[:-1]) + (left[-1] != right[-1]),
    )
    if len(left) > 1 and len(right) > 1 and left[-2:] == right[-2:][::-1]:
        best = min(best, distance(left[:-2], right[:-2]) + 1)
    return best


def test_beginnings_are_known() -> None:
    lexicon = build_lexicon(["upload", "file"])
    assert lexicon.has_beginning("upl")
    assert not lexicon.has_beginning("load")
