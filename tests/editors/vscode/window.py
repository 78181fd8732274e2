"""A window of the workbench, used as a person would: keys, and what is on the screen."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import FrameLocator, Locator, LocatorAssertions, Page

INPUT = ".quick-input-widget:visible .quick-input-box input"
ROWS = ".quick-input-widget:visible .quick-input-list .monaco-list-row"
PATIENCE = 60_000
"""Milliseconds; this much only where something is wrong."""


class Window:
    """One page. What it waits for must come; nothing sleeps."""

    def __init__(self, page: Page) -> None:
        self.page = page
        page.set_default_timeout(PATIENCE)

    def open(self, url: str) -> None:
        """Open a folder and wait until the extension says that it is ready."""
        self.page.goto(url)
        self.wait_for_status(r"Ready: ", 3 * PATIENCE)

    def wait_for_status(self, pattern: str, milliseconds: int = PATIENCE) -> str:
        """The status bar's entry, once it says something that matches."""
        entry = self.page.locator(".statusbar-item[id*='snippet']")
        labelled = entry.locator("[aria-label]").or_(entry)
        self.expect(labelled.first).to_have_attribute(
            "aria-label", re.compile(pattern), timeout=milliseconds
        )
        return labelled.first.get_attribute("aria-label") or ""

    def wait_for(self, holds: Callable[[], bool]) -> None:
        """Let the page go on until something holds that it brings about."""
        end = time.monotonic() + PATIENCE / 1000
        while not holds():
            assert time.monotonic() < end, "it did not come about"
            self.page.wait_for_timeout(50)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)

    def command(self, title: str) -> None:
        """Run a command from the palette."""
        self.press("F1")
        field = self.page.locator(INPUT)
        field.wait_for()
        field.fill(f">{title}")
        self.page.locator(ROWS).filter(has_text=title).first.click()

    def open_file(self, path: str, line: int = 1) -> None:
        """Open a file by its name, with the cursor in a line."""
        self.press("Control+P")
        self.page.locator(INPUT).fill(path)
        name = Path(path).name
        self.page.locator(ROWS).filter(has_text=name).first.wait_for()
        self.press("Enter")
        self.wait_for_tab(name)
        self.go_to_line(line)

    def go_to_line(self, line: int) -> None:
        self.press("Control+G")
        self.page.locator(INPUT).fill(f":{line}")
        self.wait_for_row(re.compile(rf"line {line}\b"))
        self.press("Enter")
        self.wait_for_cursor(line)

    def search(self, query: str) -> None:
        """Open our search, type, and wait for the answers to it."""
        self.press("Control+Alt+F")
        self.expect(self.title).to_contain_text("Search Code")
        self.page.locator(INPUT).fill(query)

    @property
    def input(self) -> Locator:
        """Where one types in the list that is open."""
        return self.page.locator(INPUT)

    def results(self) -> list[str]:
        """Those rows that are results."""
        return [row for row in self.rows() if "%" in row]

    def code_action(self, title: str) -> None:
        """Choose one of the actions at the cursor."""
        self.press("Control+.")
        self.page.locator(".action-widget .monaco-list-row").filter(has_text=title).first.click()

    def webview(self) -> FrameLocator:
        """The panel that is open."""
        return self.page.frame_locator("iframe.webview.ready").frame_locator("#active-frame")

    @property
    def title(self) -> Locator:
        return self.page.locator(".quick-input-widget:visible .quick-input-title")

    def rows(self) -> list[str]:
        """What stands in the list, a text for each row."""
        texts = self.page.locator(ROWS).all_inner_texts()
        return [" ".join(text.split()) for text in texts]

    def wait_for_row(self, text: str | re.Pattern[str]) -> Locator:
        row = self.page.locator(ROWS).filter(has_text=text).first
        row.wait_for()
        return row

    def press_button(self, row: Locator, label: str) -> None:
        """Press one of the buttons that a row shows under the pointer."""
        row.hover()
        row.locator(f".action-label[aria-label='{label}']").click()

    def press_title_button(self, label: str) -> None:
        """Press a button beside the list's title."""
        self.page.locator(f".quick-input-widget:visible [aria-label^='{label}']").first.click()

    def press_row_button(self, row: Locator, label: str) -> None:
        """Press one of the buttons that a view's row shows under the pointer."""
        row.hover()
        row.locator(f".action-label[aria-label='{label}']").click()

    def wait_until_closed(self) -> None:
        self.page.locator(INPUT).wait_for(state="hidden")

    def wait_for_tab(self, name: str) -> None:
        """Wait until the active editor is that of a file."""
        self.page.locator(".tabs-container .tab.active").filter(has_text=name).first.wait_for()

    def tabs(self) -> list[str]:
        labels = self.page.locator(".tabs-container .tab").all_inner_texts()
        return [label.strip() for label in labels]

    def wait_for_cursor(self, line: int) -> None:
        position = self.page.locator(".statusbar-item[id='status.editor.selection']")
        self.expect(position).to_contain_text(f"Ln {line},")

    def tree(self, view: str) -> Locator:
        """The rows of a view in the side bar."""
        return self.page.locator(f".pane:has(.pane-header[aria-label^='{view}']) .monaco-list-row")

    def notification(self, text: str) -> Locator:
        """A message, once it is there. They do not pop up where VS Code is driven by tests."""
        bell = self.page.locator(".statusbar-item[id='status.notifications']")
        self.expect(bell.locator("[class*=codicon-bell-dot]").first).to_be_visible()
        bell.click()
        item = self.page.locator(".notification-list-item").filter(has_text=text).first
        item.wait_for()
        return item

    def picture(self, path: Path) -> None:
        self.page.screenshot(path=path)

    @staticmethod
    def expect(locator: Locator) -> LocatorAssertions:
        from playwright.sync_api import expect

        expect.set_options(timeout=PATIENCE)
        return expect(locator)
