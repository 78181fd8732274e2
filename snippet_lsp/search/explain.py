"""Why a hit was found. Pure functions of a snapshot, a question and its hits."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from ..encoder.subtokens import subtokens
from ..index.segment import FloatArray, Segment
from ..index.snapshot import Snapshot
from ..index.terms import term_of
from ..types import Hit, MatchedWord, Shares, Symbol, Why
from .lexical import lexical_scores
from .names import name_score
from .query import Query

MOST_SENTENCES = 12
"""Sentences of a symbol's documentation that are looked at."""
LONGEST_PHRASE = 200
CLOSE = 0.25
"""How like the question a sentence must be to be shown, where 1 is the same words."""

_SENTENCE = re.compile(r"\S(?:(?!\n\s*\n)[^.!?]|[.!?](?!\s|$))*[.!?]?")


def explained(snapshot: Snapshot, query: Query, hits: Sequence[Hit]) -> list[Hit]:
    """The hits of a question, each with why it was found."""
    vector = snapshot.encoder.encode_query(query.text)
    terms = dict.fromkeys(query.terms, 1.0)
    scores, perfect = lexical_scores(snapshot, terms, query.variants)
    places = [_row_of(snapshot, hit) for hit in hits]
    words = [float(scores[number][row]) / perfect for number, row in places]
    meaning = [
        max(0.0, float(snapshot.segments[number].segment.vectors[row] @ vector))
        for number, row in places
    ]
    most_words, most_meaning = max(words, default=0.0) or 1.0, max(meaning, default=0.0) or 1.0
    found = []
    for hit, (number, row), by_words, by_meaning in zip(hits, places, words, meaning, strict=True):
        segment = snapshot.segments[number].segment
        named = name_score(hit.symbol, query.name) if query.name else 0.0
        sides = np.array([3 * named, by_words / most_words, by_meaning / most_meaning])
        shares = (sides / (sides.sum() or 1.0)).round(3).tolist()
        matched = tuple(_matched_words(query, hit, segment, row))
        phrase = _closest_phrase(snapshot, query, vector, hit.symbol)
        found.append(replace(hit, why=Why(matched, phrase, Shares(*shares))))
    return found


def _row_of(snapshot: Snapshot, hit: Hit) -> tuple[int, int]:
    """The number of the segment that a hit is in, and its row."""
    for number, living in enumerate(snapshot.segments):
        segment = living.segment
        place = segment.files.place_of(hit.path)
        if place is not None and living.files[place]:
            first, end = segment.first_row[place : place + 2].tolist()
            spans = segment.symbols.places[first:end, :2]
            for row in (first + np.flatnonzero((spans == hit.symbol.span).all(axis=1))).tolist():
                if segment.symbol(row) == hit.symbol:
                    return number, row
    raise LookupError(hit.path)


def _matched_words(query: Query, hit: Hit, segment: Segment, row: int) -> Iterator[MatchedWord]:
    """The first word of the symbol, in the order of fields, that answers each of the question."""
    fields = _words_by_term(hit)
    for asked in dict.fromkeys(subtokens(query.text)):
        term = term_of(asked)
        if term not in query.terms:
            continue
        spellings = [term, *query.variants.get(term, {})]
        for field, words in fields.items():
            if found := next((words[s] for s in spellings if s in words), ""):
                yield MatchedWord(asked, found, field)
                break
            # Of the code only the stems are kept.
            if field == "documentation" and (
                stem := next((s for s in spellings if _has(segment, row, s)), "")
            ):
                if stem in fields["path"]:
                    continue
                yield MatchedWord(asked, asked if stem == term else stem, "code")
                break


def _words_by_term(hit: Hit) -> Mapping[str, Mapping[str, str]]:
    """For each field the word that stands there for each term."""
    symbol = hit.symbol
    texts = {
        "name": symbol.name,
        "container": symbol.container,
        "signature": symbol.signature,
        "documentation": symbol.documentation,
        "path": hit.path,
    }
    return {
        field: {term_of(word): word for word in reversed(subtokens(text))}
        for field, text in texts.items()
    }


def _has(segment: Segment, row: int, term: str) -> bool:
    rows, _ = segment.postings.of(term)
    at = int(np.searchsorted(rows, row))
    return at < len(rows) and int(rows[at]) == row


def _closest_phrase(snapshot: Snapshot, query: Query, vector: FloatArray, symbol: Symbol) -> str:
    best, closest = CLOSE, ""
    wanted = set(query.terms)
    for number, match in enumerate(_SENTENCE.finditer(symbol.documentation)):
        if number == MOST_SENTENCES:
            break
        sentence = " ".join(match[0].split())[:LONGEST_PHRASE]
        shared = wanted & {term_of(word) for word in subtokens(sentence)}
        cosine = float(snapshot.encoder.encode_query(sentence) @ vector)
        closeness = (cosine + len(shared) / len(wanted)) / 2
        if closeness > best:
            best, closest = closeness, sentence
    return closest
