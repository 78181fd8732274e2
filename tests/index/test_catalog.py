"""The catalog keeps whole transactions or nothing; one program at a time is the writer."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from snippet_lsp.errors import StoreError
from snippet_lsp.index.catalog import FORMAT, Catalog, Contents, FileRow, SegmentRow
from snippet_lsp.index.lock import WriterLock

LIVING = np.array([True, False, True])
ONE = SegmentRow("1", 10, b"aa", LIVING)
TWO = SegmentRow("2", 20, b"bb", np.ones(17, np.bool_), 7.5)
MAIL = FileRow("mail/größe.py", 5, 2**62)
HTTP = FileRow("http.py", 6, -1)
BINARY = FileRow("blob.py", 7, 0, "binary", True)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "index" / "catalog.sqlite3"


def filled(path: Path) -> Catalog:
    catalog = Catalog(path)
    catalog.write([MAIL, HTTP, BINARY], segments=[ONE, TWO])
    return catalog


def segments_of(catalog: Catalog) -> dict[str, tuple[int, bytes, list[bool], float]]:
    rows = catalog.read().segments
    return {row.name: (row.length, row.checksum, row.living.tolist(), row.checked) for row in rows}


def test_what_is_written_comes_back(path: Path) -> None:
    filled(path).close()
    catalog = Catalog(path)
    assert set(catalog.read().files) == {BINARY, HTTP, MAIL}
    assert segments_of(catalog) == {
        "1": (10, b"aa", [True, False, True], 0.0),
        "2": (20, b"bb", [True] * 17, 7.5),
    }
    touched = FileRow(MAIL.path, 5, 2**62 + 1)
    catalog.write([touched], [BINARY.path], [replace(ONE, living=~LIVING)], [TWO.name])
    assert set(catalog.read().files) == {HTTP, touched}
    assert segments_of(catalog) == {"1": (10, b"aa", [False, True, False], 0.0)}
    catalog.close()


def test_readers_hear_of_changes(path: Path) -> None:
    writer = filled(path)
    reader = Catalog(path, read_only=True)
    before = reader.version()
    assert reader.version() == before
    writer.write(gone=[HTTP.path])
    assert reader.version() != before
    assert set(reader.read().files) == {BINARY, MAIL}
    with pytest.raises(StoreError, match="cannot write"):
        reader.write(gone=[MAIL.path])
    reader.close()
    writer.close()


def test_a_catalog_that_was_removed_or_replaced_is_not_in_place(path: Path) -> None:
    catalog = filled(path)
    assert catalog.is_in_place()
    path.rename(path.with_name("kept"))
    assert not catalog.is_in_place()
    Catalog(path).close()
    assert not catalog.is_in_place()
    catalog.close()


@pytest.mark.parametrize("content", [b"", b"not a database at all" * 100, None])
def test_a_foreign_or_torn_file_is_begun_anew(path: Path, content: bytes | None) -> None:
    filled(path).close()
    path.write_bytes(path.read_bytes()[:100] if content is None else content)
    catalog = Catalog(path)
    assert catalog.read() == Contents()
    catalog.close()


def test_another_format_is_begun_anew(path: Path) -> None:
    filled(path).close()
    connection = sqlite3.connect(path)
    connection.execute(f"pragma user_version = {FORMAT + 1}")
    connection.close()
    with pytest.raises(StoreError, match="format"):
        Catalog(path, read_only=True)
    catalog = Catalog(path)
    assert catalog.read() == Contents()
    catalog.close()


def test_damage_in_the_middle_is_an_error_that_begin_anew_mends(path: Path) -> None:
    filled(path).close()
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    catalog = Catalog(path)
    with pytest.raises(StoreError):
        catalog.read()
    catalog.begin_anew()
    assert catalog.read() == Contents()
    catalog.close()


@pytest.mark.parametrize(
    "values", ["x'00', 5, 1, ''", "'a.py', 'many', 1, ''", "'a.py', 5, 1, x'00'"]
)
def test_rows_of_a_torn_page_are_damage(path: Path, values: str) -> None:
    filled(path).close()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(f"insert into file values ({values}, 0)")
    catalog = Catalog(path)
    with pytest.raises(StoreError):
        catalog.read()
    catalog.close()


KILLED = """
import os, sys
from pathlib import Path
from snippet_lsp.index.catalog import Catalog, FileRow

catalog = Catalog(Path(sys.argv[1]))
catalog.write([FileRow(f"{number}.py", 1, 1) for number in range(2000)])
catalog._connection.execute("pragma cache_size = 1")
catalog._connection.execute("update file set size = 2")
os._exit(9)  # Half of it is on disk, and how it was before beside it.
"""


def test_readers_take_back_what_a_killed_program_has_half_written(path: Path) -> None:
    path.parent.mkdir()
    done = subprocess.run([sys.executable, "-c", KILLED, path], check=False)
    assert done.returncode == 9
    assert path.with_name("catalog.sqlite3-journal").stat().st_size > 0
    catalog = Catalog(path, read_only=True)
    assert {file.size for file in catalog.read().files} == {1}
    with pytest.raises(StoreError, match="readonly"):
        catalog.write([MAIL])
    catalog.close()


def test_one_is_the_writer_until_it_ends_or_dies(tmp_path: Path) -> None:
    path = tmp_path / "index" / "writer.lock"
    one, other = WriterLock(path), WriterLock(path)
    assert one.take()
    assert one.take(), "again"
    assert not other.take()
    one.release()
    hold = (
        "import pathlib, sys; from snippet_lsp.index.lock import WriterLock;"
        "lock = WriterLock(pathlib.Path(sys.argv[1])); print(lock.take(), flush=True); input()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", hold, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == b"True"
        assert not other.take()
        process.kill()
        process.wait()
    assert other.take()
    other.release()


def test_a_lock_that_nobody_can_take_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot lock"):
        WriterLock(tmp_path / "file" / "writer.lock").take()
