"""A repository's frequent words become words of the vocabulary.

Owns which, and what their rows are before they are trained. Needs no torch.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from tokenizers import Tokenizer
from tokenizers.models import Unigram

from .bag import Bag
from .checkpoint import Checkpoint, Floats, quantize
from .vocabulary import UNKNOWN, Vocabulary

LEAST = 5
"""Functions that a word must stand in."""
MOST = 4000
"""Words that a repository adds at most."""
_SHORTEST = 2


def new_words(base: Checkpoint, bags: Sequence[Bag]) -> list[str]:
    """Words that have no row yet and stand in `LEAST` bags, most frequent first."""
    known = set(base.vocabulary.words())
    count: Counter[str] = Counter()
    for bag in bags:
        count.update(set().union(*bag.fields))
    frequent = [
        (-often, word)
        for word, often in count.items()
        if often >= LEAST and word not in known and len(word) >= _SHORTEST and word.isalpha()
    ]
    return [word for _, word in sorted(frequent)[:MOST]]


def widened(base: Checkpoint, words: Sequence[str]) -> Checkpoint:
    """`base` with a row more for each of some new words; all others stay as they are.

    A new row is what the word's pieces added up to, so that at first hardly anything changes. A
    word without pieces begins with nothing.
    """
    if not words:
        return base
    old = base.vocabulary
    dimension = base.rows.shape[1]
    vectors = np.zeros((len(words), dimension), np.float32)
    weights = np.full((2, len(words)), 0.5, np.float32)
    for place, word in enumerate(words):
        pieces, shares = old.rows({word: 1})
        if pieces:
            own = np.stack([base.query_weight[pieces], base.code_weight[pieces]])
            weights[:, place] = own.mean(axis=1)
            loud = np.array(shares, np.float32) * own.mean(axis=0) / own.mean()
            their = base.rows[pieces] * base.scale[pieces, None]
            vectors[place] = (their * loud[:, None]).sum(axis=0)
    rows, scale = quantize(vectors)
    return replace(
        base,
        vocabulary=_with_words(base.vocabulary, words),
        rows=np.concatenate((base.rows, rows)),
        scale=_longer(base.scale, scale),
        query_weight=_longer(base.query_weight, weights[0]),
        code_weight=_longer(base.code_weight, weights[1]),
        identity="",
    )


def _with_words(vocabulary: Vocabulary, words: Sequence[str]) -> Vocabulary:
    """The same rows for the same words; new ones are as common as the rarest."""
    scores = [(word, score) for word, score in json.loads(vocabulary.tokenizer)["model"]["vocab"]]
    rarest = min((score for word, score in scores if word != UNKNOWN), default=-10.0)
    wide = Tokenizer(Unigram([*scores, *((word, rarest) for word in words)], 0, False))
    return Vocabulary(wide.to_str())


def _longer(one: Floats, other: Floats) -> Floats:
    return np.concatenate((one, other)).astype(np.float32)
