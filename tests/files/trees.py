"""Trees of files from the text of a test, and git repositories in them."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from snippet_lsp.files import git as git_module
from snippet_lsp.files.discover import Matcher, discover, explain
from snippet_lsp.files.folders import Rules
from snippet_lsp.files.reasons import Reason


def plant(root: Path, text: str) -> None:
    """Make the files that a text lists, one a line: `path` or `path: contents`; `|` ends a line."""
    for line in text.strip().splitlines():
        name, _, contents = line.strip().partition(": ")
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(part.strip() + "\n" for part in contents.split("|")))


def git(folder: Path, *arguments: str) -> str:
    """Run git in a folder."""
    given = ["-c", "protocol.file.allow=always", "-c", "user.name=t", "-c", "user.email=t@t"]
    done = subprocess.run(
        ["git", *given, *arguments], cwd=folder, capture_output=True, text=True, check=True
    )
    return done.stdout


def is_python(path: str) -> bool:
    return path.endswith(".py")


def paths(root: Path, rules: Rules | None = None) -> list[str]:
    """What `discover` finds, after making sure that `Matcher` and `explain` agree with it."""
    rules = rules or Rules()
    found = {info.path: info for info in discover(root, rules, is_python)}
    everything = [
        f"{place.relative_to(root).as_posix()}"
        for place in root.rglob("*")
        if not place.is_dir() or place.is_symlink()
    ]
    matcher = Matcher(root, rules, is_python)
    assert matcher.files(everything) == found
    assert [path for path in everything if matcher.accepts(path)] == [
        path for path in everything if path in found
    ]
    explained = [path for path, why, _ in explain(root, rules, is_python) if why is Reason.INDEXED]
    assert sorted(explained) == sorted(found)
    return sorted(found)


def without_git(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if git were not installed."""
    monkeypatch.setattr(git_module, "_program", lambda: None)


def by_git(root: Path, also: Callable[[str], bool] = is_python) -> list[str]:
    """What git itself lists."""
    listed = git(root, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    return sorted(path for path in listed.split("\0") if path and also(path))
