"""What a query costs: CPU time of this process, all threads, at the size of each repository."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence

import numpy as np

from snippet_lsp.index import Snapshot
from snippet_lsp.search import search

_WARM = 5


def print_cost(snapshots: Mapping[str, Snapshot], queries: Sequence[str]) -> None:
    """A line a repository, smallest first: all questions of all repositories put to it once."""
    print("\n| query cost | symbols | CPU ms, p50 | p95 |\n|---|---|---|---|")
    for name, snapshot in sorted(snapshots.items(), key=lambda item: item[1].row_count):
        for query in queries[:_WARM]:
            search(snapshot, query, 10)
        spent = []
        for query in queries:
            before = time.process_time()
            search(snapshot, query, 10, group_by_file=True)
            spent.append(1000 * (time.process_time() - before))
        middle, most = np.quantile(spent, (0.5, 0.95)).tolist()
        print(f"| {name} | {snapshot.row_count:,} | {middle:.1f} | {most:.1f} |")
