"""The lists of functions that benchmarks fetch."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from benchmarks.ranking.packages import read_packages
from snippet_lsp.encoder.corpus import read_manifest
from snippet_lsp.syntax import language_of

CATEGORIES = {"semantic", "architecture", "symbol", "error", "typo", "direction"}
DATA = Path(__file__).parent.parent / "benchmarks" / "data"


def rows(name: str) -> list[list[str]]:
    lines = (DATA / name).read_text("utf-8").splitlines()
    return [line.split("\t") for line in lines if not line.startswith("#")]


def test_every_task_is_done_in_two_languages_and_several_ways() -> None:
    languages: dict[str, set[str]] = defaultdict(set)
    for task, _, path, _ in rows("similar-tasks.tsv"):
        language = language_of(path)
        assert language is not None, path
        languages[task].add(language.name)
    assert len(languages) >= 100
    assert min(map(len, languages.values())) >= 2
    assert len(set.union(*languages.values())) >= 4


def test_the_packages_of_the_tasks_are_listed_and_not_trained_on() -> None:
    packages = rows("similar-packages.tsv")
    folders = {f"{registry}-{name}" for registry, name, _ in packages}
    assert {package for _, package, _, _ in rows("similar-tasks.tsv")} == folders
    trained = {package.name for package in read_manifest()}
    assert {name for _, name, _ in packages} & trained == set()


def test_questions_are_about_packages_that_are_not_trained_on() -> None:
    packages = read_packages()
    assert sum(each.held_back for each in packages) >= 3
    assert sum(len(each.questions) for each in packages) >= 200
    trained = {package.name for package in read_manifest()}
    assert {each.package.name for each in packages} & trained == set()


def test_every_question_has_an_answer() -> None:
    for each in read_packages():
        for category, text, answers in each.questions:
            assert category in CATEGORIES, text
            assert answers, text
            assert len(set(answers)) == len(answers), text
