"""The measures of the retrieval benchmark, on rankings whose figures are known."""

from __future__ import annotations

import json
import math
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

from benchmarks.ranking.calibration import Cases, fit, left_out, probabilities
from benchmarks.ranking.plot import bins, write_plot
from benchmarks.ranking.questions import Question, Target, placed, read_questions, roots
from benchmarks.ranking.systems import by_any_word
from tests.search.workspaces import snapshot_of

A, B = Target("a.py", 0, 1 << 30), Target("b.py", 10, 20)


@pytest.mark.parametrize(
    ("results", "expected"),
    [
        (["a.py:1-5", "b.py:15-40"], 1.0),
        (["b.py:20-20", "a.py:1-5"], 1.0),
        (["a.py:1-5", "b.py:21-40"], 1 / (1 + 1 / math.log2(3))),
        (["a.py:1-5", "a.py:6-9", "b.py:1-10"], (1 + 1 / 2) / (1 + 1 / math.log2(3))),
        (["c.py:1-5"] * 10 + ["a.py:1-5"], 0.0),
        ([], 0.0),
    ],
)
def test_gain_of_a_ranking(results: list[str], expected: float) -> None:
    question = Question("repository", "what", "semantic", (A, B))
    parsed = [
        (path, *map(int, lines.split("-"))) for path, lines in (r.split(":") for r in results)
    ]
    assert question.ndcg(parsed) == pytest.approx(expected)


def test_two_targets_in_one_result_share_its_gain() -> None:
    question = Question("repository", "what", "semantic", (Target("a", 1, 2), Target("a", 3, 4)))
    assert question.ndcg([("a", 1, 9)]) == pytest.approx(1 / (1 + 1 / math.log2(3)))


def test_questions_are_read(tmp_path: Path) -> None:
    target = {"path": "a.py", "start_line": 3, "end_line": 4}
    query = {"query": "what", "category": "symbol", "targets": [target, {"path": "b.py"}]}
    data = tmp_path / "data.json"
    data.write_text(json.dumps([{"name": "one", "queries": [query]}]), "utf-8")
    (question,) = read_questions(data)["one"]
    assert (question.repository, question.text, question.category) == ("one", "what", "symbol")
    assert question.targets == (Target("a.py", 3, 4), Target("b.py", 0, 1 << 30))


PACKAGE = """\
registry = "pypi"
package = "one"
version = "1.0"
root = "one"
held_back = true

[semantic]
"close it" = ["a.py: File.close", "b.py"]
"""


def test_questions_about_packages_name_functions(tmp_path: Path) -> None:
    (tmp_path / "first.toml").write_text(PACKAGE, "utf-8")
    (question,) = read_questions(tmp_path)["first"]
    assert (question.text, question.category, question.held_back) == ("close it", "semantic", True)
    assert roots(tmp_path, Path("x")) == {"first": Path("x/pypi-one/tree/one")}
    snapshot = snapshot_of(a_py="class File:\n    def open(self): ...\n    def close(self): ...\n")
    assert placed(question, snapshot).targets == (
        Target("a.py", 3, 3, "File.close"),
        Target("b.py"),
    )


def test_a_named_function_is_found_with_its_file_where_results_are_one_a_file() -> None:
    question = Question("one", "close it", "semantic", (Target("a.py", 3, 3, "File.close"),))
    assert question.ndcg([("a.py", 2, 2)]) == 0
    assert question.ndcg([("a.py", 2, 2)], grouped=True) == 1


def test_a_function_that_is_not_there_is_told() -> None:
    question = Question("one", "close it", "semantic", (Target("a.py", name="close"),))
    with pytest.raises(SystemExit, match=r"a\.py: no close"):
        placed(question, snapshot_of(a_py="def open(): ...\n"))


def test_files_by_lines_with_any_word() -> None:
    texts = {"a": "send\nmail\n", "b": "send mail\n", "c": "nothing\n", "d": "SENDING\nresend\n"}
    assert [path for path, *_ in by_any_word("send a mail", texts)] == ["a", "d", "b"]


def test_calibration_finds_the_odds_again() -> None:
    random = np.random.default_rng(0)
    features = np.concatenate([np.ones((4000, 1)), random.normal(size=(4000, 4))], axis=1)
    odds = features @ np.array([-1.0, 2.0, 0.5, 0.0, 1.0])
    right = (random.random(4000) < 1 / (1 + np.exp(-odds))).astype(float)
    places = np.array(["one", "two"] * 2000)
    known = Cases(features, right, np.ones(4000), np.ones(4000), places)
    calibration = fit(known)
    assert calibration.score == pytest.approx(2.0, abs=0.2)
    assert probabilities(known, calibration).mean() == pytest.approx(right.mean(), abs=0.01)
    assert left_out(known).mean() == pytest.approx(right.mean(), abs=0.02)


def test_the_plot_has_a_dot_for_each_step_that_has_hits(tmp_path: Path) -> None:
    shown, right = np.array([0.05, 0.07, 0.62, 1.0]), np.array([0.0, 0.0, 1.0, 1.0])
    assert next(bins(shown, right)) == (pytest.approx(0.06), 0.0, 2)
    write_plot(tmp_path / "plot.svg", shown, right)
    root = ElementTree.parse(tmp_path / "plot.svg").getroot()
    dots = root.findall("{*}circle")
    assert [dot.findtext("{*}title") for dot in dots] == [
        "2 hits, shown 6%, right 0%",
        "1 hits, shown 62%, right 100%",
        "1 hits, shown 100%, right 100%",
    ]
    assert float(dots[0].get("cy", 0)) > float(dots[1].get("cy", 0))


def read(result: str) -> tuple[str, int, int]:
    path, _, lines = result.partition(":")
    first, _, last = lines.partition("-")
    return path, int(first), int(last)
