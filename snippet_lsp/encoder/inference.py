"""Vectors of queries and bags from a checkpoint, with numpy alone.

Owns the arithmetic that must equal `model.py`'s. Every vector is summed row by row in a fixed
order, without BLAS: the same bag gives the same bits whatever it is encoded together with, on
however many threads.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from .bag import Bag
from .checkpoint import Checkpoint, Floats, load_checkpoint
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
        self._fields = [
            (np.float32(weight), float(power))
            for weight, power in zip(checkpoint.field_weight, checkpoint.field_power, strict=True)
        ]

    def encode_query(self, text: str) -> Floats:
        """The vector of a question [dimension], of unit length; zeros if no word is known."""
        total = self._sum(Counter(subtokens(text)), self._query_weight)
        return np.zeros(self.dimension, np.float32) if total is None else _unit(total)

    def encode_bags(self, bags: Sequence[Bag]) -> Floats:
        """The vectors of symbols [n, dimension], each of unit length, or zero if nothing is known.

        A bag's row has the same bits whatever else is in `bags`.
        """
        vectors = np.zeros((len(bags), self.dimension), np.float32)
        for row, bag in zip(vectors, bags, strict=True):
            for field, (weight, power) in zip(bag.fields, self._fields, strict=True):
                if field and (total := self._sum(field, self._code_weight)) is not None:
                    row += total * (weight * _damping(total, power))
            row[:] = _unit(row)
        return vectors

    def _sum(self, counts: Mapping[str, int], token_weight: Floats) -> Floats | None:
        """The weighted sum of the tokens' rows [dimension]; None if none is known."""
        rows, loudness = self._vocabulary.rows(counts)
        if not rows:
            return None
        if len(rows) > 1:  # Equal bags may list their tokens in different orders.
            pairs = sorted(zip(rows, loudness, strict=True))
            rows, loudness = [row for row, _ in pairs], [loud for _, loud in pairs]
        index = np.array(rows, np.intp)
        weight = np.array(loudness, np.float32) * token_weight[index]
        weighted = self._rows[index] * weight[:, None]
        total: Floats = np.add.reduce(weighted, axis=0)
        return total


def _squared_length(vector: Floats) -> float:
    return float(np.add.reduce(vector * vector))


def _damping(total: Floats, power: float) -> np.float32:
    """1 / length^power."""
    if power == 0:
        return np.float32(1)
    return np.float32(max(_squared_length(total), _TINY) ** (-power / 2))


def _unit(vector: Floats) -> Floats:
    squared = _squared_length(vector)
    if squared < _TINY:
        return np.zeros_like(vector)
    unit: Floats = vector * np.float32(1 / np.sqrt(squared))
    return unit


def load_encoder(folder: Path) -> Encoder:
    """The encoder of a checkpoint folder; CheckpointError if it is missing, torn or unreadable."""
    return Encoder(load_checkpoint(folder))


def base_checkpoint() -> Path:
    """The folder of the shipped model: inside an installed package, else in the source checkout."""
    package = Path(__file__).resolve().parent.parent
    installed = package / "_models" / "base"
    return installed if installed.is_dir() else package.parent / "models" / "base"
