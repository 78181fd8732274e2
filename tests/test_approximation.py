"""Large segments are searched by Annoy: built once, found again, removed with what they are of."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from snippet_lsp import approximation
from snippet_lsp.approximation import Approximation
from snippet_lsp.chores import Chores
from snippet_lsp.index.trees import build
from snippet_lsp.writer import Writer
from tests.indexes import close, open_writer, update
from tests.models import WORDS, tiny_encoder

ENCODER = tiny_encoder()
DEADLINE = 60.0


@pytest.fixture(autouse=True)
def little(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few rows are many."""
    monkeypatch.setattr(approximation, "THRESHOLD", 10)


@pytest.fixture
def builds(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the segments that are built."""
    names = []

    def building(folder: Path, name: str, *rest: object) -> None:
        names.append(name)
        build(folder, name, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(approximation, "build", building)
    return names


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "root"
    folder.mkdir()
    for word in WORDS:
        (folder / f"{word}.py").write_text(f"def {word}(): pass\n")
        os.utime(folder / f"{word}.py", (1e9, 1e9 + 0.5))
    return folder


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


@pytest.fixture
def writer(root: Path, cache: Path) -> Iterator[Writer]:
    """A writer that has written everything."""
    opened = open_writer(root, cache, ENCODER)
    opened.flush()
    yield opened
    opened.close()


def test_what_is_built_serves_the_next_program_too(
    root: Path, cache: Path, writer: Writer, builds: list[str]
) -> None:
    check_recall(writer, None)
    approximate(writer)
    (name,) = builds
    check_recall(writer, 1.0)
    close(writer)
    again = open_writer(root, cache, ENCODER)
    check_recall(again, None)
    approximate(again)
    check_recall(again, 1.0)
    assert builds == [name], "it was opened"
    close(again)


def test_a_program_that_follows_opens_what_another_one_built(
    root: Path, cache: Path, writer: Writer, builds: list[str]
) -> None:
    follower = open_writer(root, cache, ENCODER)
    assert follower.follows
    approximate(follower)
    assert builds == [], "who does not write does not build"
    approximate(writer)
    approximate(follower)
    check_recall(follower, 1.0)
    follower.close()


def test_nothing_is_built_while_something_else_is_done(writer: Writer, builds: list[str]) -> None:
    approximate(writer, is_calm=False)
    assert builds == []


def test_what_was_built_goes_with_its_segment(root: Path, cache: Path, writer: Writer) -> None:
    approximate(writer)
    assert len(list(cache.rglob("*.annoy*"))) == 2
    for word in WORDS[1:]:
        (root / f"{word}.py").unlink()
    update(writer, writer.difference())
    writer.flush()
    assert list(cache.rglob("*.annoy*")) == []


def test_what_was_built_of_a_segment_that_is_gone_meanwhile_is_removed(
    root: Path, cache: Path, writer: Writer
) -> None:
    def lose() -> None:
        for word in WORDS[1:]:
            (root / f"{word}.py").unlink()
        update(writer, writer.difference())
        writer.flush()

    approximate(writer, before_taking=lose)
    assert list(cache.rglob("*.annoy*")) == []


def approximate(
    writer: Writer, is_calm: bool = True, before_taking: Callable[[], None] = lambda: None
) -> None:
    """Do what is to be done until nothing is."""
    results: list[Callable[[], None]] = []
    chores = Chores(results.append)
    work = Approximation(chores, lambda: True)
    while True:
        work.go_on(writer, is_calm)
        if not chores.is_running("annoy"):
            return
        assert chores.wait("annoy", DEADLINE)
        before_taking()
        results.pop()()


def check_recall(writer: Writer, recall: float | None) -> None:
    """How the large segment is searched."""
    segment = max((living.segment for living in writer.snapshot.segments), key=len)
    assert (segment.annoy.recall if segment.annoy else None) == recall
