"""Databases that several programs create at the same moment."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from snippet_lsp.errors import StoreError
from snippet_lsp.index import database
from snippet_lsp.index.database import open_database

SCHEMA = "pragma journal_mode = wal; create table if not exists vector (id integer);"


class Refused(sqlite3.Connection):
    """One that finds others creating the same file so many times."""

    left = 0

    def executescript(self, script: str) -> sqlite3.Cursor:
        Refused.left -= 1
        if Refused.left >= 0:
            raise sqlite3.OperationalError("database is locked")
        return super().executescript(script)


@pytest.fixture(autouse=True)
def refusals(monkeypatch: pytest.MonkeyPatch) -> None:
    connect = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda *a, **b: connect(*a, **b, factory=Refused))
    monkeypatch.setattr(database, "_AGAIN", 0.0)


def test_who_creates_a_file_with_others_waits_for_them(tmp_path: Path) -> None:
    Refused.left = 3
    with closing(open_database(tmp_path / "new" / "vectors.sqlite3", 1, SCHEMA)) as connection:
        assert connection.execute("select count(*) from vector").fetchone() == (0,)
    assert Refused.left < 0


def test_nobody_waits_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "PATIENCE", 0.01)
    Refused.left = 1_000_000
    with pytest.raises(StoreError, match="locked"):
        open_database(tmp_path / "vectors.sqlite3", 1, SCHEMA)
