"""A vector comes back as it was put, to every program; what is damaged is begun anew."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import numpy as np
import pytest

from snippet_lsp.errors import StoreError
from snippet_lsp.index import vectors as module
from snippet_lsp.index.vectors import VectorStore, quantised

DIMENSION = 8
DAMAGE = [b"", b"not a database at all" * 100, "cut", "middle"]


def some(count: int, seed: int = 1) -> dict[bytes, np.ndarray[tuple[int], np.dtype[np.float32]]]:
    random = np.random.default_rng(seed)
    rows = quantised(random.normal(size=(count, DIMENSION)).astype(np.float32))
    return {random.bytes(16): row for row in rows}


def check_has(store: VectorStore, expected: dict[bytes, np.ndarray]) -> None:
    found = store.get(expected)
    assert found.keys() == expected.keys()
    for key, vector in expected.items():
        np.testing.assert_array_equal(found[key], vector)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "vectors.sqlite3"


def test_what_is_put_comes_back(path: Path) -> None:
    vectors = some(1200)
    store = VectorStore(path, DIMENSION)
    store.put(vectors)
    store.close()
    store = VectorStore(path, DIMENSION)
    check_has(store, vectors)
    assert store.get([b"of no symbol at "]) == {}
    store.close()


def test_two_programs_share_what_they_put(path: Path) -> None:
    one, other = VectorStore(path, DIMENSION), VectorStore(path, DIMENSION)
    reader = VectorStore(path, DIMENSION, read_only=True)
    first, second = some(3, 1), some(3, 2)
    one.put(first)
    other.put(first | second)
    for store in (one, other, reader):
        check_has(store, first | second)
        store.close()


def test_without_a_place_vectors_are_kept_in_memory() -> None:
    store, vectors = VectorStore(None, DIMENSION), some(3)
    store.put(vectors)
    check_has(store, vectors)
    store.close()


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_file_is_begun_anew(path: Path, damage: bytes | str) -> None:
    vectors = some(300)
    store = VectorStore(path, DIMENSION)
    store.put(vectors)
    store.close()
    whole = path.read_bytes()
    if damage == "cut":
        path.write_bytes(whole[: len(whole) // 2])
    elif damage == "middle":
        path.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    else:
        path.write_bytes(damage)
    store = VectorStore(path, DIMENSION)
    store.get(vectors)
    store.put(vectors)
    check_has(store, vectors)
    store.close()


def test_a_vector_with_a_wrong_bit_counts_as_missing(path: Path) -> None:
    vectors = some(2)
    store = VectorStore(path, DIMENSION)
    store.put(vectors)
    key = next(iter(vectors))
    connection = sqlite3.connect(path)
    (packed,) = connection.execute("select vector from vector where key = ?", (key,)).fetchone()
    wrong = bytes([packed[0] ^ 1]) + packed[1:]
    connection.execute("update vector set vector = ? where key = ?", (wrong, key))
    connection.commit()
    connection.close()
    assert store.get(vectors).keys() == vectors.keys() - {key}
    store.put(vectors)
    check_has(store, vectors)
    store.close()


def test_what_was_not_used_for_longest_is_pruned(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, old, used, new = VectorStore(path, DIMENSION), some(400, 1), some(400, 2), some(400, 3)
    monkeypatch.setattr(module, "_today", lambda: 100)
    store.put(old)
    store.put(used)
    monkeypatch.setattr(module, "_today", lambda: 200)
    store.get(used)
    store.put(new)
    store.prune(1_000_000)
    check_has(store, old | used | new)
    store.prune(100_000)
    check_has(store, used | new)
    assert len(store.get(old)) < 300
    store.close()


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot open"):
        VectorStore(tmp_path / "file" / "vectors.sqlite3", DIMENSION)
