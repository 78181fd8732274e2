"""What a slip of the finger costs: MRR of questions with and without one.

    python -m benchmarks.typos QUESTIONS.json [--seeds N]

The file holds `codes`, a list of functions, and `queries`, each with `query` and `code_id`, the
place of the function that answers it. Each function is a file of a snapshot, which is searched as
the server does it. The baseline is the same search without correction.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from snippet_lsp.encoder import base_checkpoint, load_encoder
from snippet_lsp.encoder.subtokens import subtokens
from snippet_lsp.index import PreparedFile, Snapshot, empty_snapshot
from snippet_lsp.reader import read_source
from snippet_lsp.search.asking import ask
from snippet_lsp.search.correction import guesses_of
from snippet_lsp.search.query import parse_query
from snippet_lsp.search.ranking import rank
from snippet_lsp.types import Hit

from .encoding.typos import with_slip

DEPTH = 1000

Search = Callable[[str], Sequence[Hit]]


def main() -> None:
    """Print MRR and its loss."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("questions", type=Path)
    arguments.add_argument("--model", type=Path, default=base_checkpoint())
    arguments.add_argument("--seeds", type=int, default=3, help="slips tried for each question")
    arguments.add_argument("--verbose", action="store_true", help="print what is corrected how")
    given = arguments.parse_args()
    data = json.loads(given.questions.read_text("utf-8"))
    snapshot = _snapshot(data["codes"], given.model)
    clean = [(entry["query"], f"{entry['code_id']}.py") for entry in data["queries"]]
    slipped = []
    for seed in range(given.seeds):
        asked = [(query, with_slip(query, seed), path) for query, path in clean]
        slipped += [(text, path) for query, text, path in asked if text != query]
    searches: dict[str, Search] = {
        "without correction": lambda text: rank(
            snapshot, parse_query(text), DEPTH, group_by_file=True
        ),
        "with correction": lambda text: ask(snapshot, text, DEPTH, group_by_file=True).hits,
    }
    print(f"{len(clean)} questions, {len(slipped)} with a slip, {snapshot.row_count} symbols")
    for name, search in searches.items():
        before, after = _mrr(search, clean), _mrr(search, slipped)
        loss = 1 - after / before
        print(f"{name:<20} MRR {before:.3f}, with a slip {after:.3f}: loss {100 * loss:.1f} %")
    _print_corrections(snapshot, [text for text, _ in clean], slipped, given.verbose)


def _snapshot(codes: Sequence[str], model: Path) -> Snapshot:
    encoder = load_encoder(model)
    prepared = []
    for number, code in enumerate(codes):
        read = read_source(f"{number}.py", code.encode())
        if read is not None:
            vectors = encoder.encode_bags(read.bags)
            prepared.append(PreparedFile(read.file, read.symbols, read.bags, vectors))
    return empty_snapshot(encoder).with_files(prepared)


def _mrr(search: Search, questions: Sequence[tuple[str, str]]) -> float:
    return statistics.fmean(
        next((1 / place for place, hit in enumerate(search(query), 1) if hit.path == path), 0.0)
        for query, path in questions
    )


def _print_corrections(
    snapshot: Snapshot,
    clean: Sequence[str],
    slipped: Sequence[tuple[str, str]],
    is_verbose: bool,
) -> None:
    changed = [(text, ask(snapshot, text, 1).correction) for text in clean]
    changed = [(text, correction) for text, correction in changed if correction]
    print(f"clean questions that are corrected: {len(changed)}")
    for text, correction in changed:
        print(f"  {text} -> {correction}")
    for kind, texts in (("without", clean), ("with", [text for text, _ in slipped])):
        started = time.process_time()
        for text in texts:
            guesses_of(snapshot, subtokens(text))
        spent = 1e3 * (time.process_time() - started) / len(texts)
        print(f"looking for slips in a question {kind} one: {spent:.3f} ms of processor time")
    if is_verbose:
        for text, _ in slipped:
            print(f"  {text} -> {ask(snapshot, text, 1).correction}")


if __name__ == "__main__":
    main()
