"""What is measured is what is said: no documentation where there must be none, honest intervals."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from benchmarks.encoding.bm25 import bm25
from benchmarks.encoding.measures import reciprocal_ranks
from benchmarks.encoding.report import Row, print_differences, print_rows, write_json
from benchmarks.encoding.statistics import estimate
from benchmarks.encoding.systems import Dense, Words, text_of
from benchmarks.encoding.tasks import Task, cosqa, repository, spread, undocumented
from tests.models import tiny_encoder

MAILER = '''
def send_mail(to, text):
    """Deliver a letter to its addressee. Waits."""
    with connect() as server:
        server.post(to, text)

def close(server, force):
    server.log(force)
    return server.shut(force)
'''


def test_repositories_are_searched_without_their_documentation(tmp_path: Path) -> None:
    (tmp_path / "mail.py").write_text(MAILER, "utf-8")
    task = repository(tmp_path)
    assert task.queries == ["Deliver a letter to its addressee"]
    assert task.symbols[task.wanted[0]].name == "send_mail"
    assert len(task.symbols) == 2
    for symbol, bag in zip(task.symbols, task.bags, strict=True):
        assert symbol.documentation == ""
        assert "letter" not in text_of(symbol)
        assert not any("letter" in field for field in bag.fields)


def test_cosqa_keeps_the_order_of_its_codes(tmp_path: Path) -> None:
    data = {
        "codes": [MAILER, "print 'no function'", "def read(path): return open(path).read()"],
        "queries": [{"query": "read a file", "code_id": 2}],
    }
    (tmp_path / "cosqa.json").write_text(json.dumps(data), "utf-8")
    task = cosqa(tmp_path / "cosqa.json")
    assert [symbol.name for symbol in task.symbols] == ["send_mail", "", "read"]
    assert (task.queries, task.wanted) == (["read a file"], [2])
    assert "Deliver" in text_of(task.symbols[0])
    assert "Deliver" not in text_of(undocumented(task.symbols[0]))


def test_the_function_with_the_words_of_the_question_is_first(tmp_path: Path) -> None:
    (tmp_path / "mail.py").write_text(MAILER, "utf-8")
    found = repository(tmp_path)
    task = Task("mail", found.symbols, ["send mail"], [0])
    alone, both = reciprocal_ranks([Dense("tiny", tiny_encoder()), Words()], task)
    assert {name: ranks.tolist() for name, ranks in alone.items()} == {"tiny": [1], "BM25": [1]}
    assert list(both) == ["tiny"]
    assert bm25(task.bags, ["send", "nothing"]).argmax(axis=1).tolist() == [0, 0]


def test_an_interval_holds_the_mean_and_narrows() -> None:
    few = estimate(np.array([0.0, 1.0] * 10))
    many = estimate(np.array([0.0, 1.0] * 1000))
    assert few.low < few.mean == 0.5 < few.high
    assert many.high - many.low < (few.high - few.low) / 5
    assert estimate(np.ones(5)).low == estimate(np.ones(5)).high == 1


def test_answers_that_belong_together_count_as_one() -> None:
    """Each group is all right or all wrong: twenty answers say as much as four."""
    values = np.repeat([0.0, 1.0, 1.0, 0.0], 5)
    alone, grouped = estimate(values), estimate(values, [i // 5 for i in range(20)])
    assert grouped.mean == alone.mean
    assert grouped.high - grouped.low > 1.5 * (alone.high - alone.low)


def test_tables(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    rows = [
        Row("all", {"a": np.array([1.0, 1.0]), "b": np.array([0.5, 0.5])}, must=".5"),
        Row("– one", {"a": np.array([1.0]), "b": np.array([0.5])}, is_part=True),
    ]
    print_rows(rows, ["a", "b"])
    print_differences(rows, ["a", "b"])
    assert capsys.readouterr().out.splitlines() == [
        "| what | a | b | must reach | aim |",
        "| --- | --- | --- | --- | --- |",
        "| all | 1.000 [1.000, 1.000] | 0.500 [0.500, 0.500] | .5 |  |",
        "| – one | 1.000 [1.000, 1.000] | 0.500 [0.500, 0.500] |  |  |",
        "",
        "| difference to a | b |",
        "| --- | --- |",
        "| all | -0.500 [-0.500, -0.500] |",
    ]
    write_json(rows, tmp_path / "figures.json")
    assert json.loads((tmp_path / "figures.json").read_text())["all"]["b"]["mean"] == 0.5


def test_spreading_keeps_the_order_and_the_ends_of_what_there_is() -> None:
    assert spread([5, 6, 7], 10) == [5, 6, 7]
    assert spread(list(range(100)), 4) == [0, 25, 50, 75]
