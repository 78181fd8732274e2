"""The live search float, typed into and looked at."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from .nvim import Nvim, eventually

# One Neovim for all tests here, so one process for them.
pytestmark = pytest.mark.xdist_group("neovim-search")

QUESTION = "ask the user for confirmation"


def rows_of(screen: list[str]) -> list[str]:
    """The lines of results on a screen, inside the list's border."""
    lists = (re.search(r"│ *(\d+% .*?)│", row) for row in screen)
    return [found[1] for found in lists if found]


def ask(nvim: Nvim, query: str, *wanted: str) -> list[str]:
    """Results of a query, as they are on the screen."""
    nvim.command("Snippet search")
    nvim.type(query)
    return rows_of(nvim.see("%", "result", *wanted))


def test_results_come_while_typing(nvim: Nvim) -> None:
    nvim.command("Snippet search")
    nvim.see("Search · click-project", "What does the code do?")
    nvim.type(QUESTION)
    screen = nvim.see("click/termui.py:", "results", "def confirm(")
    first = rows_of(screen)[0]
    assert first.split()[1:3] == ["function", "confirm"]
    assert "%" in first.split()[0]


def test_kind_container_and_path_are_in_sight(nvim: Nvim) -> None:
    first = ask(nvim, "name:Context.invoke", "Context.invoke")[0]
    assert first.split()[1:3] == ["method", "Context.invoke"]
    assert "click/core.py:" in first


def test_the_order_is_the_servers(nvim: Nvim) -> None:
    rows = ask(nvim, "write a file", "results")
    names = nvim.lua(
        """
        local client = vim.lsp.get_clients({ name = "snippet_lsp" })[1]
        local reply = client:request_sync("snippet/search", { query = "write a file" }, 5000)
        return vim.tbl_map(function(result) return result.name end, reply.result.results)
        """
    )
    assert len(rows) > 10
    shown = rows[: len(names)]
    assert [name in row for name, row in zip(names, shown, strict=False)] == [True] * len(shown)


def test_return_opens_the_result_at_its_name(nvim: Nvim) -> None:
    ask(nvim, QUESTION, "click/termui.py:")
    nvim.type("<CR>")
    nvim.lua("return vim.fn.expand('%')", until=lambda name: name.endswith("termui.py"))
    assert nvim.lua('return vim.fn.expand("<cword>")') == "confirm"
    assert nvim.here()[2] == len("def ") + 1
    assert nvim.rpc.api.get_mode()["mode"] == "n"
    assert nvim.lua("return #vim.api.nvim_list_wins()") == 1
    nvim.type("<C-o>")
    nvim.lua("return vim.fn.expand('%')", until=lambda name: name.endswith("core.py"))


@pytest.mark.parametrize(
    ("key", "windows", "tabs"), [("<C-x>", 2, 1), ("<C-v>", 2, 1), ("<C-t>", 1, 2)]
)
def test_other_windows(nvim: Nvim, key: str, windows: int, tabs: int) -> None:
    ask(nvim, QUESTION, "click/termui.py:")
    nvim.type(key)
    nvim.lua("return vim.fn.expand('<cword>')", until=lambda word: word == "confirm")
    assert nvim.lua("return vim.fn.winnr('$')") == windows
    assert nvim.lua("return vim.fn.tabpagenr('$')") == tabs


def test_the_selection_moves_and_the_preview_follows(nvim: Nvim) -> None:
    ask(nvim, QUESTION, "def confirm(")
    nvim.type("<C-n>")
    nvim.see("╭ click/core.py:", "return confirm(self.prompt")
    nvim.type("<C-p><C-p>")  # Around the end.
    nvim.lua(
        """
        for _, window in ipairs(vim.api.nvim_list_wins()) do
          local buffer = vim.api.nvim_win_get_buf(window)
          if vim.bo[buffer].filetype == "snippet_results" then
            local row = vim.api.nvim_win_get_cursor(window)[1]
            return row == vim.api.nvim_buf_line_count(buffer) and row > 10
          end
        end
        """,
        until=bool,
    )


def test_every_key_that_is_listed(nvim: Nvim) -> None:
    nvim.command("Snippet search")
    nvim.type("<F1>")
    screen = nvim.see("<C-s>", "code that is similar to the result", "<CR>", "these keys")
    actions = nvim.lua('return vim.tbl_keys(require("snippet_lsp.finder.keys").actions)')
    assert len([row for row in screen if "│<" in row]) == len(actions)


def test_reasons_are_shown_and_hidden(nvim: Nvim) -> None:
    before = ask(nvim, QUESTION, "click/termui.py:")
    nvim.type("<C-e>")
    nvim.see("documentation: ask, user", "“Prompts for confirmation", "meaning ")
    nvim.type("<C-e>")
    eventually(lambda: rows_of(nvim.screen()), lambda rows: len(rows) == len(before))


def test_filters_are_completed_by_the_server(nvim: Nvim) -> None:
    nvim.command("Snippet search")
    nvim.type("parse ki<Tab>")
    nvim.see("│parse kind:", "callable")
    nvim.type("m")
    nvim.see("method kind of definition", "module kind of definition")
    nvim.type("<C-n><CR>")
    rows = rows_of(nvim.see("parse kind:method", "results"))
    assert {row.split()[1] for row in rows} == {"method"}


def test_a_mistake_is_told_and_the_results_stay(nvim: Nvim) -> None:
    before = ask(nvim, QUESTION, "click/termui.py:")
    nvim.type(" lang:klingon")
    rows = nvim.see("no language is called 'klingon'")
    assert rows_of(rows)[0] == before[0]


def test_slips_are_seen_through_and_told(nvim: Nvim) -> None:
    ask(nvim, "confrimation", "for “confirmation”")


def test_questions_asked_before_come_back(nvim: Nvim) -> None:
    for query in ("first thing", "second thing"):
        nvim.command("Snippet search")
        nvim.type(query)
        nvim.see(query)
        nvim.type("<C-c>")
        nvim.lua("return #vim.api.nvim_list_wins()", until=lambda count: count == 1)
    nvim.command("Snippet search")
    nvim.type("<M-p><M-p>")
    nvim.see("first thing")
    nvim.type("<M-n>")
    nvim.see("second thing")


def test_escape_leaves_the_prompt_then_the_finder(nvim: Nvim) -> None:
    nvim.command("Snippet search")
    nvim.see("<F1> keys")
    nvim.type("<Esc><Esc>")
    nvim.lua("return #vim.api.nvim_list_wins()", until=lambda count: count == 1)
    assert nvim.here()[0] == "click/core.py"


def test_all_results_go_to_the_quickfix_list_in_their_order(nvim: Nvim) -> None:
    rows = ask(nvim, "parse arguments", "results")
    nvim.type("<C-q>")
    items = nvim.lua("return vim.fn.getqflist()", until=len)
    assert nvim.lua("return vim.fn.getqflist({ title = 1 }).title") == "Search: parse arguments"
    shown = [row.split()[0] for row in rows]
    assert [item["text"].split()[0] for item in items][: len(shown)] == shown
    nvim.see("[Quickfix List]")
    nvim.type("<CR>")
    nvim.lua("return vim.bo.buftype", until=lambda kind: kind == "")
    assert nvim.here()[1:] == (items[0]["lnum"], items[0]["col"])


def test_the_quickfix_list_without_a_prompt(nvim: Nvim) -> None:
    nvim.command(f"Snippet! search {QUESTION}")
    items = nvim.lua("return vim.fn.getqflist()", until=len)
    assert items[0]["text"].split()[1:3] == ["function", "confirm"]
    nvim.command("cfirst")
    assert nvim.lua('return vim.fn.expand("<cword>")') == "confirm"


def test_a_question_on_the_command_line_is_in_the_prompt(nvim: Nvim) -> None:
    nvim.command(f"Snippet search {QUESTION}")
    nvim.see(QUESTION, "click/termui.py:")
    nvim.type(" prompt")
    nvim.see(f"{QUESTION} prompt")


def test_what_is_typed_on_cancels_what_was_asked(nvim: Nvim) -> None:
    """The server is stopped, so that no answer can come in between."""
    nvim.command("Snippet search")
    nvim.lua(
        """
        vim.g.snippet_lsp = { debounce = 0 }
        Cancelled = 0
        vim.api.nvim_create_autocmd("LspRequest", { callback = function(args)
          if args.data.request.type == "cancel" then Cancelled = Cancelled + 1 end
        end })
        """
    )
    nvim.type("<C-c>")
    nvim.command("Snippet search")
    server = nvim.lua(
        """
        return vim.iter(vim.api.nvim_get_proc_children(vim.fn.getpid())):find(function(pid)
          return vim.api.nvim_get_proc(pid).name:find("python") ~= nil
        end)
        """
    )
    os.kill(server, signal.SIGSTOP)
    try:
        for key in "abc":
            nvim.type(key)
            nvim.lua("return require('snippet_lsp.finder') and vim.fn.getline(1)", until=bool)
        nvim.lua("return Cancelled", until=lambda count: count >= 2)
    finally:
        os.kill(server, signal.SIGCONT)
    nvim.see("abc")


def test_small_screens(start: Callable[..., Nvim], tmp_path: Path) -> None:
    source = tmp_path / "small"
    (source / ".git").mkdir(parents=True)
    (source / "a.py").write_text("def send_mail():\n    pass\n")
    nvim = start(source)
    nvim.open("a.py")
    nvim.ready()
    ask(nvim, "mail", "a.py:1", "def send_mail():")
    for size in ((60, 24), (40, 12), (12, 5), (160, 50)):
        nvim.rpc.ui_try_resize(*size)
        nvim.lua(
            "return { vim.o.columns, vim.o.lines }", until=lambda now, size=size: now == [*size]
        )
    nvim.see("send_mail", "a.py:1")
    assert nvim.lua("return vim.v.errmsg") == ""
