"""The extension's tests that run inside the extension host (editors/vscode/test/host)."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from .conftest import npm
from .install import EXTENSION
from .window import Window
from .workbench import Workbench

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("vscode")]


def test_in_the_extension_host(window: Window, bench: Workbench, own_repository: Path) -> None:
    npm("run", "build:tests")
    with_remote(own_repository)
    exits: list[int] = []
    told: list[str] = []
    window.page.expose_function("codeAutomationExit", lambda code: exits.append(code))
    window.page.expose_function(
        "codeAutomationLog", lambda _type, words: told.extend(map(str, words))
    )
    window.page.goto(bench.url(own_repository, payload(bench)))
    window.wait_for(lambda: bool(exits))
    outcomes = [line for line in told if line.startswith(("passed: ", "FAILED: "))]
    assert exits == [0], "\n".join(outcomes or told)
    assert len(outcomes) >= 10


def payload(bench: Workbench) -> list[list[str]]:
    host = f"vscode-remote://127.0.0.1:{bench.port}"
    return [
        ["extensionDevelopmentPath", f"{host}{EXTENSION}"],
        ["extensionTestsPath", f"{host}{EXTENSION / 'out' / 'host' / 'index.js'}"],
    ]


def with_remote(folder: Path) -> None:
    """Make it a repository with a commit and a remote."""
    git(folder, "init", "--quiet")
    git(folder, "add", ".")
    git(folder, "-c", "user.name=Ada", "-c", "user.email=ada@example.com", "commit", "-qm", "all")
    git(folder, "remote", "add", "origin", "git@github.com:ada/pygments.git")


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=folder, check=True)
