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
from ..index.snapshot import Snapshot
from ..types import NOWHERE, Alike, Hit, Span, Symbol, SymbolKind
from .alike import alike
from .dense import highest, nearest
from .languages import centres_of
from .lexical import lexical_scores
from .tokens import KEYWORDS, Tokens, family_of, tokens_of

Texts = Callable[[str, bytes], "bytes | None"]
"""The text of a file by its path and the hash it was indexed with; None when it is another now."""

WORDS = 0.45
"""Weight of shared words, where nearness of vectors has 1."""
NAME = 1.0
"""Weight of nearness of the names."""
COMMON_PART = 0.6
"""How much of what the names of all candidates have in common (`Panel_draw`, `Panel_move`) says
nothing."""
FEW_NAMES = 5
"""So many names halve that: what two of them have in common is no habit of the workspace."""
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

STEEPNESS = 4.5
MIDDLES = {(True, False): 1.1, (False, False): 0.65, (True, True): 1.55, (False, True): 1.3}
"""Scores of which half have the same purpose, where names are a part of them or not, and where the
language is another or the same: code of one language and one workspace is alike in more than that.
Fitted on the tasks of `benchmarks.similar` and, within a language, on 120 pairs of six projects."""
BEST_IDEA = 0.9
"""The likeness of what surely has the same purpose and is no copy."""
_NOISE = 0.01
_TINY = 1e-6

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
    hits = _compared(piece, named[:_COMPARED], tokens, texts)
    hits += [_hit(piece, candidate) for candidate in named[_COMPARED:limit]]
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
    shared, perfect = lexical_scores(snapshot, _telling_terms(bag))
    for living, words in zip(snapshot.segments, shared, strict=True):
        segment = living.segment
        rows = highest(words, min(WIDTH, int(np.count_nonzero(words))))
        if vector.any():
            rows = np.union1d(rows, nearest(living, vector, WIDTH))
        files = [segment.files[place] for place in segment.file_of[rows].tolist()]
        meaning = centres.nearness(vector, segment.vectors[rows], [file.language for file in files])
        scores = meaning + WORDS / perfect * words[rows]
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
    common_part = COMMON_PART * len(names) / (len(names) + FEW_NAMES)
    vectors -= common_part * vectors[1:].mean(axis=0)
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), _TINY)
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
    piece: Symbol, found: Sequence[_Candidate], tokens: Tokens, texts: Texts
) -> list[Hit]:
    """Hits of candidates; those are marked whose text is a copy of the piece's."""
    sources: dict[str, bytes | None] = {}
    size = len(piece.code.encode())
    hits = []
    for candidate in found:
        file, symbol = candidate.file, candidate.shown
        kind, likeness = None, 0.0
        if tokens.family == family_of(symbol.language) and _are_near(symbol.span, size):
            if file.path not in sources:
                sources[file.path] = texts(file.path, file.digest)
            if (source := sources[file.path]) is not None:
                code = source[symbol.span.start : symbol.span.end].decode("utf-8", "replace")
                kind, likeness = alike(tokens, tokens_of(code, symbol.language, symbol.name))
        hits.append(_hit(piece, candidate, kind, likeness))
    return hits


def _are_near(span: Span, size: int) -> bool:
    extent = span.end - span.start
    return extent <= size * _MOST_TIMES and size <= extent * _MOST_TIMES


def _hit(
    piece: Symbol, candidate: _Candidate, kind: Alike | None = None, likeness: float = 0.0
) -> Hit:
    is_same_language = family_of(piece.language) == family_of(candidate.symbol.language)
    middle = MIDDLES[bool(piece.name), is_same_language]
    sureness = float(1 / (1 + np.exp(STEEPNESS * (middle - candidate.score))))
    if kind is None or likeness < BEST_IDEA * sureness:
        likeness = BEST_IDEA * sureness
        # A type has no purpose that a function could have.
        if kind is None and sureness >= 0.5 and _runs(piece) == _runs(candidate.shown):
            kind = Alike.IDEA
    match = round(100 * likeness)
    return Hit(candidate.file.path, candidate.symbol, likeness, match, candidate.block, kind)


def _runs(symbol: Symbol) -> bool:
    return symbol.kind.is_callable or symbol.kind is SymbolKind.BLOCK


def _rank(candidate: _Candidate) -> tuple[float, str, int]:
    return -candidate.score, candidate.file.path, candidate.shown.span.start
