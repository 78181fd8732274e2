"""Searching by meaning, as a person does it in the workbench."""

from __future__ import annotations

import pytest

from .window import Window

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("vscode")]


def test_search_previews_and_escape_restores(opened: Window) -> None:
    opened.open_file("token.py", 12)
    opened.search("guess the lexer for a file name")
    first = opened.wait_for_row("guess_lexer_for_filename")
    assert "%" in first.inner_text()
    assert "lexers/__init__.py:" in first.inner_text()
    opened.press("ArrowDown", "ArrowUp")
    opened.wait_for_tab("__init__.py")
    opened.press("Escape")
    opened.wait_for_tab("token.py")
    opened.wait_for_cursor(12)
    assert len(opened.tabs()) == 1
