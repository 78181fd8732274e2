"""What speaks for a candidate besides its scores: one small function a signal.

Each gives an array over candidates or files, 0 to 1, or -1 to 1 where it can speak against one.
What each adds is printed by `python -m benchmarks.retrieval`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from ..encoder.subtokens import subtokens
from ..index.segment import FloatArray
from ..index.terms import term_of
from .candidates import Candidates, IntArray
from .names import identifier_score, identifiers
from .query import Query
from .weights import Weights

LEXICAL_DECAY, LEXICAL_DEPTH = 0.8, 10
DENSE_DECAY, DENSE_DEPTH = 0.7, 6
"""A file's evidence: the sum over its best symbols, each counting less than the one before."""
DENSE_BASE = 0.4
"""Share of the best cosine that anything in the repository has."""
COMMON = 0.1
"""What a short path of words that are everywhere must share with a question: so much of the
question's mean rarity is added to what the path could share."""

Rarity = Callable[[str], float]
"""How telling a term is in this snapshot (`lexical.rarity`)."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The terms of a question, weighed by how telling they are."""

    rarity: Rarity
    sureness: Mapping[str, float]
    """For a term that may occur, how surely it answers one of the question's terms."""
    mean: float
    """Mean rarity of the question's terms."""

    def share_of(self, terms: Collection[str], slack: float = 0.0) -> float:
        """Share of some terms that the question has, 0 to 1; less for common ones with `slack`."""
        if self.sureness.keys().isdisjoint(terms):
            return 0.0
        matched = possible = 0.0
        for term in terms:
            rarity = self.rarity(term)
            possible += rarity
            matched += rarity * self.sureness.get(term, 0.0)
        # Nothing is telling in an index of one row.
        return matched / (possible + slack * self.mean) if matched else 0.0


def asked(query: Query, rarity: Rarity) -> Asked:
    """A question's terms, and what could stand for them."""
    sureness: dict[str, float] = {}
    for variants in query.variants.values():
        for variant, sure in variants.items():
            sureness[variant] = max(sure, sureness.get(variant, 0.0))
    sureness.update(dict.fromkeys(query.terms, 1.0))
    mean = sum(map(rarity, query.terms)) / max(1, len(query.terms))
    return Asked(rarity, sureness, mean)


def relative(scores: FloatArray, base: float = 0.0) -> FloatArray:
    """Scores beside the best of this question: the two sides have no common scale.

    Up to `base`, a share of the best, they say nothing.
    """
    best = scores.max(initial=0.0)
    if best <= 0:
        return scores
    relation: FloatArray = np.maximum(scores / best - base, 0) / (1 - base)
    return relation


def file_lexical(found: Candidates) -> FloatArray:
    """[files]: questions about how things work share their words among a file's functions."""
    return relative(
        _decaying(found.lexical, found.file, len(found.files), LEXICAL_DECAY, LEXICAL_DEPTH)
    )


def file_dense(found: Candidates) -> FloatArray:
    """[files]: the same for meaning, where fewer symbols are enough."""
    return relative(_decaying(found.dense, found.file, len(found.files), DENSE_DECAY, DENSE_DEPTH))


def path_share(found: Candidates, asked: Asked) -> FloatArray:
    """[files]: a file is named for what it is about, as far as its words are not everywhere."""
    return np.array([asked.share_of(_path_terms(f.path), COMMON) for f in found.files], np.float32)


def completeness(found: Candidates) -> FloatArray:
    """How far the share of the question's words is past half: text that was copied from code."""
    return np.maximum(2 * found.lexical - 1, 0)


def names_signal(names: Sequence[str], query: Query, asked: Asked, weights: Weights) -> FloatArray:
    """[names]: a name says in a few words what its author thought of."""
    spelt = () if query.name else identifiers(query.text)
    of_name: dict[str, float] = {}
    for name in names:
        if name not in of_name:
            terms = _name_terms(name)
            value = weights.identifier * identifier_score(name, spelt) if spelt else 0.0
            value += weights.named * asked.share_of(terms)
            of_name[name] = value
    return np.array([of_name[name] for name in names], np.float32)


def _decaying(
    scores: FloatArray, file: IntArray, files: int, decay: float, depth: int
) -> FloatArray:
    """[files]: the sum over each file's `depth` best scores, each counting less by `decay`."""
    order = np.lexsort((-scores, file))
    sorted_file = file[order]
    rank = np.arange(len(order)) - np.searchsorted(sorted_file, sorted_file)
    counted = np.where(rank < depth, scores[order] * decay**rank, 0)
    return np.bincount(sorted_file, counted, files).astype(np.float32)


@lru_cache(maxsize=1 << 16)
def _path_terms(path: str) -> frozenset[str]:
    folders, _, name = path.rpartition("/")
    return frozenset(map(term_of, subtokens(f"{folders}/{name.partition('.')[0]}")))


@lru_cache(maxsize=1 << 14)
def _name_terms(name: str) -> frozenset[str]:
    return frozenset(map(term_of, subtokens(name)))
