"""A small model made on the spot: every word a random direction. Real code, no training."""

from __future__ import annotations

import numpy as np

from snippet_lsp.encoder import Encoder, Field
from snippet_lsp.encoder.checkpoint import Checkpoint, quantize
from snippet_lsp.encoder.vocabulary import Vocabulary, build_tokenizer

WORDS = """
    add read write file user mail send parse date time zone local token list sort item config
    load save open close get set value key name path error retry upload http request response
""".split()


def tiny_encoder(dimension: int = 32, identity: str = "tiny") -> Encoder:
    """An encoder that knows `WORDS`."""
    vocabulary = Vocabulary(build_tokenizer(dict.fromkeys(WORDS, 10), least=1, most=1000))
    size = len(vocabulary)
    vectors = np.random.default_rng(7).normal(size=(size, dimension)).astype(np.float32)
    rows, scale = quantize(vectors)
    ones = np.ones(size, np.float32)
    fields = np.ones(len(Field), np.float32)
    return Encoder(Checkpoint(vocabulary, rows, scale, ones, ones, fields, fields * 0, identity))
