"""Questions about repositories with what answers them, and NDCG@10 over them.

The data are a JSON list of `{name, queries}`; a query is `{query, category, targets}`, a target
`{path, start_line?, end_line?}` with a path below the repository's folder and 1-based lines. Or
they are a folder of TOML files as `packages.py` has them, whose targets may name a function.
"""

from __future__ import annotations

import json
import math
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from snippet_lsp.config import CACHE_VARIABLE, Settings
from snippet_lsp.index import Snapshot
from snippet_lsp.workspace import Workspace

from .packages import read_packages

DEPTH = 10

Lines = tuple[str, int, int]
"""A path, and the first and the last line (1-based, inclusive)."""


@dataclass(frozen=True, slots=True)
class Target:
    """What answers a question: a file, or some lines of it."""

    path: str
    first: int = 0
    last: int = 1 << 30
    name: str = ""
    """The qualified name of the symbol that has these lines, where it is known by that."""

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
    held_back: bool = False
    """Whether it is about a repository that nothing was tuned on."""

    def ndcg(self, results: Sequence[Lines], *, grouped: bool = False) -> float:
        """Gains at the ranks at which a target is covered first, over the best there could be.

        Where results are one a file, a symbol that is named is found with its file.
        """
        targets = self._of_files if grouped else self.targets
        ranks = {
            next((rank for rank, r in enumerate(results[:DEPTH], 1) if t.covered_by(r)), 0)
            for t in targets
        } - {0}
        most = sum(_gain(rank) for rank in range(1, min(DEPTH, len(targets)) + 1))
        return sum(map(_gain, ranks)) / most

    @property
    def _of_files(self) -> Sequence[Target]:
        return list(dict.fromkeys(Target(t.path) if t.name else t for t in self.targets))


def _gain(rank: int) -> float:
    return 1 / math.log2(rank + 1)


def read_questions(data: Path) -> dict[str, list[Question]]:
    """The questions of each repository, in the order of the file."""
    if data.is_dir():
        return {
            package.name: [
                Question(package.name, text, category, tuple(map(_target, answers)), held_back)
                for category, text, answers in package.questions
            ]
            for package in read_packages(data)
            for held_back in (package.held_back,)
        }
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


def _target(answer: str) -> Target:
    path, _, name = answer.partition(": ")
    return Target(path, name=name)


def roots(data: Path, repositories: Path) -> Mapping[str, Path]:
    """The folder of each repository below where they were unpacked."""
    if data.is_dir():
        return {each.name: repositories / each.root for each in read_packages(data)}
    return {name: repositories / name for name in read_questions(data)}


def placed(question: Question, snapshot: Snapshot) -> Question:
    """The question with the lines of the symbols that its targets name."""
    return replace(
        question, targets=tuple(_placed(target, snapshot) for target in question.targets)
    )


def _placed(target: Target, snapshot: Snapshot) -> Target:
    if not target.name:
        return target
    named = [s for s in snapshot.symbols_of(target.path) if s.qualified_name == target.name]
    if not named:
        raise SystemExit(f"{target.path}: no {target.name}")
    lines = named[0].range
    return replace(target, first=lines.start.line + 1, last=lines.end.line + 1)


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
