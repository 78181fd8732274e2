"""Two processes that train one model hold the same weights; each learns from its own batches."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.torch


def test_batches_are_dealt_evenly() -> None:
    from snippet_lsp.encoder.distributed import ALONE, Group, dealt

    assert list(dealt(range(7), Group(0, 3))) == [0, 3]
    assert list(dealt(range(7), Group(2, 3))) == [2, 5]
    assert list(dealt(range(3), ALONE)) == [0, 1, 2]


def test_two_processes_train_one_model(tmp_path: Path) -> None:
    torchrun = [sys.executable, "-m", "torch.distributed.run", "--standalone"]
    script = ["--nproc-per-node=2", "-m", "tests.encoder.training_process", str(tmp_path)]
    done = subprocess.run([*torchrun, *script], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr[-3000:]

    tables = [(tmp_path / f"table-{rank}").read_bytes() for rank in (0, 1)]
    assert tables[0] == tables[1]
    losses = [json.loads((tmp_path / f"losses-{rank}").read_text()) for rank in (0, 1)]
    assert losses[0] == losses[1]
    assert losses[0][-1] < 0.8 * losses[0][0]
