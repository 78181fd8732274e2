"""Questions about repositories with the files that answer them, and NDCG@10 over them.

The data are a JSON list of `{name, queries}`; a query is `{query, category, targets}`, a target
`{path, start_line?, end_line?}` with a path below the repository's folder and 1-based lines.
"""

from __future__ import annotations

import json
import math
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from snippet_lsp.config import CACHE_VARIABLE, Settings
from snippet_lsp.index import Snapshot
from snippet_lsp.workspace import Workspace

DEPTH = 10

Lines = tuple[str, int, int]
"""A path, and the first and the last line (1-based, inclusive)."""


@dataclass(frozen=True, slots=True)
class Target:
    """What answers a question: a file, or some lines of it."""

    path: str
    first: int
    last: int

    def covered_by(self, result: Lines) -> bool:
        """Whether a result shows at least some of it."""
        path, first, last = result
        return path == self.path and first <= self.last and last >= self.first


@dataclass(frozen=True, slots=True)
class Question:
    """A question about one repository."""

    repository: str
    text: str
    category: str
    targets: tuple[Target, ...]

    def ndcg(self, results: Sequence[Lines]) -> float:
        """Gains at the ranks at which a target is covered first, over the best there could be."""
        ranks = {
            next((rank for rank, r in enumerate(results[:DEPTH], 1) if t.covered_by(r)), 0)
            for t in self.targets
        } - {0}
        return sum(map(_gain, ranks)) / self.most

    @property
    def most(self) -> float:
        """What a perfect ranking gains."""
        return sum(_gain(rank) for rank in range(1, min(DEPTH, len(self.targets)) + 1))


def _gain(rank: int) -> float:
    return 1 / math.log2(rank + 1)


def read_questions(data: Path) -> dict[str, list[Question]]:
    """The questions of each repository, in the order of the file."""
    return {
        repository["name"]: [
            Question(
                repository["name"],
                query["query"],
                query["category"],
                tuple(
                    Target(t["path"], t.get("start_line", 0), t.get("end_line", 1 << 30))
                    for t in query["targets"]
                ),
            )
            for query in repository["queries"]
        ]
        for repository in json.loads(data.read_text("utf-8"))
    }


@contextmanager
def cache(folder: Path | None) -> Iterator[None]:
    """Indexes go below `folder`, by default where the program keeps them."""
    before = os.environ.get(CACHE_VARIABLE)
    if folder:
        os.environ[CACHE_VARIABLE] = str(folder)
    yield
    if before is None:
        os.environ.pop(CACHE_VARIABLE, None)
    else:
        os.environ[CACHE_VARIABLE] = before


def snapshot_of(root: Path) -> Snapshot:
    """What a workspace of a folder searches once all of it is indexed."""
    workspace = Workspace(root, Settings(learn_enabled=False))
    try:
        workspace.wait_until_ready()
        snapshot = workspace.snapshot
    finally:
        workspace.close()
    if snapshot is None:
        raise SystemExit(f"{root}: nothing to index")
    return snapshot
