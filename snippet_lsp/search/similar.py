"""Code to the code most like it: copies first, then what has the same purpose.

A wide look by vectors and words, a closer one by names, and a comparison token by token of the few
dozen best, whose text is read again. All but the last knows nothing of languages.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..encoder import Bag, Encoder, Field, bag_of
from ..index.columns import IndexedFile
from ..index.lexical import weigh
from ..index.segment import FloatArray
from ..index.snapshot import Snapshot
from ..types import NOWHERE, Alike, Hit, Span, Symbol, SymbolKind
from .alike import alike
from .dense import highest, nearest
from .languages import centres_of
from .tokens import KEYWORDS, Tokens, family_of, tokens_of

Texts = Callable[[str, bytes], "bytes | None"]
"""The text of a file by its path and the hash it was indexed with; None when it is another now."""

WORDS = 0.45
"""Weight of shared words, where nearness of vectors has 1."""
NAME = 1.0
"""Weight of nearness of the names."""
COMMON_NAME = 20
"""Candidates of one name that halve its weight: `get` and `main` say little."""

WIDTH = 150
"""Rows taken from each side of the wide look, of each segment."""
_NAMED = 60
"""Of these, how many are looked at by name."""
_COMPARED = 30
"""Of these, how many are compared token by token."""
_MOST_TIMES = 3
"""A text so many times as long as another is no copy of it."""
_MOST_TERMS = 60
_SATURATION = 1.2

STEEPNESS = 5.0
MIDDLE, NAMELESS_MIDDLE = 1.1, 0.9
"""The logistic curve by which scores, which names are a part of or not, are set beside the likeness
of copies."""
IDEA = 0.73
"""The height of that curve from which half of what is found has the same purpose: both fitted on
the tasks of `benchmarks.similar`."""
BEST_IDEA = 0.9
"""The likeness of what surely has the same purpose and is no copy."""
_NOISE = 0.02

_NAMELESS = Symbol(SymbolKind.FUNCTION, "", "", "", "", "", "", Span(0, 0), NOWHERE, NOWHERE)


@dataclass(frozen=True, slots=True)
class _Candidate:
    file: IndexedFile
    symbol: Symbol
    block: Symbol | None
    """The part of the symbol that this is, if it is one."""
    score: float

    @property
    def shown(self) -> Symbol:
        """What is compared."""
        return self.block or self.symbol


def similar(
    snapshot: Snapshot,
    piece: Symbol,
    limit: int,
    texts: Texts,
    leave_out: str | None = None,
) -> list[Hit]:
    """What is most like a piece of code, best first.

    `leave_out` is the path of the file that the piece comes from, if it does: symbols there that
    overlap its span are no answers.
    """
    found = [
        candidate
        for candidate in _wide(snapshot, piece)
        if candidate.symbol.kind is not SymbolKind.MODULE
        and not (candidate.file.path == leave_out and candidate.shown.span.overlaps(piece.span))
    ]
    found.sort(key=_rank)
    named = _by_name(snapshot.encoder, piece.name, found[:_NAMED]) + found[_NAMED:]
    named.sort(key=_rank)
    tokens = tokens_of(piece.code, piece.language, piece.name)
    middle = MIDDLE if piece.name else NAMELESS_MIDDLE
    size = len(piece.code.encode())
    hits = _compared(named[:_COMPARED], tokens, size, middle, texts)
    hits += [_hit(candidate, middle) for candidate in named[_COMPARED:limit]]
    hits.sort(key=lambda hit: (-hit.score, hit.path, hit.shown.span.start))
    return [hit for hit in _one_a_symbol(hits)[:limit] if hit.score > _NOISE]


def _one_a_symbol(hits: Sequence[Hit]) -> list[Hit]:
    """The best hit of each function: itself or one of its blocks."""
    first: dict[tuple[str, Span], Hit] = {}
    for hit in hits:
        first.setdefault((hit.path, hit.symbol.span), hit)
    return list(first.values())


def _wide(snapshot: Snapshot, piece: Symbol) -> list[_Candidate]:
    """The rows nearest by meaning and by words, scored by both."""
    bag = bag_of(piece)
    centres = centres_of(snapshot)
    # Types and parameters say more of the language than of the purpose.
    fields = [{} if i == Field.SIGNATURE else part for i, part in enumerate(bag.fields)]
    bare = replace(bag, fields=tuple(fields))
    vector = centres.centred(snapshot.encoder.encode_bags([bare])[0], piece.language)
    found: list[_Candidate] = []
    for living, words in zip(snapshot.segments, _shared_words(snapshot, bag), strict=True):
        segment = living.segment
        rows = highest(words, min(WIDTH, int(np.count_nonzero(words))))
        if vector.any():
            rows = np.union1d(rows, nearest(living, vector, WIDTH))
        files = [segment.files[place] for place in segment.file_of[rows].tolist()]
        meaning = centres.nearness(vector, segment.vectors[rows], [file.language for file in files])
        scores = meaning + WORDS * words[rows]
        functions = segment.function_of[rows].tolist()
        found += [
            _Candidate(
                file,
                segment.symbol(function),
                segment.symbol(row) if row != function else None,
                score,
            )
            for file, row, function, score in zip(
                files, rows.tolist(), functions, scores.tolist(), strict=True
            )
        ]
    return found


def _shared_words(snapshot: Snapshot, bag: Bag) -> list[FloatArray]:
    """For the rows of each segment the share of the piece's telling words that they have, 0 to 1.

    A word counts by how rare it is, and saturates as in BM25.
    """
    segments = [living.segment for living in snapshot.segments]
    scores = [np.zeros(len(segment), np.float32) for segment in segments]
    total = snapshot.row_count
    average = sum(float(s.postings.lengths.sum()) for s in segments) / max(1, sum(map(len, scores)))
    perfect = 1e-9
    for term, importance in _telling_terms(bag).items():
        found = [segment.postings.of(term) for segment in segments]
        rarity = np.log1p(total / (1 + sum(len(rows) for rows, _ in found)))
        perfect += importance * rarity
        for score, segment, (rows, weights) in zip(scores, segments, found, strict=True):
            length = segment.postings.lengths[rows] / average
            saturated = weights / (weights + _SATURATION * (0.4 + 0.6 * length))
            score[rows] += (importance * rarity) * saturated
    for score, living in zip(scores, snapshot.segments, strict=True):
        score /= perfect
        if not living.whole:
            score[~living.rows] = 0.0
    return scores


def _telling_terms(bag: Bag) -> Mapping[str, float]:
    """The terms of a piece of code that say most, with the damped weight of each."""
    plain = tuple({w: n for w, n in part.items() if w not in KEYWORDS} for part in bag.fields)
    weights = weigh(replace(bag, fields=plain), {})
    ordered = sorted(weights.items(), key=lambda item: (-item[1], item[0]))[:_MOST_TERMS]
    return {term: float(np.log1p(weight)) for term, weight in ordered if len(term) > 1}


def _by_name(encoder: Encoder, name: str, found: Sequence[_Candidate]) -> list[_Candidate]:
    """The candidates, with what their names say added to their scores."""
    names = {candidate.shown.name for candidate in found}
    if not name or not found:
        return list(found)
    common = Counter(candidate.shown.name for candidate in found)
    ordered = [name, *sorted(names)]
    vectors = encoder.encode_bags([_bag_of_name(one) for one in ordered])
    nearness = dict(zip(ordered[1:], (vectors[1:] @ vectors[0]).tolist(), strict=True))
    return [
        replace(
            c, score=c.score + NAME * max(0.0, nearness[name]) / (1 + common[name] / COMMON_NAME)
        )
        for c in found
        for name in (c.shown.name,)
    ]


def _bag_of_name(name: str) -> Bag:
    return bag_of(replace(_NAMELESS, name=name))


def _compared(
    found: Sequence[_Candidate], piece: Tokens, size: int, middle: float, texts: Texts
) -> list[Hit]:
    """Hits of candidates; those are marked whose text is a copy of the piece's, of `size` bytes."""
    sources: dict[str, bytes | None] = {}
    hits = []
    for candidate in found:
        file, symbol = candidate.file, candidate.shown
        kind, likeness = None, 0.0
        if piece.family == family_of(symbol.language) and _are_near(symbol.span, size):
            if file.path not in sources:
                sources[file.path] = texts(file.path, file.digest)
            if (source := sources[file.path]) is not None:
                code = source[symbol.span.start : symbol.span.end].decode("utf-8", "replace")
                kind, likeness = alike(piece, tokens_of(code, symbol.language, symbol.name))
        hits.append(_hit(candidate, middle, kind, likeness))
    return hits


def _are_near(span: Span, size: int) -> bool:
    extent = span.end - span.start
    return extent <= size * _MOST_TIMES and size <= extent * _MOST_TIMES


def _hit(
    candidate: _Candidate, middle: float, kind: Alike | None = None, likeness: float = 0.0
) -> Hit:
    sureness = float(1 / (1 + np.exp(STEEPNESS * (middle - candidate.score))))
    if kind is None or likeness < BEST_IDEA * sureness:
        likeness = BEST_IDEA * sureness
        kind = kind or (Alike.IDEA if sureness >= IDEA else None)
    match = round(100 * likeness)
    return Hit(candidate.file.path, candidate.symbol, likeness, match, candidate.block, kind)


def _rank(candidate: _Candidate) -> tuple[float, str, int]:
    return -candidate.score, candidate.file.path, candidate.shown.span.start
