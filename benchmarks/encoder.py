"""How well checkpoints find functions by questions, side by side with BM25 in the same run.

    python -m benchmarks.encoder CHECKPOINT... [--cosqa FILE] [--repository FOLDER...] [--teacher]

Prints the table of the model card: means with bootstrap 95 % intervals, and, for several
checkpoints, how far each is from the first on the same questions. Data that are not in this
repository are given by path. `--teacher` needs the extra `train`.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from snippet_lsp.encoder import load_encoder

from .encoding.cost import print_cost
from .encoding.measures import cosqa_rows, repository_rows, synonym_rows, word_order_rows
from .encoding.report import print_differences, print_rows, write_json
from .encoding.stdlib import standard_library
from .encoding.systems import Dense, System, Teacher, Words
from .encoding.word_order import word_order


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("checkpoints", nargs="+", type=Path, metavar="CHECKPOINT")
    parser.add_argument("--cosqa", type=Path, metavar="FILE", help="CoSQA's codes and queries")
    parser.add_argument("--repository", nargs="+", type=Path, default=[], metavar="FOLDER")
    parser.add_argument("--teacher", action="store_true", help="MiniLM beside them")
    parser.add_argument("--cache", type=Path, metavar="FOLDER", help="keeps MiniLM's vectors")
    parser.add_argument("--json", type=Path, metavar="FILE", help="the figures for programs")
    given = parser.parse_args()
    names = [str(path) for path in given.checkpoints]
    systems: list[System] = [Dense(name, load_encoder(Path(name))) for name in names]
    teacher = Teacher(given.cache) if given.teacher else None
    systems += [teacher] if teacher else []
    systems.append(Words())
    rows = [
        *(cosqa_rows(systems, given.cosqa) if given.cosqa else ()),
        *(repository_rows(systems, given.repository) if given.repository else ()),
        *word_order_rows(systems),
        *synonym_rows(systems),
    ]
    print_rows(rows, [system.name for system in systems])
    print_differences(rows, names)
    if given.json:
        write_json(rows, given.json)
    functions = list(standard_library().values())
    print_cost(given.checkpoints, functions, word_order().task.queries, teacher)


if __name__ == "__main__":
    main()
