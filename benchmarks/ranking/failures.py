"""Where search fails most, to be looked at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from snippet_lsp.index import Snapshot
from snippet_lsp.search import search

from .questions import DEPTH, Question
from .systems import searched

_SHOWN = 3


def print_failures(
    snapshots: Mapping[str, Snapshot], questions: Mapping[str, Sequence[Question]], count: int
) -> None:
    """The questions with the lowest NDCG@10, what was wanted, and what came first."""
    values = [
        (searched(snapshots[name], question, grouped=True), question)
        for name, of_repository in questions.items()
        for question in of_repository
    ]
    for value, question in sorted(values, key=lambda pair: pair[0])[:count]:
        hits = search(snapshots[question.repository], question.text, DEPTH, group_by_file=True)
        print(f"\n{value:.2f} {question.repository}: {question.text}")
        print("  wanted " + ", ".join(target.path for target in question.targets))
        for hit in hits[:_SHOWN]:
            print(f"  {hit.match:3} % {hit.path}: {hit.symbol.qualified_name}")
