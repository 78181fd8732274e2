"""A query to what was found: the way through it, from text to ranked hits."""

from __future__ import annotations

from ..encoder.subtokens import subtokens
from ..index.snapshot import Snapshot
from ..types import Found, Hit
from .correction import guesses_of
from .explain import explained
from .filters import Filter, Property
from .narrowing import first_by_name, narrowed
from .query import Query, parse_query, respelt
from .ranking import rank
from .weights import WEIGHTS, Weights


def ask(
    snapshot: Snapshot,
    text: str,
    limit: int,
    *,
    group_by_file: bool = False,
    explain: bool = False,
    weights: Weights = WEIGHTS,
) -> Found:
    """The best answers to a query, best first; with `group_by_file` the best of each file.

    A query of nothing but filters lists what passes them by name. Raises QueryError when the query
    is too long, or a filter has a value that does not exist.
    """
    query = parse_query(text)
    passing = narrowed(snapshot, query.filters)
    remark = query.remark or _remark(snapshot, passing, query.filters)
    if limit < 1 or not passing.row_count:
        return Found((), remark=remark)
    if not query.terms:
        listed = _listed(passing, query.filters, limit, group_by_file) if query.filters else ()
        return Found(tuple(listed), remark=remark)
    asked = corrected(snapshot, query)
    hits = rank(passing, asked, limit, group_by_file=group_by_file, weights=weights)
    if explain:
        hits = explained(passing, asked, hits)
    return Found(tuple(hits), asked.text if asked.text != query.text else "", remark)


def corrected(snapshot: Snapshot, query: Query) -> Query:
    """The query with what was meant for words that are slips, by what a workspace has."""
    # Who mistyped a filter has been told so; its letters are no word of a question.
    words = [] if query.remark else subtokens(query.text)
    return respelt(query, guesses_of(snapshot, words, query.name))


def search(
    snapshot: Snapshot,
    text: str,
    limit: int,
    *,
    group_by_file: bool = False,
    weights: Weights = WEIGHTS,
) -> list[Hit]:
    """The hits of `ask`."""
    return list(ask(snapshot, text, limit, group_by_file=group_by_file, weights=weights).hits)


def _listed(
    snapshot: Snapshot, filters: tuple[Filter, ...], limit: int, group_by_file: bool
) -> list[Hit]:
    """What passes the filters, by name; what has none only where its kind is asked for."""
    by_kind = any(one.property is Property.KIND and not one.negated for one in filters)
    first = first_by_name(snapshot, limit, one_a_file=group_by_file, nameless=by_kind)
    return [Hit(file.path, symbol, 1.0, 100) for file, symbol in first]


def _remark(snapshot: Snapshot, passing: Snapshot, filters: tuple[Filter, ...]) -> str:
    """Which filter leaves nothing of what there is, or ""."""
    if passing.row_count or not snapshot.row_count:
        return ""
    for one in filters:
        if not narrowed(snapshot, [one]).row_count:
            here = f"; there are {', '.join(sorted(snapshot.languages))}"
            return f"nothing passes {one}{here if one.property is Property.LANGUAGE else ''}"
    return f"nothing passes {' '.join(map(str, filters))} together"
