"""The baseline model learns, from one table a language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import pytest

from benchmarks.encoding.tasks import Task
from snippet_lsp.encoder import bag_of
from snippet_lsp.encoder.pairs import Pair
from snippet_lsp.syntax import extract

pytestmark = pytest.mark.torch

FUNCTIONS = {
    "python": {
        "Read a file from disk": "def slurp(path):\n    return open(path).read()\n",
        "Send mail to a user": "def notify(user):\n    smtp.deliver(user.address)\n",
        "Sort numbers": "def arrange(values):\n    values.sort(key=int)\n",
        "Wait for a moment": "def pause():\n    time.sleep(1)\n",
    },
    "ruby": {
        "Read a file from disk": "def gulp(path)\n  IO.binread(path)\nend\n",
        "Send mail to a user": "def tell(user)\n  Letter.new(user).post\nend\n",
        "Sort numbers": "def rank(values)\n  values.sort_by(&:to_i)\nend\n",
        "Wait for a moment": "def rest\n  Kernel.snooze 1\nend\n",
    },
}


def task_of(language: str) -> Task:
    functions = FUNCTIONS[language]
    symbols = [extract(code.encode(), language, "x")[1] for code in functions.values()]
    return Task(language, symbols, list(functions), range(len(functions)))


def pairs() -> Iterator[Pair]:
    for language in FUNCTIONS:
        task = task_of(language)
        for sentence, symbol in zip(task.queries, task.symbols, strict=True):
            yield Pair("p", "x", language, symbol.name, sentence, bag_of(symbol))


def test_questions_find_their_functions_in_each_language() -> None:
    from benchmarks.talk import Config, prepare, train

    config = Config(dimension=16, epochs=40, batch=4)
    talk, texts = prepare(pairs, config)
    train(talk, texts, config)
    for language in FUNCTIONS:
        scores = talk.scores(task_of(language))
        assert scores.argmax(axis=1).tolist() == [0, 1, 2, 3], language


def test_code_of_a_language_never_seen_scores_nothing() -> None:
    from benchmarks.talk import Config, prepare

    talk, _ = prepare(pairs, Config(dimension=16))
    task = task_of("python")
    symbols = [replace(task.symbols[0], language="cobol"), *task.symbols[1:]]
    scores = talk.scores(replace(task, symbols=symbols))
    assert not scores[:, 0].any()
    assert scores[:, 1:].all()


def test_a_rare_word_is_cut_into_byte_pairs() -> None:
    from benchmarks.talk import Config, Pieces

    counts = Counter({"the": 9, "mail": 3, "mailing": 2, "sending": 2})
    pieces = Pieces(counts, Config(words=1, byte_pairs=40))
    assert pieces.rows_of("the") == (0,)
    assert pieces.rows_of("mailsend") == pieces.rows_of("mail") + pieces.rows_of("send")
    assert pieces.rows_of("☃") == ()


def test_the_loss_counts_the_best_wrong_one_only() -> None:
    import torch

    from benchmarks.talk import margin_loss

    cosines = torch.tensor([[0.5, 0.2, -0.3], [0.9, 0.9, 0.4], [-0.5, -0.1, 1.0]])
    assert margin_loss(cosines, 0.5).item() == pytest.approx((0.2 + 0.5 + 0.0) / 3)
