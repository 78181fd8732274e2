"""What killed programs leave is kept, and nothing else: a short run of the benchmark."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

import snippet_lsp
from benchmarks.kill import kill

OURS = Path(snippet_lsp.__file__).parent


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="finds worker processes in /proc")
def test_the_next_start_finds_nothing_amiss() -> None:
    course = kill(OURS, 10, seed=3)
    assert course.wrong == []
    assert course.killed == 10
