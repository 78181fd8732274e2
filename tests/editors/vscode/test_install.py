"""Where the server comes from: installed on consent, never from a folder that is not trusted."""

from __future__ import annotations

import json
import os
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from snippet_lsp.config import CACHE_VARIABLE

from .install import Pieces
from .window import Window
from .workbench import Workbench, wait_until, workbench

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("vscode")]


@pytest.fixture
def bare(pieces: Pieces, vsix: Path, server_program: Path, tmp_path: Path) -> Iterator[Workbench]:
    """A workbench on a machine without our server, where folders are not trusted before asking."""
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "python3").symlink_to(sys.executable)
    environment = {
        "PATH": f"{programs}{os.pathsep}/usr/bin{os.pathsep}/bin",
        "SNIPPET_LSP_INSTALL_FROM": str(wheel(tmp_path, server_program)),
        "PIP_NO_INDEX": "1",
        CACHE_VARIABLE: str(tmp_path / "indexes"),
    }
    with workbench(pieces, vsix, tmp_path / "data", environment) as started:
        yield started


def wheel(folder: Path, program: Path) -> Path:
    """A package `snippet-lsp` without dependencies, whose program is the one under test."""
    path = folder / "snippet_lsp-0.1.0-py3-none-any.whl"
    info = "snippet_lsp-0.1.0.dist-info"
    start = f"import os, sys\ndef main():\n    os.execv({str(program)!r}, sys.argv)\n"
    contents = {
        "snippet_start.py": start,
        f"{info}/METADATA": "Metadata-Version: 2.1\nName: snippet-lsp\nVersion: 0.1.0\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{info}/entry_points.txt": "[console_scripts]\nsnippet-lsp = snippet_start:main\n",
    }
    record = "".join(f"{name},,\n" for name in [*contents, f"{info}/RECORD"])
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in {**contents, f"{info}/RECORD": record}.items():
            archive.writestr(name, text)
    return path


@pytest.fixture
def stranger(bare: Workbench, browser: Browser, tmp_path: Path) -> Iterator[Window]:
    """A window of that workbench."""
    context = browser.new_context(viewport={"width": 1200, "height": 750})
    opened = Window(context.new_page())
    yield opened
    opened.picture(tmp_path / "last.png")
    context.close()


def test_installed_on_consent_and_removed(
    stranger: Window, bare: Workbench, own_repository: Path
) -> None:
    bare.set(security__workspace__trust__enabled=False)
    stranger.page.goto(bare.url(own_repository))
    offer = stranger.notification("is not on this machine")
    offer.get_by_role("button", name="Install", exact=True).click()
    stranger.wait_for_status("Ready: ")
    stranger.search("render a token stream as html")
    stranger.wait_for_row("HtmlFormatter")
    stranger.press("Escape")
    stranger.command("Snippet: Remove the Installed Server")
    stranger.wait_for_status("not installed")
    storage = bare.data / "data" / "User" / "globalStorage" / "snippet-lsp.snippet-lsp"
    assert not (storage / "server").exists()
    wait_until(lambda: not bare.descendants("snippet-lsp"), "the end of the server")


def test_a_folder_that_is_not_trusted_cannot_name_a_program(
    stranger: Window, bare: Workbench, own_repository: Path, tmp_path: Path
) -> None:
    trap = tmp_path / "trap"
    trap.write_text(f"#!/bin/sh\ntouch {tmp_path}/sprung\nexit 1\n")
    trap.chmod(0o755)
    settings = own_repository / ".vscode" / "settings.json"
    settings.parent.mkdir()
    settings.write_text(json.dumps({"snippet.serverPath": str(trap)}))
    bare.set()
    stranger.page.goto(bare.url(own_repository))
    stranger.page.locator(".statusbar").get_by_text("Restricted Mode").wait_for()
    stranger.wait_for_status("not installed")
    assert not (tmp_path / "sprung").exists()
    stranger.command("Workspaces: Manage Workspace Trust")
    stranger.page.get_by_role("button", name="Trust", exact=True).first.click()
    wait_until((tmp_path / "sprung").exists, "the program that the trusted folder names")
