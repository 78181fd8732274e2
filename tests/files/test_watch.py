"""Changes on disk are reported in batches, and nothing else is."""

from __future__ import annotations

import errno
import logging
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from queue import Empty, SimpleQueue

import pytest
from watchdog.observers import Observer

from snippet_lsp.errors import WatchError
from snippet_lsp.files.watch import outermost, watch

from .trees import plant

PATIENCE = 20.0
"""Seconds; only a failing test waits as long."""


def test_a_new_file_is_reported(tmp_path: Path) -> None:
    with watched(tmp_path) as batches:
        plant(tmp_path, "a.py")
        wait_for(batches, {"a.py"})


def test_a_written_file_is_reported(tmp_path: Path) -> None:
    plant(tmp_path, "lib/a.py\nlib/b.py")
    with watched(tmp_path) as batches:
        plant(tmp_path, "lib/b.py: changed")
        assert wait_for(batches, {"lib/b.py"}) == {"lib/b.py"}


def test_a_file_that_is_saved_by_renaming_is_reported(tmp_path: Path) -> None:
    plant(tmp_path, "a.py")
    with watched(tmp_path) as batches:
        plant(tmp_path, "a.py.new: x")
        (tmp_path / "a.py.new").replace(tmp_path / "a.py")
        wait_for(batches, {"a.py"})


def test_a_file_that_is_gone_is_reported(tmp_path: Path) -> None:
    plant(tmp_path, "a.py")
    with watched(tmp_path) as batches:
        (tmp_path / "a.py").unlink()
        wait_for(batches, {"a.py"})


def test_a_renamed_folder_is_reported_under_both_names(tmp_path: Path) -> None:
    plant(tmp_path, "old/a.py\nold/deep/b.py")
    with watched(tmp_path, quiet=0.3) as batches:
        (tmp_path / "old").rename(tmp_path / "new")
        assert wait_for(batches, {"old", "new"}) == {"old", "new"}


def test_a_folder_stands_for_what_is_in_it(tmp_path: Path) -> None:
    plant(tmp_path, "lib/a.py\nlib/deep/b.py")
    with watched(tmp_path) as batches:
        shutil.rmtree(tmp_path / "lib")
        assert "lib" in wait_for(batches, {"lib"})


def test_a_root_that_is_gone_is_reported(tmp_path: Path) -> None:
    plant(tmp_path, "root/a.py")
    with watched(tmp_path / "root") as batches:
        shutil.rmtree(tmp_path / "root")
        wait_for(batches, {""})


def test_reading_is_no_change(tmp_path: Path) -> None:
    plant(tmp_path, "a.py: x\nlib/b.py")
    with watched(tmp_path) as batches:
        (tmp_path / "a.py").read_text()
        assert list(tmp_path.rglob("*"))
        plant(tmp_path, "last.py")
        assert wait_for(batches, {"last.py"}) == {"last.py"}


def test_folders_that_are_never_indexed_are_passed_over(tmp_path: Path) -> None:
    plant(tmp_path, "node_modules/x/a.js\n.git/index")
    with watched(tmp_path) as batches:
        plant(tmp_path, "node_modules/x/b.js\n.git/index: changed\nlast.py")
        assert wait_for(batches, {"last.py"}) == {"last.py"}


@pytest.mark.skipif(os.name == "nt", reason="needs rights there")
def test_a_root_that_is_a_link_is_watched(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    with watched(tmp_path / "link") as batches:
        plant(tmp_path, "real/a.py")
        wait_for(batches, {"a.py"})


def test_many_changes_make_few_batches(tmp_path: Path) -> None:
    names = {f"{number}.py" for number in range(300)}
    with watched(tmp_path, quiet=0.5) as batches:
        plant(tmp_path, "\n".join(names))
        assert wait_for(batches, names) == names
    assert batches.qsize() < 10


def test_a_batch_ends_although_events_keep_coming(tmp_path: Path) -> None:
    with watched(tmp_path, quiet=PATIENCE, patience=0.01) as batches:
        plant(tmp_path, "a.py")
        started = time.monotonic()
        wait_for(batches, {"a.py"})
        assert time.monotonic() - started < PATIENCE


def test_nothing_is_reported_after_closing(tmp_path: Path) -> None:
    with watched(tmp_path, quiet=PATIENCE, patience=PATIENCE) as batches:
        plant(tmp_path, "a.py")
    plant(tmp_path, "b.py")
    assert batches.empty()


def test_outermost() -> None:
    assert outermost([]) == set()
    assert outermost(["a", "a/b", "a/b/c", "ab", "b/c", "b/d"]) == {"a", "ab", "b/c", "b/d"}
    assert outermost(["", "a"]) == {""}


@pytest.mark.parametrize(
    ("number", "advice"),
    [
        (errno.ENOSPC, "max_user_watches"),
        (errno.EMFILE, "max_user_instances"),
        (errno.EACCES, "Permission denied"),
    ],
)
def test_a_folder_that_cannot_be_watched_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, advice: str
) -> None:
    def refusing(observer: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(Observer, "start", refusing)
    with pytest.raises(WatchError, match=advice):
        watch(tmp_path, print)


@pytest.mark.skipif(not os.path.exists("/proc/sys/fs/inotify"), reason="about inotify")  # noqa: PTH110
def test_a_limit_that_leaves_some_folders_unwatched_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    starts = []
    start = Observer.start

    def starting(observer: object) -> None:
        starts.append(observer)
        if len(starts) > 1:
            raise OSError(errno.ENOSPC, "No space left on device")
        start(observer)

    monkeypatch.setattr(Observer, "start", starting)
    with pytest.raises(WatchError, match="max_user_watches"):
        watch(tmp_path, print)
    assert not starts[0].is_alive()


@pytest.mark.skipif(not os.path.exists("/proc/sys/fs/inotify"), reason="about inotify")  # noqa: PTH110
def test_a_limit_that_is_reached_later_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refusing(observer: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    batches: SimpleQueue[set[str]] = SimpleQueue()
    with closing(watch(tmp_path, batches.put, 0.01)) as watching:
        monkeypatch.setattr(Observer, "start", refusing)
        watching.check()
        plant(tmp_path, "new/a.py")
        wait_for(batches, {"new"})
        with pytest.raises(WatchError, match="max_user_watches"):
            watching.check()


def test_a_watch_whose_thread_has_died_is_noticed(tmp_path: Path) -> None:
    with closing(watch(tmp_path, print)) as watching:
        watching.check()
        watching._observer.stop()
        watching._observer.join()
        with pytest.raises(WatchError, match="has ended"):
            watching.check()


def test_everything_is_looked_at_when_watchdog_has_lost_something(tmp_path: Path) -> None:
    with watched(tmp_path) as batches:
        logging.getLogger("watchdog.observers.inotify_c").warning("Inotify queue overflowed")
        wait_for(batches, {""})


@pytest.mark.parametrize(
    ("changed", "reported"),
    [
        ("lib/.gitignore", "lib"),
        ("lib/.git/info/exclude", "lib"),
        ("lib/.git/HEAD", "lib"),
        (".snippetignore", ""),
    ],
)
def test_a_changed_rule_is_reported_as_the_folder_it_is_for(
    tmp_path: Path, changed: str, reported: str
) -> None:
    plant(tmp_path, f"{changed}\nlib/a.py")
    with watched(tmp_path) as batches:
        plant(tmp_path, f"{changed}: other")
        assert wait_for(batches, {reported}) == {reported}


def test_a_folder_that_is_not_there_cannot_be_watched(tmp_path: Path) -> None:
    with pytest.raises(WatchError, match="cannot watch"):
        watch(tmp_path / "gone", print)


@contextmanager
def watched(
    root: Path, quiet: float = 0.01, patience: float = 1.0
) -> Iterator[SimpleQueue[set[str]]]:
    batches: SimpleQueue[set[str]] = SimpleQueue()
    with closing(watch(root, batches.put, quiet, patience)):
        yield batches


def wait_for(batches: SimpleQueue[set[str]], expected: set[str]) -> set[str]:
    """Everything reported until all of `expected` was."""
    reported: set[str] = set()
    end = time.monotonic() + PATIENCE
    while not expected <= reported:
        try:
            reported |= batches.get(timeout=max(0, end - time.monotonic()))
        except Empty:
            pytest.fail(f"only {reported} was reported")
    return reported
