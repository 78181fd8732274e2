"""A server stays right, and holds on to nothing, under random changes: a short run of the soak."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

import snippet_lsp
from benchmarks.soak import soak

SECONDS = 20.0
OURS = Path(snippet_lsp.__file__).parent


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="reads what a process holds from /proc")
@pytest.mark.parametrize("is_lossy", [False, True])
def test_a_server_stays_right_and_small(is_lossy: bool) -> None:
    rows: list[list[str]] = []
    assert soak(OURS, SECONDS, is_lossy=is_lossy, show=rows.append) == []
    # The first row is from before the first question, which loads what questions need.
    held = [[int(cell.replace(",", "")) for cell in row[2:5]] for row in rows[2:]]
    start, end = held[:5], held[-5:]
    for name, most in (("resident MB", 30), ("files open", 2), ("threads", 2)):
        column = ("resident MB", "files open", "threads").index(name)
        # The least of each: a worker or git may be running when it is looked at.
        assert min(r[column] for r in end) <= min(r[column] for r in start) + most, name
