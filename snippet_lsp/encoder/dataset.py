"""Training pairs as arrays: ragged rows of vocabulary ids, and the order they are learnt in.

Owns what a training query and the code beside it may see of each other. Knows no gradients.

The sentence of a pair is the start of its documentation, so the code beside it keeps only the rest
of that. A name that is the query is taken out of the code in the same way.
"""

from __future__ import annotations

import sys
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .bag import Field
from .pairs import Pair
from .subtokens import subtokens
from .vocabulary import Vocabulary

BLOCK = 16
"""Pairs of one repository that stand together in a batch: they tell its functions apart."""

ASKED = 0.25
"""Share of the queries that get "how to" or the name of the language."""

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]

_SPOKEN = {
    "bash": ("bash", "shell"),
    "c": ("c",),
    "cpp": ("c", "cpp"),
    "csharp": ("c", "csharp", "net"),
    "go": ("go", "golang"),
    "javascript": ("javascript", "js", "node"),
    "tsx": ("typescript", "react"),
    "typescript": ("typescript",),
}


@dataclass(frozen=True, slots=True)
class Ragged:
    """Rows of different length: row i is `ids[starts[i]:starts[i + 1]]`, with a loudness each."""

    ids: npt.NDArray[np.int64] | npt.NDArray[np.int32]
    loudness: Floats
    starts: Ints

    def take(self, rows: Ints) -> Ragged:
        """The given rows, in that order."""
        lengths = self.starts[rows + 1] - self.starts[rows]
        starts = np.concatenate(([0], np.cumsum(lengths)))
        within = np.arange(starts[-1]) - np.repeat(starts[:-1], lengths)
        index = np.repeat(self.starts[rows], lengths) + within
        return Ragged(self.ids[index].astype(np.int64), self.loudness[index], starts)


class _Rows:
    """A `Ragged` in the making, in a few bytes a subtoken."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._ids = array("i")
        self._loudness = array("f")
        self._starts = array("q", [0])

    def append(self, counts: Mapping[str, int]) -> None:
        ids, loudness = self._vocabulary.rows(counts)
        self._ids.extend(ids)
        self._loudness.extend(loudness)
        self._starts.append(len(self._ids))

    def done(self) -> Ragged:
        return Ragged(
            np.frombuffer(self._ids, np.int32),
            np.frombuffer(self._loudness, np.float32),
            np.frombuffer(self._starts, np.int64),
        )


@dataclass(frozen=True, slots=True)
class Dataset:
    """Pairs in arrays; row i of each belongs to pair i."""

    sentences: Ragged
    names: Ragged
    fields: tuple[Ragged, ...]
    """By `Field`; documentation is without the sentence."""
    whole_documentation: Ragged
    described: npt.NDArray[np.bool_]
    """Whether the pair has a sentence."""
    sentence_number: Ints
    """Equal for equal sentences: such pairs are no negatives of each other."""
    name_number: Ints
    project: Ints
    language: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.project)


def count_words(pairs: Iterable[Pair]) -> Counter[str]:
    """In how many functions or sentences each subtoken occurs."""
    counts: Counter[str] = Counter()
    for pair in pairs:
        counts.update(set().union(*pair.bag.fields))
    return counts


def dataset_of(pairs: Iterable[Pair], vocabulary: Vocabulary) -> Dataset:
    """The arrays of `pairs`, which are read once."""
    sentences, whole_documentation = _Rows(vocabulary), _Rows(vocabulary)
    fields = [_Rows(vocabulary) for _ in Field]
    described = array("b")
    sentence_number, name_number, project = _Numbers(), _Numbers(), _Numbers()
    language: list[str] = []
    for pair in pairs:
        sentence = Counter(subtokens(pair.sentence))
        documentation = pair.bag.fields[Field.DOCUMENTATION]
        rest = Counter(documentation) - sentence if sentence else documentation
        for field, rows in zip(Field, fields, strict=True):
            rows.append(rest if field is Field.DOCUMENTATION else pair.bag.fields[field])
        sentences.append(sentence)
        whole_documentation.append(documentation)
        described.append(bool(pair.sentence))
        sentence_number.append(pair.sentence.lower())
        name_number.append(" ".join(subtokens(pair.name)))
        project.append(pair.project)
        language.append(sys.intern(pair.language))
    done = tuple(rows.done() for rows in fields)
    return Dataset(
        sentences=sentences.done(),
        names=done[Field.NAME],
        fields=done,
        whole_documentation=whole_documentation.done(),
        described=np.array(described, bool),
        sentence_number=sentence_number.done(),
        name_number=name_number.done(),
        project=project.done(),
        language=tuple(language),
    )


class _Numbers:
    """Labels as numbers: equal for equal labels."""

    def __init__(self) -> None:
        self._known: dict[str, int] = {}
        self._numbers = array("q")

    def append(self, label: str) -> None:
        self._numbers.append(self._known.setdefault(label, len(self._known)))

    def done(self) -> Ints:
        return np.frombuffer(self._numbers, np.int64)


def batches(project: Ints, rows: Ints, size: int, random: np.random.Generator) -> Iterator[Ints]:
    """All of `rows` once, in batches made of blocks from one repository each.

    What does not fill a block or the last batch is left for another epoch.
    """
    order = random.permutation(rows)
    order = order[np.argsort(project[order], kind="stable")]
    edges = np.flatnonzero(np.diff(project[order])) + 1
    blocks = [
        part[start : start + BLOCK]
        for part in np.split(order, edges)
        for start in range(0, len(part) - BLOCK + 1, BLOCK)
    ]
    shuffled = random.permutation(len(blocks))
    width = max(1, size // BLOCK)
    for start in range(0, len(blocks) - width + 1, width):
        yield np.concatenate([blocks[i] for i in shuffled[start : start + width]])


def as_asked(
    queries: Ragged, languages: Sequence[str], vocabulary: Vocabulary, random: np.random.Generator
) -> Ragged:
    """`queries` with a quarter of them put as people type them."""
    ids = np.split(queries.ids, queries.starts[1:-1])
    loudness = np.split(queries.loudness, queries.starts[1:-1])
    for i in np.flatnonzero(random.random(len(languages)) < ASKED).tolist():
        spoken = _SPOKEN.get(languages[i], (languages[i],))
        language = spoken[random.integers(len(spoken))]
        words = (["how", "to"], [language], ["how", "to", "in", language])[random.integers(3)]
        more, louder = vocabulary.rows(Counter(words))
        ids[i] = np.concatenate((ids[i], np.array(more, np.int64)))
        loudness[i] = np.concatenate((loudness[i], np.array(louder, np.float32)))
    starts = np.concatenate(([0], np.cumsum([len(row) for row in ids]))).astype(np.int64)
    return Ragged(np.concatenate(ids), np.concatenate(loudness), starts)


def without_rows(ragged: Ragged, drop: npt.NDArray[np.bool_]) -> Ragged:
    """`ragged` with the rows marked in `drop` [rows] emptied."""
    lengths = np.diff(ragged.starts)
    kept = ~np.repeat(drop, lengths)
    starts = np.concatenate(([0], np.cumsum(np.where(drop, 0, lengths)))).astype(np.int64)
    return Ragged(ragged.ids[kept], ragged.loudness[kept], starts)
