"""The questions about mirrored functions, and how an answer counts."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np

from benchmarks.encoding.word_order import (
    Wording,
    preference,
    read_questions,
    swapped,
    word_order,
)
from snippet_lsp.encoder.subtokens import subtokens

QUESTIONS = """
a.py
    to_text / to_number
        = convert {number} to {text}
        > a text, please
        << something to count with
"""


def test_a_line_is_one_question_or_two(tmp_path: Path) -> None:
    (tmp_path / "questions.txt").write_text(QUESTIONS, "utf-8")
    (tmp_path / "a.py").write_text("def to_text(n): ...\n\ndef to_number(t): ...\n", "utf-8")
    assert [(q.right, q.wording, q.text) for q in read_questions(tmp_path)] == [
        ("to_text", Wording.GENERATED, "convert number to text"),
        ("to_number", Wording.GENERATED, "convert text to number"),
        ("to_text", Wording.WRITTEN, "a text, please"),
        ("to_number", Wording.PARAPHRASE, "something to count with"),
    ]
    read = word_order(tmp_path)
    assert (read.task.wanted, read.wrong) == ([0, 1, 0, 1], [1, 0, 1, 0])


def test_level_scores_count_half() -> None:
    scores = np.array([[3, 1], [1, 3], [2, 2]], np.float32)
    assert preference(scores, [0, 0, 0], [1, 1, 1]).tolist() == [1, 0, 0.5]


def test_swapping_keeps_everything_else() -> None:
    assert swapped("send {a b} to {c}, now") == "send c to a b, now"


def test_every_function_is_asked_for_as_often_as_its_mirror() -> None:
    asked = Counter((q.pair, q.right, q.wording) for q in read_questions())
    mirrored = Counter((q.pair, q.mirror, q.wording) for q in read_questions())
    assert asked == mirrored


def test_generated_questions_hold_the_same_words() -> None:
    generated = [q for q in read_questions() if q.wording is Wording.GENERATED]
    for one, other in zip(generated[::2], generated[1::2], strict=True):
        assert sorted(subtokens(one.text)) == sorted(subtokens(other.text))
        assert one.text != other.text


def test_the_data_is_varied() -> None:
    """Templates are less than half of it, in questions and in names."""
    read = word_order()
    wordings = Counter(q.wording for q in read.questions)
    assert wordings[Wording.GENERATED] <= wordings[Wording.WRITTEN]
    assert wordings[Wording.PARAPHRASE] > 150
    names = [read.task.symbols[place].name for place in set(read.task.wanted)]
    a_to_b = [name for name in names if "to" in subtokens(name)[1:-1]]
    assert len(a_to_b) < len(names) / 2
    assert len({symbol.language for symbol in read.task.symbols}) >= 15
