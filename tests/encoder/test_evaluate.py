"""Ranks of right answers."""

from __future__ import annotations

import numpy as np
import pytest

from snippet_lsp.encoder import Encoder
from snippet_lsp.encoder.evaluate import rank, reciprocal_ranks

from .tiny import bag, checkpoint


@pytest.mark.parametrize(("wanted", "place"), [(0, 3), (1, 1), (2, 4), (3, 2)])
def test_ties_go_to_the_lower_index(wanted: int, place: int) -> None:
    assert rank(np.array([0.2, 0.9, 0.2, 0.5], np.float32), wanted) == place


def test_the_function_with_the_words_of_the_question_is_first() -> None:
    bags = [bag(name="send mail"), bag(name="open file"), bag(name="get user name")]
    found = reciprocal_ranks(Encoder(checkpoint()), bags, ["open file", "mail send"], [1, 0])
    assert found.tolist() == [1, 1]


def test_a_question_without_known_words_finds_the_first() -> None:
    bags = [bag(name="send mail"), bag(name="open file")]
    found = reciprocal_ranks(Encoder(checkpoint()), bags, ["zzz", "zzz"], [0, 1])
    assert found.tolist() == [1, 0.5]
