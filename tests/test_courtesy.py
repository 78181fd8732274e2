"""Indexing gives way."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from snippet_lsp.courtesy import Courtesy

LONG = 60.0


def test_nobody_is_waited_for_where_nobody_asks() -> None:
    Courtesy().give_way(LONG)


def test_questions_are_waited_for_all_of_them() -> None:
    courtesy = Courtesy()
    order: list[str] = []
    with ThreadPoolExecutor(1) as pool:
        with courtesy.answering():
            with courtesy.answering():
                waiting = pool.submit(lambda: (courtesy.give_way(LONG), order.append("indexed")))
            order.append("answered")
        waiting.result(LONG)
    assert order == ["answered", "indexed"]


def test_a_question_that_takes_long_is_not_waited_for_until_it_ends() -> None:
    courtesy = Courtesy()
    with courtesy.answering():
        courtesy.give_way(0.01)


def test_a_question_that_fails_is_over() -> None:
    courtesy = Courtesy()
    with pytest.raises(ValueError, match="no"), courtesy.answering():
        raise ValueError("no")
    courtesy.give_way(LONG)


@pytest.mark.skipif(os.name == "nt", reason="priorities are numbers elsewhere")
def test_other_programs_go_before_workers() -> None:
    script = (
        "import os; from snippet_lsp.courtesy import lower_priority;"
        " print(os.nice(0)); lower_priority(); print(os.nice(0))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=True,
    )
    before, after = map(int, done.stdout.split())
    assert after == min(19, before + 10)
