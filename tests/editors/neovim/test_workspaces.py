"""Files and folders as they change: on disk, in buffers, in several roots, under a server."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from .conftest import INIT, git
from .nvim import Nvim, eventually

Start = Callable[..., Nvim]

WIDE = """\
const größe = "åäö 漢字 🎉"; function bakeBread(größe) { return größe }
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A git repository with one file."""
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "mail.py").write_text("def send_mail():\n    pass\n")
    git(folder, "init", "--quiet", "--initial-branch=main")
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "--message=mail")
    return folder


def find(nvim: Nvim, query: str) -> list[dict[str, Any]]:
    """Results of a query, as the Lua API gives them."""
    found: list[dict[str, Any]] = nvim.lua(
        """
        local query, found = ...
        require("snippet_lsp").find(query, {}, function(problem, reply)
          found = problem and { problem } or reply.results
        end)
        vim.wait(5000, function() return found ~= nil end, 5)
        return found
        """,
        query,
    )
    return found


def names(nvim: Nvim, query: str) -> list[str]:
    return [result["name"] for result in find(nvim, query)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
def test_columns_behind_wide_characters(start: Start, project: Path, encoding: str) -> None:
    """In a file that is not open, and when it is."""
    (project / "wide.js").write_text(WIDE)
    nvim = start(
        project,
        INIT
        + f"""
        vim.lsp.config("snippet_lsp", {{
          capabilities = {{ general = {{ positionEncodings = {{ "{encoding}" }} }} }},
        }})
        """,
    )
    nvim.open("mail.py")
    nvim.ready(files=2)
    assert nvim.lua("return vim.lsp.get_clients()[1].offset_encoding") == encoding
    column = len(WIDE.split("bakeBread")[0].encode()) + 1
    nvim.command("Snippet! search bake bread")
    items = nvim.lua("return vim.fn.getqflist()", until=len)
    assert (items[0]["lnum"], items[0]["col"]) == (1, column)
    nvim.command("cclose | Snippet search bake bread")
    nvim.see("bakeBread", "wide.js:1")
    nvim.type("<CR>")
    nvim.lua("return vim.fn.expand('%:t')", until=lambda name: name == "wide.js")
    assert nvim.here() == ("wide.js", 1, column)


def test_a_file_that_another_process_makes(start: Start, project: Path) -> None:
    nvim = start(project)
    nvim.open("mail.py")
    nvim.ready()
    (project / "fence.py").write_text("def repaint_the_fence():\n    pass\n")
    eventually(lambda: names(nvim, "repaint fence"), lambda found: "repaint_the_fence" in found)
    (project / "fence.py").unlink()
    eventually(lambda: names(nvim, "repaint fence"), lambda found: "repaint_the_fence" not in found)


def test_another_branch(start: Start, project: Path) -> None:
    git(project, "switch", "--quiet", "--create=other")
    (project / "mail.py").unlink()
    (project / "fence.py").write_text("def repaint_the_fence():\n    pass\n")
    git(project, "add", "--all")
    git(project, "commit", "--quiet", "--message=fence")
    nvim = start(project)
    nvim.open("fence.py")
    nvim.ready()
    assert "repaint_the_fence" in names(nvim, "repaint fence")
    nvim.command("bwipeout")  # A buffer would count, whatever is on disk.
    git(project, "switch", "--quiet", "main")
    nvim.open("mail.py")
    eventually(
        lambda: names(nvim, "send mail -name:nothing"),
        lambda found: "send_mail" in found and "repaint_the_fence" not in found,
    )


def test_two_roots_answer_for_themselves(start: Start, project: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    (other / ".git").mkdir(parents=True)
    (other / "fence.py").write_text("def repaint_the_fence():\n    pass\n")
    nvim = start(project)
    nvim.open("mail.py")
    nvim.ready()
    nvim.open(str(other / "fence.py"))
    nvim.ready()
    assert nvim.lua('return #vim.lsp.get_clients({ name = "snippet_lsp" })') == 2
    assert "repaint_the_fence" in names(nvim, "paint the fence")
    nvim.open(str(project / "mail.py"))
    assert "repaint_the_fence" not in names(nvim, "paint the fence")


def test_one_server_for_all_buffers_of_a_root_beside_another(start: Start, project: Path) -> None:
    """The language's own server stays, and answers first where both can."""
    (project / "go.go").write_text("package x\n")
    other = """
        vim.lsp.config("other", { filetypes = { "python" }, root_markers = { ".git" },
          cmd = function(dispatchers)
            return { request = function(_, _, callback)
              callback(nil, { capabilities = { hoverProvider = true } })
              return true, 1
            end, notify = function() return true end,
            is_closing = function() return false end, terminate = function() end }
          end })
        vim.lsp.enable("other")
        """
    nvim = start(project, INIT + other)
    nvim.open("mail.py")
    nvim.ready()
    nvim.open("go.go")
    nvim.ready()
    clients = nvim.lua(
        """
        return vim.tbl_map(function(client)
          return { client.name, vim.tbl_count(client.attached_buffers) }
        end, vim.lsp.get_clients())
        """
    )
    assert sorted(clients) == [["other", 1], ["snippet_lsp", 2]]


def test_a_server_that_is_killed_comes_back(start: Start, project: Path) -> None:
    nvim = start(project)
    nvim.open("mail.py")
    nvim.ready()
    before = nvim.lua("return vim.lsp.get_clients()[1].id")
    servers = nvim.lua(
        """
        return vim.tbl_filter(function(pid)
          return vim.api.nvim_get_proc(pid).name:find("python") ~= nil
        end, vim.api.nvim_get_proc_children(vim.fn.getpid()))
        """
    )
    assert len(servers) == 1
    os.kill(servers[0], signal.SIGKILL)
    nvim.lua(
        """
        local client = require("snippet_lsp.client").all({ bufnr = 0 })[1]
        return client and client.id or 0
        """,
        until=lambda client: client > before,
    )
    nvim.ready()
    assert "send_mail" in names(nvim, "send mail")


def test_a_server_that_is_stopped_stays_so_until_it_is_needed(start: Start, project: Path) -> None:
    nvim = start(project)
    nvim.open("mail.py")
    nvim.ready()
    nvim.lua("vim.lsp.stop_client(vim.lsp.get_clients(), true)")
    nvim.lua("return #vim.lsp.get_clients()", until=lambda count: count == 0)
    nvim.command("Snippet search send mail")
    nvim.see("send_mail", "mail.py:1")
    assert nvim.lua("return #vim.lsp.get_clients()") == 1


def test_a_search_before_any_file_is_open(start: Start, project: Path) -> None:
    nvim = start(project)
    nvim.command("Snippet search send mail")
    nvim.see("Search", "send_mail", "mail.py:1")
    nvim.type("<CR>")
    nvim.lua("return vim.fn.expand('%')", until=lambda name: name.endswith("mail.py"))
