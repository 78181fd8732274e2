"""Neovims for tests: one a module on a real repository, which no test changes, or one a test."""

from __future__ import annotations

import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import click
import pytest

from .nvim import PLUGIN, Nvim

LIMIT = 150.0
"""Seconds after which a Neovim that does not answer is ended."""

INIT = f"""
vim.opt.runtimepath:prepend("{PLUGIN}")
vim.lsp.enable("snippet_lsp")
"""


def repository(folder: Path) -> Path:
    """Click's source, as a git repository."""
    source = Path(click.__file__).parent
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copytree(source, folder / "click", ignore=shutil.ignore_patterns("__pycache__"))
    git(folder, "init", "--quiet", "--initial-branch=main")
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "--message=click")
    return folder


def git(folder: Path, *arguments: str) -> None:
    who = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "gc.auto=0")
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture(scope="session")
def click_repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real repository, which no test changes."""
    return repository(tmp_path_factory.mktemp("real") / "click-project")


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory, click_repository: Path) -> Iterator[Nvim]:
    """A Neovim on it, for all tests of a module."""
    nvim = Nvim(tmp_path_factory.mktemp("home"), click_repository, INIT)
    with watched(nvim):
        nvim.open("click/core.py")
        nvim.ready(files=10)
    yield nvim
    nvim.close()


@contextmanager
def watched(nvim: Nvim) -> Iterator[None]:
    """Ends a Neovim that waits for a key in the middle of a test, so that the test fails."""
    timer = threading.Timer(LIMIT, nvim.kill)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


@pytest.fixture
def nvim(shared: Nvim) -> Iterator[Nvim]:
    """The same with one window on a file, and nothing else."""
    with watched(shared):
        reset(shared)
        yield shared


def reset(shared: Nvim) -> None:
    shared.type("<C-\\><C-n>")
    shared.lua('require("snippet_lsp.finder").close() vim.cmd("silent! tabonly | only | cclose")')
    shared.command("silent! %bwipeout!")
    shared.command("let g:snippet_lsp = {} | messages clear | call setqflist([], 'f')")
    shared.open("click/core.py")
    shared.lua(
        "return #vim.lsp.get_clients({ bufnr = 0, name = 'snippet_lsp' })", until=lambda n: n == 1
    )


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Nvim]]:
    """Starts Neovims of a test's own."""
    with ExitStack() as stack:

        def start_one(folder: Path, init: str = INIT, name: str = "home") -> Nvim:
            nvim = Nvim(tmp_path / name, folder, init)
            stack.callback(nvim.close)
            stack.enter_context(watched(nvim))
            return nvim

        yield start_one
