"""How well an encoder finds functions by questions: what a model is judged by before it is used.

Data, baselines and tables are in `benchmarks/encoder.py`.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .bag import Bag
from .checkpoint import Floats
from .inference import Encoder


def reciprocal_ranks(
    encoder: Encoder, bags: Sequence[Bag], queries: Sequence[str], wanted: Sequence[int]
) -> Floats:
    """1 / rank [queries] of each query's one right answer, `wanted`, among all `bags`."""
    vectors = encoder.encode_bags(bags)
    ranks = [
        rank(vectors @ encoder.encode_query(query), want)
        for query, want in zip(queries, wanted, strict=True)
    ]
    return np.reciprocal(np.array(ranks, np.float32))


def rank(scores: Floats, wanted: int) -> int:
    """The 1-based place of `wanted` in `scores` [n]; ties go to the lower index."""
    better = np.count_nonzero(scores > scores[wanted])
    return 1 + int(better + np.count_nonzero(scores[:wanted] == scores[wanted]))
