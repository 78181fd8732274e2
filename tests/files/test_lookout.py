"""A folder stays watched whatever happens to it."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from watchdog.observers import Observer

from snippet_lsp.files import lookout as module
from snippet_lsp.files.lookout import Lookout
from snippet_lsp.files.pacing import Comparison

from .trees import git, plant

PATIENCE = 30.0
"""Seconds; only a failing test waits as long."""
FEW = 20


class Listener:
    """What a lookout says, and comparisons that are over as soon as they are asked for."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._paths: set[str] = set()
        self.compared: Comparison | None = None
        self.found = 0
        self.comparisons = 0

    def changes(self, paths: set[str]) -> None:
        with self._changed:
            self._paths |= paths
            if "" in paths:
                self.comparisons += 1
                self.compared = Comparison(time.monotonic(), 0.0, self.found)
            self._changed.notify_all()

    def again(self) -> None:
        with self._changed:
            self._changed.notify_all()

    def wait_for(self, condition: Callable[[], bool]) -> None:
        with self._changed:
            assert self._changed.wait_for(condition, PATIENCE)

    def wait_for_paths(self, *paths: str) -> None:
        """Until all of these were reported; then forget them."""
        self.wait_for(lambda: self._paths.issuperset(paths))
        with self._changed:
            self._paths.clear()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    plant(tmp_path, "root/a.py")
    return tmp_path / "root"


@contextmanager
def looking_after(
    root: Path, watching: bool = True, beat: float = 0.02
) -> Iterator[tuple[Lookout, Listener]]:
    listener = Listener()
    lookout = Lookout(
        root,
        listener.changes,
        listener.again,
        lambda: listener.compared,
        watching=watching,
        beat=beat,
    )
    lookout.start()
    try:
        yield lookout, listener
    finally:
        lookout.close()


def test_changes_are_reported(root: Path) -> None:
    with looking_after(root) as (lookout, listener):
        plant(root, "b.py")
        listener.wait_for_paths("b.py")
        assert lookout.problem == ""
        assert listener.comparisons == 0


def test_a_root_that_is_gone_is_said_and_watched_again_when_it_is_back(root: Path) -> None:
    with looking_after(root) as (lookout, listener):
        for _ in range(2):
            shutil.rmtree(root)
            listener.wait_for_paths("")
            listener.wait_for(lambda: "is not there" in lookout.problem)
            plant(root, "b.py")
            listener.wait_for_paths("")
            listener.wait_for(lambda: not lookout.problem)
            plant(root, "c.py")
            listener.wait_for_paths("c.py")


def test_a_root_that_comes_later_is_watched(tmp_path: Path) -> None:
    with looking_after(tmp_path / "later") as (lookout, listener):
        assert "is not there" in lookout.problem
        plant(tmp_path, "later/a.py")
        listener.wait_for_paths("")
        plant(tmp_path, "later/b.py")
        listener.wait_for_paths("b.py")


def test_another_folder_in_the_place_of_the_root_is_watched(root: Path) -> None:
    plant(root.parent, "other/b.py")
    with looking_after(root) as (_, listener):
        root.rename(root.parent / "before")
        (root.parent / "other").rename(root)
        listener.wait_for_paths("")
        plant(root, "c.py")
        listener.wait_for_paths("c.py")


@pytest.mark.skipif(os.name == "nt", reason="needs rights there")
def test_a_link_that_leads_elsewhere_now_is_followed(root: Path) -> None:
    plant(root.parent, "first/a.py\nsecond/b.py")
    link = root.parent / "current"
    link.symlink_to("first")
    with looking_after(link) as (_, listener):
        (root.parent / "next").symlink_to("second")
        (root.parent / "next").replace(link)
        listener.wait_for_paths("")
        plant(root.parent, "second/c.py")
        listener.wait_for_paths("c.py")


def test_a_watch_that_dies_is_started_again(root: Path) -> None:
    with looking_after(root) as (lookout, listener):
        assert lookout._watch is not None
        lookout._watch._observer.stop()
        listener.wait_for_paths("")
        plant(root, "b.py")
        listener.wait_for_paths("b.py")


def test_where_nothing_can_be_watched_everything_is_compared(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refusing(observer: object) -> None:
        raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))

    monkeypatch.setattr("snippet_lsp.files.pacing._WITHOUT_WATCH", (0.01, 0.0))
    with monkeypatch.context() as refused:
        refused.setattr(Observer, "start", refusing)
        with looking_after(root) as (lookout, listener):
            assert "max_user_instances" in lookout.problem
            assert "compared now and then" in lookout.problem
            listener.compared = Comparison(time.monotonic(), 0.0, 0)
            listener.wait_for(lambda: listener.comparisons >= 3)
            # The limit was raised meanwhile.
            monkeypatch.setattr(module, "_RETRY", 0.0)
            lookout._retry = 0.0
            refused.undo()
            listener.wait_for(lambda: not lookout.problem)
            listener.wait_for_paths("")
            plant(root, "b.py")
            listener.wait_for_paths("b.py")


def test_a_disk_that_others_write_is_compared_although_it_is_watched(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "reports_changes", lambda _root: False)
    monkeypatch.setattr("snippet_lsp.files.pacing._WITHOUT_WATCH", (0.01, 0.0))
    with looking_after(root) as (lookout, listener):
        assert lookout.problem == ""
        listener.compared = Comparison(time.monotonic(), 0.0, 0)
        listener.wait_for(lambda: listener.comparisons >= 3)


@pytest.mark.parametrize("sign", ["activity", "return"])
def test_somebody_there_has_everything_compared_once(
    root: Path, sign: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("snippet_lsp.files.pacing._AFTER_ACTIVITY", (0.0, 0.0))
    monkeypatch.setattr("snippet_lsp.files.pacing._AFTER_RETURN", (0.0, 0.0))
    with looking_after(root, watching=False) as (lookout, listener):
        listener.compared = Comparison(time.monotonic(), 0.0, 0)
        for expected in (1, 2):
            lookout.stir() if sign == "activity" else lookout.look_again()
            listener.wait_for(lambda n=expected: listener.comparisons == n)  # type: ignore[misc]
        beats = []
        look = lookout._look
        monkeypatch.setattr(lookout, "_look", lambda: beats.append(1) or look())
        listener.wait_for(lambda: pump(listener) and len(beats) >= FEW)
        assert listener.comparisons == 2


def pump(listener: Listener) -> bool:
    """Have a condition looked at again soon."""
    threading.Timer(0.01, listener.again).start()
    return True


@pytest.mark.parametrize("where", ["above", "users", "other users"])
def test_rules_outside_of_the_root_take_effect(
    tmp_path: Path, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    top = tmp_path / "top"
    plant(top, "root/a.py")
    git(top, "init", "-q")
    settings, users = tmp_path / "settings", tmp_path / "ignored"
    settings.write_text(f"[core]\nexcludesFile = {users}\n")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings))
    with looking_after(top / "root", watching=False) as (_, listener):
        if where == "above":
            plant(top, ".gitignore: a.py")
        elif where == "users":
            users.write_text("a.py\n")
        else:
            settings.write_text(f"[core]\nexcludesFile = {tmp_path / 'other'}\n")
            listener.wait_for_paths("")
            (tmp_path / "other").write_text("a.py\n")
        listener.wait_for_paths("")


def test_nothing_is_reported_after_closing(root: Path) -> None:
    with looking_after(root) as (_, listener):
        pass
    plant(root, "b.py")
    assert listener._paths == set()


def test_a_lookout_that_was_not_started_can_be_closed(root: Path) -> None:
    Lookout(root, print, print, lambda: None).close()


@pytest.mark.skipif(sys.platform != "linux", reason="about inotify")
def test_a_real_limit_is_met_and_said(tmp_path: Path) -> None:
    """In a user's name space of its own, where limits are set without touching the machine's."""
    plant(tmp_path, "\n".join(f"folder{n}/a.py" for n in range(20)))
    script = f"""
import sys
sys.path[:0] = {sys.path!r}
from snippet_lsp.files.lookout import Lookout
from pathlib import Path
lookout = Lookout(Path({str(tmp_path)!r}), print, lambda: None, lambda: None)
lookout.start()
print(lookout.problem)
lookout.close()
"""
    limited = 'echo 5 > /proc/sys/user/max_inotify_watches && exec "$0" -c "$1"'
    command = ["unshare", "--user", "--map-root-user", "sh", "-c", limited, sys.executable, script]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        pytest.skip("there is no unshare here")
    if "snippet_lsp" not in done.stderr and done.returncode:
        pytest.skip(f"not allowed here: {done.stderr}")
    assert "max_user_watches" in done.stdout, done.stderr
