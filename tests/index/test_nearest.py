"""Annoy finds what exact search finds, and a file that is not whole is never mapped."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from snippet_lsp.encoder import bag_of
from snippet_lsp.index import IndexedFile, PreparedFile, trees
from snippet_lsp.index.nearest import (
    RECALL_TARGET,
    Annoy,
    is_built,
    nearest_rows,
    open_annoy,
)
from snippet_lsp.index.packing import write
from snippet_lsp.index.segment import build_segment
from snippet_lsp.index.trees import build, build_here, sample_texts
from snippet_lsp.syntax import extract
from tests.models import WORDS

Floats = np.ndarray[tuple[int, int], np.dtype[np.float32]]
NAME = "c0ffee"
ROWS = 3000


@pytest.fixture(scope="module")
def vectors() -> Floats:
    """Clustered unit vectors, as functions' vectors are."""
    random = np.random.default_rng(3)
    centres = random.normal(size=(50, 32))
    points = centres[random.integers(0, 50, ROWS)] + 0.5 * random.normal(size=(ROWS, 32))
    return (points / np.linalg.norm(points, axis=1, keepdims=True)).astype(np.float32)


def prepared(vectors: Floats) -> PreparedFile:
    """A file with so many functions."""
    source = "".join(f"def {WORDS[row % len(WORDS)]}_{row}(): ...\n" for row in range(len(vectors)))
    symbols = tuple(extract(source.encode(), "python", "some.py"))[-len(vectors) :]
    file = IndexedFile("some.py", b"", "python", False)
    return PreparedFile(file, symbols, tuple(map(bag_of, symbols)), vectors)


@pytest.fixture(scope="module")
def segment_file(vectors: Floats, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The file of a segment with those vectors."""
    path = tmp_path_factory.mktemp("segment") / "one.segment"
    write(build_segment([prepared(vectors)], 32), path)
    return path.read_bytes()


@pytest.fixture
def folder(segment_file: bytes, tmp_path: Path) -> Path:
    """A folder with the file."""
    (tmp_path / f"{NAME}.segment").write_bytes(segment_file)
    return tmp_path


@pytest.fixture
def built(folder: Path, vectors: Floats) -> Path:
    """A folder in which it has been built."""
    assert build_here(folder, NAME, vectors[:50], 1).recall >= RECALL_TARGET
    return folder


def test_recall_is_measured_and_met(built: Path, vectors: Floats) -> None:
    annoy = open_annoy(built, NAME, vectors)
    assert annoy is not None
    assert annoy.recall >= RECALL_TARGET
    check_recall(annoy, vectors)


def test_it_is_built_in_another_process(folder: Path, vectors: Floats) -> None:
    build(folder, NAME, vectors[:50], 1, lambda: True)
    annoy = open_annoy(folder, NAME, vectors)
    assert annoy is not None
    check_recall(annoy, vectors)
    assert not list(folder.glob("*.tmp"))


@pytest.mark.skipif(sys.version_info < (3, 11), reason="Python 3.10 imports from there")
def test_the_other_process_imports_nothing_from_where_this_one_was_started(
    folder: Path, vectors: Floats, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PYTHONSAFEPATH", raising=False)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "multiprocessing.py").write_text("raise SystemExit('of the workspace')\n")
    build(folder, NAME, vectors[:50], 1, lambda: True)
    assert is_built(folder, NAME)


def test_building_ends_when_the_program_does(folder: Path, vectors: Floats) -> None:
    build(folder, NAME, vectors[:50], 1, lambda: False)
    assert not is_built(folder, NAME)
    assert not list(folder.glob("*.tmp"))


@pytest.mark.parametrize("damage", ["cut", "flipped", "no summary", "bad summary", "other rows"])
def test_a_torn_file_is_never_mapped(built: Path, vectors: Floats, damage: str) -> None:
    path, summary = built / f"{NAME}.annoy", built / f"{NAME}.annoy.json"
    whole = path.read_bytes()
    if damage == "cut":
        path.write_bytes(whole[: len(whole) // 2])
    elif damage == "flipped":
        path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    elif damage == "no summary":
        summary.unlink()
    elif damage == "bad summary":
        summary.write_text("[]")
    else:
        vectors = vectors[1:]
    assert open_annoy(built, NAME, vectors) is None
    assert path.exists(), "the program that writes may be about to say how it was built"
    assert open_annoy(built, NAME, vectors, may_remove=True) is None
    assert not is_built(built, NAME)
    assert not path.exists()


def test_more_trees_are_built_where_recall_is_low(
    folder: Path, vectors: Floats, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trees, "_SEARCH_K", [40])
    monkeypatch.setattr(trees, "TREES", (1, 2))
    summary = build_here(folder, NAME, vectors[:50], 1)
    assert summary.recall < RECALL_TARGET
    assert summary.trees == 2
    assert is_built(folder, NAME)
    assert open_annoy(folder, NAME, vectors) is None, "search stays exact"


def test_a_folder_that_cannot_be_written_is_no_error(folder: Path, vectors: Floats) -> None:
    (folder / f"{NAME}.annoy.tmp").mkdir()
    build(folder, NAME, vectors[:50], 1, lambda: True)
    assert not is_built(folder, NAME)


def test_samples_are_what_could_be_asked(vectors: Floats) -> None:
    segment = build_segment([prepared(vectors[:20])], 32)
    assert set(sample_texts(segment)) == {one.name for one in prepared(vectors[:20]).symbols}


def check_recall(annoy: Annoy, vectors: Floats) -> None:
    """That of ten nearest at least so many are found."""
    hits = 0
    for row in range(0, ROWS, 100):
        cosines = vectors @ vectors[row]
        found = nearest_rows(annoy, vectors[row], 10)
        hits += int(np.count_nonzero(cosines[found] >= np.sort(cosines)[-10]))
    assert hits / (10 * ROWS / 100) >= RECALL_TARGET - 0.02
