"""Questions in words or names to ranked hits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from ..encoder.subtokens import subtokens
from ..index.snapshot import Snapshot
from ..index.terms import term_of
from ..types import Hit
from .candidates import Candidate, candidates
from .names import name_score
from .priors import file_prior, symbol_prior
from .query import Query, parse_query

DENSE = 0.85
"""Weight of the dense side, where the lexical side has 1; both are divided by their maximum."""
FILE_SUPPORT = 0.8
"""How much the other symbols of its file speak for a symbol."""
LEXICAL_DECAY, LEXICAL_DEPTH = 0.8, 10
DENSE_DECAY, DENSE_DEPTH = 0.7, 6
"""A file's evidence: the sum over its best symbols, each counting less than the one before."""
STEM = 1.0
"""Bonus for the share of the file name's words that the question has."""
SAME_FILE = 0.82
"""Factor on a file's second hit, squared on its third, and so on: no file crowds out others."""
NOISE = 0.02
"""Scores up to this say that nothing was found."""


@dataclass(frozen=True, slots=True)
class _Scored:
    candidate: Candidate
    score: float


def search(snapshot: Snapshot, text: str, limit: int, *, group_by_file: bool = False) -> list[Hit]:
    """The best answers, best first; with `group_by_file` the best of each file.

    Raises QueryError when the question is too long.
    """
    query = parse_query(text)
    if not query.terms or limit < 1:
        return []
    vector = snapshot.encoder.encode_query(query.text)
    found = candidates(
        snapshot, vector, dict.fromkeys(query.terms, 1.0), query.variants, query.name
    )
    scored = _score(found, query)
    return to_hits(_one_a_file(scored) if group_by_file else _spread(scored), limit)


def to_hits(scored: Sequence[tuple[Candidate, float]], limit: int) -> list[Hit]:
    """Hits in descending order of score, which is 0 to 1; ties by path and place."""
    ordered = sorted(
        scored, key=lambda pair: (-pair[1], pair[0].file.path, pair[0].symbol.span.start)
    )
    return [
        Hit(c.file.path, c.symbol, score, max(0, min(100, round(100 * score))))
        for c, score in ordered[:limit]
        if score > NOISE
    ]


def _score(found: Sequence[Candidate], query: Query) -> list[_Scored]:
    """Scores 0 to 1: how well a symbol does beside the best, times how good the best is."""
    if not found:
        return []
    best_lexical = max(c.lexical for c in found) or 1.0
    best_dense = max(c.dense for c in found) or 1.0
    terms = frozenset(query.terms)
    files = _file_evidence(found, terms)
    confidence = min(1.0, 0.5 * best_lexical + 0.5 * best_dense + 0.1)
    scored = []
    for c in found:
        own = (c.lexical / best_lexical + DENSE * c.dense / best_dense) / (1 + DENSE)
        fused = (own + FILE_SUPPORT * files[c.file.path]) / (1 + FILE_SUPPORT)
        score = fused * confidence
        if query.name:
            named = name_score(c.symbol, query.name)
            score = 0.75 * named + 0.25 * score if named else 0.5 * score
        scored.append(_Scored(c, score * file_prior(c.file, terms) * symbol_prior(c.symbol)))
    return scored


def _file_evidence(found: Sequence[Candidate], terms: frozenset[str]) -> dict[str, float]:
    """0 to 1 for each file: its best symbols' scores, decaying, and its name."""
    by_path: dict[str, list[Candidate]] = defaultdict(list)
    for c in found:
        by_path[c.file.path].append(c)
    lexical = {
        path: _decaying([c.lexical for c in cs], LEXICAL_DECAY, LEXICAL_DEPTH)
        for path, cs in by_path.items()
    }
    dense = {
        path: _decaying([c.dense for c in cs], DENSE_DECAY, DENSE_DEPTH)
        for path, cs in by_path.items()
    }
    best_lexical = max(lexical.values()) or 1.0
    best_dense = max(dense.values()) or 1.0
    return {
        path: (
            lexical[path] / best_lexical
            + DENSE * dense[path] / best_dense
            + STEM * _stem_share(path, terms)
        )
        / (1 + DENSE + STEM)
        for path in by_path
    }


def _decaying(scores: Sequence[float], decay: float, depth: int) -> float:
    ordered = sorted(scores, reverse=True)[:depth]
    return sum(score * decay**rank for rank, score in enumerate(ordered))


def _stem_share(path: str, terms: frozenset[str]) -> float:
    stem = _stem_terms(path)
    return len(stem & terms) / len(stem) if stem else 0.0


@lru_cache(maxsize=1 << 16)
def _stem_terms(path: str) -> frozenset[str]:
    name = path.rpartition("/")[2].partition(".")[0]
    return frozenset(term_of(word) for word in subtokens(name))


def _one_a_file(scored: Sequence[_Scored]) -> list[tuple[Candidate, float]]:
    best: dict[str, _Scored] = {}
    for one in scored:
        path = one.candidate.file.path
        if path not in best or one.score > best[path].score:
            best[path] = one
    return [(one.candidate, one.score) for one in best.values()]


def _spread(scored: Sequence[_Scored]) -> list[tuple[Candidate, float]]:
    seen: dict[str, int] = defaultdict(int)
    spread = []
    for one in sorted(scored, key=lambda one: -one.score):
        path = one.candidate.file.path
        spread.append((one.candidate, one.score * SAME_FILE ** seen[path]))
        seen[path] += 1
    return spread
