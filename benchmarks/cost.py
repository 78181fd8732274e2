"""What find similar and the report of duplicates cost on a folder."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from snippet_lsp.workspace import Workspace

QUESTIONS = 100


def print_cost(folder: Path) -> None:
    """CPU time of questions about functions drawn at random, each asked once, and of a report."""
    workspace = Workspace(folder)
    workspace.wait_until_ready()
    try:
        snapshot = workspace._indexer.snapshot
        assert snapshot is not None
        places = sorted(
            (file.path, symbol.span)
            for file in snapshot.files()
            for symbol in snapshot.symbols_of(file.path)
            if symbol.kind.is_callable
        )
        drawn = random.Random(1).sample(places, min(QUESTIONS, len(places)))
        workspace.similar_to("def f(x): return x", "python")
        spent = [_of(lambda p=path, s=span: workspace.similar_at(p, s)) for path, span in drawn]
        asked = 1000 * np.array(spent)
        print(f"{snapshot.row_count:,} symbols, {len(places):,} of them functions")
        print(
            f"similar: {asked.mean():.1f} ms CPU on average, half below {np.median(asked):.1f},"
            f" 95 % below {np.percentile(asked, 95):.1f}"
        )
        began = time.process_time()
        found = workspace.duplicates()
        took = time.process_time() - began
        print(
            f"duplicates: {took:.1f} s CPU for {found.functions:,} functions long enough:"
            f" {found.found:,} clusters, {found.saves:,} lines"
        )
    finally:
        workspace.close()


def _of(question: Callable[[], object]) -> float:
    began = time.process_time()
    question()
    return time.process_time() - began
