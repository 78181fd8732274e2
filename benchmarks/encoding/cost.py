"""What encoding costs, in CPU time of this process: the best of a few runs, one thread.

The teacher reads the same functions in the same run. It cuts texts into words itself, so what it
is compared with is the way from symbols to vectors, bags included.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from snippet_lsp.encoder import Bag, Encoder, bag_of, load_encoder
from snippet_lsp.types import Symbol

from .systems import Teacher, text_of
from .tasks import spread

_FUNCTIONS = 4000
_QUERIES = 2000
_TEACHER_FUNCTIONS = 200
_RUNS = 3


def print_cost(
    checkpoints: Sequence[Path],
    symbols: Sequence[Symbol],
    queries: Sequence[str],
    teacher: Teacher | None,
) -> None:
    """A table with a line a checkpoint."""
    places = list(range(len(symbols)))
    chosen = [symbols[i] for i in spread(places, _FUNCTIONS)]
    asked = (list(queries) * (_QUERIES // len(queries) + 1))[:_QUERIES]
    bags = [bag_of(symbol) for symbol in chosen]
    bagging = min(_seconds(lambda: [bag_of(symbol) for symbol in chosen]) for _ in range(_RUNS))

    teachers_each = 0.0
    if teacher:
        few = [symbols[i] for i in spread(places, _TEACHER_FUNCTIONS)]
        teacher.encode(["loads it"])
        teachers_each = _seconds(lambda: teacher.encode([text_of(s) for s in few])) / len(few)

    print(
        "\n| CPU cost | functions / s from bags | from symbols | ms a query | s to load |"
        " beside MiniLM |\n" + "|---" * 6 + "|"
    )
    print("| must reach | 10,000 | | 0.2 | | 1/250 |")
    for folder in checkpoints:
        runs = [_run(folder, bags, asked) for _ in range(_RUNS)]
        loading, encoding, asking = (min(each) for each in zip(*runs, strict=True))
        each = (bagging + encoding) / len(bags)
        ratio = f"1/{teachers_each / each:.0f}" if teacher else ""
        print(
            f"| {folder} | {len(bags) / encoding:,.0f} | {1 / each:,.0f}"
            f" | {1000 * asking / len(asked):.3f} | {loading:.2f} | {ratio} |"
        )
    if teacher:
        print(f"| {teacher.name} | | {1 / teachers_each:,.0f} | | | 1 |")


def _run(folder: Path, bags: Sequence[Bag], queries: Sequence[str]) -> tuple[float, float, float]:
    """Seconds to load a checkpoint, to encode all bags with it, and all queries."""
    loading = _seconds(lambda: load_encoder(folder))
    encoder = load_encoder(folder)
    encoding = _seconds(lambda: encoder.encode_bags(bags))
    return loading, encoding, _seconds(lambda: _ask(encoder, queries))


def _ask(encoder: Encoder, queries: Sequence[str]) -> None:
    for query in queries:
        encoder.encode_query(query)


def _seconds(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began
