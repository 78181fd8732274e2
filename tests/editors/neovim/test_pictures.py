"""The pictures of the documents, which `make pictures` draws anew from real screens."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest

from .conftest import INIT, repository
from .nvim import ROOT, Nvim
from .pictures import draw

IMAGES = ROOT / "docs" / "images"

SCREENS: dict[str, tuple[str, list[str], list[str]]] = {
    "neovim-search": (
        "Snippet search",
        ["ask the user for confirmation"],
        ["confirm", "click/termui.py:", "def confirm("],
    ),
    "neovim-similar": (
        'call search("def make_pass_decorator") | Snippet similar',
        [],
        ["Similar to", "def "],
    ),
}


@pytest.mark.parametrize("name", SCREENS)
def test_a_picture_shows_the_screen(start: Callable[..., Nvim], tmp_path: Path, name: str) -> None:
    command, keys, wanted = SCREENS[name]
    nvim = start(repository(tmp_path / "click"), INIT + 'vim.cmd("syntax on")')
    nvim.rpc.ui_try_resize(130, 30)
    nvim.open("click/decorators.py")
    nvim.ready(files=10)
    nvim.command(command)
    for text in keys:
        nvim.type(text)
    rows = nvim.see("result", *wanted)
    picture = draw(nvim)
    tree = ElementTree.fromstring(picture)
    drawn = "".join("".join(tree.itertext()).split())
    assert [row for row in rows if "".join(row.split()) not in drawn] == []
    assert len({element.get("fill") for element in tree.iter()}) > 5
    if os.environ.get("SNIPPET_PICTURES"):
        IMAGES.mkdir(exist_ok=True)
        (IMAGES / f"{name}.svg").write_text(picture)
    assert (IMAGES / f"{name}.svg").exists()
