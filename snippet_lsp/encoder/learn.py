"""A repository learnt from beginning to end: hold out, train, judge, report.

Owns what is held out and what the report says. Needs torch; reads no files.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from .bag import Bag, Field
from .checkpoint import Checkpoint, Floats
from .dataset import Ints, without_rows
from .finetune import (
    Lesson,
    Tuning,
    begin,
    between,
    lesson_of,
    reciprocal_ranks,
    train,
    tuned,
)
from .model import Model
from .neighbours import Changed, changed_words
from .promotion import ALPHAS, Verdict, judge
from .repository import PROSE, Kind, Repository, folds, learnt_from

FOLDS = 3
"""Models that are trained: each documented function is held out of one, and judges that."""
LEAST_DESCRIBED = 60
"""Documented functions from which on they are what is judged by."""
LEAST_DOCUMENTS = 60
"""Functions from which on a repository has something to learn from."""


@dataclass(frozen=True, slots=True)
class Report:
    """What was learnt, and why it is served or not."""

    verdict: Verdict
    judged_by: str
    """The kind of the held-out questions."""
    functions: int
    pairs: dict[str, int]
    """Questions that were learnt from, by kind."""
    words: int
    """Words that were added to the vocabulary."""
    changed: tuple[Changed, ...]
    """Words whose neighbours changed most."""
    steps: int
    seconds: float
    """CPU time of all but reading the files."""

    def to_json(self) -> dict[str, Any]:
        """For `report.json`."""
        return {**asdict(self), "verdict": self.verdict.to_json()}


@dataclass(frozen=True, slots=True)
class Fold:
    """Files that one of the models learns nothing about that is said in words."""

    kind: Kind
    """Of the questions that it is judged by."""
    places: Ints
    """[n] of these questions."""
    files: tuple[str, ...]
    """[n]: where their answers lie."""
    answers: frozenset[int]
    """Documents in the files, whose documentation nothing may see."""
    learnt: list[int]
    """Places of the questions that are learnt from."""


def learn(
    base: Checkpoint,
    repository: Repository,
    general: Sequence[tuple[str, Bag]],
    tuning: Tuning | None = None,
    progress: Callable[[float], None] = lambda _share: None,
) -> tuple[Checkpoint, Report]:
    """The repository's checkpoint, as far from `base` as was best, and the report, whose verdict
    says whether it may be served. `general` are questions that must not lose by it."""
    started = time.process_time()
    tuning = tuning or Tuning()
    lesson = lesson_of(base, repository, general)
    models: list[Model] = []
    held: dict[float, list[Floats]] = {alpha: [] for alpha in (0.0, *ALPHAS)}
    parts = folds_of(repository)
    steps = 0
    for number, fold in enumerate(parts):
        seen, model = without_answers(lesson, fold), begin(lesson)
        report_share = _part(progress, number, len(parts))
        steps += train(model, seen, repository.questions, fold.learnt, tuning, report_share)
        models.append(model)
        for alpha, found in held.items():
            found.append(held_ranks(between(lesson, [model], alpha), seen, repository, fold))
    known = {
        alpha: general_ranks(between(lesson, models, alpha), lesson, repository, len(general))
        for alpha in held
    }
    files = [file for fold in parts for file in fold.files]
    verdict = judge({a: np.concatenate(found) for a, found in held.items()}, files, known)
    chosen = between(lesson, models, verdict.alpha)
    kinds = Counter(question.kind.value for question in repository.questions)
    report = Report(
        verdict=verdict,
        judged_by=parts[0].kind.value,
        functions=sum(not document.is_block for document in repository.documents),
        pairs={kind.value: kinds[kind.value] for kind in Kind},
        words=len(lesson.words),
        changed=_changed(lesson, repository, begin(lesson), chosen),
        steps=steps,
        seconds=round(time.process_time() - started, 2),
    )
    return tuned(lesson, chosen), report


def folds_of(repository: Repository) -> list[Fold]:
    """What to judge by: documentation, or where there is too little of it names.

    Each fold's model learns nothing of what people wrote in its files; where names judge, nothing
    at all.
    """
    kind, withheld = Kind.DOCUMENTATION, PROSE
    if sum(question.kind is kind for question in repository.questions) < LEAST_DESCRIBED:
        kind, withheld = Kind.NAME, frozenset(Kind)
    return [_fold(repository, kind, files, withheld) for files in folds(repository, kind, FOLDS)]


def _fold(
    repository: Repository, kind: Kind, files: frozenset[str], withheld: frozenset[Kind]
) -> Fold:
    documents, questions = repository.documents, repository.questions
    places = [
        place
        for place, question in enumerate(questions)
        if question.kind is kind and documents[question.document].path in files
    ]
    return Fold(
        kind,
        np.array(places, np.int64),
        tuple(documents[questions[place].document].path for place in places),
        frozenset(place for place, each in enumerate(documents) if each.path in files),
        learnt_from(repository, files, withheld),
    )


def without_answers(lesson: Lesson, fold: Fold) -> Lesson:
    """The lesson without the documentation of the files of a fold."""
    fields = list(lesson.fields)
    drop = np.zeros(len(fields[Field.DOCUMENTATION].starts) - 1, np.bool_)
    drop[list(fold.answers)] = True
    fields[Field.DOCUMENTATION] = without_rows(fields[Field.DOCUMENTATION], drop)
    return replace(lesson, fields=tuple(fields))


def held_ranks(model: Model, lesson: Lesson, repository: Repository, fold: Fold) -> Floats:
    """Reciprocal ranks of what was held out, among all functions without documentation."""
    own = [place for place, document in enumerate(repository.documents) if not document.is_block]
    wanted = [repository.questions[place].document for place in fold.places.tolist()]
    pool = np.array(own, np.int64)
    hidden = [Field.DOCUMENTATION]
    if fold.kind is Kind.NAME:
        hidden.append(Field.NAME)
    at = np.searchsorted(pool, np.array(wanted, np.int64))
    return reciprocal_ranks(model, lesson, fold.places, pool, at, hidden)


def _part(progress: Callable[[float], None], number: int, count: int) -> Callable[[float], None]:
    return lambda share: progress((number + share) / count)


def general_ranks(model: Model, lesson: Lesson, repository: Repository, count: int) -> Floats:
    """Reciprocal ranks of the general questions among their own functions."""
    places = np.arange(count, dtype=np.int64)
    first = len(repository.documents)
    return reciprocal_ranks(
        model, lesson, places + len(repository.questions), places + first, places
    )


def _changed(
    lesson: Lesson, repository: Repository, before: Model, after: Model
) -> tuple[Changed, ...]:
    own = len(repository.documents)
    count = np.zeros(len(lesson.used), np.int64)
    for part in lesson.fields:
        np.add.at(count, part.ids[: part.starts[own]], 1)
    words = lesson.base.vocabulary.words()
    named = [words[row] for row in lesson.used.tolist()]
    tables = [model.table.detach().numpy() for model in (before, after)]
    return changed_words(named, count, tables[0], tables[1])
