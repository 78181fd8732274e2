"""Questions in words or names to ranked hits.

Scores are fused, not ranks: each side's scores are divided by its best for the question, so that a
side that is sure of one answer says so. Every candidate gets what can be told from arrays; what
needs a closer look (names, directions) is added for the best.
"""

from __future__ import annotations

import numpy as np

from ..index.segment import FloatArray
from ..index.snapshot import Snapshot
from ..types import Hit, SymbolKind
from .blocks import shown_whole
from .candidates import Candidates, IntArray, collect
from .certainty import certainty
from .lexical import rarity
from .names import identifiers, name_score
from .priors import file_priors, symbol_prior
from .query import Query
from .roles import agreement, directions
from .signals import (
    DENSE_BASE,
    asked,
    completeness,
    file_dense,
    file_lexical,
    names_signal,
    path_share,
    relative,
)
from .weights import WEIGHTS, Weights

CLOSE = 80
"""Candidates that are looked at closely."""
CLOSEST = 20
"""Those whose words are read in order."""
NOISE = 0.02
"""Scores up to this say that nothing was found."""
_DIGITS = 6
"""Decimals of a score that do not depend on the machine."""


def rank(
    snapshot: Snapshot,
    query: Query,
    limit: int,
    *,
    group_by_file: bool = False,
    weights: Weights = WEIGHTS,
) -> list[Hit]:
    """The best answers to a question of some words, best first.

    With `group_by_file` the best of each file.
    """
    found = gather(snapshot, query)
    scores = score(found, query, weights)
    scores = one_a_file(found, scores) if group_by_file else spread(found, scores, query, weights)
    return _hits(found, scores, query, limit)


def gather(snapshot: Snapshot, query: Query) -> Candidates:
    """What could answer a question."""
    names = (
        [(query.name[-1], True)]
        if query.name
        else [(name, False) for name, _ in identifiers(query.text)]
    )
    vector = snapshot.encoder.encode_query(query.text)
    found = collect(snapshot, vector, dict.fromkeys(query.terms, 1.0), query.variants, names)
    return shown_whole(found) if query.name else found


def score(found: Candidates, query: Query, weights: Weights) -> FloatArray:
    """The score of each candidate, 0 to about 1.2."""
    if not len(found):
        return found.lexical
    words = asked(query, rarity(found.snapshot))
    of_file = (
        file_lexical(found)
        + weights.dense * file_dense(found)
        + weights.path * path_share(found, words)
    ) / (1 + weights.dense + weights.path)
    meaning = relative(found.dense, DENSE_BASE)
    own = (relative(found.lexical) + weights.dense * meaning) / (1 + weights.dense)
    scores = (own + weights.file * of_file[found.file]) / (1 + weights.file)
    share = 1 / ((1 + weights.dense) * (1 + weights.file))
    if not query.name:
        scores += share * weights.complete * completeness(found)
    terms = frozenset(query.terms)
    prior = file_priors(found.files, terms) ** np.float32(weights.priors)
    close = _highest(scores * prior[found.file], CLOSE)
    called = [found.called(place) for place in close.tolist()]
    scores[close] += share * names_signal([one.name for one in called], query, words, weights)
    if query.name:
        scores = _typed(found, scores, query, weights)
    elif ways := directions(query.text):
        closest = [found.symbol(place) for place in close[:CLOSEST].tolist()]
        agreeing = np.array([agreement(ways, symbol) for symbol in closest], np.float32)
        scores[close[:CLOSEST]] += share * weights.roles * agreeing
    scores *= prior[found.file]
    for place, one in zip(close.tolist(), called, strict=True):
        if one.kind is SymbolKind.MODULE:
            scores[place] *= np.float32(symbol_prior(found.symbol(place)))
    rounded: FloatArray = np.round(scores, _DIGITS)
    return rounded


def _typed(found: Candidates, scores: FloatArray, query: Query, weights: Weights) -> FloatArray:
    """Scores for a question that could be a name: who resembles it comes before what is meant."""
    scores = 0.5 * scores
    for place in np.flatnonzero(found.named).tolist():
        if resembling := name_score(found.called(place), query.name):
            scores[place] = weights.typed * resembling + (1 - weights.typed) * 2 * scores[place]
    return scores


def _highest(scores: FloatArray, count: int) -> IntArray:
    """The places of the `count` highest scores, in order; ties in the order of candidates."""
    return np.argsort(-scores, kind="stable")[:count]


def one_a_file(found: Candidates, scores: FloatArray) -> FloatArray:
    """Scores in which only the best of each file is left."""
    order = _highest(scores, len(scores))
    _, first = np.unique(found.file[order], return_index=True)
    left = np.zeros_like(scores)
    left[order[first]] = scores[order[first]]
    return left


def spread(found: Candidates, scores: FloatArray, query: Query, weights: Weights) -> FloatArray:
    """Scores in which a file's second, third, … best count less and less."""
    order = np.lexsort((-scores, found.file))
    file = found.file[order]
    rank = np.arange(len(order)) - np.searchsorted(file, file)
    left = scores.copy()
    factor = weights.same_name if query.name else weights.same_file
    left[order] *= (factor**rank).astype(np.float32)
    return left


def _hits(found: Candidates, scores: FloatArray, query: Query, limit: int) -> list[Hit]:
    places = [place for place in _highest(scores, limit).tolist() if scores[place] > NOISE]
    sureness = certainty(found, scores, query)
    hits = []
    for place in places:
        sure = sureness(float(scores[place]))
        path = found.files[found.file[place]].path
        hits.append(
            Hit(path, found.symbol(place), sure, round(100 * sure), block=found.part(place))
        )
    return hits
