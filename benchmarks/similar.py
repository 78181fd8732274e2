"""Find similar: the same task in other languages, and copies that were changed.

    python -m benchmarks.similar fetch DIR      the packages of the tasks, by pip, npm and apt
    python -m benchmarks.similar tasks DIR      retrieval across languages, beside baselines
    python -m benchmarks.similar copies         labels of changed copies of the standard library
    python -m benchmarks.similar cost FOLDER    CPU time of a question, and of a report

P@1 and MAP@10 over all functions that have an answer in another language; what does the same in
the language of the question is no answer and is left out of the ranking. "masked" is without the
function's own name, in its code, its documentation, its type and its path.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from snippet_lsp.encoder import bag_of, base_checkpoint, load_encoder
from snippet_lsp.encoder.inference import Encoder
from snippet_lsp.search import similar

from .baselines import Scores, bm25, character_ngrams, word_tfidf
from .tasks import Function, fetch_packages, index_functions, masked, read_tasks, relevance

DEPTH = 60
"""Results asked for: ten, and what does the same in the language of the question."""
_RESAMPLES = 1000


def main() -> None:
    """Run one part."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("part", choices=["fetch", "tasks", "copies", "cost"])
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--checkpoint", type=Path, default=base_checkpoint())
    arguments = parser.parse_args()
    if arguments.part == "copies":
        from .copies import print_copies

        print_copies()
    elif arguments.folder is None:
        parser.error(f"{arguments.part} needs a folder")
    elif arguments.part == "fetch":
        fetch_packages(arguments.folder)
    elif arguments.part == "tasks":
        print_tasks(read_tasks(arguments.folder), load_encoder(arguments.checkpoint))
    else:
        from .cost import print_cost

        print_cost(arguments.folder)


def print_tasks(functions: Sequence[Function], encoder: Encoder) -> None:
    """The table of retrieval across languages."""
    languages = {function.language for function in functions}
    tasks = {function.task for function in functions}
    print(f"{len(functions)} functions, {len(tasks)} tasks, {len(languages)} languages\n")
    print("| names | system | P@1 | MAP@10 | MAP@10 less ours |")
    print("|---|---|---|---|---|")
    for title, seen in (("as they are", functions), ("masked", [masked(f) for f in functions])):
        answers, shown = relevance(seen)
        ours = average_precision(our_scores(seen, encoder), answers, shown)
        for name, system in systems(encoder).items():
            first, precision = average_precision(system(seen), answers, shown)
            low, high = bootstrap(seen, precision - ours[1], answers)
            print(
                f"| {title} | {name} | {np.mean(first):.3f} | {np.mean(precision):.3f}"
                f" | {np.mean(precision - ours[1]):+.3f} [{low:+.3f}, {high:+.3f}] |"
            )
        print(f"| {title} | ours | {np.mean(ours[0]):.3f} | {np.mean(ours[1]):.3f} | |")


def systems(encoder: Encoder) -> dict[str, Callable[[Sequence[Function]], Scores]]:
    """What ours is compared with."""

    def code(functions: Sequence[Function]) -> list[str]:
        return [f.symbol.code for f in functions]

    def everything(functions: Sequence[Function]) -> list[str]:
        return [f"{f.symbol.documentation} {f.symbol.code}" for f in functions]

    def dense(functions: Sequence[Function]) -> Scores:
        vectors = encoder.encode_bags([bag_of(f.symbol) for f in functions])
        scores: Scores = vectors @ vectors.T
        return scores

    return {
        "character 3-5-grams, code": lambda fs: character_ngrams(code(fs)),
        "character 3-5-grams, documentation and code": lambda fs: character_ngrams(everything(fs)),
        "words, TF-IDF": lambda fs: word_tfidf(everything(fs)),
        "BM25": lambda fs: bm25(everything(fs)),
        "vectors alone": dense,
    }


def our_scores(functions: Sequence[Function], encoder: Encoder) -> Scores:
    """Scores of `snippet/similar` over an index of just these functions."""
    snapshot = index_functions(functions, encoder)
    place = {function.path: i for i, function in enumerate(functions)}
    sources = {function.path: function.source for function in functions}

    def text_of(path: str, _digest: bytes) -> bytes:
        return sources[path]

    scores = np.full((len(functions), len(functions)), -1.0, np.float32)
    for row, function in enumerate(functions):
        hits = similar(snapshot, function.symbol, DEPTH, text_of, function.path)
        for rank, hit in enumerate(hits):
            scores[row, place[hit.path]] = -rank / DEPTH
    return scores


def average_precision(
    scores: Scores, answers: np.ndarray, shown: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """P@1 and average precision at 10 of each row that has an answer."""
    scores = np.where(shown, scores, -np.inf)
    np.fill_diagonal(scores, -np.inf)
    first, precision = [], []
    for row in np.flatnonzero(answers.any(axis=1)):
        best = np.argsort(-scores[row], kind="stable")[:10]
        hits = answers[row][best]
        first.append(float(hits[0]))
        found = np.cumsum(hits) / np.arange(1, len(best) + 1)
        precision.append(float((found * hits).sum()) / min(10, int(answers[row].sum())))
    return np.array(first), np.array(precision)


def bootstrap(
    functions: Sequence[Function], differences: np.ndarray, answers: np.ndarray
) -> tuple[float, float]:
    """95 % of the mean difference when tasks are drawn anew."""
    tasks = np.array([f.task for f in functions])[answers.any(axis=1)]
    names = np.unique(tasks)
    sums = np.array([differences[tasks == name].sum() for name in names])
    counts = np.array([(tasks == name).sum() for name in names])
    drawn = np.random.default_rng(1).integers(0, len(names), (_RESAMPLES, len(names)))
    means = sums[drawn].sum(axis=1) / counts[drawn].sum(axis=1)
    low, high = np.percentile(means, [2.5, 97.5])
    return float(low), float(high)


if __name__ == "__main__":
    main()
