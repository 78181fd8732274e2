"""While git writes a work tree, what it changes is waited for."""

from __future__ import annotations

from pathlib import Path

from snippet_lsp.files.settling import Settling

from .trees import git, plant

LONG = 1e9
"""Seconds: a test that waits as long has failed."""


def test_without_git_nothing_is_waited_for(tmp_path: Path) -> None:
    Settling(tmp_path, LONG).wait(lambda: True)


def test_what_git_locks_is_waited_for(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    check_waiting(tmp_path, tmp_path / ".git")


def test_a_folder_in_a_work_tree_waits_for_it(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    plant(tmp_path, "lib/deep/a.py")
    check_waiting(tmp_path / "lib" / "deep", tmp_path / ".git")


def test_a_linked_work_tree_has_a_lock_of_its_own(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    plant(first, "a.py")
    git(first, "init", "-q")
    git(first, "add", ".")
    git(first, "commit", "-qm", "a")
    git(first, "worktree", "add", "-q", str(second))
    check_waiting(second, first / ".git" / "worktrees" / "second")
    (first / ".git" / "index.lock").touch()
    Settling(second, LONG).wait(lambda: True)


def check_waiting(root: Path, store: Path) -> None:
    lock = store / "index.lock"
    lock.touch()
    calls = []

    def go_on() -> bool:
        calls.append(1)
        if len(calls) == 3:
            lock.unlink()
        return True

    Settling(root, LONG).wait(go_on)
    assert len(calls) == 3


def test_who_must_not_go_on_does_not_wait(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    (tmp_path / ".git" / "index.lock").touch()
    Settling(tmp_path, LONG).wait(lambda: False)


def test_a_lock_that_was_left_behind_is_waited_for_once(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    lock = tmp_path / ".git" / "index.lock"
    lock.touch()
    settling = Settling(tmp_path, 0.1)
    calls: list[int] = []
    settling.wait(lambda: not calls.append(1))
    assert calls
    calls.clear()
    settling.wait(lambda: not calls.append(1))
    assert not calls
    lock.unlink()
    plant(tmp_path, "a.py")  # Takes the number that the lock had, where those are used again.
    lock.touch()
    settling.wait(lambda: not calls.append(1))
    assert calls
