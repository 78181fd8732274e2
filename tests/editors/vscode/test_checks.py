"""The extension's own checks: types, lint, format, and unit tests under Node."""

from __future__ import annotations

import pytest

from .conftest import npm
from .install import Pieces

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("vscode")]


@pytest.mark.parametrize("script", ["check", "test"])
def test_npm_run(script: str, pieces: Pieces, installed: None) -> None:
    npm("run", script)
