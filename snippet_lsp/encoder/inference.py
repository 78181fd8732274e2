"""Vectors of queries and bags from a checkpoint, with numpy alone.

Owns the arithmetic that must equal `model.py`'s. Every vector is summed row by row in a fixed
order, without BLAS: the same bag gives the same bits whatever it is encoded together with, on
however many threads.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import numpy as np

from .bag import Bag
from .checkpoint import Checkpoint, Floats, load_checkpoint
from .spelling import Lexicon, build_lexicon
from .subtokens import subtokens
from .vocabulary import Vocabulary

_TINY = 1e-12
"""Squared length below which a sum counts as nothing known."""


class Encoder:
    """A loaded model. Immutable but for a cache; any number of threads may use it at once."""

    def __init__(self, checkpoint: Checkpoint) -> None:
        self.checkpoint = checkpoint.identity
        """Hex hash of the checkpoint's files."""
        self.dimension = int(checkpoint.rows.shape[1])
        self._vocabulary = Vocabulary(checkpoint.tokenizer)
        self._rows = checkpoint.rows
        self._query_weight = checkpoint.query_weight * checkpoint.scale
        self._code_weight = checkpoint.code_weight * checkpoint.scale
        self._field_weight = checkpoint.field_weight.astype(np.float64)
        self._field_exponent = checkpoint.field_power.astype(np.float64) / -2

    @cached_property
    def lexicon(self) -> Lexicon:
        """The words of the vocabulary, by what they look like."""
        return build_lexicon(word for word in self._vocabulary.words() if word)

    def commonness(self, word: str) -> float:
        """Share of a word among all words of code, as far as its rank tells; 0 if unknown.

        Words are as common as their rank is low (Zipf, Human behavior and the principle of least
        effort, 1949).
        """
        return self._vocabulary.commonness(word)

    def encode_query(self, text: str) -> Floats:
        """The vector of a question [dimension], of unit length; zeros if no word is known."""
        rows, loudness = self._vocabulary.rows(Counter(subtokens(text)))
        weighted = self._weighted(rows, loudness, [0, len(rows)], self._query_weight)
        return _unit(np.add.reduce(weighted, axis=0))

    def encode_bags(self, bags: Sequence[Bag]) -> Floats:
        """The vectors of symbols [n, dimension], each of unit length, or zero if nothing is known.

        A bag's row has the same bits whatever else is in `bags`.
        """
        vectors = np.zeros((len(bags), self.dimension), np.float32)
        for i, bag in enumerate(bags):
            vectors[i] = self._encode(bag)
        return vectors

    def _encode(self, bag: Bag) -> Floats:
        """The vector of one bag [dimension]."""
        rows: list[int] = []
        loudness: list[float] = []
        ends = [0]
        for field in bag.fields:
            field_rows, field_loudness = self._vocabulary.rows(field)
            rows += field_rows
            loudness += field_loudness
            ends.append(len(rows))
        weighted = self._weighted(rows, loudness, ends, self._code_weight)
        parts = np.zeros((len(bag.fields), self.dimension), np.float32)
        for part, start, end in zip(parts, ends, ends[1:], strict=False):
            if end > start:
                np.add.reduce(weighted[start:end], axis=0, out=part)
        squared = np.maximum(np.add.reduce(parts * parts, axis=1), _TINY)
        factor = (self._field_weight * squared**self._field_exponent).astype(np.float32)
        return _unit(np.add.reduce(parts * factor[:, None], axis=0))

    def _weighted(
        self, rows: list[int], loudness: list[float], ends: list[int], token_weight: Floats
    ) -> Floats:
        """The weighted table rows of the tokens [tokens, dimension], sorted within each field.

        Equal bags may list their tokens in different orders, and sums depend on the order.
        """
        index, loud = np.array(rows, np.intp), np.array(loudness)
        field = np.repeat(np.arange(len(ends) - 1), np.diff(ends))
        order = ((field * len(self._rows) + index) * 8 + loud).argsort()  # Loudness is below 8.
        index, loud = index[order], loud[order]
        weight = loud.astype(np.float32) * token_weight[index]
        weighted: Floats = self._rows[index] * weight[:, None]
        return weighted


def _unit(vector: Floats) -> Floats:
    squared = float(np.add.reduce(vector * vector))
    if squared < _TINY:
        return np.zeros_like(vector)
    unit: Floats = vector * np.float32(squared**-0.5)
    return unit


def load_encoder(folder: Path) -> Encoder:
    """The encoder of a checkpoint folder; CheckpointError if it is missing, torn or unreadable."""
    return Encoder(load_checkpoint(folder))


def base_checkpoint() -> Path:
    """The folder of the shipped model: inside an installed package, else in the source checkout."""
    package = Path(__file__).resolve().parent.parent
    installed = package / "_models" / "base"
    return installed if installed.is_dir() else package.parent / "models" / "base"
