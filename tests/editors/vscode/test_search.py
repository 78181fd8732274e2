"""Searching by meaning, as a person does it in the workbench."""

from __future__ import annotations

import re

import pytest

from . import pictures
from .window import Window

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("vscode")]


def test_search_previews_and_escape_restores(opened: Window) -> None:
    opened.open_file("token.py", 12)
    opened.search("guess the lexer for a file name")
    first = opened.wait_for_row("guess_lexer_for_filename")
    assert "%" in first.inner_text()
    assert "lexers/__init__.py:" in first.inner_text()
    opened.press("ArrowDown")
    opened.wait_for_tab("lexer.py")
    opened.press("ArrowUp")
    opened.wait_for_tab("__init__.py")
    pictures.take(opened, "search")
    opened.press("Escape")
    opened.wait_for_tab("token.py")
    opened.wait_for_cursor(12)
    assert len(opened.tabs()) == 1


def test_the_answer_is_there_before_the_question_is(opened: Window) -> None:
    recording = pictures.Recording()
    opened.page.set_viewport_size({"width": 900, "height": 560})
    opened.open_file("token.py", 12)
    recording.add(opened, 600)
    opened.search("")
    for letters in ("gue", "ss ", "the ", "lex", "er ", "for", " a ", "file"):
        opened.type(letters)
        recording.add(opened, 160)
    opened.wait_for_row("guess_lexer_for_filename")
    recording.add(opened, 1500)
    for name in ("lexer.py", "cmdline.py"):
        opened.press("ArrowDown")
        opened.wait_for_tab(name)
        recording.add(opened, 1200)
    opened.press("ArrowUp", "ArrowUp", "Enter")
    opened.wait_until_closed()
    opened.wait_for_tab("__init__.py")
    recording.add(opened, 2000)
    recording.save("search")


def test_enter_opens_and_the_next_search_remembers(opened: Window) -> None:
    opened.search("split a path into folder and file name pattern")
    opened.search("decode bytes with the right encoding")
    opened.press("Enter")  # Before there are answers: it opens the first of those that come.
    opened.wait_until_closed()
    opened.wait_for_tab("util.py")
    opened.search("")
    opened.wait_for_row("decode bytes with the right encoding")
    assert not any("split a path" in row for row in opened.rows())
    pictures.take(opened, "recent")
    opened.press("Enter")
    opened.wait_for_row("guess_decode")
    opened.press("Control+Enter")
    opened.wait_until_closed()
    opened.expect(opened.page.locator(".editor-group-container")).to_have_count(2)
    opened.wait_for_tab("util.py")


def test_filters_are_completed_by_tab(opened: Window) -> None:
    opened.search("wrap lines path:formatters/ht")
    opened.wait_for_row("path:formatters/html.py")
    pictures.take(opened, "filters")
    opened.press("Tab")
    opened.expect(opened.input).to_have_value("wrap lines path:formatters/html.py ")
    opened.wait_for_row("_wrap_")
    assert all("formatters/html.py" in row for row in opened.results())
    opened.input.fill("remove lang:klingon")
    opened.wait_for_row("klingon")


def test_order_is_the_server_s_even_if_a_label_matches_better(opened: Window) -> None:
    opened.search("lexer")
    opened.wait_for_row("%")
    matches = [int(found[1]) for row in opened.results() if (found := re.search(r"(\d+)%", row))]
    assert len(matches) > 3
    assert matches == sorted(matches, reverse=True)


def test_results_are_kept_in_the_side_bar(opened: Window) -> None:
    opened.search("guess the lexer for a file name")
    opened.wait_for_row("guess_lexer_for_filename")
    opened.press_title_button("Keep These in the Side Bar")
    rows = opened.tree("Results")
    rows.filter(has_text="guess_lexer_for_filename").first.wait_for()
    assert "__init__.py" in rows.first.inner_text()
    pictures.take(opened, "results")
    rows.filter(has_text="guess_lexer_for_filename").first.click()
    opened.wait_for_tab("__init__.py")
    opened.press_row_button(rows.filter(has_text="guess_lexer_for_filename").first, "Dismiss")
    opened.expect(rows.filter(has_text="guess_lexer_for_filename")).to_have_count(0)


def test_a_selection_is_searched_for(opened: Window) -> None:
    opened.open_file("util.py", 1)
    opened.go_to_line(2)
    opened.press("Home", "Shift+End")
    opened.command("Snippet: Search for Selection")
    opened.expect(opened.input).to_have_value("pygments.util")


def test_what_is_typed_and_not_saved_is_found(opened: Window) -> None:
    opened.open_file("token.py", 1)
    opened.press("Control+Home")
    opened.type("def brew_some_coffee(cups):\nreturn cups * 'espresso'\n\n")
    opened.search("brew coffee")
    opened.wait_for_row("brew_some_coffee")


def test_names_are_found_as_workspace_symbols(opened: Window) -> None:
    opened.press("Control+T")
    opened.input.fill("#guess_lexer_for")
    opened.wait_for_row("guess_lexer_for_filename")
