"""Similar code: at the cursor, for a selection, for a result, and as a code action."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from .conftest import INIT, watched
from .nvim import Nvim
from .test_search import rows_of

# One Neovim for all tests here, so one process for them.
pytestmark = pytest.mark.xdist_group("neovim-similar")

SHOP = """\
def total_price(items, tax):
    total = 0
    for item in items:
        total += item.price * item.count
    if tax:
        total = total * (1 + tax)
    return round(total, 2)
"""

CART = """\
import json


def cart_sum(entries, rate):
    sum_ = 0
    for entry in entries:
        sum_ += entry.price * entry.count
    if rate:
        sum_ = sum_ * (1 + rate)
    return round(sum_, 2)


def net_sum(entries):
    sum_ = 0
    for entry in entries:
        sum_ += entry.price * entry.count
    return round(sum_, 2)


def load(path):
    with open(path) as file:
        return json.load(file)
"""


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nvim]:
    folder = tmp_path_factory.mktemp("shop")
    (folder / ".git").mkdir()
    (folder / "shop.py").write_text(SHOP)
    (folder / "cart.py").write_text(CART)
    nvim = Nvim(tmp_path_factory.mktemp("home"), folder, INIT)
    nvim.open("shop.py")
    nvim.ready(files=2)
    yield nvim
    nvim.close()


@pytest.fixture
def nvim(shop: Nvim) -> Iterator[Nvim]:
    with watched(shop):
        shop.type("<C-\\><C-n>")
        shop.lua('require("snippet_lsp.finder").close() vim.cmd("only")')
        shop.command("silent! cclose | edit! shop.py | call cursor(3, 5)")
        yield shop


def check_copy_found(nvim: Nvim) -> None:
    screen = nvim.see("cart_sum", "cart.py:4", "def cart_sum(")
    assert "renamed" in rows_of(screen)[0]


def test_at_the_cursor(nvim: Nvim) -> None:
    nvim.command("Snippet similar")
    nvim.see("Similar to shop.py:3")
    check_copy_found(nvim)


def test_of_a_visual_selection(nvim: Nvim) -> None:
    nvim.command("xmap gs <Plug>(snippet-similar)")
    nvim.type("ggVjjjgs")
    nvim.see("Similar to shop.py:1-4", "cart.py:")
    assert nvim.rpc.api.get_mode()["mode"] == "i"


def test_of_a_range(nvim: Nvim) -> None:
    nvim.command("1,7Snippet similar")
    nvim.see("Similar to shop.py:1-7")
    check_copy_found(nvim)
    nvim.type("<CR>")
    nvim.lua("return vim.fn.expand('<cword>')", until=lambda word: word == "cart_sum")


def test_the_prompt_only_filters(nvim: Nvim) -> None:
    nvim.command("Snippet similar")
    before = len(rows_of(nvim.see("cart_sum", "net_sum", "results")))
    nvim.type("CART_sum py:4")
    nvim.see("1 result ")
    assert before > 1
    nvim.type(" nowhere")
    nvim.see("Nothing here has all of these words.")


def test_of_a_result_and_back(nvim: Nvim) -> None:
    nvim.command("Snippet search add up the prices")
    nvim.see("total_price", "shop.py:1")
    nvim.type("<C-s>")
    nvim.see("Similar to total_price")
    check_copy_found(nvim)
    nvim.type("<C-s>")
    screen = nvim.see("Similar to cart_sum")
    assert "total_price" in rows_of(nvim.see("shop.py:1"))[0], screen
    nvim.type("<C-o><C-o>")
    nvim.see("Search ·", "add up the prices")


def test_in_the_quickfix_list(nvim: Nvim) -> None:
    nvim.command("Snippet! similar")
    items = nvim.lua("return vim.fn.getqflist()", until=len)
    assert items[0]["text"].split()[1:4] == ["renamed", "function", "cart_sum"]
    assert (items[0]["lnum"], items[0]["col"]) == (4, 5)


def test_the_code_action(nvim: Nvim) -> None:
    nvim.lua(
        """
        vim.lsp.buf.code_action({ apply = true, filter = function(action)
          return action.title == "Find similar code"
        end })
        """
    )
    check_copy_found(nvim)


def test_of_text_in_a_buffer_without_a_file(nvim: Nvim) -> None:
    nvim.command("new")
    nvim.command("setlocal buftype=nofile filetype=python")
    nvim.rpc.current.buffer[:] = SHOP.replace("total", "whole").splitlines()
    nvim.command("Snippet similar")
    nvim.see("cart_sum", "total_price", "renamed")
    nvim.type("<CR>")
    nvim.lua("return vim.fn.expand('%:t')", until=lambda name: name in ("shop.py", "cart.py"))


def test_unsaved_text_counts(start: Callable[..., Nvim], tmp_path: Path) -> None:
    """A function is typed, and found, and never saved."""
    folder = tmp_path / "project"
    (folder / ".git").mkdir(parents=True)
    (folder / "cart.py").write_text(CART)
    nvim = start(folder)
    nvim.open("new.py")
    nvim.ready()
    nvim.type("idef repaint_the_fence(colour):<CR>return colour<Esc>")
    nvim.command("Snippet search repaint fence")
    nvim.see("repaint_the_fence", "new.py:1", "def repaint_the_fence(")
    assert not (folder / "new.py").exists()
