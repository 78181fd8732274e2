"""Whatever happens to the cache and to programs that share it: afterwards the index is as new."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from snippet_lsp import writer as writer_module
from snippet_lsp.config import Settings
from snippet_lsp.errors import StoreError
from snippet_lsp.index import packing, storage
from snippet_lsp.index.lock import WriterLock
from snippet_lsp.index.segment import Segment
from snippet_lsp.writer import Writer
from tests.indexes import close, damage_within, open_writer, update
from tests.models import tiny_encoder
from tests.snapshots import symbols_of

ENCODER = tiny_encoder()
SOURCES = {
    "mail.py": "def send(): pass\n",
    "http.py": "def get(path): return open(path)\n",
    "dates.py": "def parse(text): pass\nclass Zone: ...\n",
}

Damage = Callable[[Path], None]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "root"
    folder.mkdir()
    for name, text in SOURCES.items():
        write(folder / name, text)
    return folder


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "cache"


def write(path: Path, text: str, when: float = 1e9 + 0.5) -> None:
    """A file that was written long ago, so that it is not read again to be sure."""
    path.write_text(text)
    os.utime(path, (when, when))


def opened(root: Path, place: Path | None) -> Writer:
    return open_writer(root, place, ENCODER)


def check_is_as_new(writer: Writer) -> None:
    fresh = opened(writer.root, None)
    assert symbols_of(writer.snapshot) == symbols_of(fresh.snapshot)
    fresh.close()


def segments(place: Path) -> list[Path]:
    return sorted((place / "index").glob("*.segment"))


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that are read, as they are."""
    read, paths = Writer.read, []

    def reading(self: Writer, path: str) -> object:
        paths.append(path)
        return read(self, path)

    monkeypatch.setattr(Writer, "read", reading)
    return paths


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-100])


def zero(path: Path) -> None:
    path.write_bytes(bytes(path.stat().st_size))


def replace_by_other(path: Path) -> None:
    path.write_bytes(b"something else entirely" * 50)


def remove(path: Path) -> None:
    path.unlink()


DAMAGES = [cut, zero, replace_by_other, remove]


def misname(segment: Segment) -> None:
    at = segment.files.paths.arena.tobytes().index(b"mail")
    segment.files.paths.arena[at + 1] = ord("x")


def mistake_languages(segment: Segment) -> None:
    segment.files.language_of[:] = 999


def lose_places(segment: Segment) -> None:
    segment.files.path_order[:] = 77_777


WITHIN = [misname, mistake_languages, lose_places]


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_segment_costs_its_own_files(
    root: Path, place: Path, reads: list[str], damage: Damage
) -> None:
    close(opened(root, place))
    (first,) = segments(place)
    write(root / "late.py", "def retry(): pass\n" * 9)
    writer = opened(root, place)
    job = writer.plan(everything=True)
    assert job is not None
    writer.finish(job, writer.attempt(job))
    writer.close()
    assert len(segments(place)) == 2
    damage(first)
    reads.clear()
    writer = opened(root, place)
    assert sorted(reads) == sorted(SOURCES), "late.py lies in another segment"
    check_is_as_new(writer)
    close(writer)
    reads.clear()
    close(opened(root, place))
    assert reads == []


def test_what_is_damaged_is_not_merged(
    root: Path, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    close(opened(root, place))
    (path,) = segments(place)
    whole = path.read_bytes()
    at = whole.index(b"send")
    path.write_bytes(whole[:at] + b"lend" + whole[at + 4 :])
    monkeypatch.setattr(storage, "CHECK_AGAIN", 0.0)
    writer = opened(root, place)
    for name in ("http.py", "dates.py"):
        write(root / name, SOURCES[name] + "def late(): pass\n")
    update(writer, writer.difference())
    found = []
    while (job := writer.plan(everything=True)) is not None:
        found.append(writer.finish(job, writer.attempt(job)))
    assert any(found), "what is left of the old segment was to be merged"
    assert "lend" not in [s.name for s in symbols_of(writer.snapshot).get("mail.py", ())]
    update(writer, writer.difference())
    check_is_as_new(writer)
    close(writer)


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("name", ["index/catalog.sqlite3", "vectors.sqlite3"])
def test_a_damaged_database_is_begun_anew(
    root: Path, place: Path, damage: Damage, name: str
) -> None:
    close(opened(root, place))
    damage(place / name)
    writer = opened(root, place)
    check_is_as_new(writer)
    close(writer)
    writer = opened(root, place)
    check_is_as_new(writer)
    assert writer.problems == []
    close(writer)


def test_damage_that_only_a_checksum_shows_is_found(root: Path, place: Path) -> None:
    close(opened(root, place))
    (path,) = segments(place)
    whole = path.read_bytes()
    at = whole.index(b"send")
    path.write_bytes(whole[:at] + b"lend" + whole[at + 4 :])
    writer = opened(root, place)
    assert "lend" in [s.name for s in symbols_of(writer.snapshot)["mail.py"]]
    names = [path.stem]
    assert writer.unchecked() == [], "it was written just now"
    assert writer.unsound(names) == names
    writer.take_checks(names, names)
    update(writer, writer.difference())
    check_is_as_new(writer)
    close(writer)


@pytest.mark.parametrize("damage", WITHIN)
def test_a_damaged_segment_is_not_asked_what_it_held(
    root: Path, place: Path, damage: Callable[[Segment], None]
) -> None:
    close(opened(root, place))
    (path,) = segments(place)
    damage_within(path, damage)
    writer = opened(root, place)
    names = [path.stem]
    assert writer.unsound(names) == names
    writer.take_checks(names, names)
    update(writer, writer.difference())
    check_is_as_new(writer)
    close(writer)


def test_segments_are_checked_once_a_week(
    root: Path, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    close(opened(root, place))
    writer = opened(root, place)
    monkeypatch.setattr(storage, "CHECK_AGAIN", 0.0)
    names = writer.unchecked()
    assert len(names) == 1
    assert writer.unsound(names) == []
    monkeypatch.setattr(storage, "CHECK_AGAIN", 100.0)
    writer.take_checks(names, [])
    assert writer.unchecked() == []
    close(writer)


def test_the_cache_may_go_while_it_is_used(root: Path, place: Path, reads: list[str]) -> None:
    writer = opened(root, place)
    writer.flush()
    shutil.rmtree(place)
    write(root / "late.py", "def retry(): pass\n")
    difference = writer.follow()
    assert difference is not None
    update(writer, difference)
    update(writer, writer.difference_at(["late.py"]))
    check_is_as_new(writer)
    assert writer.leads
    close(writer)
    assert not writer.has_unsaved
    assert len(segments(place)) == 1
    reads.clear()
    writer = opened(root, place)
    assert reads == [], "what was mapped is written again, too"
    check_is_as_new(writer)
    close(writer)


def test_an_index_that_another_program_made_anew_is_taken_in(root: Path, place: Path) -> None:
    idle = opened(root, place)
    idle.flush()
    shutil.rmtree(place)
    write(root / "mail.py", "def retry(): pass\n", 1.1e9)
    close(opened(root, place))
    write(root / "mail.py", "def deliver(): pass\n", 1.2e9)
    difference = idle.follow()
    assert difference is not None
    update(idle, difference)
    check_is_as_new(idle)
    close(idle)
    writer = opened(root, place)
    check_is_as_new(writer)
    close(writer)


@pytest.mark.parametrize("damage", [misname, lose_places])
def test_the_cache_may_go_when_what_was_mapped_is_damaged(
    root: Path, place: Path, damage: Callable[[Segment], None]
) -> None:
    close(opened(root, place))
    damage_within(segments(place)[0], damage)
    writer = opened(root, place)
    shutil.rmtree(place)
    difference = writer.follow()
    assert difference is not None
    update(writer, difference)
    check_is_as_new(writer)
    close(writer)


@pytest.mark.parametrize("damage", WITHIN)
def test_two_damaged_segments_do_not_keep_an_index_from_opening(
    root: Path, place: Path, damage: Callable[[Segment], None]
) -> None:
    writer = opened(root, place)
    writer.flush()
    (first,) = segments(place)
    write(root / "late.py", "def retry(): pass\n" * 9)
    update(writer, writer.difference())
    job = writer.plan(everything=True)
    assert job is not None
    writer.finish(job, writer.attempt(job))
    writer.close()
    (second,) = {*segments(place)} - {first}
    damage_within(first, damage)
    cut(second)
    writer = opened(root, place)
    names = [first.stem]
    writer.take_checks(names, writer.unsound(names))
    update(writer, writer.difference())
    check_is_as_new(writer)
    close(writer)


def test_a_file_without_symbols_is_written_once(root: Path, place: Path, reads: list[str]) -> None:
    close(opened(root, place))
    write(root / "blank.py", "\n\n")
    writer = opened(root, place)
    job = writer.plan(everything=True)
    assert job is not None
    writer.finish(job, writer.attempt(job))
    assert writer.plan(everything=True) is None
    assert not writer.has_unsaved
    close(writer)
    assert len(segments(place)) == 2
    reads.clear()
    writer = opened(root, place)
    assert reads == []
    check_is_as_new(writer)
    close(writer)


def test_files_that_nobody_names_are_removed(root: Path, place: Path) -> None:
    close(opened(root, place))
    (path,) = segments(place)
    shutil.copy(path, path.with_name("orphan.segment"))
    path.with_name("half.segment.123.tmp").write_text("...")
    close(opened(root, place))
    assert segments(place) == [path]
    assert not [*path.parent.glob("*.tmp")]


def test_a_full_disk_costs_only_persistence(
    root: Path, place: Path, monkeypatch: pytest.MonkeyPatch, reads: list[str]
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    writer = opened(root, place)
    with monkeypatch.context() as disk:
        disk.setattr(packing.os, "fsync", full)
        writer.flush()
    assert "cannot be written" in writer.problems[0]
    assert [*place.glob("index/*.tmp"), *segments(place)] == []
    check_is_as_new(writer)
    assert writer.plan(everything=True) is None, "not at once again"
    close(writer)
    assert writer.problems == []
    reads.clear()
    close(opened(root, place))
    assert reads == []


def test_when_there_is_room_again_nothing_is_amiss(
    root: Path, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise StoreError("cannot write the catalog: disk full")

    writer = opened(root, place)
    writer.flush()
    (root / "mail.py").unlink()
    update(writer, writer.difference())
    with monkeypatch.context() as disk:
        disk.setattr(storage.Catalog, "write", full)
        writer.save()
    assert "cannot be written" in writer.problems[0]
    writer.save()
    assert writer.has_unsaved, "not at once again"
    monkeypatch.setattr(writer_module.time, "monotonic", lambda: float("inf"))
    writer.save()
    assert (writer.problems, writer.has_unsaved) == ([], False)
    close(writer)


def test_one_writes_and_the_others_follow(root: Path, place: Path, reads: list[str]) -> None:
    leader = opened(root, place)
    leader.flush()
    reads.clear()
    follower = opened(root, place)
    assert (leader.leads, follower.leads, follower.follows) == (True, False, True)
    assert reads == [], "what the leader has written is mapped"
    check_is_as_new(follower)
    write(root / "mail.py", "def retry(): pass\n")
    (root / "http.py").unlink()
    for writer in (leader, follower):
        update(writer, writer.difference())
        check_is_as_new(writer)
    assert follower.follow() is None, "nothing is written yet"
    leader.flush()
    reads.clear()
    news = follower.follow()
    assert news is not None
    update(follower, news)
    assert reads == []
    check_is_as_new(follower)
    assert not follower.has_unsaved
    close(leader)
    close(follower)


def test_a_follower_keeps_what_its_writer_leaves_out(
    root: Path, place: Path, reads: list[str]
) -> None:
    leader = open_writer(root, place, ENCODER, Settings(files_exclude=("mail.py",)))
    leader.flush()
    follower = opened(root, place)
    check_is_as_new(follower)
    write(root / "http.py", "def retry(): pass\n")
    update(leader, leader.difference())
    leader.flush()
    reads.clear()
    news = follower.follow()
    assert news is not None
    assert "mail.py" in symbols_of(follower.snapshot), "it is searched all the time"
    update(follower, news)
    assert reads == []
    check_is_as_new(follower)
    leader.close()
    reads.clear()
    assert follower.follow() is not None
    close(follower)
    writer = opened(root, place)
    assert reads == []
    check_is_as_new(writer)
    close(writer)


def test_a_follower_takes_over(root: Path, place: Path, reads: list[str]) -> None:
    leader = opened(root, place)
    leader.flush()
    follower = opened(root, place)
    write(root / "mail.py", "def retry(): pass\n")
    for writer in (leader, follower):
        update(writer, writer.difference())
    leader.close()  # As when it is killed: nothing is written.
    reads.clear()
    news = follower.follow()
    assert news is not None
    assert follower.leads
    update(follower, news)
    check_is_as_new(follower)
    close(follower)
    reads.clear()
    writer = opened(root, place)
    assert reads == []
    check_is_as_new(writer)
    close(writer)


def test_where_nobody_may_write_nobody_waits(root: Path, place: Path) -> None:
    place.write_text("in the way")
    with pytest.raises(Exception, match="cannot open"):
        opened(root, place)


@pytest.fixture
def held(place: Path) -> Iterator[WriterLock]:
    lock = WriterLock(place / "index" / "writer.lock")
    assert lock.take()
    yield lock
    lock.release()


def test_a_follower_of_a_writer_that_has_written_nothing(
    root: Path, place: Path, held: WriterLock
) -> None:
    writer = opened(root, place)
    assert writer.follows
    check_is_as_new(writer)
    writer.flush()
    held.release()
    news = writer.follow()
    assert news is not None
    update(writer, news)
    check_is_as_new(writer)
    close(writer)
    assert len(segments(place)) == 1


def test_a_clock_that_jumps_changes_nothing(root: Path, place: Path, reads: list[str]) -> None:
    for path in root.iterdir():
        os.utime(path, (4e9, 4e9))
    close(opened(root, place))
    reads.clear()
    writer = opened(root, place)
    assert reads == []
    write(root / "mail.py", "def retry(): pass\n", 10.0)
    update(writer, writer.difference())
    check_is_as_new(writer)
    close(writer)


def test_a_touched_file_is_read_and_not_taken_apart(
    root: Path, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    close(opened(root, place))
    for path in root.iterdir():
        os.utime(path, (2e9, 2e9))
    monkeypatch.setattr("snippet_lsp.reader.read_source", lambda *_: 1 / 0)
    writer = opened(root, place)
    close(writer)
    assert [row.mtime_ns for row in writer.known.values()] == [2 * 10**18] * 3


def test_a_branch_that_is_switched_back_is_not_taken_apart(
    root: Path, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(root / "main.py", "def load(): pass\n" * 9)
    writer = opened(root, place)
    writer.flush()
    for number, texts in enumerate([dict.fromkeys(SOURCES, "def other(): pass\n"), SOURCES]):
        for name, text in texts.items():
            write(root / name, text, 1.5e9 + number)
        if texts is SOURCES:
            monkeypatch.setattr("snippet_lsp.reader.read_source", lambda *_: 1 / 0)
        update(writer, writer.difference())
    monkeypatch.undo()
    check_is_as_new(writer)
    close(writer)
