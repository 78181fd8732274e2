"""How well search finds the files that answer questions, with and without each signal.

    python -m benchmarks.retrieval DATA REPOSITORIES [--cache FOLDER] [--server] [--fit]
    python -m benchmarks.retrieval benchmarks/data/questions PACKAGES --fetch

DATA has questions about repositories, each in a folder of its name below REPOSITORIES (the format:
`benchmarks/ranking/questions.py`). With --fetch the packages that they are about are downloaded
first. Prints NDCG@10 with bootstrap 95 % intervals over repositories beside baselines of the same
run, with one result a file and with several; what is lost without each signal; word order; what a
query costs; and how often a percentage is right. Where a question is answered by a function, one
result a file must find its file, and of several results one must be that function.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from snippet_lsp.index import Snapshot
from snippet_lsp.search.certainty import CALIBRATION
from snippet_lsp.search.weights import WEIGHTS

from .encoding.report import Row, print_rows
from .encoding.statistics import Values, estimate
from .ranking import calibration, fit, served
from .ranking.cost import print_cost
from .ranking.failures import print_failures
from .ranking.packages import fetch_all
from .ranking.plot import write_plot
from .ranking.questions import Question, cache, placed, read_questions, roots, snapshot_of
from .ranking.systems import (
    ABLATIONS,
    ANY_WORD,
    DENSE_ALONE,
    LEXICAL_ALONE,
    SEARCH,
    Asked,
    ask,
    baselines,
    searched,
    texts_of,
)
from .ranking.word_order import WITHOUT, word_order_rows

MUST = {"grouped": ".88", "flat": ".87"}
AIM = {"grouped": ".92", "flat": ".90"}


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path, metavar="DATA")
    parser.add_argument("repositories", type=Path, metavar="REPOSITORIES")
    parser.add_argument("--fetch", action="store_true", help="download the packages of DATA")
    parser.add_argument("--cache", type=Path, metavar="FOLDER", help="keeps the indexes")
    parser.add_argument("--server", action="store_true", help="ask the server over stdio too")
    parser.add_argument("--fit", type=int, nargs="?", const=300, default=0, metavar="TRIALS")
    parser.add_argument("--failures", type=int, default=0, metavar="COUNT")
    parser.add_argument("--plot", type=Path, metavar="FILE", help="an SVG of the calibration")
    arguments = parser.parse_args()
    if arguments.fetch:
        fetch_all(arguments.data, arguments.repositories)
    folders = roots(arguments.data, arguments.repositories)
    with cache(arguments.cache):
        snapshots = {name: snapshot_of(folder) for name, folder in folders.items()}
        questions = {
            name: [placed(question, snapshots[name]) for question in of_repository]
            for name, of_repository in read_questions(arguments.data).items()
        }
        asked = {
            name: [ask(snapshots[name], question) for question in of_repository]
            for name, of_repository in questions.items()
        }
        report(questions, snapshots, asked, folders, server=arguments.server)
    if arguments.failures:
        print_failures(snapshots, questions, arguments.failures)
    if arguments.fit:
        print_fit([one for of_repository in asked.values() for one in of_repository], arguments.fit)
    print_calibration(snapshots, asked, refit=bool(arguments.fit), plot=arguments.plot)
    print_cost(snapshots, [one.text for each in questions.values() for one in each])


def report(
    questions: Mapping[str, Sequence[Question]],
    snapshots: Mapping[str, Snapshot],
    asked: Mapping[str, Sequence[Asked]],
    folders: Mapping[str, Path],
    *,
    server: bool,
) -> None:
    """Print the main figures, ablations and word order."""
    groups = [name for name, each in questions.items() for _ in each]
    for shown in ("grouped", "flat"):
        values: dict[str, list[float]] = {SEARCH: []}
        if server:
            values[served.SERVER] = []
        for name, of_repository in questions.items():
            texts = texts_of(snapshots[name], folders[name])
            grouped = shown == "grouped"
            values[SEARCH] += [searched(snapshots[name], q, grouped=grouped) for q in of_repository]
            if server:
                values[served.SERVER] += served.ndcg(folders[name], of_repository, grouped=grouped)
            for one in asked[name]:
                for system, value in baselines(one, texts, grouped=grouped).items():
                    values.setdefault(system, []).append(value)
        arrays = {system: np.array(each) for system, each in values.items()}
        systems = [*([SEARCH, served.SERVER] if server else [SEARCH]), LEXICAL_ALONE, DENSE_ALONE]
        systems.append(ANY_WORD)
        every = [question for each in questions.values() for question in each]
        print_rows(rows_of(shown, arrays, every), systems)
        print_ablations([one for each in asked.values() for one in each], groups, shown)
    print()
    print_rows(word_order_rows(), [SEARCH, WITHOUT])


def rows_of(shown: str, arrays: Mapping[str, Values], questions: Sequence[Question]) -> list[Row]:
    """NDCG@10 of all questions, and of parts of them: held back, by category, by repository."""
    groups = [question.repository for question in questions]
    rows = [Row(f"NDCG@10, {shown}", arrays, groups, MUST[shown], AIM[shown])]
    labels = [groups, [question.category for question in questions]]
    if any(question.held_back for question in questions):
        labels.append(["held back" if q.held_back else "tuned on" for q in questions])
    for label in reversed(labels):
        for part in dict.fromkeys(label):
            inside = np.array(label) == part
            own = {system: each[inside] for system, each in arrays.items()}
            drawn = None if label is groups else list(np.array(groups)[inside])
            rows.append(Row(f"– {part}", own, drawn, is_part=True))
    return rows


def print_ablations(asked: Sequence[Asked], groups: Sequence[str], shown: str) -> None:
    """What is lost without each signal."""
    grouped = shown == "grouped"
    with_all = np.array([one.ranked(WEIGHTS, grouped=grouped) for one in asked])
    print(f"\n| {shown}, without | NDCG@10 | difference |\n|---|---|---|")
    for what, weights in ABLATIONS.items():
        without = np.array([one.ranked(weights, grouped=grouped) for one in asked])
        print(f"| {what} | {without.mean():.3f} | {estimate(without - with_all, groups):+} |")
    print()


def print_fit(asked: Sequence[Asked], count: int) -> None:
    """The fitted weights, and what they would do where they were not fitted."""
    drawn = fit.trials(asked, count)
    weights = fit.fit(drawn, np.ones(len(asked), np.bool_))
    print(f"\nfitted: {weights}")
    groups = [one.question.repository for one in asked]
    for what, trial in (
        ("in force", fit.trial(WEIGHTS, asked)),
        ("fitted", fit.trial(weights, asked)),
        ("fitted on the other repositories", fit.left_out(drawn, asked)),
    ):
        print_rows(
            [
                Row(f"{what}, grouped", {SEARCH: trial.grouped}, groups),
                Row(f"{what}, flat", {SEARCH: trial.flat}, groups),
            ],
            [SEARCH],
        )


def print_calibration(
    snapshots: Mapping[str, Snapshot],
    asked: Mapping[str, Sequence[Asked]],
    *,
    refit: bool,
    plot: Path | None,
) -> None:
    """How often percentages are right, and what they are where nothing is."""
    names = list(asked)
    known = calibration.cases(one for each in asked.values() for one in each)
    foreign = calibration.cases(
        (
            ask(snapshots[names[(place + shift) % len(names)]], one.question)
            for shift in (1, 5)
            for place, name in enumerate(names)
            for one in asked[name]
        ),
        elsewhere=True,
    )
    if refit:
        print(f"\nfitted: {calibration.fit(calibration.joined([known, foreign]))}")
    print("\ncalibration in force")
    shown = calibration.probabilities(known, CALIBRATION)
    calibration.print_table(shown, known.right)
    if plot:
        write_plot(plot, shown, known.right)
    print("\ncalibration fitted on the other repositories")
    together = calibration.joined([known, foreign])
    calibration.print_table(calibration.left_out(together)[: len(known.right)], known.right)
    for what, some in (("own", known), ("foreign", foreign)):
        best = calibration.probabilities(some, CALIBRATION)[some.rank == 1]
        quartiles = " / ".join(f"{value:.0%}" for value in np.quantile(best, (0.25, 0.5, 0.75)))
        print(f"\nbest hit of {what} questions, quartiles: {quartiles}")


if __name__ == "__main__":
    main()
