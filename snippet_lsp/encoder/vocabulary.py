"""Subtokens to rows of the model's table; a word that has no row becomes the pieces that have.

Owns `tokenizer.json`, a unigram model whose tokens are whole words, so that `sendmail` is cut into
`send` and `mail`. Does not know what the rows hold.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from functools import cached_property

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer
from tokenizers.models import Unigram

UNKNOWN = "\x00"
"""The token of row 0, which nothing is ever made of."""

_CACHED = 100_000


class Vocabulary:
    """Rows by word. Shared by threads: its cache is filled by single assignments."""

    def __init__(self, tokenizer: str) -> None:
        """Take the text of a `tokenizer.json`. Raises ValueError, LookupError or TypeError."""
        self.tokenizer = tokenizer
        # Not by the tokenizer, which takes ten times as long, and which most questions do not need.
        pairs = json.loads(tokenizer)["model"]["vocab"]
        self._words = {word: row for row, (word, _) in enumerate(pairs)}
        self._words.pop(UNKNOWN, None)
        self._pieces: dict[str, tuple[int, ...]] = {}

    def __len__(self) -> int:
        """The number of rows, row 0 included."""
        return len(self._words) + 1

    def words(self) -> list[str]:
        """The word of each row."""
        rows = {row: word for word, row in self._words.items()}
        return [rows.get(row, "") for row in range(len(self))]

    def commonness(self, word: str) -> float:
        """Share of a word among all words of code; 0 if unknown."""
        row = self._words.get(word)
        return 0.0 if row is None else float(self._shares[row])

    @cached_property
    def _loaded(self) -> Tokenizer:
        return Tokenizer.from_str(self.tokenizer)

    @cached_property
    def _shares(self) -> npt.NDArray[np.float32]:
        """The share of each row's word, which is kept as its score."""
        scores = json.loads(self.tokenizer)["model"]["vocab"]
        return np.exp(np.array([score for _, score in scores], np.float32))

    def rows(self, counts: Mapping[str, int]) -> tuple[list[int], list[float]]:
        """Rows of the tokens and how much each counts: 1 + ln(count).

        A word in k pieces counts 1/sqrt(k) at each, so that it is as loud as a known word.
        """
        rows: list[int] = []
        weights: list[float] = []
        words = self._words
        for token, count in counts.items():
            row = words.get(token)
            if row is not None:
                rows.append(row)
                weights.append(LOUDNESS[count] if count < 256 else LOUDNESS[255])
            elif pieces := self._pieces_of(token):
                share = LOUDNESS[min(count, 255)] / math.sqrt(len(pieces))
                rows += pieces
                weights += [share] * len(pieces)
        return rows, weights

    def _pieces_of(self, token: str) -> tuple[int, ...]:
        pieces = self._pieces.get(token)
        if pieces is None:
            encoding = self._loaded.encode(token, add_special_tokens=False)
            found = zip(encoding.ids, encoding.tokens, strict=True)
            # Single letters are what is left where nothing fits: they mean nothing.
            pieces = tuple(row for row, piece in found if row and len(piece) > 1)
            if len(self._pieces) > _CACHED:
                self._pieces = {}
            self._pieces[token] = pieces
        return pieces


LOUDNESS = [0.0] + [1.0 + math.log(count) for count in range(1, 256)]
"""How much a token counts by how often it stands there."""


def build_tokenizer(counts: Mapping[str, int], least: int = 4, most: int = 48_000) -> str:
    """The `tokenizer.json` of the `most` most frequent words that occur `least` times or more."""
    frequent = sorted(
        ((word, count) for word, count in counts.items() if count >= least),
        key=lambda item: (-item[1], item[0]),
    )[: most - 1]
    total = math.log(sum(count for _, count in frequent) or 1)
    scores = [(word, math.log(count) - total) for word, count in frequent]
    made: str = Tokenizer(Unigram([(UNKNOWN, -100.0), *scores], 0, False)).to_str()
    return made
