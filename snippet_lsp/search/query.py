"""A question, taken apart once."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ..encoder.spelling import Guess
from ..encoder.subtokens import subtokens
from ..errors import QueryError
from ..index.terms import term_of
from .filters import Filter, split_query
from .variants import variants_of

LONGEST = 2000
"""Characters: longer questions are code, for which there is `similar`."""

UNSURE = 20.0
"""Guesses that are so many times less sure than the best are not looked for."""

_LETTERS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_NAME = re.compile(r"[^\W\d][\w$?!]*(?:(?:\.|::|#|->|/|\\)[^\W\d][\w$?!]*)*(?:\(\))?")
_SEPARATOR = re.compile(r"\.|::|#|->|/|\\")
_STOP_WORDS = frozenset(
    """
    a an the of is are do does did how what where which who when why i we my it its that this
    """.split()
)


@dataclass(frozen=True, slots=True)
class Query:
    """What was asked."""

    text: str
    """The words, without filters and quotes."""
    terms: tuple[str, ...]
    """Distinct terms that count, in order: without articles and question words."""
    variants: Mapping[str, Mapping[str, float]]
    """For each term the other terms that could stand for it in code, and how surely each does."""
    name: tuple[str, ...]
    """The parts of a qualified name if the question could be one (`Session.get`), else empty."""
    filters: tuple[Filter, ...] = ()
    remark: str = ""
    """What to tell whoever asked, or ""."""


def parse_query(text: str) -> Query:
    """The question in a text. Raises QueryError when it is too long or a filter has no meaning."""
    text = text.strip()
    if len(text) > LONGEST:
        raise QueryError(f"the query has {len(text)} characters; {LONGEST} is the most")
    words, filters, remark = split_query(text)
    return replace(query_of(words), filters=filters, remark=remark)


def query_of(text: str) -> Query:
    """The question in words, none of which is taken for a filter."""
    words = subtokens(text)
    telling = [word for word in words if word not in _STOP_WORDS]
    terms = dict.fromkeys(term_of(word) for word in telling or words)
    variants = variants_of(words)
    name = _SEPARATOR.split(text.removesuffix("()")) if _NAME.fullmatch(text) else []
    return Query(text, tuple(terms), variants, tuple(name))


def respelt(query: Query, guesses: Mapping[str, Sequence[Guess]]) -> Query:
    """The question with the likeliest guess for each misspelt word, the others as variants."""
    if not guesses:
        return query

    def instead(match: re.Match[str]) -> str:
        found = guesses.get(match[0].lower())
        return found[0].word if found else match[0]

    corrected = query_of(_LETTERS.sub(instead, query.text))
    variants = {term: dict(of_term) for term, of_term in corrected.variants.items()}
    for found in guesses.values():
        best = found[0]
        of_best = variants.setdefault(term_of(best.word), {})
        for other in found[1:]:
            if other.sureness * UNSURE > best.sureness:
                of_best.setdefault(term_of(other.word), other.sureness / best.sureness)
    return replace(corrected, variants=variants, filters=query.filters, remark=query.remark)
