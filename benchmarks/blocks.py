"""Questions about parts of long functions: is the place found, with blocks and without?

    python -m benchmarks.blocks [--redis DIR]

The questions are in `data/blocks.jsonl`, written by hand for the standard library of the running
Python and for redis (`apt-get source redis`, folder `src`). The place is the first line of a
function that contains a piece of text, so that versions hardly matter; a question whose place a
version lacks is left out and counted.

    near      the answer's lines contain the place, which is at most 15 lines below the first
    function  the answer is the function or a part of it

The baseline is the same index without its blocks. Intervals are of the difference, by bootstrap
over questions. Without blocks `near` is close to 0, since the questions are about places further
in; `function` is the fair comparison. It prints too what blocks cost: rows, CPU and vectors.
"""

from __future__ import annotations

import argparse
import json
import sysconfig
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from snippet_lsp.encoder import Encoder, base_checkpoint, load_encoder
from snippet_lsp.files.contents import Contents, read
from snippet_lsp.files.discover import discover
from snippet_lsp.files.folders import Rules
from snippet_lsp.index import PreparedFile, Snapshot, empty_snapshot
from snippet_lsp.reader import ReadFile, read_source
from snippet_lsp.search import search
from snippet_lsp.syntax import extract, language_of, may_hold_code
from snippet_lsp.types import Hit, Symbol, SymbolKind

QUESTIONS = Path(__file__).parent / "data" / "blocks.jsonl"
LEFT_OUT = ("test/", "tests/", "idlelib/", "site-packages/", "lib2to3/", "turtledemo/")
NEAR = 15
DEPTH = 5


@dataclass(frozen=True, slots=True)
class Place:
    """Where a question leads to."""

    question: str
    path: str
    function: Symbol
    line: int


def main() -> None:
    """Print a table for each tree and for all."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--redis", type=Path, help="the folder with redis' sources")
    arguments = parser.parse_args()
    trees = {"python": Path(sysconfig.get_path("stdlib"))}
    if arguments.redis:
        trees["redis"] = arguments.redis
    questions = [json.loads(line) for line in QUESTIONS.read_text("utf-8").splitlines()]
    encoder = load_encoder(base_checkpoint())
    found: dict[bool, list[tuple[int, int]]] = {False: [], True: []}
    for name, root in trees.items():
        texts = sources(root)
        asked = [question for question in questions if question["tree"] == name]
        places = [place for question in asked if (place := place_of(question, texts))]
        print(f"\n{name}: {len(texts):,} files, {len(places)} of {len(asked)} questions")
        reads = [one for path, text in texts.items() if (one := read_source(path, text))]
        print_cost(texts, reads, encoder)
        ranks = {
            blocks: ranks_in(snapshot_of(reads, encoder, blocks), places)
            for blocks in (False, True)
        }
        print_table(ranks)
        for blocks, of_tree in ranks.items():
            found[blocks] += of_tree
    if len(trees) > 1:
        print("\nall")
        print_table(found)


def sources(root: Path) -> dict[str, bytes]:
    """The texts that would be indexed, by path."""
    rules = Rules(exclude=LEFT_OUT)
    texts = {}
    for info in discover(root, rules, may_hold_code):
        contents = read(root / info.path, rules.max_size)
        if isinstance(contents, Contents):
            texts[info.path] = contents.source
    return texts


def place_of(question: dict[str, str], texts: dict[str, bytes]) -> Place | None:
    """Where the answer is in this version of the tree, if anywhere."""
    stem = question["path"]
    # A module of one version is a package in another.
    for path in (stem, f"{stem}.py", f"{stem}/__init__.py"):
        if (text := texts.get(path)) is None or (language := language_of(path, text)) is None:
            continue
        for symbol in extract(text, language.name, path):
            named = f".{symbol.qualified_name}".endswith(f".{question['function']}")
            before, fragment, _ = symbol.code.partition(question["fragment"])
            if symbol.kind.is_callable and named and fragment:
                line = symbol.range.start.line + before.count("\n")
                return Place(question["question"], path, symbol, line)
    return None


def snapshot_of(reads: Sequence[ReadFile], encoder: Encoder, blocks: bool) -> Snapshot:
    """The index of a tree, with or without blocks."""
    prepared = []
    for read_file in reads:
        stored = read_file
        kept = [
            (symbol, bag)
            for symbol, bag in zip(stored.symbols, read_file.bags, strict=True)
            if blocks or symbol.kind is not SymbolKind.BLOCK
        ]
        bags = tuple(bag for _, bag in kept)
        symbols = tuple(symbol for symbol, _ in kept)
        prepared.append(PreparedFile(stored.file, symbols, bags, encoder.encode_bags(bags)))
    return empty_snapshot(encoder).with_files(prepared)


def ranks_in(snapshot: Snapshot, places: Sequence[Place]) -> list[tuple[int, int]]:
    """The ranks of the first near answer and of the function for each question; 0 is the first."""
    ranks = []
    for place in places:
        hits = search(snapshot, place.question, DEPTH)
        ranks.append((_rank(hits, place, is_near), _rank(hits, place, is_function)))
    return ranks


def is_near(hit: Hit, place: Place) -> bool:
    """Whether a reader who goes where an answer points to sees the place."""
    first, last = hit.shown.range.start.line, hit.shown.range.end.line
    return hit.path == place.path and first <= place.line <= min(last, first + NEAR)


def is_function(hit: Hit, place: Place) -> bool:
    """Whether an answer is of the right function."""
    return hit.path == place.path and hit.symbol.span == place.function.span


def _rank(hits: Sequence[Hit], place: Place, fits: Callable[[Hit, Place], bool]) -> int:
    return next((rank for rank, hit in enumerate(hits) if fits(hit, place)), DEPTH)


def print_table(ranks: dict[bool, list[tuple[int, int]]]) -> None:
    """The share of questions with the answer among the first 1 and 5."""
    without, with_blocks = np.array(ranks[False]), np.array(ranks[True])
    print("| | without blocks | with | difference |")
    print("|---|---|---|---|")
    draws = np.random.default_rng(1).integers(0, len(without), (10_000, len(without)))
    for column, what in enumerate(("near", "function")):
        for depth in (1, DEPTH):
            before, after = without[:, column] < depth, with_blocks[:, column] < depth
            gains = (after.astype(float) - before)[draws].mean(axis=1)
            low, high = np.quantile(gains, [0.025, 0.975])
            print(
                f"| {what}@{depth} | {before.mean():.3f} | {after.mean():.3f}"
                f" | {after.mean() - before.mean():+.3f} [{low:+.3f}, {high:+.3f}] |"
            )


def print_cost(texts: dict[str, bytes], reads: Sequence[ReadFile], encoder: Encoder) -> None:
    """Rows and CPU seconds that blocks add to reading and encoding."""
    symbols = [symbol for one in reads for symbol in one.symbols]
    blocks = sum(symbol.kind is SymbolKind.BLOCK for symbol in symbols)
    bags = [
        bag
        for one in reads
        for symbol, bag in zip(one.symbols, one.bags, strict=True)
        if symbol.kind is SymbolKind.BLOCK
    ]
    seconds = {}
    for with_blocks in (False, True):
        started = time.process_time()
        for path, text in texts.items():
            if language := language_of(path, text):
                extract(text, language.name, path, with_blocks=with_blocks)
        seconds[with_blocks] = time.process_time() - started
    started = time.process_time()
    encoder.encode_bags(bags)
    encoding = time.process_time() - started
    print(
        f"{blocks:,} blocks beside {len(symbols) - blocks:,} symbols"
        f" (+{blocks / (len(symbols) - blocks):.1%}); extraction {seconds[False]:.1f} s ->"
        f" {seconds[True]:.1f} s, encoding +{encoding:.1f} s;"
        f" {blocks * encoder.dimension * 4 / 1e6:.1f} MB of vectors\n"
    )


if __name__ == "__main__":
    main()
