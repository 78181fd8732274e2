"""Finding code like other code, in the workbench."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from . import pictures
from .window import Window
from .workbench import Workbench

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("vscode")]

COPIES = """\
def total_of(orders):
    total = 0
    for order in orders:
        if order.paid:
            total += order.amount * order.rate
            total -= order.discount
    return round(total, 2)


def sum_of(bills):
    result = 0
    for bill in bills:
        if bill.paid:
            result += bill.amount * bill.rate
            result -= bill.discount
    return round(result, 2)
"""


@pytest.fixture
def copies(window: Window, bench: Workbench, own_repository: Path) -> Window:
    """The repository with two functions that differ in names only."""
    (own_repository / "orders.py").write_text(COPIES)
    window.open(bench.url(own_repository))
    window.open_file("orders.py", 3)
    return window


def test_code_action_then_chained_then_back(copies: Window) -> None:
    copies.code_action("Find similar code")
    row = copies.wait_for_row("sum_of")
    assert re.search(r"9\d% renamed copy", row.inner_text())
    pictures.take(copies, "similar")
    copies.press_button(row, "Find Code Like This")
    copies.expect(copies.title).to_contain_text("sum_of")
    copies.wait_for_row("total_of")
    copies.press_title_button("Back")
    copies.wait_for_row("sum_of")
    copies.press("Escape")
    copies.wait_for_cursor(3)


@pytest.mark.slow
def test_copies_are_compared_side_by_side(copies: Window) -> None:
    copies.command("Snippet: Find Similar Code")
    copies.press_button(copies.wait_for_row("sum_of"), "Compare")
    copies.wait_for_tab("total_of ↔ sum_of")
    copies.page.locator(".monaco-diff-editor .char-insert").first.wait_for()
    pictures.take(copies, "compare")


@pytest.mark.slow
def test_similar_to_a_search_result_and_back_to_the_search(opened: Window) -> None:
    opened.search("guess the lexer for a file name")
    opened.press_button(opened.wait_for_row("guess_lexer_for_filename"), "Find Code Like This")
    opened.expect(opened.title).to_contain_text("Code Like guess_lexer_for_filename")
    opened.wait_for_row("get_lexer_for_filename")
    opened.press_title_button("Back")
    opened.expect(opened.input).to_have_value("guess the lexer for a file name")


@pytest.mark.slow
def test_duplicates_are_listed_and_compared(copies: Window) -> None:
    copies.command("Snippet: Find Duplicates")
    rows = copies.tree("Duplicates")
    group = rows.filter(has_text="total_of").or_(rows.filter(has_text="sum_of")).first
    group.wait_for()
    assert "saves" in group.inner_text()
    group.click()
    member = rows.filter(has_text="orders.py:").last
    member.wait_for()
    pictures.take(copies, "duplicates")
    copies.press_row_button(member, "Compare")
    copies.page.locator(".monaco-diff-editor .char-insert").first.wait_for()


@pytest.mark.slow
def test_lenses_tell_of_copies_where_they_are_turned_on(
    bench: Workbench, copies: Window, own_repository: Path
) -> None:
    bench.set(snippet__codeLens__enabled=True)
    copies.open(bench.url(own_repository))
    copies.open_file("orders.py")
    copies.page.locator(".codelens-decoration a").filter(has_text="1 similar").first.click()
    copies.wait_for_row("sum_of")
