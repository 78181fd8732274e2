"""Approximate nearest vectors of a large segment, by Annoy; exact search is always the fallback.

Annoy files are a disposable cache. Nothing can be added to a built one, a file cut short crashes
the process that maps it, and its own default of `search_k` finds 40-80 % of what is nearest: so a
file is written under another name and renamed, its length and checksum are kept beside it and
checked before it is mapped, and `search_k` is always given.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

log = logging.getLogger(__name__)

THRESHOLD = 50_000
"""Rows from which Annoy is faster than comparing with every vector."""
TREES = 30
SAMPLE = 100
RECALL_TARGET = 0.95
_AT = 10

FloatArray = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Annoy:
    """A built index, and how it must be asked."""

    index: Any
    search_k: int
    recall: float
    """recall@10 against exact search, measured on a sample of the segment's own vectors."""


def available() -> bool:
    """Whether annoy is installed; without it every search is exact."""
    try:
        import annoy  # noqa: F401
    except ImportError:
        return False
    return True


def nearest_rows(annoy: Annoy, query: FloatArray, count: int) -> npt.NDArray[np.int64]:
    """About `count` rows nearest to a unit vector, not in order."""
    search_k = max(annoy.search_k, count * TREES)
    return np.array(annoy.index.get_nns_by_vector(query, count, search_k), np.int64)


def build(vectors: FloatArray, folder: Path, threads: int) -> Annoy | None:
    """Annoy over unit `vectors` [rows, dimension], kept in `folder` under their hash.

    Takes about a second per 10,000 rows and thread where no file of these vectors exists yet.
    Returns None where annoy is missing, the file cannot be written, or the recall target is out
    of reach: then search stays exact.
    """
    if not available():
        return None
    path = folder / f"{_digest(vectors)}.annoy"
    try:
        index = _load(path, vectors.shape[1]) or _write(path, vectors, threads)
        _prune(folder, path.stem)
    except OSError as error:
        log.warning("cannot keep a nearest-neighbour index: %s; search stays exact", error)
        return None
    return _tune(index, vectors)


def _prune(folder: Path, keep: str) -> None:
    """Remove the files of vectors that are no longer searched."""
    for path in folder.glob("*.annoy*"):
        if path.name.partition(".")[0] != keep:
            with suppress(OSError):  # Windows keeps what is mapped; it goes the next time.
                path.unlink(missing_ok=True)


def _digest(vectors: FloatArray) -> str:
    return hashlib.blake2b(np.ascontiguousarray(vectors).data, digest_size=16).hexdigest()


def _new(dimension: int) -> Any:
    from annoy import AnnoyIndex

    return AnnoyIndex(dimension, "angular")


def _write(path: Path, vectors: FloatArray, threads: int) -> Any:
    path.parent.mkdir(parents=True, exist_ok=True)
    index = _new(vectors.shape[1])
    index.set_seed(1)
    for row, vector in enumerate(vectors):
        index.add_item(row, vector)
    index.build(TREES, threads)
    unfinished = path.with_suffix(f".annoy.{os.getpid()}.tmp")
    index.save(str(unfinished))
    summary = {"size": unfinished.stat().st_size, "checksum": _checksum(unfinished)}
    path.with_suffix(".annoy.json").write_text(json.dumps(summary), "utf-8")
    unfinished.replace(path)
    return index


def _load(path: Path, dimension: int) -> Any | None:
    try:
        summary = json.loads(path.with_suffix(".annoy.json").read_text("utf-8"))
        sound = path.stat().st_size == summary["size"] and _checksum(path) == summary["checksum"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    if not sound:
        log.warning("rebuilding a nearest-neighbour index: its file is torn")
        return None
    index = _new(dimension)
    index.load(str(path))
    return index


def _checksum(path: Path) -> str:
    digest = hashlib.blake2b(digest_size=16)
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def _tune(index: Any, vectors: FloatArray) -> Annoy | None:
    """The cheapest `search_k` that reaches the recall target on a sample."""
    rows = np.random.default_rng(1).choice(len(vectors), min(SAMPLE, len(vectors)), replace=False)
    # What is as near as the tenth nearest is a hit: copies of a function have one vector.
    cosines = [vectors @ vectors[row] for row in rows]
    least = [float(np.partition(of_row, len(of_row) - _AT)[-_AT]) - 1e-6 for of_row in cosines]
    for search_k in (5_000, 10_000, 20_000, 50_000, 100_000):
        found = [index.get_nns_by_vector(vectors[row], _AT, search_k) for row in rows]
        hits = sum(
            int((of_row[near] >= enough).sum())
            for of_row, near, enough in zip(cosines, found, least, strict=True)
        )
        recall = hits / (len(rows) * _AT)
        if recall >= RECALL_TARGET:
            return Annoy(index, search_k, recall)
    log.warning("nearest-neighbour recall stays at %.2f; search stays exact", recall)
    return None
