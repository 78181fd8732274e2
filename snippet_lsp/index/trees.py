"""Building an Annoy index of a segment's file, in a process of its own, and measuring its recall.

Building a million rows takes minutes and a gigabyte, which is the file's: the process is one that
all others go before, and that ends with the one that started it.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np

from ..courtesy import lower_priority, spawning
from .nearest import (
    ENDING,
    RECALL_TARGET,
    FloatArray,
    Summary,
    checksum_of,
    keep_summary,
    new_index,
    remove,
)
from .packing import ENDING as SEGMENT_ENDING
from .packing import open_mapped
from .segment import Segment

log = logging.getLogger(__name__)

TREES = (30, 60)
"""How many are built, and how many where that does not reach the target."""
SAMPLE = 100
"""Rows of each kind that recall is measured with."""
_AIM = 0.98
"""What `search_k` is set for."""
_SEARCH_K = [int(2_000 * 2 ** (step / 2)) for step in range(18)]
"""From the cheapest on."""
_SHARE = 4
"""Looking at one row by Annoy costs as much as comparing with so many."""
_AT = 10
_BLOCK = 1 << 16
_POLL = 0.5


def build(
    folder: Path, name: str, questions: FloatArray, threads: int, go_on: Callable[[], bool]
) -> None:
    """Build the index of a segment in `folder`, whose summary counts from then on.

    `questions` [n, dimension] are unit vectors as those that will be asked. Takes a second per
    10,000 rows and thread; ended when `go_on` says so, or when this process ends. What fails is
    logged, and nothing is left behind.
    """
    process = spawning().Process(
        target=_build, args=[folder, name, questions, threads], name="snippet-annoy", daemon=True
    )
    process.start()
    while process.is_alive() and go_on():
        process.join(_POLL)
    process.terminate()
    process.join()
    if process.exitcode and go_on():
        log.warning("a nearest-neighbour index could not be built; search stays exact")
    with suppress(OSError):
        _unfinished(folder, name).unlink(missing_ok=True)
    process.close()


def build_here(folder: Path, name: str, questions: FloatArray, threads: int) -> Summary:
    """The same in this process. Raises OSError or SegmentError."""
    place = folder / f"{name}{SEGMENT_ENDING}"
    segment = open_mapped(place, place.stat().st_size)
    vectors = segment.vectors
    own = np.random.default_rng(1).choice(len(vectors), min(SAMPLE, len(vectors)), replace=False)
    samples = [vectors[np.sort(own)]]
    samples += [questions] if len(questions) else []
    nearest = [_tenths(vectors, sample) for sample in samples]
    unfinished = _unfinished(folder, name)
    for trees in TREES:
        index = new_index(vectors.shape[1])
        index.set_seed(1)
        index.on_disk_build(str(unfinished))
        for row, vector in enumerate(vectors):
            index.add_item(row, vector)
        index.build(trees, threads)
        search_k, recall = _tuned(index, vectors, samples, nearest)
        index.unload()
        if recall >= RECALL_TARGET:
            break
    else:
        log.warning("nearest-neighbour recall stays at %.2f; search stays exact", recall)
        unfinished.unlink()
        remove(folder, name)
        summary = Summary(0, "", len(vectors), trees, search_k, recall)
        keep_summary(folder, name, summary)
        return summary
    with unfinished.open("rb+") as file:
        os.fsync(file.fileno())
    length, checksum = unfinished.stat().st_size, checksum_of(unfinished)
    remove(folder, name)
    unfinished.replace(folder / f"{name}{ENDING}")
    summary = Summary(length, checksum, len(vectors), trees, search_k, recall)
    keep_summary(folder, name, summary)
    return summary


def sample_texts(segment: Segment) -> list[str]:
    """What somebody might ask for: the names of some rows, which are harder than documentation."""
    count = len(segment)
    rows = np.random.default_rng(2).choice(count, min(SAMPLE, count), replace=False)
    return [segment.symbols.names[row] for row in rows.tolist()]


def _build(folder: Path, name: str, questions: FloatArray, threads: int) -> None:
    """In the process: nothing on standard output, which is the protocol's."""
    sys.stdout = sys.stderr
    threading.Thread(target=_end_with_parent, daemon=True).start()
    lower_priority()
    build_here(folder, name, questions, threads)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _unfinished(folder: Path, name: str) -> Path:
    return folder / f"{name}{ENDING}.tmp"


def _tenths(vectors: FloatArray, sample: FloatArray) -> FloatArray:
    """For each vector of a sample its cosine with the tenth nearest.

    What is as near is a hit: copies of a function have one vector.
    """
    best = np.full((len(sample), _AT), -2.0, np.float32)
    for first in range(0, len(vectors), _BLOCK):
        cosines = sample @ vectors[first : first + _BLOCK].T
        both = np.concatenate([best, cosines], axis=1)
        best = np.partition(both, both.shape[1] - _AT, axis=1)[:, -_AT:]
    tenths: FloatArray = best.min(axis=1) - np.float32(1e-5)
    return tenths


def _tuned(
    index: Any, vectors: FloatArray, samples: list[FloatArray], nearest: list[FloatArray]
) -> tuple[int, float]:
    """The cheapest `search_k` that reaches the aim with each sample, and the least recall.

    None costs more than comparing with everything.
    """
    most = max(len(vectors) // _SHARE, _SEARCH_K[0])
    for search_k in [one for one in _SEARCH_K if one <= most]:
        recall = min(
            _recall(index, vectors, sample, tenths, search_k)
            for sample, tenths in zip(samples, nearest, strict=True)
        )
        if recall >= _AIM:
            break
    return search_k, recall


def _recall(
    index: Any, vectors: FloatArray, sample: FloatArray, tenths: FloatArray, search_k: int
) -> float:
    hits = 0
    for vector, enough in zip(sample, tenths, strict=True):
        rows = index.get_nns_by_vector(vector, _AT, search_k)
        hits += int(np.count_nonzero(vectors[np.sort(rows)] @ vector >= enough))
    return hits / (_AT * len(sample))
