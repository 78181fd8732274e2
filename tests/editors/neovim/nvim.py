"""A real Neovim on a screen of its own, driven by keys, and looked at as a user would.

Everything waits for a condition with a deadline: nothing sleeps for a fixed time.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
import sysconfig
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar
from unittest.mock import patch

import pynvim
import pytest

from ..conftest import missing

ROOT = Path(__file__).parents[3]
PLUGIN = ROOT / "editors" / "neovim"

DEADLINE = 60.0
"""Seconds after which something that was waited for will not come any more."""

T = TypeVar("T")

# The screen's text, a line a row; a wide character's second cell is empty.
_SCREEN = """
local rows = {}
for row = 1, vim.o.lines do
  local cells = {}
  for column = 1, vim.o.columns do
    cells[column] = vim.fn.screenstring(row, column)
  end
  rows[row] = (table.concat(cells):gsub("%s+$", ""))
end
return rows
"""


def program() -> str:
    """Path of Neovim: the variable NVIM's, the environment's or the system's."""
    beside = Path(sysconfig.get_path("scripts")) / "nvim"
    found = os.environ.get("NVIM") or shutil.which(beside) or shutil.which("nvim")
    return found or missing("Neovim", "install 0.11 or later, and set NVIM to its path")


def eventually(look: Callable[[], T], wanted: Callable[[T], object], what: str = "") -> T:
    """What `look` sees once it is wanted; fails with what was seen last."""
    deadline = time.monotonic() + DEADLINE
    while True:
        seen = look()
        if wanted(seen):
            return seen
        if time.monotonic() > deadline:
            text = "\n".join(seen) if isinstance(seen, list) else repr(seen)
            pytest.fail(f"waited in vain for {what or wanted}:\n{text}")
        time.sleep(0.01)


def environment(home: Path) -> dict[str, str]:
    """Variables for a Neovim that shares nothing with the user's, with the server on its path."""
    programs = home / "bin"
    programs.mkdir(parents=True, exist_ok=True)
    server = programs / "snippet-lsp"
    server.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m snippet_lsp "$@"\n')
    server.chmod(0o755)
    folders = {f"XDG_{name}_HOME": str(home / name.lower()) for name in ("CONFIG", "DATA", "STATE")}
    folders["XDG_CACHE_HOME"] = str(home / "cache")
    folders["XDG_RUNTIME_DIR"] = str(home / "run")
    for folder in folders.values():
        Path(folder).mkdir(parents=True, exist_ok=True)
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("NVIM")},
        **folders,
        "HOME": str(home),
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "SNIPPET_LSP_CACHE_DIR": str(home / "index"),
        "TERM": "xterm-256color",
        "LC_ALL": "C.UTF-8",
        "OMP_NUM_THREADS": "1",
        "OMP_WAIT_POLICY": "passive",
    }


class Nvim:
    """A Neovim with an init file, in a folder."""

    def __init__(self, home: Path, folder: Path, init: str, size: tuple[int, int] = (120, 36)):
        self.home, self.folder = home, folder
        home.mkdir(exist_ok=True)
        (home / "init.lua").write_text(init)
        arguments = [program(), "--embed", "--clean", "-n", "-u", str(home / "init.lua")]
        # Long messages do not wait for a key: nothing else is answered then.
        arguments += ["--cmd", "set messagesopt=wait:0,history:500"]
        # The child inherits variables and the working directory: pynvim takes neither.
        before = Path.cwd()
        os.chdir(folder)
        try:
            with patch.dict(os.environ, environment(home), clear=True):
                self.rpc = pynvim.attach("child", argv=arguments)
        finally:
            os.chdir(before)
        self.pid: int = self.rpc.funcs.getpid()
        self.rpc.ui_attach(*size, rgb=True)
        self.lua("return vim.v.vim_did_enter", until=lambda entered: entered == 1)

    def close(self) -> None:
        """End it and its servers."""

        def pass_over(*_: object) -> None:
            """Of redrawing, mostly."""

        with suppress(OSError, EOFError):  # It has ended, which is what was wanted.
            self.rpc.command("qall!", async_=True)
            self.rpc.run_loop(pass_over, pass_over)
        self.rpc.close()

    def kill(self) -> None:
        """End it although it does not answer: it may be waiting for a key."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)

    def type(self, keys: str) -> None:
        """Press keys, `<CR>` and the like among them."""
        self.rpc.input(keys)

    def lua(self, code: str, *args: object, until: Callable[[Any], object] | None = None) -> Any:
        """What Lua code returns, or, with `until`, what it returns once that is wanted."""
        if until is None:
            return self.rpc.exec_lua(code, *args)
        return eventually(lambda: self.rpc.exec_lua(code, *args), until, code)

    def command(self, text: str) -> None:
        self.rpc.command(text)

    def screen(self) -> list[str]:
        """What is on the screen, a text a line."""
        rows: list[str] = self.rpc.exec_lua(_SCREEN)
        return rows

    def repaint(self) -> list[list[Any]]:
        """What Neovim sends to paint all of its screen: see `:help ui-linegrid-old`."""
        events: list[list[Any]] = []
        is_painted = False

        def hear(name: str, arguments: list[Any]) -> None:
            nonlocal is_painted
            if name == "painted":
                is_painted = True
            elif name == "redraw":
                events.extend(arguments)
                if is_painted and any(event[0] == "flush" for event in arguments):
                    self.rpc.stop_loop()

        def ask() -> None:
            # Nothing of the screen is known any more after a change of its size.
            self.rpc.command("mode | call rpcnotify(0, 'painted')", async_=True)

        self.rpc.run_loop(lambda *_: None, hear, ask)
        return events

    def see(self, *texts: str) -> list[str]:
        """Wait until all of the texts are on the screen."""

        def all_there(rows: list[str]) -> bool:
            return all(any(text in row for row in rows) for text in texts)

        return eventually(self.screen, all_there, f"{texts} on the screen")

    def open(self, path: str) -> None:
        self.command(f"edit {path}")

    def ready(self, files: int = 1) -> dict[str, Any]:
        """Wait until the server of this buffer has indexed; its status."""
        status: dict[str, Any] = self.lua(
            """
            local client = require("snippet_lsp.client").all({ bufnr = 0 })[1]
            local reply = client and client:request_sync("snippet/status", vim.empty_dict(), 5000)
            return reply and reply.result or vim.NIL
            """,
            until=lambda seen: (
                seen
                and seen["state"] == "ready"
                and sum(folder["files"] for folder in seen["folders"]) >= files
            ),
        )
        return status

    def here(self) -> tuple[str, int, int]:
        """File, line and byte column of the cursor, from 1."""
        path, line, column = self.lua(
            'return { vim.api.nvim_buf_get_name(0), vim.fn.line("."), vim.fn.col(".") }'
        )
        return os.path.relpath(path, self.folder), line, column
