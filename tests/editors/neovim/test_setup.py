"""What a configuration comes to: three lines, which files and folders, what is missing."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from snippet_lsp.server import convert
from snippet_lsp.syntax import LANGUAGES

from .conftest import INIT
from .nvim import PLUGIN, ROOT, Nvim

Start = Callable[..., Nvim]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    (folder / ".git").mkdir(parents=True)
    (folder / "mail.py").write_text("def send_mail():\n    pass\n")
    return folder


def test_the_three_lines_of_the_readme(start: Start, project: Path, tmp_path: Path) -> None:
    lines = re.search(r"```lua\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    assert lines is not None
    assert len(lines[1].splitlines()) == 3
    (tmp_path / "home" / "src").mkdir(parents=True)
    (tmp_path / "home" / "src" / "snippet-lsp").symlink_to(ROOT)
    nvim = start(project, lines[1])
    nvim.open("mail.py")
    nvim.type("\\/send mail")
    nvim.see("Search · project", "send_mail", "mail.py:1", "def send_mail():")


def test_every_language_of_the_server_has_its_filetype(start: Start, project: Path) -> None:
    nvim = start(project)
    filetypes = nvim.lua("return vim.lsp.config.snippet_lsp.filetypes")
    assert {convert.from_language_id(filetype) for filetype in filetypes} == set(LANGUAGES)
    for name, language in LANGUAGES.items():
        for extension in language.extensions[:1]:
            file = f"x{extension}"
            match = "return vim.filetype.match({ filename = ..., contents = { '#!/bin/sh' } })"
            filetype = nvim.lua(match, file)
            assert filetype in filetypes, (name, file)


def root_of(nvim: Nvim, path: Path) -> str | None:
    root: str | None = nvim.lua(
        "return require('snippet_lsp.root').of_path(...) or vim.NIL", str(path)
    )
    return root


def test_roots(start: Start, project: Path, tmp_path: Path) -> None:
    """A repository, not the package in it; else the working directory; never a home folder."""
    home = tmp_path / "home"
    inside = project / "packages" / "one"
    inside.mkdir(parents=True)
    (inside / "package.json").write_text("{}")
    plain = tmp_path / "plain"
    (plain / "deep").mkdir(parents=True)
    nvim = start(plain, "vim.opt.runtimepath:prepend(" + repr(str(PLUGIN)) + ")")
    assert root_of(nvim, inside / "a.js") == str(project)
    assert root_of(nvim, plain / "deep" / "a.py") == str(plain)
    assert root_of(nvim, tmp_path / "elsewhere" / "a.py") == str(tmp_path / "elsewhere")
    assert root_of(nvim, home / "a.py") is None
    assert root_of(nvim, Path("/a.py")) is None
    (home / ".git").mkdir()
    assert root_of(nvim, home / "a.py") == str(home)


def test_a_file_outside_joins_the_server_that_runs(
    start: Start, project: Path, tmp_path: Path
) -> None:
    library = tmp_path / "library" / "lib.py"
    library.parent.mkdir()
    library.write_text("def send_letter():\n    pass\n")
    nvim = start(project)
    nvim.open("mail.py")
    nvim.ready()
    nvim.open(str(library))
    nvim.lua("return #vim.lsp.get_clients({ bufnr = 0 })", until=lambda count: count == 1)
    assert nvim.lua("return #vim.lsp.get_clients()") == 1


def test_without_a_server_it_says_how_to_get_one(start: Start, project: Path) -> None:
    nvim = start(project, INIT + 'vim.lsp.config("snippet_lsp", { cmd = { "no-such-program" } })')
    nvim.open("mail.py")
    nvim.type(":Snippet search<CR>")
    said = nvim.lua('return vim.fn.execute("messages")', until=lambda text: "no-such" in text)
    assert (
        'there is no program "no-such-program": install it with `pip install snippet-lsp`' in said
    )
    nvim.command("checkhealth snippet_lsp")
    nvim.see("ERROR there is no program", "pip install", "none is running")


def test_a_server_that_lacks_something_is_said_to(start: Start, project: Path) -> None:
    nvim = start(project)
    nvim.open("mail.py")
    nvim.ready()
    nvim.lua("vim.lsp.get_clients()[1].server_capabilities.experimental.snippet.learn = nil")
    nvim.type(":Snippet learn<CR>")
    nvim.lua(
        'return vim.fn.execute("messages")',
        until=lambda text: "this server cannot learn on request: update snippet-lsp" in text,
    )


def test_checkhealth(start: Start, project: Path) -> None:
    nvim = start(project)
    nvim.open("mail.py")
    nvim.ready()
    nvim.command("checkhealth snippet_lsp")
    report = "\n".join(nvim.lua("return vim.api.nvim_buf_get_lines(0, 0, -1, false)"))
    for text in (
        "OK snippet-lsp 0.",
        "OK enabled",
        f"index of {project}: 2 definitions in 1 files (ready)",
        "OK model: ",
        "OK languages: python",
        "OK files are watched by the server",
        "OK the plugin's own",
    ):
        assert text in report, report
    assert "WARN" not in report
    assert "ERROR" not in report


def test_help(start: Start, project: Path) -> None:
    """Every command, mapping, setting and function has its entry."""
    nvim = start(project)
    nvim.command("helptags ALL")
    nvim.command("help snippet_lsp")
    text = "\n".join(nvim.lua("return vim.api.nvim_buf_get_lines(0, 0, -1, false)"))
    wanted = nvim.lua(
        """
        local names = {}
        for _, map in ipairs(vim.api.nvim_get_keymap("n")) do
          names[#names + 1] = map.lhs:match("^<Plug>%(snippet%-.*")
        end
        for name in pairs(require("snippet_lsp")) do
          names[#names + 1] = "snippet_lsp." .. name .. "("
        end
        for _, name in ipairs(require("snippet_lsp.command").complete("", "Snippet ")) do
          names[#names + 1] = ":Snippet-" .. name
        end
        vim.list_extend(names, vim.tbl_keys(require("snippet_lsp.config").defaults))
        vim.list_extend(names, vim.tbl_values(require("snippet_lsp.config").defaults.finder.keys))
        return names
        """
    )
    assert [name for name in wanted if name not in text] == []


@pytest.mark.parametrize(
    ("typed", "proposed"),
    [
        ("Snippet s", ["search", "similar", "status"]),
        ("Snippet! sea", ["search"]),
        ("5,7Snippet sim", ["similar"]),
        ("Snippet duplicates ma", ["mail.py"]),
        ("Snippet status ", []),
    ],
)
def test_the_command_is_completed(
    start: Start, project: Path, typed: str, proposed: list[str]
) -> None:
    nvim = start(project)
    assert nvim.lua('return vim.fn.getcompletion(..., "cmdline")', typed) == proposed


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("Snippet find", 'there is no "find", only clear, duplicates, learn, log, reindex, search'),
        ("Snippet status now", '"status" takes no arguments'),
        ("1,2Snippet log", '"log" takes no lines'),
    ],
)
def test_mistakes_are_told(start: Start, project: Path, command: str, said: str) -> None:
    nvim = start(project)
    nvim.open("mail.py")
    nvim.type(f":{command}<CR>")
    nvim.lua('return vim.fn.execute("messages")', until=lambda text: said in text)


def test_workspace_symbols_of_the_editor_itself(start: Start, project: Path) -> None:
    nvim = start(project)
    nvim.open("mail.py")
    nvim.ready()
    nvim.lua('vim.lsp.buf.workspace_symbol("send a mail")')
    items = nvim.lua("return vim.fn.getqflist()", until=len)
    assert "[Function] send_mail" in items[0]["text"]
