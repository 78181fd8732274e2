"""Words of a question that nobody knows, and the words of the workspace that were meant.

What the workspace or the model knows is never corrected, nor what could be the beginning of such a
word or a name that somebody types. Pure functions of a snapshot and a question.
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
OFFERED = 3
"""Guesses kept of a word."""
DISTINCT_TERMS = 30.0
"""Terms that an average symbol has: makes shares of symbols comparable with shares of words."""
ABSENT = 0.01
"""How much less likely a word is meant if the workspace does not have it."""
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
    unknown = [word for word in dict.fromkeys(words) if _is_unknown(snapshot, word)]
    if not unknown or (name and _names_something(snapshot, tuple(name))):
        return {}
    commonness = _commonness(snapshot)
    found = {word: _guesses(snapshot, word, commonness) for word in unknown}
    return {word: taken for word, taken in found.items() if taken}


def _is_unknown(snapshot: Snapshot, word: str) -> bool:
    if not may_be_slip(word) or snapshot.encoder.commonness(word):
        return False
    term = term_of(word)
    return not any(term in living.segment.postings.terms for living in snapshot.segments)


def _names_something(snapshot: Snapshot, name: tuple[str, ...]) -> bool:
    return any(
        name_score(living.segment.symbol(row), name[-1:]) >= A_NAME
        for living in snapshot.segments
        for row in rows_by_name(living, name[-1], loosely=True)
    )


def _guesses(snapshot: Snapshot, word: str, commonness: Commonness) -> Sequence[Guess]:
    near = _near(snapshot, word, 1) or (_near(snapshot, word, 2) if len(word) >= LONG else {})
    found = guesses(word, near.items(), commonness)[:OFFERED]
    if not found or found[0].sureness < SURE or term_of(found[0].word) == term_of(word):
        return ()  # Another form of a word is no slip.
    return found


def _near(snapshot: Snapshot, word: str, most: int) -> Mapping[str, int]:
    """Words of the model and of the workspace at most so many slips away, each with its number.

    Of the workspace's words only the stems are kept: they are compared with the stem.
    """
    vocabulary = snapshot.encoder.lexicon
    near = dict(vocabulary.near(word, most))
    stem = term_of(word)
    ending = word[len(stem) :] if word.startswith(stem) else ""
    spelt = {term_of(known) for known in near}
    begins = vocabulary.has_beginning(word)
    for living in snapshot.segments:
        lexicon = living.segment.lexicon
        begins = begins or lexicon.has_beginning(word)
        for term, slips in lexicon.near(stem, most) if len(stem) >= SHORTEST_STEM else ():
            if term not in spelt:
                near[term + ending] = slips
    if begins:
        near = {known: slips for known, slips in near.items() if known.startswith(word)}
    return near


def _commonness(snapshot: Snapshot) -> Commonness:
    total = snapshot.row_count * DISTINCT_TERMS or 1.0

    def commonness(word: str) -> float:
        term = term_of(word)
        rows = sum(len(living.segment.postings.of(term)[0]) for living in snapshot.segments)
        return rows / total + ABSENT * snapshot.encoder.commonness(word)

    return commonness
