"""What every test gets: a cache folder of its own, and property tests that repeat themselves."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

from snippet_lsp.config import CACHE_VARIABLE

settings.register_profile("repeatable", derandomize=True, deadline=None, database=None)
settings.load_profile("repeatable")


@pytest.fixture(autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that indexes go to during this test, and in the processes it starts."""
    folder = tmp_path_factory.mktemp("cache")
    monkeypatch.setenv(CACHE_VARIABLE, str(folder))
    return folder
