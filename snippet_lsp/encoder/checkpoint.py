"""The folder of a model: `model.safetensors`, `tokenizer.json` and `config.json`.

Owns the format. A table row is kept as int8 with a scale of its own, which costs nothing in
ranking and makes the model a quarter of its size.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from safetensors import SafetensorError
from safetensors.numpy import load, save

from ..errors import CheckpointError
from .bag import Field
from .vocabulary import Vocabulary

FORMAT = 1
"""Raised when older code could not read what newer code writes."""

_TENSORS = "model.safetensors"
_TOKENIZER = "tokenizer.json"
_CONFIG = "config.json"

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A model as it is kept: V rows of D dimensions, row 0 unused."""

    vocabulary: Vocabulary
    """With the text of `tokenizer.json`."""
    rows: npt.NDArray[np.int8]
    """[V, D]; row times its scale is the subtoken's vector."""
    scale: Floats
    """[V]"""
    query_weight: Floats
    """[V], how much a subtoken counts in a query."""
    code_weight: Floats
    """[V], how much it counts in code."""
    field_weight: Floats
    """[fields]"""
    field_power: Floats
    """[fields], the power of a field's length that it is divided by: 0 leaves it, 1 normalises."""
    identity: str = ""
    """Hex hash of the folder's files; "" before it has been saved."""


def quantize(vectors: Floats) -> tuple[npt.NDArray[np.int8], Floats]:
    """int8 rows [V, D] and their scales [V]; off by at most half a scale."""
    largest = np.abs(vectors).max(axis=1)
    scale = (np.where(largest > 0, largest, 1) / 127).astype(np.float32)
    rows = np.rint(vectors / scale[:, None]).clip(-127, 127).astype(np.int8)
    return rows, scale


def save_checkpoint(folder: Path, checkpoint: Checkpoint, provenance: dict[str, object]) -> None:
    """Write the folder; `provenance` says in `config.json` how the model was made."""
    folder.mkdir(parents=True, exist_ok=True)
    tensors: dict[str, npt.NDArray[Any]] = {
        "rows": checkpoint.rows,
        "scale": checkpoint.scale,
        "query_weight": checkpoint.query_weight,
        "code_weight": checkpoint.code_weight,
        "field_weight": checkpoint.field_weight,
        "field_power": checkpoint.field_power,
    }
    config = {
        "format": FORMAT,
        "vocabulary": checkpoint.rows.shape[0],
        "dimension": checkpoint.rows.shape[1],
        "fields": [field.name.lower() for field in Field],
        "provenance": provenance,
    }
    (folder / _TENSORS).write_bytes(save(tensors))
    (folder / _TOKENIZER).write_text(checkpoint.vocabulary.tokenizer, "utf-8", newline="\n")
    (folder / _CONFIG).write_text(json.dumps(config, indent=2) + "\n", "utf-8", newline="\n")


def load_checkpoint(folder: Path) -> Checkpoint:
    """Read a folder. Raises CheckpointError when it is missing, torn or of another format."""
    try:
        content = {name: (folder / name).read_bytes() for name in (_CONFIG, _TOKENIZER, _TENSORS)}
    except OSError as error:
        raise CheckpointError(f"no model in {folder}: cannot read {error.filename}") from error
    try:
        config = json.loads(content[_CONFIG])
        form = config["format"]
    except (ValueError, KeyError, TypeError) as error:
        raise CheckpointError(f"the model in {folder} is torn: bad {_CONFIG}") from error
    if form != FORMAT:
        raise CheckpointError(
            f"the model in {folder} has format {form}, this version reads {FORMAT}"
        )
    try:
        tensors = load(content[_TENSORS])
    except (SafetensorError, ValueError) as error:
        raise CheckpointError(f"the model in {folder} is torn: bad {_TENSORS}") from error
    try:
        vocabulary = Vocabulary(content[_TOKENIZER].decode("utf-8"))
    except (ValueError, LookupError, TypeError) as error:
        raise CheckpointError(f"the model in {folder} is torn: bad {_TOKENIZER}") from error
    _check_shapes(config, tensors, len(vocabulary), folder)
    return Checkpoint(vocabulary=vocabulary, identity=_identity(content), **tensors)


def _check_shapes(
    config: dict[str, object],
    tensors: dict[str, npt.NDArray[np.float32]],
    size: int,
    folder: Path,
) -> None:
    dimension = config.get("dimension")
    wanted = {
        "rows": ((size, dimension), np.int8),
        "scale": ((size,), np.float32),
        "query_weight": ((size,), np.float32),
        "code_weight": ((size,), np.float32),
        "field_weight": ((len(Field),), np.float32),
        "field_power": ((len(Field),), np.float32),
    }
    found = {name: (tensor.shape, tensor.dtype.type) for name, tensor in tensors.items()}
    if found != wanted:
        raise CheckpointError(f"the model in {folder} is torn: its tensors do not fit together")


def _identity(content: dict[str, bytes]) -> str:
    digest = blake2b(digest_size=16)
    for name, data in sorted(content.items()):
        digest.update(f"{name} {len(data)}\n".encode())
        digest.update(data)
    return digest.hexdigest()
