"""Words of a question that are slips, and the words that were meant.

A word that the workspace or the model knows is kept unless it is so rare that a slip in a common
one is likelier. The last word could be the beginning of one, the question a name that somebody
types: those are kept too. Pure functions of a snapshot and a question.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from ..encoder.spelling import LONG, Guess, guesses, may_be_slip
from ..index.snapshot import Snapshot
from ..index.terms import term_of
from .names import name_score, rows_by_name

Commonness = Callable[[str], float]

SURE = 0.25
"""How sure a guess must be to be taken."""
SURER = 0.5
"""How sure it must be if the word itself is known."""
OFFERED = 3
"""Guesses kept of a word."""
TYPED = 0.1
"""How much less likely a word of the model is typed if the workspace does not have it."""
DISTINCT_TERMS = 30.0
"""Terms that an average symbol has: makes shares of symbols comparable with shares of words."""
ABSENT = 0.01
"""How much less likely such a word is what was meant by another."""
RAREST = 1e-5
"""Share from which a word is no slip, whatever it is near to."""
SHORTEST_STEM = 4
"""Letters of a stem that is compared with those of the workspace."""
A_NAME = 0.45
"""Name score from which a typed name is one: a beginning, a part or humps, not a subsequence."""


def guesses_of(
    snapshot: Snapshot, words: Sequence[str], name: Sequence[str] = ()
) -> Mapping[str, Sequence[Guess]]:
    """Words of a question that are slips, with what they could stand for, likeliest first.

    `words` are subtokens; `name` are the parts of a name if the question could be one.
    """
    commonness = _commonness(snapshot)
    last = words[-1] if words else ""
    found: dict[str, Sequence[Guess]] = {}
    for word in filter(may_be_slip, dict.fromkeys(words)):
        as_typed = _as_typed(snapshot, word)
        if as_typed < RAREST:
            found[word] = _guesses(snapshot, word, as_typed, word == last, commonness)
    if found.get(last) and name and _names_something(snapshot, name[-1]):
        del found[last]
    return {word: taken for word, taken in found.items() if taken}


def _as_typed(snapshot: Snapshot, word: str) -> float:
    """How likely a word is meant as it stands.

    The workspace knows stems only: a form that the model has never seen, of a stem that it has, is
    no word of the workspace.
    """
    in_model = snapshot.encoder.commonness(word)
    if not in_model and _is_misspelt_form(snapshot, word):
        return 0.0
    return max(_share(snapshot, word), TYPED * in_model)


def _is_misspelt_form(snapshot: Snapshot, word: str) -> bool:
    term = term_of(word)
    known = snapshot.encoder.lexicon.near(word, 1)
    return any(term_of(other) == term and not _is_form(word, other, False) for other, _ in known)


def _names_something(snapshot: Snapshot, part: str) -> bool:
    return any(
        name_score(living.segment.symbol(row), (part,)) >= A_NAME
        for living, rows in zip(
            snapshot.segments, rows_by_name(snapshot, part, loosely=True), strict=True
        )
        for row in rows
    )


def _guesses(
    snapshot: Snapshot, word: str, as_typed: float, is_last: bool, commonness: Commonness
) -> Sequence[Guess]:
    near = _near(snapshot, word, 1, is_last)
    if not near and len(word) >= LONG:
        near = _near(snapshot, word, 2, is_last)
    found = guesses(word, near.items(), commonness, as_typed)[:OFFERED]
    least = SURER if as_typed else SURE
    if not found or found[0].sureness < least or _is_form(word, found[0].word, is_last):
        return ()
    return found


def _is_form(word: str, known: str, is_last: bool) -> bool:
    """Whether a word is no slip but another form of a known one, or the start of it."""
    if term_of(word) != term_of(known):
        return False
    return is_last or word.startswith(known) or known == word + "s"


def _near(snapshot: Snapshot, word: str, most: int, is_last: bool) -> Mapping[str, int]:
    """Words of the model and of the workspace at most so many slips away, each with its number.

    Of the workspace's words only the stems are kept: they are compared with the stem. What is still
    being typed is near to nothing but what it is the beginning of.
    """
    vocabulary = snapshot.encoder.lexicon
    near = dict(vocabulary.near(word, most))
    stem = term_of(word)
    ending = word[len(stem) :] if word.startswith(stem) else ""
    spelt = {term_of(known) for known in near}
    begins = is_last and vocabulary.has_beginning(word)
    for living in snapshot.segments:
        lexicon = living.segment.lexicon
        begins = begins or (is_last and lexicon.has_beginning(word))
        for term, slips in lexicon.near(stem, most) if len(stem) >= SHORTEST_STEM else ():
            if term not in spelt:
                near[term + ending] = slips
    near.pop(word, None)
    if begins:
        near = {known: slips for known, slips in near.items() if known.startswith(word)}
    return near


def _commonness(snapshot: Snapshot) -> Commonness:
    return lambda word: _share(snapshot, word) + ABSENT * snapshot.encoder.commonness(word)


def _share(snapshot: Snapshot, word: str) -> float:
    """Share of the workspace's symbols that have a word in any form, as a share of words."""
    term = term_of(word)
    rows = sum(len(living.segment.postings.of(term)[0]) for living in snapshot.segments)
    return rows / (snapshot.row_count * DISTINCT_TERMS or 1.0)
