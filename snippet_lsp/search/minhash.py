"""Which of many sequences are worth comparing: those that share much of their runs of tokens.

MinHash signatures in bands (Broder, On the resemblance and containment of documents, 1997; Leskovec
et al., Mining of Massive Datasets, chapter 3). Two sequences with half of their runs in common meet
with 94 %, with a tenth in common with 2 %.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
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


def signatures(sequences: Sequence[Sequence[str]]) -> Words:
    """[n, BANDS * ROWS] minima of hashes over the runs of each sequence."""
    generator = np.random.default_rng(1)
    count = BANDS * ROWS
    factors = generator.integers(1, int(_PRIME), count, dtype=np.uint64)
    offsets = generator.integers(0, int(_PRIME), count, dtype=np.uint64)
    minima = np.zeros((len(sequences), count), np.uint64)
    known: dict[str, int] = {}
    for start in range(0, len(sequences), _BATCH):
        runs = [_runs(sequence, known) for sequence in sequences[start : start + _BATCH]]
        begins = np.cumsum([0, *map(len, runs[:-1])])
        every = np.concatenate(runs)
        for place in range(count):
            hashed = (every * factors[place] + offsets[place]) % _PRIME
            minima[start : start + len(runs), place] = np.minimum.reduceat(hashed, begins)
    return minima


def meetings(minima: Words) -> Iterator[tuple[int, int]]:
    """Pairs of rows that agree in a band, smaller first, each once, in a fixed order."""
    seen: set[tuple[int, int]] = set()
    for band in range(BANDS):
        buckets: dict[bytes, list[int]] = defaultdict(list)
        columns = np.ascontiguousarray(minima[:, band * ROWS : (band + 1) * ROWS])
        for row, key in enumerate(columns):
            buckets[key.tobytes()].append(row)
        for rows in buckets.values():
            for place, row in enumerate(rows):
                for other in rows[place + 1 : place + 1 + NEIGHBOURS]:
                    if (row, other) not in seen:
                        seen.add((row, other))
                        yield row, other


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
