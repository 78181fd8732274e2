"""How well checkpoints find functions by questions, side by side with BM25 in the same run.

    python -m benchmarks.encoder CHECKPOINT... [--cosqa FILE] [--repository FOLDER...] [--teacher]

Prints the table of the model card: means with bootstrap 95 % intervals, and, for several
checkpoints, how far each is from the first on the same questions. Data that are not in this
repository are given by path. What each row measures: `benchmarks/encoding/`.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from snippet_lsp.encoder import load_encoder
from snippet_lsp.encoder.checkpoint import Floats
from snippet_lsp.encoder.evaluate import rank

from .encoding.cost import print_cost
from .encoding.report import Row, print_differences, print_rows
from .encoding.stdlib import standard_library
from .encoding.systems import Dense, System, Teacher, Words, fused
from .encoding.tasks import Task, cosqa, repository, undocumented
from .encoding.word_order import Wording, preference, word_order

Values = dict[str, npt.NDArray[np.floating]]
"""By system, for each question."""


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("checkpoints", nargs="+", type=Path, metavar="CHECKPOINT")
    parser.add_argument("--cosqa", type=Path, metavar="FILE", help="CoSQA's codes and queries")
    parser.add_argument("--repository", nargs="+", type=Path, default=[], metavar="FOLDER")
    parser.add_argument("--teacher", action="store_true", help="MiniLM beside them")
    parser.add_argument("--cache", type=Path, metavar="FOLDER", help="keeps MiniLM's vectors")
    arguments = parser.parse_args()
    encoders = {str(path): load_encoder(path) for path in arguments.checkpoints}
    teacher = Teacher(arguments.cache) if arguments.teacher else None
    systems: list[System] = [Dense(name, encoder) for name, encoder in encoders.items()]
    systems += [teacher] if teacher else []
    systems.append(Words())
    rows = [
        *(cosqa_rows(systems, arguments.cosqa) if arguments.cosqa else ()),
        *(repository_rows(systems, arguments.repository) if arguments.repository else ()),
        *word_order_rows(systems),
    ]
    print_rows(rows, [system.name for system in systems])
    print_differences(rows, list(encoders))
    functions = list(standard_library().values())
    print_cost(arguments.checkpoints, functions, word_order().task.queries, teacher)


def cosqa_rows(systems: Sequence[System], file: Path) -> Iterator[Row]:
    """Web questions over Python functions."""
    documented = cosqa(file)
    code = replace(documented, symbols=[undocumented(symbol) for symbol in documented.symbols])
    alone, both = reciprocal_ranks(systems, code)
    yield Row("CoSQA dev, docstrings removed, MRR", alone, must=".37", aim=".45")
    yield Row("– with BM25", both, is_part=True)
    alone, both = reciprocal_ranks(systems, documented)
    yield Row("CoSQA dev, with docstrings, MRR", alone)
    yield Row("CoSQA dev, with docstrings, with BM25, MRR", both, must=".46", aim=".54")


def repository_rows(systems: Sequence[System], folders: Sequence[Path]) -> Iterator[Row]:
    """Documentation to the function that it was taken from, in repositories held out."""
    found = [(folder.name, *reciprocal_ranks(systems, repository(folder))) for folder in folders]
    title = f"documentation → function in {len(found)} repositories, dense alone, mean MRR"
    yield Row(title, _means([alone for _, alone, _ in found]), must=".58", aim=".65")
    yield Row("– with BM25", _means([both for _, _, both in found]), must=".62", aim=".70")
    for name, alone, both in found:
        yield Row(f"– {name}", alone, is_part=True)
        yield Row(f"– {name}, with BM25", both, is_part=True)


def _means(found: Sequence[Values]) -> Values:
    return {name: np.array([each[name].mean() for each in found]) for name in found[0]}


def word_order_rows(systems: Sequence[System]) -> Iterator[Row]:
    """Which of two mirrored functions is asked for."""
    data = word_order()
    alone, both = scores(systems, data.task)
    pairs = np.array([" ".join(question.pair) for question in data.questions])
    found = {name: preference(each, data.task.wanted, data.wrong) for name, each in alone.items()}
    fused_found = {
        name: preference(each, data.task.wanted, data.wrong) for name, each in both.items()
    }
    wording = [question.wording for question in data.questions]
    plain = np.array([each is not Wording.PARAPHRASE for each in wording])
    title = f"word order, right direction of {plain.sum()} questions"
    yield Row(title, _chosen(found, plain), groups=pairs[plain], must=".95", aim=".99")
    yield Row("– with BM25", _chosen(fused_found, plain), groups=pairs[plain], is_part=True)
    for one in Wording:
        chosen = np.array([each is one for each in wording])
        title = f"– {one.value} ({chosen.sum()})"
        yield Row(title, _chosen(found, chosen), groups=pairs[chosen], is_part=True)


def _chosen(values: Values, chosen: npt.NDArray[np.bool_]) -> Values:
    return {name: each[chosen] for name, each in values.items()}


def reciprocal_ranks(systems: Sequence[System], task: Task) -> tuple[Values, Values]:
    """1 / rank [queries] of the wanted function by system, alone and with BM25."""
    alone, both = scores(systems, task)
    return _ranked(alone, task.wanted), _ranked(both, task.wanted)


def _ranked(found: Mapping[str, Floats], wanted: Sequence[int]) -> Values:
    return {
        name: np.array([1 / rank(row, want) for row, want in zip(each, wanted, strict=True)])
        for name, each in found.items()
    }


def scores(
    systems: Sequence[System], task: Task, queries: Sequence[str] | None = None
) -> tuple[dict[str, Floats], dict[str, Floats]]:
    """Scores [queries, functions] by system, alone and with BM25, which has no second entry."""
    alone = {system.name: system.scores(task, queries or task.queries) for system in systems}
    words = alone[Words.name]
    both = {name: fused(each, words) for name, each in alone.items() if name != Words.name}
    return alone, both


if __name__ == "__main__":
    main()
