"""A repository's words join the vocabulary, and at first nothing changes by it."""

from __future__ import annotations

import numpy as np

from snippet_lsp.encoder import Encoder
from snippet_lsp.encoder.words import new_words, widened

from .tiny import bag, checkpoint


def test_frequent_unknown_words_are_new() -> None:
    bags = [bag(body="sendmail open qmail"), *[bag(name="sendmail")] * 4, bag(body="42 x qmail")]
    assert new_words(checkpoint(), bags) == ["sendmail"]


def test_a_new_word_begins_as_its_pieces_were() -> None:
    base = checkpoint()
    before, after = Encoder(base), Encoder(widened(base, ["sendmail"]))
    asked, same = before.encode_query("sendmail"), after.encode_query("sendmail")
    assert asked @ same > 0.9
    vectors = [encoder.encode_bags([bag(body="open file")]) for encoder in (before, after)]
    assert np.array_equal(*vectors)


def test_a_word_without_pieces_begins_with_nothing() -> None:
    wide = Encoder(widened(checkpoint(), ["xyzzy"]))
    assert not wide.encode_query("xyzzy").any()


def test_no_new_words_change_nothing() -> None:
    base = checkpoint()
    assert widened(base, []) is base
