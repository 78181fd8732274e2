"""The indexer's thread outlives what happens in it, and does no more than is to be done."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from snippet_lsp import following, indexer, reading
from snippet_lsp.config import Settings
from snippet_lsp.difference import Difference
from snippet_lsp.following import Owed
from snippet_lsp.index.segment import Segment
from snippet_lsp.index.storage import Storage
from snippet_lsp.index.vectors import VectorStore
from snippet_lsp.indexer import Indexer
from snippet_lsp.types import State
from snippet_lsp.writer import Writer
from tests.indexes import close, damage_within, open_writer
from tests.models import tiny_encoder
from tests.snapshots import symbols_of
from tests.statuses import DEADLINE, Statuses

ENCODER = tiny_encoder()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "root"
    folder.mkdir()
    for name in ("mail", "http"):
        (folder / f"{name}.py").write_text("def send(): pass\n")
        os.utime(folder / f"{name}.py", (1e9, 1e9))
    return folder


Make = Callable[..., Indexer]


@pytest.fixture
def statuses() -> Statuses:
    return Statuses()


@pytest.fixture
def make(root: Path, statuses: Statuses) -> Iterator[Make]:
    """Makes indexers, which are to be started."""
    made: list[Indexer] = []

    def make_it(open_it: Callable[[], Writer]) -> Indexer:
        made.append(Indexer(root, Settings(), open_it, statuses.put, lambda: None))
        return made[-1]

    yield make_it
    for one in made:
        one.close()


def opened(root: Path, place: Path) -> Writer:
    vectors = VectorStore(None, ENCODER.dimension)
    return Writer(root, Settings(), ENCODER, Path(), Storage(place / "index"), vectors)


def names(one: Indexer, path: str) -> list[str]:
    assert one.snapshot is not None
    return [symbol.name for symbol in symbols_of(one.snapshot)[path]]


def test_a_damaged_segment_is_found_when_a_step_fails(
    root: Path, tmp_path: Path, make: Make, statuses: Statuses
) -> None:
    def lose_places(segment: Segment) -> None:
        segment.files.path_order[:] = 77_777

    close(open_writer(root, tmp_path, ENCODER))
    (path,) = (tmp_path / "index").glob("*.segment")
    damage_within(path, lose_places)
    one = make(lambda: opened(root, tmp_path))
    one.start()
    assert one.wait(DEADLINE)
    one.set_overlay("mail.py", b"def parse(): pass\n")
    statuses.wait_for(
        lambda: one.status().state is State.READY and names(one, "mail.py") == ["mail", "parse"]
    )
    assert names(one, "http.py") == ["http", "send"]


def test_settings_outlive_a_result_that_cannot_be_taken_in(
    root: Path, make: Make, statuses: Statuses, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexer, "RETRY", 0.05)
    one = make(lambda: open_writer(root, None, ENCODER))
    one._inbox.deliver(lambda: 1 // 0)  # type: ignore[arg-type, return-value]
    one.reconfigure(Settings(files_exclude=("mail.py",)))
    one.start()
    assert one.wait(DEADLINE)
    statuses.wait_for(lambda: one.status().state is State.READY)
    assert one.status().files == 1


def test_many_buffers_are_closed_at_once(
    root: Path, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "_FEW_FILES", 1_000)
    paths = [f"part{number}.py" for number in range(400)]

    def open_it() -> Writer:
        writer = open_writer(root, None, ENCODER)
        for path in paths:
            writer.set_overlay(path, b"def parse(): pass\n")
            (root / path).write_text("def load(): pass\n")
        return writer

    one = make(open_it)
    for path in paths:
        one.set_overlay(path, None)
    one.start()
    assert one.wait(DEADLINE)
    assert one.status().problems == ()
    assert names(one, paths[-1]) == ["part399", "load"]


def test_a_question_waits_for_what_was_closed(
    root: Path, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit, read = Writer.commit, Writer.read
    waited: list[bool] = []

    def reading_while_somebody_types(self: Writer, *paths: str) -> object:
        one.set_overlay("http.py", b"def parse(): pass\n")
        return read(self, *paths)

    def committing(self: Writer, *given: object) -> None:
        waited.append(one.wait_for_overlays(0))
        commit(self, *given)  # type: ignore[arg-type]

    one = make(lambda: open_writer(root, None, ENCODER))
    one.start()
    one.set_overlay("mail.py", b"def parse(): pass\n")
    assert one.wait(DEADLINE)
    (root / "mail.py").write_text("def load(): return 12\n")
    monkeypatch.setattr(Writer, "read", reading_while_somebody_types)
    monkeypatch.setattr(Writer, "commit", committing)
    one.set_overlay("mail.py", None)
    assert one.wait(DEADLINE)
    assert waited[0] is False
    assert one.wait_for_overlays(DEADLINE)


def test_who_types_while_files_are_owed_has_nothing_compared(
    root: Path, tmp_path: Path, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    difference, compared = Writer.difference, []

    def counting(self: Writer) -> Difference:
        compared.append(self)
        return difference(self)

    monkeypatch.setattr(Writer, "difference", counting)
    monkeypatch.setattr(reading, "_FEW_FILES", 1)
    monkeypatch.setattr(indexer, "FOLLOWING", 1e3)
    leader = Storage(tmp_path / "index")
    one = make(lambda: opened(root, tmp_path))
    one.start()
    for number in range(5):
        one.set_overlay("mail.py", f"def parse{number}(): pass\n".encode())
        while not one.wait_for_overlays(DEADLINE) or one.snapshot is None:
            pass
    one.close()
    assert len(compared) == 1
    leader.close()


def test_files_that_get_fewer_are_left_to_the_writer(monkeypatch: pytest.MonkeyPatch) -> None:
    owed = Owed()

    def may_be(count: int, at: float) -> bool:
        monkeypatch.setattr(following.time, "monotonic", lambda: at)
        return owed.may_be(count)

    falling = [(150, 0), (3000, 1), (2400, 4), (1800, 7), (1200, 10), (600, 13)]
    assert all(may_be(count, at) for count, at in falling)
    assert may_be(600, 22)
    assert not may_be(600, 23)
