"""Which of many sequences are worth comparing: those that share much of their runs of tokens.

MinHash signatures in bands (Broder, On the resemblance and containment of documents, 1997; Leskovec
et al., Mining of Massive Datasets, chapter 3). Two sequences with half of their runs in common meet
with 94 %, with a tenth in common with 2 %.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from zlib import crc32

import numpy as np
import numpy.typing as npt

RUN = 4
"""Tokens of a run."""
BANDS, ROWS = 21, 3
NEIGHBOURS = 8
"""In a bucket each sequence meets this many others: a large bucket is a chain, not a product."""

_BATCH = 2_000
_PRIME = np.uint64((1 << 31) - 1)

Words = npt.NDArray[np.uint64]
Minima = npt.NDArray[np.uint32]


def signatures(sequences: Iterable[Sequence[str]], total: int) -> Minima:
    """[total, BANDS * ROWS] minima of hashes over the runs of each sequence."""
    generator = np.random.default_rng(1)
    count = BANDS * ROWS
    factors = generator.integers(1, int(_PRIME), count, dtype=np.uint64)
    offsets = generator.integers(0, int(_PRIME), count, dtype=np.uint64)
    minima = np.zeros((total, count), np.uint32)
    known: dict[str, int] = {}
    left = iter(sequences)
    for start in range(0, total, _BATCH):
        runs = [_runs(sequence, known) for sequence in islice(left, _BATCH)]
        begins = np.cumsum([0, *map(len, runs[:-1])])
        every = np.concatenate(runs)
        for place in range(count):
            hashed = (every * factors[place] + offsets[place]) % _PRIME
            minima[start : start + len(runs), place] = np.minimum.reduceat(hashed, begins)
    return minima


def meetings(minima: Minima) -> npt.NDArray[np.int32]:
    """[pairs, 2] rows that agree in a band, smaller first, each pair once, in order."""
    total = len(minima)
    pairs = np.zeros(0, np.int64)
    """As one number each: there may be millions."""
    for band in range(BANDS):
        columns = minima[:, band * ROWS : (band + 1) * ROWS]
        order = np.lexsort((np.arange(total), *columns.T))
        changes = (columns[order[1:]] != columns[order[:-1]]).any(axis=1)
        bucket = np.concatenate([np.zeros(min(1, total), np.int64), np.cumsum(changes)])
        met = [pairs]
        for distance in range(1, NEIGHBOURS + 1):
            same = np.flatnonzero(bucket[distance:] == bucket[:-distance])
            met.append(order[same] * total + order[same + distance])
        pairs = np.unique(np.concatenate(met))
    rows = np.zeros((len(pairs), 2), np.int32)
    rows[:, 0] = pairs // max(1, total)
    rows[:, 1] = pairs % max(1, total)
    return rows


def _runs(sequence: Sequence[str], known: dict[str, int]) -> Words:
    """The hash of each run of a sequence, below 2^31; of a short one, the one of all of it."""
    words = np.array(
        [
            known[token] if token in known else known.setdefault(token, crc32(token.encode()))
            for token in sequence
        ]
        or [0],
        np.uint64,
    )
    size = min(RUN, len(words))
    runs = np.zeros(len(words) - size + 1, np.uint64)
    for place in range(size):
        runs = (runs * np.uint64(1_000_003) + words[place : place + len(runs)]) % _PRIME
    return runs
