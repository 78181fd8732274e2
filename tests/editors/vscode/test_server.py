"""The server's life: its status, its crashes, and what is left of it."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from . import pictures
from .window import Window
from .workbench import Workbench, wait_until

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("vscode")]


def servers(bench: Workbench) -> list[int]:
    return bench.descendants("snippet-lsp")


def test_status_page_tells_what_is_indexed(
    window: Window, bench: Workbench, own_repository: Path
) -> None:
    (own_repository / "notes.txt").write_text("buy milk\n")
    window.open(bench.url(own_repository))
    window.page.locator(".statusbar-item[id*='snippet']").first.click()
    page = window.webview()
    page.get_by_role("heading", name="Ready").wait_for()
    page.get_by_text("no supported language: 1 entry").click()
    page.get_by_text("notes.txt").wait_for()
    assert " MB" in page.locator("body").inner_text()
    pictures.take(window, "status")


def test_an_index_is_cleared_and_made_anew(
    window: Window, bench: Workbench, own_repository: Path
) -> None:
    window.open(bench.url(own_repository))
    window.command("Snippet: Clear Index")
    window.wait_for_status("removed|cleared")
    window.command("Snippet: Re-index")
    window.wait_for_status("Ready: ")


def test_a_killed_server_is_started_again(opened: Window, bench: Workbench) -> None:
    (first,) = servers(bench)
    os.kill(first, signal.SIGKILL)
    wait_until(lambda: servers(bench) not in ([], [first]), "another server")
    opened.wait_for_status("Ready: ")
    opened.search("guess the lexer for a file name")
    opened.wait_for_row("guess_lexer_for_filename")


def test_a_server_that_always_dies_is_given_up_with_a_word(
    window: Window, bench: Workbench, repository: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "broken"
    broken.write_text("#!/bin/sh\necho the index is from another world >&2\nexit 3\n")
    broken.chmod(0o755)
    bench.set_machine({"snippet.serverPath": str(broken)})
    window.page.goto(bench.url(repository))
    message = window.notification("stops again and again")
    assert "the index is from another world" in message.inner_text()
    window.wait_for_status("The server stopped")


def test_restart_leaves_one_server(opened: Window, bench: Workbench) -> None:
    (first,) = servers(bench)
    opened.command("Snippet: Restart Server")
    wait_until(lambda: servers(bench) not in ([], [first]), "another server")
    opened.wait_for_status("Ready: ")
    assert len(servers(bench)) == 1


def test_the_server_ends_with_the_extension_host(opened: Window, bench: Workbench) -> None:
    (server,) = servers(bench)
    host = int(Path(f"/proc/{server}/stat").read_text().rpartition(")")[2].split()[1])
    os.kill(host, signal.SIGKILL)
    wait_until(lambda: server not in servers(bench), "the end of the server")


def test_the_server_ends_with_the_window(opened: Window, bench: Workbench) -> None:
    assert len(servers(bench)) == 1
    opened.page.close()
    wait_until(lambda: not servers(bench), "the end of the server")
