"""Marks the tests that drive a real editor, and says what to do where one is missing."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NoReturn

import pytest

EDITORS = [Path(__file__).parent / name for name in ("neovim", "vim", "emacs")]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if any(folder in item.path.parents for folder in EDITORS):
            item.add_marker("editor")


def missing(what: str, remedy: str) -> NoReturn:
    """Skips the test on a developer's machine; in CI nothing may be missing."""
    text = f"no {what}: {remedy}"
    if os.environ.get("CI"):
        pytest.fail(text)
    pytest.skip(text)
