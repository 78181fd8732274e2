"""What learning a repository gives, on repositories that the base model never saw.

    python -m benchmarks.finetune FOLDER... [--keep FILE] [--ablation] [--few]

Of each FOLDER a quarter of the documented functions, by file, is set aside for three seeds;
nothing said in words about these files is learnt or judges promotion. Their first sentences are the
questions, all functions without documentation the answers. Prints mean reciprocal ranks of the
base, the model that is served (the base where what was learnt is not promoted), what was learnt, a
model trained from scratch on the repository, and BM25; differences with bootstrap 95 % intervals
over files; the general set; and CPU time. `--few` learns with 30 documented functions, `--ablation`
without each kind of pairs and each part. `--keep` keeps what is done, and goes on from there.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
import torch

from snippet_lsp.config import Settings
from snippet_lsp.encoder import Bag, Encoder, base_checkpoint
from snippet_lsp.encoder.checkpoint import Checkpoint, load_checkpoint
from snippet_lsp.encoder.evaluate import rank, reciprocal_ranks
from snippet_lsp.encoder.finetune import WEIGHTS, Tuning, begin, lesson_of, train, tuned
from snippet_lsp.encoder.general import read_general, undocumented
from snippet_lsp.encoder.learn import learn
from snippet_lsp.encoder.repository import (
    PROSE,
    Kind,
    Repository,
    folds,
    learnt_from,
)
from snippet_lsp.studying import read_repository

from .encoding.bm25 import bm25
from .encoding.statistics import Values, estimate

SEEDS = (1, 2, 3)
SYSTEMS = ("base", "served", "learnt", "from scratch", "BM25")
FEW = 30
_SCRATCH_EPOCHS = 16.0


@dataclass(frozen=True, slots=True)
class Case:
    """A repository with what may be learnt of it, and the questions that are set aside."""

    repository: Repository
    bags: Sequence[Bag]
    """Functions without documentation."""
    questions: Sequence[str]
    wanted: Sequence[int]
    files: Sequence[str]


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folders", type=Path, nargs="+", metavar="FOLDER")
    parser.add_argument("--keep", type=Path, metavar="FILE")
    parser.add_argument("--seeds", type=int, default=len(SEEDS))
    parser.add_argument("--few", action="store_true")
    parser.add_argument("--ablation", action="store_true")
    arguments = parser.parse_args()
    kept = Kept(arguments.keep)
    folders, seeds = arguments.folders, SEEDS[: arguments.seeds]
    if arguments.ablation:
        print_ablation(folders, kept)
    elif arguments.few:
        print_table(folders, seeds, kept, FEW)
    else:
        print_table(folders, seeds, kept, None)


class Kept:
    """Results by what they are of, so that a run can go on."""

    def __init__(self, file: Path | None) -> None:
        self._file = file
        self._known = json.loads(file.read_text()) if file and file.exists() else {}

    def get(self, key: str, make: Callable[[], dict[str, object]]) -> dict[str, object]:
        """What is known under a key, or else is made."""
        if key not in self._known:
            self._known[key] = make()
            if self._file:
                self._file.write_text(json.dumps(self._known))
        return self._known[key]


@cache
def base() -> tuple[Checkpoint, Encoder, list[tuple[str, Bag]]]:
    """The base model and the general set."""
    checkpoint = load_checkpoint(base_checkpoint())
    return checkpoint, Encoder(checkpoint), read_general(base_checkpoint())


@cache
def whole(folder: Path) -> tuple[Repository, float]:
    """What a folder teaches, and the CPU seconds that reading it took."""
    began = time.process_time()
    repository = read_repository(folder, Settings())
    return repository, time.process_time() - began


def case(folder: Path, seed: int, few: int | None = None) -> Case:
    """Set a quarter of the documented functions aside; keep `few` of the others' documentation."""
    repository, _ = whole(folder)
    documents = repository.documents
    files = folds(repository, Kind.DOCUMENTATION, 4, 1000 + seed)[0]
    aside = [
        question
        for question in repository.questions
        if question.kind is Kind.DOCUMENTATION and documents[question.document].path in files
    ]
    places = learnt_from(repository, files)
    hidden = {place for place, document in enumerate(documents) if document.path in files}
    if few is not None:
        described = [p for p in places if repository.questions[p].kind is Kind.DOCUMENTATION]
        drawn = np.random.default_rng(seed).permutation(described)[few:].tolist()
        places = [place for place in places if place not in set(drawn)]
        hidden |= {repository.questions[place].document for place in drawn}
    learnt = silenced(repository, hidden)
    learnt = replace(learnt, questions=tuple(repository.questions[place] for place in places))
    own = [place for place, document in enumerate(documents) if not document.is_block]
    at = {document: place for place, document in enumerate(own)}
    return Case(
        learnt,
        [undocumented(documents[place].bag) for place in own],
        [question.text for question in aside],
        [at[question.document] for question in aside],
        [documents[question.document].path for question in aside],
    )


def silenced(repository: Repository, places: Collection[int]) -> Repository:
    """The repository without the documentation of some documents; their questions stay."""
    documents = list(repository.documents)
    for place in places:
        documents[place] = replace(documents[place], bag=undocumented(documents[place].bag))
    return replace(repository, documents=tuple(documents))


def ranks(checkpoint: Checkpoint | None, one: Case) -> list[float]:
    """Reciprocal ranks of the questions set aside, by a checkpoint or the base."""
    encoder = Encoder(checkpoint) if checkpoint else base()[1]
    return reciprocal_ranks(encoder, one.bags, one.questions, one.wanted).tolist()


def general(checkpoint: Checkpoint | None) -> list[float]:
    """Reciprocal ranks of the general questions."""
    encoder = Encoder(checkpoint) if checkpoint else base()[1]
    pairs = base()[2]
    bags, texts = [bag for _, bag in pairs], [text for text, _ in pairs]
    return reciprocal_ranks(encoder, bags, texts, range(len(bags))).tolist()


def result(folder: Path, seed: int, few: int | None) -> dict[str, object]:
    """One repository learnt once."""
    one = case(folder, seed, few)
    checkpoint, report = learn(base()[0], one.repository, base()[2], Tuning(seed=seed))
    promoted = report.verdict.promoted
    found: dict[str, object] = {
        "functions": report.functions,
        "documented": report.pairs["documentation"],
        "judged by": report.judged_by,
        "reason": report.verdict.reason,
        "promoted": promoted,
        "alpha": report.verdict.alpha,
        "gain": report.verdict.gain.mean,
        "reading": whole(folder)[1],
        "learning": report.seconds,
        "files": list(one.files),
        "base": ranks(None, one),
        "learnt": ranks(checkpoint, one),
        "general base": general(None),
        "general served": general(checkpoint if promoted else None),
    }
    found["served"] = found["learnt"] if promoted else found["base"]
    if few is None:
        found["from scratch"] = ranks(scratch(one.repository, seed), one)
        scores = bm25(one.bags, one.questions)
        places = zip(scores, one.wanted, strict=True)
        found["BM25"] = [1 / rank(row, want) for row, want in places]
    return found


def scratch(repository: Repository, seed: int) -> Checkpoint:
    """A model that knows nothing but the repository: the same words, nothing learnt before."""
    lesson = lesson_of(base()[0], repository)
    model = begin(lesson)
    torch.manual_seed(seed)
    with torch.no_grad():
        model.table.copy_(torch.randn_like(model.table) / model.table.shape[1] ** 0.5)
        model.query_weight.zero_()
        model.code_weight.zero_()
    places = range(len(repository.questions))
    settings = Tuning(seed=seed, epochs=_SCRATCH_EPOCHS, anchor=0.0, most_steps=2000)
    train(model, lesson, repository.questions, places, settings)
    return tuned(lesson, model)


def print_table(folders: Sequence[Path], seeds: Sequence[int], kept: Kept, few: int | None) -> None:
    """A row a repository, and the means over them."""
    systems = [name for name in SYSTEMS if few is None or name in ("base", "served", "learnt")]
    print(
        "| repository | functions | documented, learnt | "
        + " | ".join(systems)
        + " | gain, served | promoted | learnt − base | CPU s, reading + learning |"
    )
    print("|" + "---|" * (len(systems) + 7))
    rows: list[Mapping[str, float]] = []
    worse: list[str] = []
    general_changes: list[Values] = []
    for folder in folders:
        runs = [
            kept.get(f"{folder.name} {seed} {few}", lambda f=folder, s=seed: result(f, s, few))
            for seed in seeds
        ]
        values = {name: np.concatenate([run[name] for run in runs]) for name in systems}
        files = [file for run in runs for file in run["files"]]
        served = estimate(values["served"] - values["base"], files)
        learnt = estimate(values["learnt"] - values["base"], files)
        means = {name: float(each.mean()) for name, each in values.items()}
        rows.append(means)
        general_changes += [
            np.array(run["general served"]) - np.array(run["general base"])
            for run in runs
            if run["promoted"]
        ]
        if served.high < 0:
            worse.append(folder.name)
        promoted = sum(bool(run["promoted"]) for run in runs)
        seconds = [
            f"{np.mean([run[part] for run in runs]):.1f}" for part in ("reading", "learning")
        ]
        print(
            f"| {folder.name} | {runs[0]['functions']:,} | {runs[0]['documented']:,} | "
            + " | ".join(f"{means[name]:.3f}" for name in systems)
            + f" | {served:+} | {promoted} of {len(seeds)} | {learnt:+} | {' + '.join(seconds)} |",
            flush=True,
        )
    print(
        "| mean | | | "
        + " | ".join(f"{np.mean([row[name] for row in rows]):.3f}" for name in systems)
        + " |"
    )
    for name in systems[1:]:
        change = np.array([row[name] - row["base"] for row in rows])
        print(f"{name} − base, over repositories: {estimate(change):+}")
    print(f"served worse than the base beyond noise: {', '.join(worse) or 'none'}")
    if general_changes:
        changes = np.stack(general_changes)
        print(
            f"general set, {changes.shape[1]} questions, promoted models − base: "
            f"{estimate(changes.mean(axis=0)):+}; the worst {changes.mean(axis=1).min():+.3f}"
        )


def ablations() -> Mapping[str, tuple[Tuning, frozenset[Kind]]]:
    """Settings, and the kinds that are withheld of files set aside."""
    some: dict[str, tuple[Tuning, frozenset[Kind]]] = {"all": (Tuning(), PROSE)}
    for kind in Kind:
        some[f"without {kind.value}"] = (Tuning(weights={**WEIGHTS, kind: 0.0}), PROSE)
    for kind in Kind:
        some[f"{kind.value} alone"] = (Tuning(weights={kind: 1.0}), PROSE)
    some["not held to the base"] = (Tuning(anchor=0.0), PROSE)
    some["held ten times as hard"] = (Tuning(anchor=0.01), PROSE)
    some["files set aside never seen"] = (Tuning(), frozenset(Kind))
    return some


def print_ablation(folders: Sequence[Path], kept: Kept) -> None:
    """Mean gain of what is learnt, with one seed and nothing but the whole way from the base."""
    print("| variant | gain | against all | general set | CPU s |\n|---|---|---|---|---|")
    reference: Values | None = None
    for name, (settings, withheld) in ablations().items():
        runs = [
            kept.get(
                f"{folder.name} {name}", lambda f=folder, t=settings, w=withheld: part(f, t, w)
            )
            for folder in folders
        ]
        gains = np.array([np.mean(run["learnt"]) - np.mean(run["base"]) for run in runs])
        changes = [np.mean(run["general"]) - np.mean(run["general base"]) for run in runs]
        reference = gains if reference is None else reference
        print(
            f"| {name} | {estimate(gains):+} | {estimate(gains - reference):+} |"
            f" {np.mean(changes):+.3f} | {sum(run['seconds'] for run in runs):.1f} |",
            flush=True,
        )


def part(folder: Path, settings: Tuning, withheld: frozenset[Kind]) -> dict[str, object]:
    """One repository learnt with other settings, without a guard."""
    one = case(folder, SEEDS[0])
    repository = one.repository
    files = {*one.files}
    places = learnt_from(repository, files, withheld)
    began = time.process_time()
    lesson = lesson_of(base()[0], repository)
    model = begin(lesson)
    train(model, lesson, repository.questions, places, settings)
    seconds = time.process_time() - began
    checkpoint = tuned(lesson, model)
    return {
        "base": ranks(None, one),
        "learnt": ranks(checkpoint, one),
        "general base": general(None),
        "general": general(checkpoint),
        "seconds": seconds,
    }


if __name__ == "__main__":
    main()
