"""What filters cost in a large workspace, beside the same question without any.

    python -m benchmarks.filters [--rows N]

The workspace is made up: files of ten functions with random vectors and words, so that only costs
can be told of it.
"""

from __future__ import annotations

import argparse
import random
import time

import numpy as np

from snippet_lsp.encoder import Bag, base_checkpoint, load_encoder
from snippet_lsp.index import IndexedFile, PreparedFile, Snapshot, empty_snapshot
from snippet_lsp.search import complete, search
from snippet_lsp.search.correction import guesses_of
from snippet_lsp.types import Position, Range, Span, Symbol, SymbolKind

A_FILE = 10
QUERIES = (
    "retry a failed upload",
    "retry a failed upload lang:python",
    "retry a failed upload lang:rust",
    "retry a failed upload path:src/**",
    "retry a failed upload -path:tests",
    "retry a failed upload path:*.rs",
    "retry a failed upload in:part7",
    "retry a failed upload kind:method",
    "retry a failed upload name:get",
    'retry a failed "upload"',
    "kind:class",
    "lang:python",
)


def main() -> None:
    """Print processor time by query."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--rows", type=int, default=100_000)
    snapshot = _snapshot(arguments.parse_args().rows)
    print(f"{snapshot.row_count} symbols in {snapshot.file_count} files; milliseconds")
    for query in QUERIES:
        print(f"{_cost(lambda text=query: search(snapshot, text, 10)):8.1f}  {query}")
    for query in ("lang:", "path:par", "name:get"):
        cost = _cost(lambda text=query: complete(snapshot, text, len(text)))
        print(f"{cost:8.1f}  what could {query} become?")
    lexicon = snapshot.segments[0].segment.lexicon
    cost = _cost(lambda: guesses_of(snapshot, ["conection"]))
    words = len(lexicon.words) + len(snapshot.encoder.lexicon.words)
    print(f"{cost:8.1f}  what was conection meant for, of {words} words?")


def _cost(work: object, times: int = 3) -> float:
    assert callable(work)
    work()
    started = time.process_time()
    for _ in range(times):
        work()
    return 1e3 * (time.process_time() - started) / times


def _snapshot(rows: int) -> Snapshot:
    encoder = load_encoder(base_checkpoint())
    choice = random.Random(1)
    numbers = np.random.default_rng(1)
    words = [*encoder.lexicon.words]
    # Terms that only this workspace has.
    words += ["".join(choice.choices("abcdefghijklmnop", k=7)) for _ in range(100_000)]
    place = Position(0, 0, 0, 0)
    kinds = (SymbolKind.FUNCTION, SymbolKind.METHOD, SymbolKind.CLASS)
    prepared = []
    for number in range(rows // A_FILE):
        language, ending = (("python", "py"), ("go", "go"), ("rust", "rs"))[min(number % 9, 2)]
        folder = ("src", "lib", "tests")[number % 3]
        path = f"{folder}/part{number % 500}/{choice.choice(words[:5000])}_{number}.{ending}"
        symbols = []
        bags = []
        for row in range(A_FILE):
            tokens = [words[min(int(numbers.pareto(0.6) * 5), len(words) - 1)] for _ in range(20)]
            name = "_".join(tokens[:2])
            symbols.append(
                Symbol(
                    kinds[row % 3],
                    name,
                    "",
                    "",
                    "",
                    "",
                    language,
                    Span(row, row),
                    Range(place, place),
                    Range(place, place),
                )
            )
            bags.append(Bag((dict.fromkeys(tokens[:2], 1), {}, {}, {}, dict.fromkeys(tokens, 1))))
        vectors = numbers.normal(size=(A_FILE, encoder.dimension)).astype(np.float32)
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        file = IndexedFile(path, b"", language, False)
        prepared.append(PreparedFile(file, tuple(symbols), tuple(bags), vectors))
    return empty_snapshot(encoder).with_files(prepared)


if __name__ == "__main__":
    main()
