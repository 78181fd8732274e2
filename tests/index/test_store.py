"""What is written comes back; what is damaged is begun anew, never an error to the user."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import numpy as np
import pytest

from snippet_lsp.encoder import bag_of
from snippet_lsp.errors import StoreError
from snippet_lsp.index import IndexedFile, Store
from snippet_lsp.index.store import StoredFile, quantised
from snippet_lsp.syntax import extract
from tests.models import tiny_encoder

SOURCE = '''
class Größe:
    def send_mail(self, to):
        """Send a mail 😀."""
'''


def stored(path: str = "mail/send.py") -> StoredFile:
    symbols = tuple(extract(SOURCE.encode(), "python", path))
    keys = tuple(bag_of(symbol).key for symbol in symbols)
    return StoredFile(IndexedFile(path, b"digest", "python", True), symbols, 10, 2**62, keys)


def filled(path: Path) -> Store:
    store, entry = Store(path), stored()
    bags = {bag.key: bag for bag in map(bag_of, entry.symbols)}
    vectors = quantised(tiny_encoder().encode_bags(list(bags.values())))
    store.write([entry], bags, dict(zip(bags, vectors, strict=True)), "tiny")
    return store


def test_what_is_written_comes_back(tmp_path: Path) -> None:
    filled(tmp_path / "index.sqlite3").close()
    store, entry = Store(tmp_path / "index.sqlite3"), stored()
    (back,) = store.files()
    assert back.keys == entry.keys
    assert (back.size, back.mtime_ns, back.file.generated) == (10, 2**62, True)
    for found, expected in zip(back.symbols, entry.symbols, strict=True):
        assert found.code == ""
        assert found.qualified_name == expected.qualified_name
        assert (found.span, found.range) == (expected.span, expected.range)
        assert found.name_range == expected.name_range
        assert found.documentation == expected.documentation
    bags = store.bags(entry.keys)
    assert set(bags) == set(entry.keys)
    assert all(bag.key == key for key, bag in bags.items())
    vectors = store.vectors(entry.keys, "tiny")
    fresh = quantised(tiny_encoder().encode_bags([bags[key] for key in entry.keys]))
    for key, vector in zip(entry.keys, fresh, strict=True):
        np.testing.assert_array_equal(vectors[key], vector)
    store.close()


def test_vectors_of_another_checkpoint_are_not_returned(tmp_path: Path) -> None:
    store = filled(tmp_path / "index.sqlite3")
    assert store.vectors(stored().keys, "another") == {}
    store.close()


def test_sweep_drops_what_no_file_has(tmp_path: Path) -> None:
    store = filled(tmp_path / "index.sqlite3")
    store.write([], {}, {}, "tiny", removed=["mail/send.py"])
    assert store.bags(stored().keys)
    store.sweep("tiny")
    assert store.bags(stored().keys) == {}
    assert store.vectors(stored().keys, "tiny") == {}
    store.close()


@pytest.mark.parametrize("content", [b"", b"not a database at all" * 100, None])
def test_a_foreign_or_torn_file_is_begun_anew(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "index.sqlite3"
    filled(path).close()
    path.write_bytes(path.read_bytes()[:100] if content is None else content)
    store = Store(path)
    assert list(store.files()) == []
    store.close()
    filled(path).close()


def test_another_format_is_begun_anew(tmp_path: Path) -> None:
    path = tmp_path / "index.sqlite3"
    filled(path).close()
    connection = sqlite3.connect(path)
    connection.execute("pragma user_version = 999")
    connection.commit()
    connection.close()
    store = Store(path)
    assert list(store.files()) == []
    store.close()


def test_damage_in_the_middle_is_an_error_that_begin_anew_mends(tmp_path: Path) -> None:
    path = tmp_path / "index.sqlite3"
    filled(path).close()
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    store = Store(path)
    with pytest.raises(StoreError):
        list(store.files())
    store.begin_anew()
    assert list(store.files()) == []
    store.close()


def test_a_folder_that_cannot_be_written_is_a_store_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot open the index"):
        Store(tmp_path / "file" / "index.sqlite3")
