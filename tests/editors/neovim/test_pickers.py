"""Adapters to pickers, against stand-ins for the interfaces that those document.

A stand-in filters and sorts as the real one does unless it is told not to: semantic answers, which
do not contain the question, must all be there, in the server's order.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from .conftest import INIT, reset, watched
from .nvim import Nvim

# One Neovim for all tests here, so one process for them.
pytestmark = pytest.mark.xdist_group("neovim-pickers")

FAKES = Path(__file__).parent / "fakes"
PICKERS = ("telescope", "fzf-lua", "snacks", "mini.pick")
QUESTION = "ask the user for confirmation"

LINES = "return _G.Picker and _G.Picker:lines() or vim.NIL"


@pytest.fixture(scope="module")
def with_pickers(
    tmp_path_factory: pytest.TempPathFactory, click_repository: Path
) -> Iterator[Nvim]:
    init = INIT + f'vim.opt.runtimepath:append("{FAKES}")'
    nvim = Nvim(tmp_path_factory.mktemp("home"), click_repository, init)
    with watched(nvim):
        nvim.open("click/core.py")
        nvim.ready(files=10)
    yield nvim
    nvim.close()


@pytest.fixture
def nvim(with_pickers: Nvim) -> Iterator[Nvim]:
    with watched(with_pickers):
        reset(with_pickers)
        with_pickers.lua("_G.Picker, _G.Typed = nil, nil")
        yield with_pickers


def answers(nvim: Nvim, method: str, params: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = nvim.lua(
        f"""
        local client = vim.lsp.get_clients({{ name = "snippet_lsp" }})[1]
        return client:request_sync("{method}", {params}, 5000).result.results
        """
    )
    return found


def check_lines(lines: list[list[Any]], wanted: list[dict[str, Any]]) -> None:
    """All that was answered, in order, each with its percentage, names, file, line and column."""
    assert len(lines) == len(wanted) > 10
    for (text, file, line, column), result in zip(lines, wanted, strict=True):
        assert f"{result['match']}%" in text
        assert result.get("containerName", "").split(".")[0] in text
        assert result["name"] in text
        assert file == Path(result["path"]).name
        place = result["selectionRange"]["start"]
        assert (line, column) == (place["line"] + 1, place["character"] + 1)


@pytest.mark.parametrize("picker", PICKERS)
def test_search(nvim: Nvim, picker: str) -> None:
    nvim.lua("_G.Typed = { ... }", QUESTION)
    nvim.command(f"let g:snippet_lsp = #{{picker: '{picker}'}}")
    nvim.command("Snippet search")
    nvim.lua("_G.Picker:type(...)", QUESTION)
    lines = nvim.lua(LINES, until=bool)
    wanted = answers(nvim, "snippet/search", f'{{ query = "{QUESTION}", limit = 50 }}')
    check_lines(lines, wanted)


@pytest.mark.parametrize("picker", PICKERS)
def test_a_question_that_is_there_already(nvim: Nvim, picker: str) -> None:
    nvim.lua(f"require('snippet_lsp').search({{ query = ..., picker = '{picker}' }})", QUESTION)
    lines = nvim.lua(LINES, until=bool)
    assert "confirm" in lines[0][0]


@pytest.mark.parametrize("picker", PICKERS)
def test_similar(nvim: Nvim, picker: str) -> None:
    place = {"line": nvim.lua('return vim.fn.search("def parse_args")') - 1, "character": 8}
    nvim.lua(f"require('snippet_lsp').similar({{ picker = '{picker}' }})")
    lines = nvim.lua(LINES, until=bool)
    wanted = answers(
        nvim,
        "snippet/similar",
        f"""{{
          textDocument = vim.lsp.util.make_text_document_params(0), limit = 50,
          position = {{ line = {place["line"]}, character = {place["character"]} }},
        }}""",
    )
    check_lines(lines, wanted)


def test_an_older_prompt_shows_nothing_any_more(nvim: Nvim) -> None:
    nvim.command("let g:snippet_lsp = #{picker: 'telescope'}")
    nvim.command("Snippet search")
    nvim.lua("for _, prompt in ipairs({ 'a', 'ab', 'write a file' }) do _G.Picker:type(prompt) end")
    lines = nvim.lua(LINES, until=bool)
    wanted = answers(nvim, "snippet/search", '{ query = "write a file", limit = 50 }')
    check_lines(lines, wanted)


def test_the_telescope_extension(nvim: Nvim) -> None:
    nvim.lua("require('telescope').load_extension('snippet_lsp')")
    nvim.lua("require('telescope').extensions.snippet_lsp.snippet_lsp({ query = ... })", QUESTION)
    assert "confirm" in nvim.lua(LINES, until=bool)[0][0]


def test_a_picker_that_is_not_there(nvim: Nvim) -> None:
    nvim.type(":lua require('snippet_lsp').search({ picker = 'fzf' })<CR>")
    nvim.lua(
        'return vim.fn.execute("messages")',
        until=lambda text: 'there is no picker "fzf", only builtin, fzf-lua, mini.pick' in text,
    )
