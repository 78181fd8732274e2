"""Word order: functions that are each other's mirror, and questions for one of the two.

`data/word_order/` has source files with such functions and `questions.txt`, where

    convert.py
        int_to_text / text_to_int
            = convert {int} to {text}
            > print a number
            << what the user typed, as something to count with

gives a file, two functions in it, a pattern, and questions for the first (`>`) and the second (`<`)
of them. A pattern stands for two questions: itself, and with its words swapped. A question with
`>>` or `<<` is a paraphrase: it says what is wanted in other words than the functions'.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

import numpy as np

from snippet_lsp.encoder.checkpoint import Floats
from snippet_lsp.encoder.subtokens import subtokens
from snippet_lsp.syntax import extract, language_of
from snippet_lsp.types import Symbol

from .tasks import Task

FOLDER = Path(__file__).parent / "data" / "word_order"
_QUESTIONS = "questions.txt"
_PLACE = re.compile(r"\{([^}]*)\}")


class Wording(str, Enum):
    """How a question came about."""

    GENERATED = "generated"
    WRITTEN = "written by hand"
    PARAPHRASE = "paraphrases"


_MARKS = {">": Wording.WRITTEN, "<": Wording.WRITTEN, ">>": Wording.PARAPHRASE}
_MARKS["<<"] = Wording.PARAPHRASE


@dataclass(frozen=True, slots=True)
class Question:
    """Which of two functions is asked for."""

    file: str
    right: str
    mirror: str
    wording: Wording
    text: str

    @property
    def pair(self) -> tuple[str, ...]:
        """Equal for all questions about the same two functions."""
        return (self.file, *sorted((self.right, self.mirror)))


def read_questions(folder: Path = FOLDER) -> Iterator[Question]:
    """All questions, in order. Raises ValueError for a line that cannot be read."""
    file, pair = "", ("", "")
    for line in (folder / _QUESTIONS).read_text("utf-8").splitlines():
        mark, _, text = line.strip().partition(" ")
        if not mark or mark == "#":
            continue
        if not line.startswith(" "):
            file = mark
        elif mark == "=":
            yield Question(file, *pair, Wording.GENERATED, _PLACE.sub(r"\1", text))
            yield Question(file, *pair[::-1], Wording.GENERATED, swapped(text))
        elif mark in _MARKS:
            asked = pair if mark[0] == ">" else pair[::-1]
            yield Question(file, *asked, _MARKS[mark], text)
        else:
            first, second = line.strip().split(" / ")
            pair = (first, second)


def swapped(pattern: str) -> str:
    """A pattern's words with the two in braces in each other's place."""
    one, other = _PLACE.findall(pattern)
    places = iter((other, one))
    return _PLACE.sub(lambda _: next(places), pattern)


@dataclass(frozen=True, slots=True)
class WordOrder:
    """The questions, and the place in the task's pool of what each must not find."""

    task: Task
    questions: Sequence[Question]
    wrong: Sequence[int]


def word_order(folder: Path = FOLDER) -> WordOrder:
    """Everything in a folder. Raises KeyError for a function that is not there."""
    symbols: list[Symbol] = []
    places: dict[tuple[str, str], int] = {}
    for path in sorted(folder.iterdir()):
        if path.name == _QUESTIONS:
            continue
        language = language_of(path.name)
        assert language, path
        for symbol in extract(path.read_bytes(), language.name, path.name):
            if symbol.kind.is_callable:
                places[path.name, symbol.qualified_name] = len(symbols)
                symbols.append(symbol)
    questions = list(read_questions(folder))
    wanted = [places[q.file, q.right] for q in questions]
    wrong = [places[q.file, q.mirror] for q in questions]
    return WordOrder(
        Task("word order", symbols, [q.text for q in questions], wanted), questions, wrong
    )


class Order(str, Enum):
    """How the words of a question stand to those of its function."""

    SAME = "in the order of the function's words"
    OPPOSITE = "in the opposite order"
    UNCLEAR = "in other words, in part"


def orders(data: WordOrder) -> list[Order]:
    """The order of each question [questions], seen by the words that its pair's pattern swaps."""
    patterns: dict[tuple[str, ...], list[str]] = {}
    for question in data.questions:
        if question.wording is Wording.GENERATED:
            patterns.setdefault(question.pair, []).append(question.text)
    return [
        _order(question.text, data.task.symbols[want], *patterns[question.pair][:2])
        for question, want in zip(data.questions, data.task.wanted, strict=True)
    ]


def _order(text: str, symbol: Symbol, pattern: str, other: str) -> Order:
    both = zip(subtokens(pattern), subtokens(other), strict=True)
    swapping = {word for word, instead in both if word != instead}
    owner = symbol.container.rpartition(".")[2]
    said = list(dict.fromkeys(subtokens(f"{owner} {symbol.name} {symbol.signature}")))
    asked = dict.fromkeys(subtokens(text))
    places = [said.index(word) for word in asked if word in swapping and word in said]
    if len(places) < 2:
        return Order.UNCLEAR
    return Order.SAME if places == sorted(places) else Order.OPPOSITE


def preference(scores: Floats, right: Sequence[int], wrong: Sequence[int]) -> Floats:
    """1 for each question whose right function is above its mirror, 0 if below, 0.5 if level."""
    rows = np.arange(len(right))
    difference = scores[rows, right] - scores[rows, wrong]
    level: Floats = (np.sign(difference) + 1) / 2
    return level
