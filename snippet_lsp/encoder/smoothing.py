"""The last step of training: every row of the table moves towards the rows nearest to it.

Each subtoken learns from the pairs that it stands in. What its neighbours learnt from theirs
reaches it so: a question finds words that mean the same and were hardly ever seen beside it. The
table stays as large, and a question costs as much.
"""

from __future__ import annotations

import numpy as np

from .checkpoint import Floats

NEIGHBOURS = 16
SHARE = 0.5
"""How far a row moves, as a share of its length, where its nearest neighbour lies on it."""
LEAST = 0.3
"""The cosine from which on a row is a neighbour."""

_TOGETHER = 1000
"""Rows compared with all others at once."""
_TINY = 1e-9


def smoothed(table: Floats) -> Floats:
    """`table` [V, D], smoothed; row 0, which is nobody's, stays as it is."""
    lengths = np.maximum(np.linalg.norm(table, axis=1, keepdims=True), _TINY)
    unit = table / lengths
    moved = table.copy()
    most = min(NEIGHBOURS, len(table) - 2)
    for start in range(1, len(table), _TOGETHER):
        rows = np.arange(start, min(start + _TOGETHER, len(table)))
        cosines = unit[rows] @ unit.T
        cosines[:, 0] = cosines[np.arange(len(rows)), rows] = -1
        nearest = np.argpartition(-cosines, most - 1, axis=1)[:, :most]
        near = np.take_along_axis(cosines, nearest, axis=1)
        near[near < LEAST] = 0
        towards = np.einsum("rk,rkd->rd", near, table[nearest])
        towards /= np.maximum(np.linalg.norm(towards, axis=1, keepdims=True), _TINY)
        moved[rows] += SHARE * near.max(axis=1, keepdims=True) * lengths[rows] * towards
    return moved
