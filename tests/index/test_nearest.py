"""Annoy finds what exact search finds, and a file that is not whole is never mapped."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from snippet_lsp.index.nearest import RECALL_TARGET, Annoy, build, nearest_rows

Floats = np.ndarray[tuple[int, int], np.dtype[np.float32]]


@pytest.fixture(scope="module")
def vectors() -> Floats:
    """Clustered unit vectors, as functions' vectors are."""
    random = np.random.default_rng(3)
    centres = random.normal(size=(50, 32))
    points = centres[random.integers(0, 50, 3000)] + 0.5 * random.normal(size=(3000, 32))
    return (points / np.linalg.norm(points, axis=1, keepdims=True)).astype(np.float32)


def test_recall_is_measured_and_met(vectors: Floats, tmp_path: Path) -> None:
    annoy = build(vectors, tmp_path, threads=1)
    assert annoy is not None
    assert annoy.recall >= RECALL_TARGET
    check_finds(annoy, vectors)


def test_a_second_build_loads_the_file(vectors: Floats, tmp_path: Path) -> None:
    build(vectors, tmp_path, threads=1)
    (path,) = tmp_path.glob("*.annoy")
    written = path.stat().st_mtime_ns
    annoy = build(vectors, tmp_path, threads=1)
    assert annoy is not None
    assert path.stat().st_mtime_ns == written
    check_finds(annoy, vectors)


@pytest.mark.parametrize("damage", ["cut", "flipped", "no summary", "bad summary"])
def test_a_torn_file_is_built_again(vectors: Floats, tmp_path: Path, damage: str) -> None:
    build(vectors, tmp_path, threads=1)
    (path,) = tmp_path.glob("*.annoy")
    (summary,) = tmp_path.glob("*.json")
    whole = path.read_bytes()
    if damage == "cut":
        path.write_bytes(whole[: len(whole) // 2])
    elif damage == "flipped":
        path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    elif damage == "no summary":
        summary.unlink()
    else:
        summary.write_text("[]")
    annoy = build(vectors, tmp_path, threads=1)
    assert annoy is not None
    check_finds(annoy, vectors)
    assert path.read_bytes() == whole


def test_files_of_other_vectors_are_pruned(vectors: Floats, tmp_path: Path) -> None:
    build(vectors[:2000], tmp_path, threads=1)
    build(vectors, tmp_path, threads=1)
    assert len(list(tmp_path.glob("*.annoy"))) == 1
    assert len(list(tmp_path.glob("*.json"))) == 1


def test_a_file_that_cannot_be_removed_does_not_matter(vectors: Floats, tmp_path: Path) -> None:
    (tmp_path / "mapped.annoy").mkdir()  # As little to be removed as a file that is mapped is.
    assert build(vectors, tmp_path, threads=1) is not None


def test_a_folder_that_cannot_be_written_leaves_search_exact(
    vectors: Floats, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    assert build(vectors, tmp_path / "file", threads=1) is None


def check_finds(annoy: Annoy, vectors: Floats) -> None:
    for row in range(0, 3000, 500):
        assert row in nearest_rows(annoy, vectors[row], 10)
