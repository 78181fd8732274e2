"""What a search for similar code is measured against: plain ways to compare texts.

All take the texts of n functions and give scores [n, n] of each row's likeness to every column.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from snippet_lsp.encoder.subtokens import subtokens
from snippet_lsp.index.terms import term_of

Scores = npt.NDArray[np.float32]


def character_ngrams(texts: Sequence[str], least: int = 3, most: int = 5) -> Scores:
    """Cosines of TF-IDF vectors of character n-grams, in lower case, white space as one blank."""
    return _cosines([_ngrams(text, least, most) for text in texts])


def word_tfidf(texts: Sequence[str]) -> Scores:
    """Cosines of TF-IDF vectors of stemmed subtokens."""
    return _cosines([_terms(text) for text in texts])


def bm25(texts: Sequence[str], k1: float = 1.2, b: float = 0.75) -> Scores:
    """BM25 of stemmed subtokens; the query's own counts are damped by their logarithm."""
    counted = [_terms(text) for text in texts]
    frequency = Counter(term for terms in counted for term in terms)
    place = {term: i for i, term in enumerate(frequency)}
    lengths = [sum(terms.values()) for terms in counted]
    average = sum(lengths) / len(lengths)
    documents = np.zeros((len(texts), len(place)), np.float32)
    queries = np.zeros_like(documents)
    for row, terms in enumerate(counted):
        norm = k1 * (1 - b + b * lengths[row] / average)
        for term, count in terms.items():
            rarity = math.log1p((len(texts) - frequency[term] + 0.5) / (frequency[term] + 0.5))
            documents[row, place[term]] = rarity * count * (k1 + 1) / (count + norm)
            queries[row, place[term]] = math.log1p(count)
    scores: Scores = queries @ documents.T
    return scores


def _cosines(counted: Sequence[Counter[str]]) -> Scores:
    frequency = Counter(term for terms in counted for term in terms)
    place = {term: i for i, term in enumerate(frequency)}
    vectors = np.zeros((len(counted), len(place)), np.float32)
    for row, terms in enumerate(counted):
        for term, count in terms.items():
            rarity = math.log((1 + len(counted)) / (1 + frequency[term]))
            vectors[row, place[term]] = (1 + math.log(count)) * rarity
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    scores: Scores = vectors @ vectors.T
    return scores


def _ngrams(text: str, least: int, most: int) -> Counter[str]:
    text = re.sub(r"\s+", " ", text.lower())
    return Counter(
        text[at : at + size]
        for size in range(least, most + 1)
        for at in range(len(text) - size + 1)
    )


def _terms(text: str) -> Counter[str]:
    return Counter(map(term_of, subtokens(text)))
