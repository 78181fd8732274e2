"""BM25, the baseline that needs no model."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from snippet_lsp.encoder import Bag
from snippet_lsp.encoder.checkpoint import Floats

_K1, _B = 1.5, 0.75


class Bm25:
    """BM25 over documents given as counts of words."""

    def __init__(self, documents: Sequence[Mapping[str, int]]) -> None:
        lengths = np.array([sum(document.values()) for document in documents], np.float32)
        norm = _K1 * (1 - _B + _B * lengths / max(float(lengths.mean()), 1.0))
        found: dict[str, tuple[list[int], list[int]]] = {}
        for i, document in enumerate(documents):
            for word, count in document.items():
                posting = found.setdefault(word, ([], []))
                posting[0].append(i)
                posting[1].append(count)
        self._size = len(documents)
        self._postings: dict[str, tuple[npt.NDArray[np.intp], Floats]] = {}
        for word, (place_list, count_list) in found.items():
            places, tf = np.array(place_list), np.array(count_list, np.float32)
            idf = math.log(1 + (self._size - len(places) + 0.5) / (len(places) + 0.5))
            gain = (idf * tf * (_K1 + 1) / (tf + norm[places])).astype(np.float32)
            self._postings[word] = (places, gain)

    def scores(self, words: Sequence[str]) -> Floats:
        """The score of every document [documents]."""
        total = np.zeros(self._size, np.float32)
        for word in words:
            if posting := self._postings.get(word):
                total[posting[0]] += posting[1]
        return total


def words_of(bag: Bag) -> Counter[str]:
    """All subtokens of a symbol, whatever field they stand in."""
    total: Counter[str] = Counter()
    for field in bag.fields:
        total.update(field)
    return total
