"""Vectors of queries and bags from a checkpoint, with numpy alone.

Owns the arithmetic that must equal `model.py`'s. Every vector is summed row by row in a fixed
order, without BLAS: the same bag gives the same bits whatever it is encoded together with, on
however many threads.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path

import numpy as np

from .bag import Bag
from .checkpoint import Checkpoint, Floats, load_checkpoint
from .spelling import Lexicon, build_lexicon
from .subtokens import count_subtokens

_TINY = 1e-12
"""Squared length below which a sum counts as nothing known."""
_TOGETHER = 16
"""Bags whose rows are looked up at once: their vectors fit into a core's cache."""


class Encoder:
    """A loaded model. Immutable but for a cache; any number of threads may use it at once."""

    def __init__(self, checkpoint: Checkpoint) -> None:
        self.checkpoint = checkpoint.identity
        """Hex hash of the checkpoint's files."""
        self.dimension = int(checkpoint.rows.shape[1])
        self._vocabulary = checkpoint.vocabulary
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
        """Share of a word among all words of code; 0 if unknown."""
        return self._vocabulary.commonness(word)

    def encode_query(self, text: str) -> Floats:
        """The vector of a question [dimension], of unit length; zeros if no word is known."""
        parts = self._parts([count_subtokens(text)], self._query_weight)
        vector: Floats = _unit(parts)[0]
        return vector

    def encode_bags(self, bags: Sequence[Bag]) -> Floats:
        """The vectors of symbols [n, dimension], each of unit length, or zero if nothing is known.

        A bag's row has the same bits whatever else is in `bags`.
        """
        vectors = np.zeros((len(bags), self.dimension), np.float32)
        for start in range(0, len(bags), _TOGETHER):
            some = bags[start : start + _TOGETHER]
            fields = [field for bag in some for field in bag.fields]
            parts = self._parts(fields, self._code_weight).reshape(len(some), -1, self.dimension)
            squared = np.maximum(np.add.reduce(parts * parts, axis=2), _TINY)
            factor = (self._field_weight * squared**self._field_exponent).astype(np.float32)
            vectors[start : start + _TOGETHER] = _unit(
                np.add.reduce(parts * factor[:, :, None], axis=1)
            )
        return vectors

    def _parts(self, fields: Sequence[Mapping[str, int]], token_weight: Floats) -> Floats:
        """The weighted sums of the table rows of fields [fields, dimension]."""
        rows: list[int] = []
        loudness: list[float] = []
        ends = [0]
        for field in fields:
            field_rows, field_loudness = self._vocabulary.rows(field)
            rows += field_rows
            loudness += field_loudness
            ends.append(len(rows))
        index, loud = np.array(rows, np.intp), np.array(loudness)
        # Equal bags may list their tokens in different orders, and sums depend on the order.
        place = np.repeat(np.arange(len(fields)), np.diff(ends))
        order = ((place * len(self._rows) + index) * 8 + loud).argsort()  # Loudness is below 8.
        index = index[order]
        weighted = (
            self._rows[index] * (loud[order].astype(np.float32) * token_weight[index])[:, None]
        )
        parts = np.zeros((len(fields), self.dimension), np.float32)
        for part, start, end in zip(parts, ends, ends[1:], strict=False):
            if end > start:
                np.add.reduce(weighted[start:end], axis=0, out=part)
        return parts


def _unit(vectors: Floats) -> Floats:
    """`vectors` [n, dimension] at unit length; zeros for those of no length."""
    squared = np.add.reduce(vectors * vectors, axis=1, keepdims=True)
    known = squared >= _TINY
    factor = np.where(known, squared, np.float32(1)).astype(np.float64) ** -0.5
    unit: Floats = vectors * (factor * known).astype(np.float32)
    return unit


def load_encoder(folder: Path) -> Encoder:
    """The encoder of a checkpoint folder; CheckpointError if it is missing, torn or unreadable."""
    return Encoder(load_checkpoint(folder))


def base_checkpoint() -> Path:
    """The folder of the shipped model: inside an installed package, else in the source checkout."""
    package = Path(__file__).resolve().parent.parent
    installed = package / "_models" / "base"
    return installed if installed.is_dir() else package.parent / "models" / "base"
