"""BM25 as the product has it, for bags without files: the baseline that needs no model."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from snippet_lsp.encoder import Bag
from snippet_lsp.encoder.checkpoint import Floats
from snippet_lsp.index.lexical import weigh
from snippet_lsp.search.lexical import K1, B
from snippet_lsp.search.query import query_of


def bm25(bags: Sequence[Bag], queries: Sequence[str]) -> Floats:
    """Scores [queries, bags]: stems, weighed by the field that they stand in."""
    documents = [weigh(bag, {}) for bag in bags]
    gains = _gains(documents)
    scores = np.zeros((len(queries), len(bags)), np.float32)
    for row, query in zip(scores, queries, strict=True):
        for term in query_of(query).terms:
            if gained := gains.get(term):
                row[gained[0]] += gained[1]
    return scores


def _gains(
    documents: Sequence[Mapping[str, float]],
) -> dict[str, tuple[npt.NDArray[np.intp], Floats]]:
    """For each term the documents that have it, and what each gains by it."""
    lengths = np.array([sum(document.values()) for document in documents], np.float32)
    norm = K1 * (1 - B + B * lengths / max(float(lengths.mean()), 1.0))
    found: dict[str, tuple[list[int], list[float]]] = {}
    for place, document in enumerate(documents):
        for term, weight in document.items():
            posting = found.setdefault(term, ([], []))
            posting[0].append(place)
            posting[1].append(weight)
    gains = {}
    for term, (place_list, weight_list) in found.items():
        places, tf = np.array(place_list), np.array(weight_list, np.float32)
        idf = math.log(1 + (len(documents) - len(places) + 0.5) / (len(places) + 0.5))
        gains[term] = places, (idf * tf * (K1 + 1) / (tf + norm[places])).astype(np.float32)
    return gains
