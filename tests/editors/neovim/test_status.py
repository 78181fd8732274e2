"""What the server says of itself, and what is in the quickfix list of duplicates."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from .conftest import INIT
from .nvim import Nvim

Start = Callable[..., Nvim]

FUNCTION = """\
def load_{n}(path):
    with open(path) as file:
        lines = file.readlines()
    kept = [line for line in lines if line.strip()]
    return sorted(kept)
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Two hundred files: enough for a progress bar."""
    folder = tmp_path / "project"
    (folder / ".git").mkdir(parents=True)
    for number in range(200):
        (folder / f"file{number}.py").write_text(f"def work_{number}():\n    return {number}\n")
    return folder


def test_the_window_follows_the_server(start: Start, project: Path) -> None:
    nvim = start(project)
    nvim.open("file1.py")
    nvim.command("Snippet status")
    nvim.see(
        "snippet-lsp 0.", "400 definitions in 200 files", f"{project} · ready", "nearest vectors"
    )
    nvim.lua(
        """
        local client = vim.lsp.get_clients({ name = "snippet_lsp" })[1]
        local status = client:request_sync("snippet/status", vim.empty_dict(), 5000).result
        status.folders[1].symbols, status.problems = 1234567, { "the disk is full" }
        vim.lsp.handlers["snippet/statusChanged"](nil, status, { client_id = client.id })
        """
    )
    nvim.see("1,234,567 definitions", "! the disk is full")
    nvim.type("j")
    nvim.lua("return #vim.api.nvim_list_wins()", until=lambda count: count == 1)


def test_the_statusline_and_progress(start: Start, project: Path) -> None:
    nvim = start(
        project,
        INIT
        + """
        vim.o.laststatus = 2
        vim.o.statusline = "%f [%{%v:lua.require'snippet_lsp'.statusline()%}]"
        Seen = {}
        vim.api.nvim_create_autocmd("LspProgress", { callback = function(args)
          local value = args.data.params.value
          table.insert(Seen, value.title .. " " .. (value.percentage or value.kind))
        end })
        """,
    )
    nvim.see("[]")  # No server yet.
    nvim.open("file1.py")
    nvim.see("file1.py [snippet 400]")
    seen = nvim.lua("return Seen")
    assert seen[0] == "Indexing project 0"
    assert seen[-1] == "Indexing project end"
    nvim.lua(
        """
        local client = vim.lsp.get_clients({ name = "snippet_lsp" })[1]
        local function progress(value)
          vim.lsp.handlers["$/progress"](nil, { token = "t", value = value },
            { client_id = client.id })
        end
        progress({ kind = "begin", title = "Indexing", percentage = 42 })
        """
    )
    nvim.see("file1.py [snippet 42%]")


def test_duplicates_in_the_quickfix_list(start: Start, project: Path) -> None:
    for number in (3, 4):
        (project / f"load{number}.py").write_text(FUNCTION.format(n=number))
    nvim = start(project)
    nvim.open("file1.py")
    nvim.ready(files=202)
    nvim.command("Snippet duplicates")
    items = nvim.lua("return vim.fn.getqflist()", until=len)
    heading, first, second = items
    assert heading["text"].startswith("2 copies with other names, ")
    assert heading["valid"] == 0
    assert "load_3" in first["text"]
    assert "renamed" in second["text"]
    assert nvim.lua("return vim.fn.getqflist({ title = 1 }).title").startswith("Duplicates: 1 ")
    nvim.command("cnext")
    assert nvim.lua('return vim.fn.expand("<cword>")') == "load_3"
    nvim.command("cclose | call setqflist([], 'f') | Snippet duplicates file2.py")
    nvim.lua('return vim.fn.execute("messages")', until=lambda text: "no duplicates among" in text)


def test_the_index_is_made_anew_and_removed(start: Start, project: Path) -> None:
    nvim = start(project)
    nvim.open("file1.py")
    nvim.ready(files=200)
    nvim.command("Snippet reindex")
    nvim.see("snippet-lsp: all files are read again")
    nvim.ready(files=200)
    nvim.type(":Snippet clear<CR>")
    nvim.see("Remove the index of this folder?")
    nvim.type("y")
    nvim.see("snippet-lsp: the index has been removed")
    nvim.command("Snippet status")
    nvim.see("degraded", "its index was removed")


def test_learning_is_asked_for(start: Start, project: Path) -> None:
    """Of a server that can: what it does then is its own business."""
    nvim = start(project)
    nvim.open("file1.py")
    nvim.ready()
    nvim.lua(
        """
        local client = vim.lsp.get_clients({ name = "snippet_lsp" })[1]
        client.server_capabilities.experimental.snippet.learn = true
        local request = client.request
        client.request = function(self, method, params, handler, bufnr)
          if method ~= "snippet/learn" then
            return request(self, method, params, handler, bufnr)
          end
          handler(nil, vim.NIL)
          return true, 1
        end
        """
    )
    nvim.command("Snippet learn")
    nvim.see("snippet-lsp: learning has begun")


def test_the_log_is_the_servers_own(start: Start, project: Path) -> None:
    nvim = start(project)
    nvim.open("file1.py")
    nvim.ready()
    nvim.command("Snippet log")
    nvim.see("The server has logged nothing.")
    nvim.command("close")
    log = Path(nvim.lua("return vim.lsp.log.get_filename()"))
    entry = '[ERROR][2026-01-02 03:04:05] ...p/rpc.lua:770\t"rpc"\t"{}"\t"stderr"\t"{}"\n'
    with log.open("a") as file:
        file.write(entry.format("pyright", r"not ours\n"))
        said = r"WARNING x: \"y\" failed\nTraceback\n"
        file.write(entry.format("/opt/bin/snippet-lsp", said))
    nvim.command("Snippet log")
    screen = nvim.see('2026-01-02 03:04:05  WARNING x: "y" failed', "Traceback")
    assert not any("not ours" in row for row in screen)
