"""Caches say what they are of; those of no use any more go, and none that is being written."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path

import pytest

from snippet_lsp.index.caches import (
    LOCK,
    caches,
    note_use,
    prune_daily,
    remove,
    remove_old,
    remove_others,
)
from snippet_lsp.index.lock import WriterLock

DAY = 86_400


def made(directory: Path, root: Path, days: float) -> Path:
    """The cache of a folder that was last opened so many days ago."""
    folder = directory / "workspaces" / root.name
    note_use(folder, root)
    then = time.time() - days * DAY
    os.utime(folder / "workspace.json", (then, then))
    (folder / "index-1").mkdir()
    (folder / "index-1" / "some.segment").write_bytes(b"12345")
    return folder


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    return folder


def test_caches_are_listed_last_used_first(tmp_path: Path, root: Path) -> None:
    made(tmp_path, root, 3)
    made(tmp_path, tmp_path / "gone", 1)
    (tmp_path / "workspaces" / "unknown").mkdir()
    unknown, gone, there = caches(tmp_path)
    assert (unknown.root, unknown.is_gone) == ("", False)
    assert (gone.root, gone.is_gone, round(gone.days)) == (str(tmp_path / "gone"), True, 1)
    assert (there.root, there.is_gone, round(there.days)) == (str(root), False, 3)
    assert there.size > 5


def test_use_is_noted_each_time(tmp_path: Path, root: Path) -> None:
    folder = made(tmp_path, root, 100)
    note_use(folder, root)
    (cache,) = caches(tmp_path)
    assert cache.days < 1


@pytest.mark.parametrize(
    ("name", "days", "goes"),
    [
        ("project", 89, False),
        ("project", 91, True),
        ("project", -1000, False),  # The clock was put back.
        ("gone", 6, False),
        ("gone", 8, True),
    ],
)
def test_what_is_of_no_use_goes(
    tmp_path: Path, root: Path, name: str, days: int, goes: bool
) -> None:
    folder = made(tmp_path, root.with_name(name), days)
    assert [cache.folder for cache in remove_old(tmp_path)] == [folder] * goes
    assert folder.exists() is not goes


def test_vectors_that_nobody_uses_go(tmp_path: Path) -> None:
    for name, days in (("vectors-new.sqlite3", 1), ("vectors-old.sqlite3", 100)):
        (tmp_path / name).write_text("")
        then = time.time() - days * DAY
        os.utime(tmp_path / name, (then, then))
    (tmp_path / "vectors-old.sqlite3-wal").write_text("which SQLite would read into the next one")
    remove_old(tmp_path)
    assert [path.name for path in tmp_path.glob("vectors-*")] == ["vectors-new.sqlite3"]


def test_what_is_being_written_stays(tmp_path: Path, root: Path) -> None:
    folder = made(tmp_path, root, 1000)
    lock = WriterLock(folder / "index-1" / LOCK)
    assert lock.take()
    assert remove_old(tmp_path) == []
    lock.release()
    assert remove(folder)
    assert not folder.exists()


def test_what_was_being_removed_goes_later(tmp_path: Path, root: Path) -> None:
    folder = made(tmp_path, root, 1)
    folder.rename(folder.with_name(".being-removed"))
    assert caches(tmp_path) == []
    assert remove_old(tmp_path) == []
    assert list((tmp_path / "workspaces").iterdir()) == []


def test_who_still_writes_into_what_is_removed_is_in_nobodys_way(
    tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = made(tmp_path, root, 1)
    remove_all = shutil.rmtree

    def meanwhile(path: Path) -> None:
        with pytest.raises(FileNotFoundError):
            (folder / "index-1" / "late.segment.123.tmp").write_text("...")
        note_use(folder, root)
        remove_all(path)

    monkeypatch.setattr("snippet_lsp.index.caches.shutil.rmtree", meanwhile)
    assert remove(folder)
    (cache,) = caches(tmp_path)
    assert (cache.folder, cache.root) == (folder, str(root)), "a program that starts meanwhile"


def test_a_link_is_never_followed(tmp_path: Path, root: Path) -> None:
    link = tmp_path / "workspaces"
    link.symlink_to(root)
    with pytest.raises(OSError, match="link"):
        remove(link)
    assert root.is_dir()


def test_pruning_is_done_once_a_day(tmp_path: Path, root: Path) -> None:
    made(tmp_path, root, 1000)
    assert prune_daily(tmp_path)
    made(tmp_path, root, 1000)
    assert not prune_daily(tmp_path)
    yesterday = time.time() - 1.1 * DAY
    os.utime(tmp_path / "pruned", (yesterday, yesterday))
    assert prune_daily(tmp_path)
    assert caches(tmp_path) == []


def test_other_indexes_of_a_workspace_are_removed(tmp_path: Path, root: Path) -> None:
    folder = made(tmp_path, root, 0)
    (folder / "index.sqlite3").write_text("of an old version")
    (folder / "settings.123.tmp").write_text("of a program that was killed")
    os.utime(folder / "settings.123.tmp", (1e9, 1e9))
    (folder / "settings.456.tmp").write_text("of one that is writing it")
    for name in ("index-2", "index-3"):
        (folder / name).mkdir()
    used = WriterLock(folder / "index-2" / LOCK)
    assert used.take()
    remove_others(folder / "index-3")
    assert sorted(path.name for path in folder.iterdir()) == [
        "index-2",
        "index-3",
        "settings.456.tmp",
        "workspace.json",
    ]
    used.release()
