"""One of the processes that torchrun starts: trains the tests' corpus and writes what it holds."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import torch

from snippet_lsp.encoder.distributed import group_of_torchrun
from snippet_lsp.encoder.model import Config, Model
from snippet_lsp.encoder.train import Settings, train

from .test_model import arrays


def main(out: Path) -> None:
    dataset, vocabulary = arrays()
    torch.manual_seed(0)
    model = Model(Config(len(vocabulary), 16))
    settings = Settings(epochs=4, batch=16, learning_rate=0.02, threads=1)
    with group_of_torchrun() as group:
        losses = train(dataset, model, vocabulary, settings, out / "state.pt", group=group)
        (out / f"table-{group.rank}").write_bytes(model.table.detach().numpy().tobytes())
        (out / f"losses-{group.rank}").write_text(json.dumps(losses))
    # A thread of the group that outlives it may abort the process when Python ends.
    threads = [task.read_text().strip() for task in Path("/proc/self/task").glob("*/comm")]
    assert not [name for name in threads if "gloo" in name], threads


if __name__ == "__main__":
    main(Path(sys.argv[1]))
