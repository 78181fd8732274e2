"""Approximate nearest vectors of a large segment, by Annoy; exact search is always the fallback.

An Annoy file lies beside its segment's, under the same name, with a summary. It is a disposable
cache. A file cut short crashes the process that maps it, so its length and checksum are compared
first; Annoy's own default of `search_k` finds 40-80 % of what is nearest, so it is always given.
`trees.py` builds what is opened here.
"""

from __future__ import annotations

import hashlib
import json
import logging
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

log = logging.getLogger(__name__)

THRESHOLD = 500_000
"""Rows from which Annoy is faster than comparing with every vector, at the recall that is wanted.

What finds 97 % of the nearest of a function's own vector finds 87 % of a question's. A hundred
thousand rows are compared in 4 ms.
"""
RECALL_TARGET = 0.95
ENDING = ".annoy"
_SUMMARY = ".annoy.json"

FloatArray = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Annoy:
    """A built index, and how it must be asked."""

    index: Any
    search_k: int
    recall: float
    """recall@10 against exact search, measured on a sample when it was built."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What is kept beside an Annoy file."""

    length: int
    """Bytes; 0 where the recall target was out of reach, and there is no file."""
    checksum: str
    rows: int
    trees: int
    search_k: int
    recall: float


def available() -> bool:
    """Whether annoy is installed; without it every search is exact."""
    try:
        import annoy  # noqa: F401
    except ImportError:
        return False
    return True


def nearest_rows(annoy: Annoy, query: FloatArray, count: int) -> npt.NDArray[np.int64]:
    """About `count` rows nearest to a unit vector, not in order."""
    search_k = max(annoy.search_k, 10 * count)
    return np.array(annoy.index.get_nns_by_vector(query, count, search_k), np.int64)


def new_index(dimension: int) -> Any:
    """An Annoy index of nothing."""
    from annoy import AnnoyIndex

    return AnnoyIndex(dimension, "angular")


def is_built(folder: Path, name: str) -> bool:
    """Whether somebody has built what belongs to a segment, or found that it is of no use."""
    return (folder / f"{name}{_SUMMARY}").exists()


def open_annoy(
    folder: Path, name: str, vectors: FloatArray, *, may_remove: bool = False
) -> Annoy | None:
    """What was built of a segment's vectors [rows, dimension]; None if nothing whole is there.

    Reads all of the file (a second a gigabyte). Needs annoy. What is not whole is removed only by
    the one program that writes: to others it is so while a new one takes its place.
    """
    path = folder / f"{name}{ENDING}"
    try:
        summary = Summary(**json.loads((folder / f"{name}{_SUMMARY}").read_text("utf-8")))
        if not summary.length:
            return None
        is_sound = (
            summary.rows == len(vectors)
            and path.stat().st_size == summary.length
            and checksum_of(path) == summary.checksum
        )
        if is_sound:
            index = new_index(vectors.shape[1])
            index.load(str(path))
            if index.get_n_items() == len(vectors):
                return Annoy(index, int(summary.search_k), float(summary.recall))
    except (OSError, ValueError, TypeError) as error:
        log.info("%s: %s", path.name, error)
    log.warning("the nearest-neighbour index %s is not whole", path.name)
    if may_remove:
        remove(folder, name)
    return None


def keep_summary(folder: Path, name: str, summary: Summary) -> None:
    """Say how a file was built, which makes it count. Raises OSError."""
    place = folder / f"{name}{_SUMMARY}"
    unfinished = place.with_name(f"{place.name}.tmp")
    unfinished.write_text(json.dumps(asdict(summary)), "utf-8")
    unfinished.replace(place)


def remove(folder: Path, name: str) -> None:
    """Remove what belongs to a segment that is no longer searched."""
    for ending in (_SUMMARY, ENDING):
        with suppress(OSError):  # Windows keeps what is mapped; it goes the next time.
            (folder / f"{name}{ending}").unlink(missing_ok=True)


def checksum_of(path: Path) -> str:
    """The checksum of a file. Raises OSError."""
    digest = hashlib.blake2b(digest_size=16)
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()
