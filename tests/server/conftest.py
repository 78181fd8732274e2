"""Servers for tests: one a test, or one a module where nothing is changed."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from .editor import PROFILES, Editor, editor
from .wire import Wire


@pytest.fixture
def wire(tmp_path: Path) -> Iterator[Wire]:
    """A server, not initialized yet, and a client that may send it anything."""
    wire = Wire(tmp_path / "cache", tmp_path / "server.log")
    yield wire
    wire.kill()


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """An empty folder to be opened."""
    folder = tmp_path / "workspace"
    folder.mkdir()
    return folder


@pytest_asyncio.fixture(params=list(PROFILES))
async def any_editor(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Editor]:
    """A server and each of the three clients, not initialized yet."""
    async with editor(request.param, tmp_path / "cache") as connected:
        yield connected
