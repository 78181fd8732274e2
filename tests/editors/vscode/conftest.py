"""One workbench for all tests here; a window, with a server of its own, for each."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pygments
import pytest

from snippet_lsp.config import CACHE_VARIABLE

from .install import EXTENSION, ROOT, Pieces, find
from .window import Window
from .workbench import Workbench, chromium, workbench

if TYPE_CHECKING:
    from playwright.sync_api import Browser

LAUNCHER = f"""\
#!{sys.executable}
import sys

sys.path.insert(0, {str(ROOT)!r})
from snippet_lsp.cli import main

if __name__ == "__main__":
    main()
"""


@pytest.fixture(scope="session")
def pieces() -> Pieces:
    found = find()
    if isinstance(found, str):
        if os.environ.get("CI"):
            pytest.fail(found)
        pytest.skip(found)
    return found


@pytest.fixture(scope="session")
def vsix(pieces: Pieces, installed: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The extension, built as for users."""
    path = tmp_path_factory.mktemp("vsix") / "snippet.vsix"
    npm("run", "package", VSIX=str(path))
    return path


@pytest.fixture(scope="session")
def installed() -> None:
    """The packages that the extension is built with."""
    lock = EXTENSION / "package-lock.json"
    stamp = EXTENSION / "node_modules" / ".package-lock.json"
    if not stamp.exists() or stamp.stat().st_mtime < lock.stat().st_mtime:
        npm("ci", "--no-audit", "--no-fund")


def npm(*arguments: str, **environment: str) -> None:
    done = subprocess.run(
        ["npm", "--loglevel=error", *arguments],
        cwd=EXTENSION,
        env=os.environ | environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="session")
def server_program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`snippet-lsp` of this very source, whatever is installed."""
    path = tmp_path_factory.mktemp("bin") / "snippet-lsp"
    path.write_text(LAUNCHER)
    path.chmod(0o755)
    return path


@pytest.fixture(scope="session")
def running(
    pieces: Pieces,
    vsix: Path,
    server_program: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Workbench]:
    data = tmp_path_factory.mktemp("workbench") / "data"
    cache = {CACHE_VARIABLE: str(tmp_path_factory.mktemp("indexes"))}
    with workbench(pieces, vsix, data, cache, "--disable-workspace-trust") as started:
        yield started


@pytest.fixture(scope="session")
def browser(pieces: Pieces) -> Iterator[Browser]:
    with chromium(pieces) as started:
        yield started


@pytest.fixture
def bench(running: Workbench, server_program: Path) -> Workbench:
    """The workbench with the settings that each test begins with."""
    running.set()
    running.set_machine({"snippet.serverPath": str(server_program)})
    return running


@pytest.fixture(scope="session")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real repository of a few hundred files; its index is made once. Nothing may change it."""
    return copied_pygments(tmp_path_factory.mktemp("repository"), "__pycache__")


@pytest.fixture
def own_repository(tmp_path: Path) -> Path:
    """Some files of it, to be changed."""
    return copied_pygments(tmp_path, "__pycache__", "lexers", "styles")


def copied_pygments(parent: Path, *without: str) -> Path:
    target = parent / "pygments"
    ignored = shutil.ignore_patterns(*without)
    return Path(shutil.copytree(Path(pygments.__file__).parent, target, ignore=ignored))


@pytest.fixture
def window(bench: Workbench, browser: Browser, tmp_path: Path) -> Iterator[Window]:
    """A window on nothing yet; with it goes its server. What it showed last is kept."""
    context = browser.new_context(viewport={"width": 1200, "height": 750})
    opened = Window(context.new_page())
    yield opened
    if not opened.page.is_closed():
        opened.picture(tmp_path / "last.png")
    context.close()


@pytest.fixture
def opened(window: Window, bench: Workbench, repository: Path) -> Window:
    """A window on the repository, indexed."""
    window.open(bench.url(repository))
    return window
