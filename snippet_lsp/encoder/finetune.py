"""The base model becomes a repository's own: training on what the repository says of itself.

Only rows of words that occur are trained, held to where they began; all else stays bit for bit.
Owns the loop and its settings. Reads no files; whether the result is used is for `promotion.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812 - its usual name

from .bag import Bag, Field
from .checkpoint import Checkpoint, Floats, quantize
from .dataset import Ints, Ragged, without_rows
from .evaluate import rank
from .model import Config, Model
from .repository import Kind, Question, Repository
from .subtokens import count_subtokens
from .vocabulary import Vocabulary
from .words import new_words, widened

WEIGHTS: Mapping[Kind, float] = {
    Kind.DOCUMENTATION: 1.0,
    Kind.NAME: 0.5,
    Kind.COMMENT: 0.5,
    Kind.TEST: 0.5,
    Kind.CALL: 0.25,
    Kind.COMMIT: 0.5,
}
"""How much a question of each kind counts."""


@dataclass(frozen=True, slots=True)
class Tuning:
    """How a repository is learnt."""

    epochs: float = 8.0
    batch: int = 256
    least_steps: int = 20
    most_steps: int = 1000
    """However large the repository is."""
    neighbours: int = 8
    """Questions that stand together in a batch because their answers do: they are hard to tell."""
    learning_rate: float = 2e-3
    weight_rate: float = 10.0
    """How much faster the weights of words are learnt than their vectors."""
    warm_up: float = 0.1
    anchor: float = 1e-3
    """How hard every row is held to where it began."""
    temperature: float = 0.08
    forward: float = 0.75
    """Share of the loss in which questions choose functions; in the rest these choose questions."""
    hidden_name: float = 0.3
    """Share of functions whose name a question does not get to see."""
    hidden_documentation: float = 0.5
    weights: Mapping[Kind, float] = field(default_factory=lambda: WEIGHTS)
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Lesson:
    """A repository as arrays over the U rows of the vocabulary that occur in it or in `others`."""

    base: Checkpoint
    """With the repository's own words."""
    words: Sequence[str]
    """Those that were added."""
    used: Ints
    """[U] rows of `base`."""
    questions: Ragged
    """The repository's, then others."""
    fields: tuple[Ragged, ...]
    """By `Field`, of the repository's documents, then of others."""


def lesson_of(
    base: Checkpoint, repository: Repository, others: Sequence[tuple[str, Bag]] = ()
) -> Lesson:
    """The arrays of a repository, with questions and bags that are not learnt but judged by."""
    bags = [document.bag for document in repository.documents]
    words = new_words(base, bags)
    wide = widened(base, words)
    vocabulary = wide.vocabulary
    texts = [question.text for question in repository.questions]
    texts += [text for text, _ in others]
    bags += [bag for _, bag in others]
    questions = _ragged([count_subtokens(text) for text in texts], vocabulary)
    fields = [_ragged([bag.fields[field] for bag in bags], vocabulary) for field in Field]
    used = np.unique(np.concatenate([part.ids for part in (questions, *fields)]))
    place = np.zeros(len(vocabulary), np.int64)
    place[used] = np.arange(len(used))
    questions, *fields = [replace(part, ids=place[part.ids]) for part in (questions, *fields)]
    return Lesson(wide, words, used, questions, tuple(fields))


def begin(lesson: Lesson) -> Model:
    """The base, as far as it is used."""
    base, used = lesson.base, lesson.used
    model = Model(Config(len(used), base.rows.shape[1], field_power=float(base.field_power[0])))
    with torch.no_grad():
        model.table.copy_(torch.from_numpy(base.rows[used] * base.scale[used, None]))
        model.query_weight.copy_(_logit(base.query_weight[used]))
        model.code_weight.copy_(_logit(base.code_weight[used]))
        model.field_weight.copy_(torch.from_numpy(base.field_weight).log())
    return model


def train(
    model: Model,
    lesson: Lesson,
    questions: Sequence[Question],
    places: Sequence[int],
    tuning: Tuning,
    report: Callable[[float], None] = lambda _share: None,
) -> int:
    """Train `model` in place on the questions at `places`; returns how many steps it took.

    `report` is told the share that is done. In one thread; the same input gives the same weights.
    """
    torch.set_num_threads(1)
    random = np.random.default_rng(tuning.seed)
    weights = np.array([tuning.weights.get(question.kind, 0.0) for question in questions])
    weights = weights.astype(np.float32)
    answers = np.array([question.document for question in questions], np.int64)
    is_name = np.array([question.kind is Kind.NAME for question in questions], np.bool_)
    _, texts = np.unique([question.text.lower() for question in questions], return_inverse=True)
    rows = np.array([place for place in places if weights[place] > 0], np.int64)
    batch = min(tuning.batch, len(rows))
    if batch < 2:
        return 0
    steps = int(min(max(tuning.epochs * len(rows) / batch, tuning.least_steps), tuning.most_steps))
    optimizer, began = _optimizer(model, tuning), model.table.detach().clone()
    for step, some in enumerate(_batches(rows, answers, batch, steps, tuning.neighbours, random)):
        for group in optimizer.param_groups:
            group["lr"] = group["peak"] * _rate(step, steps, tuning.warm_up)
        fields = [part.take(answers[some]) for part in lesson.fields]
        hidden = {
            Field.NAME: is_name[some] | (random.random(batch) < tuning.hidden_name),
            Field.DOCUMENTATION: random.random(batch) < tuning.hidden_documentation,
        }
        for part, drop in hidden.items():
            fields[part] = without_rows(fields[part], drop)
        asked, code = model(lesson.questions.take(some), fields)
        same = _equal(answers[some]) | _equal(texts[some])
        loss = _loss(model, asked, code, same, weights[some], tuning.forward)
        loss = loss + tuning.anchor * (model.table - began).square().sum()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        report((step + 1) / steps)
    return steps


def _optimizer(model: Model, tuning: Tuning) -> torch.optim.Optimizer:
    with torch.no_grad():
        model.scale.fill_(float(np.log(1 / tuning.temperature)))
    model.field_weight.requires_grad_(False)
    vectors, weights = [model.table, model.scale], [model.query_weight, model.code_weight]
    rate = tuning.learning_rate
    groups = [
        {"params": vectors, "peak": rate},
        {"params": weights, "peak": rate * tuning.weight_rate},
    ]
    return torch.optim.Adam(groups, lr=rate, fused=True)


def _batches(
    rows: Ints,
    answers: Ints,
    size: int,
    steps: int,
    neighbours: int,
    random: np.random.Generator,
) -> list[Ints]:
    """`steps` batches: epochs in which groups of neighbouring answers are shuffled."""
    found: list[Ints] = []
    while len(found) < steps:
        order = random.permutation(rows)
        order = order[np.argsort(answers[order], kind="stable")]
        groups = [order[i : i + neighbours] for i in range(0, len(order), neighbours)]
        order = np.concatenate([groups[i] for i in random.permutation(len(groups))])
        found += [order[i : i + size] for i in range(0, len(order) - size + 1, size)]
    return found[:steps]


def _rate(step: int, steps: int, warm_up: float) -> float:
    return min((step + 1) / max(1.0, steps * warm_up), (steps - step) / steps)


def _loss(
    model: Model,
    asked: Tensor,
    code: Tensor,
    same: npt.NDArray[np.bool_],
    weights: Floats,
    forward: float,
) -> Tensor:
    logits = (asked @ code.T * model.scale.exp()).masked_fill(torch.from_numpy(same), -1e4)
    wanted = torch.arange(len(logits))
    share = torch.from_numpy(weights / weights.sum())
    one = F.cross_entropy(logits, wanted, reduction="none")
    other = F.cross_entropy(logits.T, wanted, reduction="none")
    return (share * (forward * one + (1 - forward) * other)).sum()


def _equal(numbers: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """Pairs [B, B] that are equal, a number and itself left out."""
    same: npt.NDArray[np.bool_] = numbers[:, None] == numbers[None, :]
    np.fill_diagonal(same, False)
    return same


def between(lesson: Lesson, models: Sequence[Model], alpha: float) -> Model:
    """The model a share `alpha` of the way from the base to the mean of `models`."""
    found = begin(lesson)
    with torch.no_grad():
        for name in ("table", "query_weight", "code_weight"):
            own = getattr(found, name)
            mean = torch.stack([getattr(model, name) for model in models]).mean(dim=0)
            own.copy_(own + alpha * (mean - own))
    return found


def reciprocal_ranks(
    model: Model,
    lesson: Lesson,
    questions: Ints,
    pool: Ints,
    wanted: Ints,
    hidden: Sequence[Field] = (Field.DOCUMENTATION,),
) -> Floats:
    """1 / rank [n] of the answers `wanted` [n], places in `pool`, of functions without some fields.

    `questions` [n] and `pool` [m] are rows of the lesson.
    """
    fields = [part.take(pool) for part in lesson.fields]
    for part in hidden:
        fields[part] = without_rows(fields[part], np.ones(len(pool), np.bool_))
    with torch.no_grad():
        code = model(_nothing(len(pool)), fields)[1]
        asked = model(lesson.questions.take(questions), [_nothing(len(questions))] * len(Field))[0]
        scores = (asked @ code.T).numpy()
    ranks = [rank(row, want) for row, want in zip(scores, wanted.tolist(), strict=True)]
    return np.reciprocal(np.array(ranks, np.float32))


def tuned(lesson: Lesson, model: Model) -> Checkpoint:
    """The checkpoint: rows that were trained, and the base's as they are."""
    base, used = lesson.base, lesson.used
    rows, scale = base.rows.copy(), base.scale.copy()
    query, code = base.query_weight.copy(), base.code_weight.copy()
    with torch.no_grad():
        rows[used], scale[used] = quantize(model.table.numpy())
        query[used] = torch.sigmoid(model.query_weight).numpy()
        code[used] = torch.sigmoid(model.code_weight).numpy()
    return replace(base, rows=rows, scale=scale, query_weight=query, code_weight=code, identity="")


def _logit(weights: Floats) -> Tensor:
    return torch.logit(torch.from_numpy(weights.clip(1e-4, 1 - 1e-4)))


def _nothing(rows: int) -> Ragged:
    return Ragged(np.zeros(0, np.int64), np.zeros(0, np.float32), np.zeros(rows + 1, np.int64))


def _ragged(counts: Sequence[Mapping[str, int]], vocabulary: Vocabulary) -> Ragged:
    ids: list[int] = []
    loudness: list[float] = []
    starts = [0]
    for words in counts:
        own, loud = vocabulary.rows(words)
        ids += own
        loudness += loud
        starts.append(len(ids))
    return Ragged(
        np.array(ids, np.int64), np.array(loudness, np.float32), np.array(starts, np.int64)
    )
