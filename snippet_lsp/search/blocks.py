"""Blocks and their functions as one answer.

A question about a part of a long function finds the block, and a function may be found by its
blocks alone. Whatever is found of it, a function is one candidate: its file's evidence is not
counted twice, and no block pushes anything down.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from ..index.snapshot import LivingSegment, Snapshot
from .weights import WEIGHTS

if TYPE_CHECKING:
    from .candidates import Candidates

LIFT = 0.95
"""How much of a block's scores counts for its function: a part says less than the whole."""

_Rows = npt.NDArray[np.int64]


def with_functions(living: LivingSegment, rows: _Rows) -> _Rows:
    """Sorted rows with those of the living functions whose blocks are among them."""
    return np.unique(np.concatenate([rows, _functions(living, rows)]))


def functions_of(snapshot: Snapshot, segment: _Rows, rows: _Rows) -> _Rows:
    """A number for each row's function, which is `(segment << 32) + row` of that.

    A block whose function does not live stands for itself.
    """
    functions = np.zeros(len(rows), np.int64)
    for place, living in enumerate(snapshot.segments):
        of_segment = segment == place
        functions[of_segment] = _functions(living, rows[of_segment])
    return (segment << 32) + functions


def _functions(living: LivingSegment, rows: _Rows) -> _Rows:
    functions = living.segment.function_of[rows]
    return np.where(living.rows[functions], functions, rows)


def collapse(found: Candidates) -> Candidates:
    """Candidates without blocks: each function has its own scores or those of its best block.

    A block's function, if it lives, must be among the candidates; else the block is one itself.
    """
    numbers = (found.segment << 32) + found.row
    functions = functions_of(found.snapshot, found.segment, found.row)
    is_block = functions != numbers
    whole, parts = np.flatnonzero(~is_block), np.flatnonzero(is_block)
    if not len(parts):
        return found
    best_lexical, best_dense = found.lexical.max() or 1, found.dense.max() or 1
    score = found.lexical / best_lexical + WEIGHTS.dense * found.dense / best_dense
    # Of equal indices the last is assigned: the best block of each function.
    parts = parts[np.lexsort((-numbers[parts], score[parts]))]
    by_number = np.argsort(numbers[whole])
    at = by_number[np.searchsorted(numbers[whole], functions[parts], sorter=by_number)]
    best = np.full(len(whole), -1)
    best[at] = parts
    has = np.flatnonzero(best >= 0)
    best = best[has]
    block, lexical, dense = found.block[whole], found.lexical[whole], found.dense[whole]
    lexical[has] = np.maximum(lexical[has], LIFT * found.lexical[best])
    dense[has] = np.maximum(dense[has], LIFT * found.dense[best])
    is_shown = score[best] > score[whole][has]
    block[has[is_shown]] = found.row[best[is_shown]]
    return replace(
        found,
        segment=found.segment[whole],
        row=found.row[whole],
        lexical=lexical,
        dense=dense,
        named=found.named[whole],
        file=found.file[whole],
        block=block,
    )


def shown_whole(found: Candidates) -> Candidates:
    """The same without parts: for a question that names a function."""
    return replace(found, block=np.full(len(found), -1))
