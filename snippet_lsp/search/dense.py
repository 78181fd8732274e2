"""Rows nearest to a vector, exactly or by Annoy."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ..index.nearest import THRESHOLD, nearest_rows
from ..index.segment import FloatArray
from ..index.snapshot import LivingSegment

_EQUAL = 1e-5
"""Scores that differ by less are equal: machines differ in more than that."""
FEW = 4
"""A segment of which less than one in so many rows live is not compared as a whole."""


def nearest(living: LivingSegment, vector: FloatArray, count: int) -> npt.NDArray[np.int64]:
    """Living rows of a segment nearest to a unit vector, not in order.

    They are `count` and what is as near as the last of these, or all there are.
    Annoy knows nothing of what lives: where it finds too few living rows, and where so few live
    that comparing with each is as fast, the search is exact.
    """
    segment = living.segment
    if segment.annoy is not None and living.row_count >= THRESHOLD:
        rows = nearest_rows(segment.annoy, vector, count * len(segment) // living.row_count)
        rows = rows[living.rows[rows]]
        if 2 * len(rows) >= min(count, living.row_count):
            return rows
    if living.row_count * FEW < len(segment):
        rows = np.flatnonzero(living.rows)
        return rows[highest(products(segment.vectors[rows], vector), count)]
    cosines = products(segment.vectors, vector)
    if not living.whole:
        cosines[~living.rows] = -2.0
    return highest(cosines, min(count, living.row_count))


def products(vectors: FloatArray, vector: FloatArray) -> FloatArray:
    """Inner products [n] of some rows [n, dimension] with a vector.

    Not by BLAS, whose threads would burn more CPU time waiting for each other than they save.
    """
    found: FloatArray = np.einsum("ij,j->i", vectors, vector)
    return found


def highest(scores: FloatArray, count: int) -> npt.NDArray[np.int64]:
    """The places of the `count` highest scores, not in order, and of all that equal the last."""
    if count >= len(scores):
        return np.arange(len(scores), dtype=np.int64)
    if count <= 0:
        return np.zeros(0, np.int64)
    last = np.partition(scores, len(scores) - count)[len(scores) - count]
    return np.flatnonzero(scores >= last - _EQUAL)
