"""Rows of the table move towards those that mean nearly the same."""

from __future__ import annotations

import numpy as np

from snippet_lsp.encoder.checkpoint import Floats
from snippet_lsp.encoder.smoothing import SHARE, smoothed


def table(rows: int = 60, dimension: int = 8) -> Floats:
    return np.random.default_rng(1).normal(size=(rows, dimension)).astype(np.float32)


def cosine(one: Floats, other: Floats) -> float:
    return float(one @ other / np.linalg.norm(one) / np.linalg.norm(other))


def test_what_is_near_gets_nearer_and_what_is_alone_stays() -> None:
    rows = np.zeros((5, 4), np.float32)
    rows[1:4] = [[2, 0, 0, 0], [2, 1, 0, 0], [0, 0, 0, 3]]
    rows[0] = [5, 5, 5, 5]
    moved = smoothed(rows)
    assert cosine(rows[1], rows[2]) < cosine(moved[1], moved[2]) < 1
    np.testing.assert_array_equal(moved[[0, 3, 4]], rows[[0, 3, 4]])


def test_a_row_moves_by_its_length_and_by_how_near_the_nearest_is() -> None:
    rows = table()
    moved = smoothed(rows)
    unit = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    cosines = unit @ unit.T
    np.fill_diagonal(cosines, -1)
    cosines[:, 0] = -1
    way = np.linalg.norm(moved - rows, axis=1) / np.linalg.norm(rows, axis=1)
    assert cosines[1:].max(axis=1).min() > 0.3
    np.testing.assert_allclose(way[1:], SHARE * cosines[1:].max(axis=1), rtol=1e-4)


def test_the_order_of_rows_does_not_matter() -> None:
    rows = table(2100)
    order = np.concatenate(([0], 1 + np.random.default_rng(2).permutation(2099)))
    np.testing.assert_allclose(smoothed(rows[order]), smoothed(rows)[order], atol=1e-5)
