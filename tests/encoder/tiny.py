"""A model of ten words, for tests that need one and not a good one."""

from __future__ import annotations

import numpy as np

from snippet_lsp.encoder import Bag
from snippet_lsp.encoder.checkpoint import Checkpoint, quantize
from snippet_lsp.encoder.vocabulary import Vocabulary, build_tokenizer

WORDS = ("get", "set", "user", "name", "send", "mail", "file", "open", "read", "time")


def checkpoint(dimension: int = 8, seed: int = 0) -> Checkpoint:
    random = np.random.default_rng(seed)
    words = {word: 100 + i for i, word in enumerate(WORDS)}
    size = len(WORDS) + 1
    rows, scale = quantize(random.normal(size=(size, dimension)).astype(np.float32))
    return Checkpoint(
        vocabulary=Vocabulary(build_tokenizer(words)),
        rows=rows,
        scale=scale,
        query_weight=random.random(size, np.float32),
        code_weight=random.random(size, np.float32),
        field_weight=np.array([1, 0.5, 0.4, 0.7, 0.9], np.float32),
        field_power=np.full(5, 0.5, np.float32),
    )


def bag(name: str = "", body: str = "", documentation: str = "") -> Bag:
    fields: list[dict[str, int]] = []
    for words in (name, "", "", documentation, body):
        field: dict[str, int] = {}
        for word in words.split():
            field[word] = field.get(word, 0) + 1
        fields.append(field)
    return Bag(tuple(fields))
