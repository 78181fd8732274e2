"""Several folders at once: added, removed, nested, and never mixed up."""

from __future__ import annotations

from pathlib import Path

import pytest

from snippet_lsp.server.folders import initial_folders
from snippet_lsp.server.params import Fields

from .editor import Editor, write_files
from .wire import Wire


async def test_folders_are_searched_together_and_apart(any_editor: Editor, tmp_path: Path) -> None:
    shop = write_files(tmp_path / "shop", "--- cart.py\ndef add_to_cart(item): ...\n")
    bank = write_files(tmp_path / "bank", "--- cart.py\ndef empty_cart(): ...\n")
    await any_editor.initialize(shop, bank)
    await any_editor.ready()
    found = await any_editor.results("snippet/search", query="cart")
    callables = {(r["uri"], r["name"]) for r in found if r["name"] != "cart"}
    assert callables == {
        ((shop / "cart.py").as_uri(), "add_to_cart"),
        ((bank / "cart.py").as_uri(), "empty_cart"),
    }
    scores = [result["score"] for result in found]
    assert scores == sorted(scores, reverse=True)
    assert await any_editor.names("empty cart", folder=bank.as_uri()) == ["empty_cart"]
    assert "empty_cart" not in await any_editor.names("empty cart", folder=shop.as_uri())
    assert len(await any_editor.results("snippet/search", query="cart", limit=1)) == 1


async def test_similar_code_is_found_in_every_folder(any_editor: Editor, tmp_path: Path) -> None:
    source = "def total(prices):\n    return sum(price.amount for price in prices)\n"
    copy = source.replace("total", "sum_up")
    here = write_files(tmp_path / "here", f"--- a.py\n{source}")
    there = write_files(tmp_path / "there", f"--- b.py\n{copy}")
    await any_editor.initialize(here, there)
    await any_editor.ready()
    results = await any_editor.results(
        "snippet/similar",
        textDocument={"uri": (here / "a.py").as_uri()},
        position={"line": 1, "character": 8},
    )
    assert [result["name"] for result in results] == ["sum_up"]


async def test_folders_come_and_go(any_editor: Editor, tmp_path: Path) -> None:
    first = write_files(tmp_path / "first", "--- a.py\ndef read_config(): ...\n")
    second = write_files(tmp_path / "second", "--- b.py\ndef write_config(): ...\n")
    await any_editor.initialize(first)
    any_editor.change_folders(added=[second])
    status = await any_editor.ready()
    assert [folder["name"] for folder in status["folders"]] == ["first", "second"]
    assert {"read_config", "write_config"} <= set(await any_editor.names("config"))
    any_editor.change_folders(removed=[first])
    assert "read_config" not in await any_editor.names("config")
    # Back before its index has been closed.
    any_editor.change_folders(added=[first], removed=[second])
    any_editor.change_folders(added=[second])
    any_editor.change_folders(removed=[second])
    await any_editor.ready()
    assert "read_config" in await any_editor.names("config")
    assert "write_config" not in await any_editor.names("config")


async def test_inner_folder_answers_for_its_files(any_editor: Editor, tmp_path: Path) -> None:
    outer = write_files(
        tmp_path / "outer",
        "--- a.py\ndef parse_outer(): ...\n--- inner/b.py\ndef parse_inner(): 1\n",
    )
    inner, path = outer / "inner", outer / "inner" / "b.py"
    await any_editor.initialize(outer, inner)
    any_editor.open(path, "def parse_unsaved(): 1\n", "python")
    await any_editor.ready()
    names = await any_editor.names("parse")
    assert sorted(name for name in names if name.startswith("parse")) == [
        "parse_outer",
        "parse_unsaved",
    ]
    # The document goes over to the folder that is left around it.
    any_editor.change_folders(removed=[inner])
    await any_editor.ready()
    assert "parse_unsaved" in await any_editor.names("parse")
    assert "parse_inner" not in await any_editor.names("parse")
    any_editor.change_folders(added=[inner])
    any_editor.close(path)
    await any_editor.ready()
    assert "parse_inner" in await any_editor.names("parse")


def test_folders_that_are_not_on_disk_are_passed_over(wire: Wire, workspace: Path) -> None:
    write_files(workspace, "--- a.py\ndef f(): ...\n")
    folders = [
        {"uri": "vscode-remote://ssh/home", "name": "far away"},
        {"uri": workspace.as_uri(), "name": "here"},
        {"uri": workspace.as_uri() + "/", "name": "the same"},
    ]
    wire.initialize(workspaceFolders=folders)
    status = wire.request("snippet/status", {})["result"]
    assert len(status["folders"]) == 1


@pytest.mark.parametrize("name", ["shop", "/home/me/shop", "/home/me/shop/", ""])
def test_a_name_that_is_a_path_is_cut(name: str) -> None:
    params = Fields({"workspaceFolders": [{"uri": "file:///home/me/shop", "name": name}]})
    assert [folder.name for folder in initial_folders(params)] == ["shop"]
