"""A question, taken apart once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from ..encoder.subtokens import subtokens
from ..errors import QueryError
from ..index.terms import term_of
from .variants import variants_of

LONGEST = 2000
"""Characters: longer questions are code, for which there is `similar`."""

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
    terms: tuple[str, ...]
    """Distinct terms that count, in order: without articles and question words."""
    variants: Mapping[str, Mapping[str, float]]
    """For each term the other terms that could stand for it in code, and how surely each does."""
    name: tuple[str, ...]
    """The parts of a qualified name if the question could be one (`Session.get`), else empty."""


def parse_query(text: str) -> Query:
    """The question in a text. Raises QueryError when it is too long."""
    text = text.strip()
    if len(text) > LONGEST:
        raise QueryError(f"the query has {len(text)} characters; {LONGEST} is the most")
    words = subtokens(text)
    telling = [word for word in words if word not in _STOP_WORDS]
    terms = dict.fromkeys(term_of(word) for word in telling or words)
    variants = variants_of(words)
    name = _SEPARATOR.split(text.removesuffix("()")) if _NAME.fullmatch(text) else []
    return Query(text, tuple(terms), variants, tuple(name))
