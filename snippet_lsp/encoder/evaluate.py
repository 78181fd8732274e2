"""How well a checkpoint finds functions by questions, beside BM25 in the same run.

    python -m snippet_lsp.encoder.evaluate CHECKPOINT [--cosqa FILE] [--repository FOLDER]...

Owns the measures of the model card. Data are given by path: none of them is in this repository.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import click
import numpy as np
import numpy.typing as npt

from ..syntax import extract
from .bag import Bag, Field, bag_of
from .checkpoint import Floats
from .inference import Encoder, load_encoder
from .pairs import pairs_of_tree
from .subtokens import subtokens

_K1, _B = 1.5, 0.75
_LEXICAL = 0.1
"""What BM25's share of its best score weighs beside the cosine."""

_MOST_QUERIES = 500


@dataclass(frozen=True, slots=True)
class Scores:
    """Mean reciprocal rank of the wanted function among all, by system."""

    dense: float
    bm25: float
    fused: float
    queries: int
    functions: int


def evaluate(
    encoder: Encoder, bags: Sequence[Bag], queries: Sequence[str], wanted: Sequence[int]
) -> Scores:
    """Rank all `bags` for each query; `wanted` is the place of its one right answer."""
    vectors = encoder.encode_bags(bags)
    lexical = Bm25([_all_counts(bag) for bag in bags])
    ranks: list[tuple[int, int, int]] = []
    for query, want in zip(queries, wanted, strict=True):
        dense = vectors @ encoder.encode_query(query)
        words = lexical.scores(subtokens(query))
        fused = dense + _LEXICAL * words / max(float(words.max()), 1e-9)
        ranks.append((_rank(dense, want), _rank(words, want), _rank(fused, want)))
    dense_mean, words_mean, fused_mean = (1 / np.array(ranks)).mean(axis=0).tolist()
    return Scores(dense_mean, words_mean, fused_mean, queries=len(ranks), functions=len(bags))


def _rank(scores: Floats, wanted: int) -> int:
    """1-based; ties go to the lower index."""
    better = np.count_nonzero(scores > scores[wanted])
    return 1 + int(better + np.count_nonzero(scores[:wanted] == scores[wanted]))


class Bm25:
    """BM25 over documents given as counts of words."""

    def __init__(self, documents: Sequence[Mapping[str, int]]) -> None:
        lengths = np.array([sum(document.values()) for document in documents], np.float32)
        norm = _K1 * (1 - _B + _B * lengths / max(float(lengths.mean()), 1.0))
        found: dict[str, tuple[list[int], list[int]]] = {}
        for i, document in enumerate(documents):
            for word, count in document.items():
                posting = found.setdefault(word, ([], []))
                posting[0].append(i)
                posting[1].append(count)
        self._size = len(documents)
        self._postings: dict[str, tuple[npt.NDArray[np.intp], Floats]] = {}
        for word, (place_list, count_list) in found.items():
            places, tf = np.array(place_list), np.array(count_list, np.float32)
            idf = math.log(1 + (self._size - len(places) + 0.5) / (len(places) + 0.5))
            gain = (idf * tf * (_K1 + 1) / (tf + norm[places])).astype(np.float32)
            self._postings[word] = (places, gain)

    def scores(self, words: Sequence[str]) -> Floats:
        """The score of every document [documents]."""
        total = np.zeros(self._size, np.float32)
        for word in words:
            if posting := self._postings.get(word):
                total[posting[0]] += posting[1]
        return total


def _all_counts(bag: Bag) -> Counter[str]:
    total: Counter[str] = Counter()
    for field in bag.fields:
        total.update(field)
    return total


def without_documentation(bag: Bag) -> Bag:
    """The bag of the same code with nothing said about it."""
    fields = list(bag.fields)
    fields[Field.DOCUMENTATION] = {}
    return Bag(tuple(fields))


def cosqa(encoder: Encoder, file: Path, documented: bool) -> Scores:
    """CoSQA's format: `codes`, and `queries` of `{query, code_id}`."""
    data = json.loads(file.read_text("utf-8"))
    bags = [_bag_of_code(code) for code in data["codes"]]
    if not documented:
        bags = [without_documentation(bag) for bag in bags]
    queries = [query["query"] for query in data["queries"]]
    return evaluate(encoder, bags, queries, [query["code_id"] for query in data["queries"]])


def _bag_of_code(code: str) -> Bag:
    for symbol in extract(code.encode(), "python", "code.py"):
        if symbol.kind.is_callable:
            return bag_of(symbol)
    return Bag(({}, {}, {}, {}, Counter(subtokens(code))))


def repository(encoder: Encoder, folder: Path) -> Scores:
    """First sentences of documentation as queries over all functions of a source tree."""
    pairs = list(pairs_of_tree(folder.name, folder, []))
    bags = [without_documentation(pair.bag) for pair in pairs]
    asked = _spread([i for i, pair in enumerate(pairs) if pair.sentence], _MOST_QUERIES)
    queries = [pairs[i].sentence for i in asked]
    return evaluate(encoder, bags, queries, asked)


def _spread(places: Sequence[int], most: int) -> list[int]:
    """At most `most` of `places`, evenly."""
    step = max(1.0, len(places) / most)
    return [places[int(i * step)] for i in range(min(most, len(places)))]


@click.command()
@click.argument("checkpoint", type=click.Path(path_type=Path, exists=True))
@click.option("--cosqa", "cosqa_file", type=click.Path(path_type=Path, exists=True))
@click.option(
    "--repository", "folders", type=click.Path(path_type=Path, exists=True), multiple=True
)
def main(checkpoint: Path, cosqa_file: Path | None, folders: Sequence[Path]) -> None:
    """Print mean reciprocal ranks."""
    encoder = load_encoder(checkpoint)
    click.echo("| data | functions | queries | dense | BM25 | both |\n|---|---|---|---|---|---|")
    if cosqa_file:
        _show("CoSQA dev, docstrings removed", cosqa(encoder, cosqa_file, documented=False))
        _show("CoSQA dev, with docstrings", cosqa(encoder, cosqa_file, documented=True))
    found = []
    for folder in folders:
        found.append(repository(encoder, folder))
        _show(folder.name, found[-1])
    if found:
        means = np.mean([(s.dense, s.bm25, s.fused) for s in found], axis=0)
        click.echo(f"| mean of {len(found)} | | | " + " | ".join(f"{m:.3f}" for m in means) + " |")


def _show(title: str, scores: Scores) -> None:
    click.echo(
        f"| {title} | {scores.functions} | {scores.queries} "
        f"| {scores.dense:.3f} | {scores.bm25:.3f} | {scores.fused:.3f} |"
    )


if __name__ == "__main__":
    main()
