"""The model in PyTorch: a neural bag of words that puts queries and code into one space.

    vector(query) = unit(sum of loudness * query_weight[t] * table[t] over its subtokens t)
    vector(code)  = unit(sum over fields f of field_weight[f] * part(f) / |part(f)|^power)
    part(f)       = sum of loudness * code_weight[t] * table[t] over the subtokens t of the field

Owns the mathematics and the loss; `inference.py` computes the same with numpy. Shapes in comments:
V subtokens, D dimensions, B pairs in a batch, T subtokens of a whole batch.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - its usual name

from .bag import Field
from .checkpoint import Checkpoint, Floats, quantize
from .dataset import Ragged
from .vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Config:
    """What shapes the model."""

    vocabulary: int
    dimension: int = 256
    field_weights: tuple[float, ...] = (1.0, 0.4, 0.4, 0.5, 1.0)
    """Where learning starts, by `Field`."""
    field_power: float = 1.0
    """How much of a field's length is taken out: 0 none, 1 all."""
    temperature: float = 0.06
    """Where learning starts."""


class Model(nn.Module):  # type: ignore[misc, unused-ignore]
    """One table for queries and code; separate weights of its subtokens for each."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        self.config = config
        v, d = config.vocabulary, config.dimension
        self.table = nn.Parameter(torch.randn(v, d) / d**0.5)  # [V, D]
        self.query_weight = nn.Parameter(torch.zeros(v))  # [V], before the sigmoid
        self.code_weight = nn.Parameter(torch.zeros(v))  # [V], before the sigmoid
        self.field_weight = nn.Parameter(torch.tensor(config.field_weights).log())  # [fields]
        self.scale = nn.Parameter(torch.tensor(1 / config.temperature).log())  # []

    def forward(self, queries: Ragged, fields: Sequence[Ragged]) -> tuple[Tensor, Tensor]:
        """Unit vectors of B queries and of B functions, given a row of each field: both [B, D].

        One lookup for everything: the gradient of each would be as large as the table.
        """
        parts = [queries, *fields]
        weights = [
            torch.sigmoid(self.query_weight)[torch.from_numpy(queries.ids)],
            torch.sigmoid(self.code_weight)[_joined([field.ids for field in fields])],
        ]
        loudness = _joined([part.loudness for part in parts])  # [T]
        ends = np.cumsum([0] + [len(part.ids) for part in parts])
        offsets = [part.starts[:-1] + end for part, end in zip(parts, ends, strict=False)]
        sums = F.embedding_bag(  # [(1 + fields) * B, D]
            _joined([part.ids for part in parts]),
            self.table,
            _joined(offsets),
            mode="sum",
            per_sample_weights=loudness * torch.cat(weights),
        ).view(len(parts), -1, self.config.dimension)
        squared = sums[1:].square().sum(dim=2, keepdim=True)  # [fields, B, 1]
        damped = sums[1:] * squared.clamp_min(1e-12) ** (-self.config.field_power / 2)
        code = (self.field_weight.exp()[:, None, None] * damped).sum(dim=0)  # [B, D]
        return F.normalize(sums[0], dim=1), F.normalize(code, dim=1)

    def loss(self, queries: Tensor, code: Tensor, same: Tensor) -> Tensor:
        """Symmetric InfoNCE of B pairs; `same` [B, B] marks pairs that are no negatives."""
        logits = queries @ code.T * self.scale.exp()  # [B, B]
        logits = logits.masked_fill(same, -1e4)
        wanted = torch.arange(len(logits))
        return (F.cross_entropy(logits, wanted) + F.cross_entropy(logits.T, wanted)) / 2


def _joined(arrays: Sequence[npt.NDArray[Any]]) -> Tensor:
    return torch.from_numpy(np.concatenate(arrays))


def initialize(model: Model, vectors: Floats, frequency: Floats) -> None:
    """Start from given vectors [V, D] and, by smooth inverse frequency [V], from their weights."""
    inverse = 1e-3 / (1e-3 + frequency)
    logit = torch.from_numpy(np.log(inverse / (1 - inverse).clip(1e-6))).float().clamp(-4, 4)
    with torch.no_grad():
        model.table.copy_(torch.from_numpy(vectors))
        model.query_weight.copy_(logit)
        model.code_weight.copy_(logit)


def to_checkpoint(model: Model, vocabulary: Vocabulary) -> Checkpoint:
    """The model as it is kept, its table rounded to int8."""
    with torch.no_grad():
        rows, scale = quantize(model.table.numpy())
        return Checkpoint(
            vocabulary=vocabulary,
            rows=rows,
            scale=scale,
            query_weight=torch.sigmoid(model.query_weight).numpy(),
            code_weight=torch.sigmoid(model.code_weight).numpy(),
            field_weight=model.field_weight.exp().numpy(),
            field_power=np.full(len(Field), model.config.field_power, np.float32),
        )


def from_checkpoint(checkpoint: Checkpoint) -> Model:
    """The model of a checkpoint, as far as that keeps it: rounded, and the scale at its start."""
    v, d = checkpoint.rows.shape
    model = Model(Config(v, d, field_power=float(checkpoint.field_power[0])))
    table = checkpoint.rows * checkpoint.scale[:, None]
    with torch.no_grad():
        model.table.copy_(torch.from_numpy(table))
        model.query_weight.copy_(torch.logit(torch.from_numpy(checkpoint.query_weight)))
        model.code_weight.copy_(torch.logit(torch.from_numpy(checkpoint.code_weight)))
        model.field_weight.copy_(torch.from_numpy(checkpoint.field_weight).log())
    return model
