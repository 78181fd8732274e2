"""Training of the base model from the pairs of a corpus.

    python -m snippet_lsp.encoder.train DIR --out models/base

Owns the loop and its settings. The same pairs, settings, seed, threads and processes give the same
weights. What a run has done so far is kept in DIR after every epoch, and picked up again. Under
torchrun (`distributed.py`) every machine needs DIR.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from hashlib import blake2b
from pathlib import Path

import click
import numpy as np
import torch

from .bag import Field
from .checkpoint import save_checkpoint
from .dataset import (
    Dataset,
    Ints,
    as_asked,
    batches,
    count_words,
    dataset_of,
    without_rows,
)
from .distributed import (
    ALONE,
    Group,
    average_gradients,
    dealt,
    from_leader,
    group_of_torchrun,
    leader_first,
    mean,
)
from .model import Config, Model, initialize, to_checkpoint
from .pairs import Pair, read_pairs
from .smoothing import SHARE, smoothed
from .teacher import teacher_vectors
from .vocabulary import Vocabulary, build_tokenizer


@dataclass(frozen=True, slots=True)
class Settings:
    """How a model is trained."""

    epochs: int
    batch: int = 1024
    """Pairs in a batch of each process."""
    learning_rate: float = 2e-3
    warm_up: float = 0.05
    """Share of the steps in which the learning rate rises."""
    name_weight: float = 0.25
    """Weight of the loss of names as queries beside that of sentences."""
    hidden_name: float = 0.1
    """Share of functions whose name a sentence does not get to see."""
    shown_documentation: float = 0.5
    """Share of functions whose documentation a query gets to see."""
    seed: int = 1
    threads: int = 2


def _silent(_line: str) -> None:
    pass


def train(
    dataset: Dataset,
    model: Model,
    vocabulary: Vocabulary,
    settings: Settings,
    state: Path | None = None,
    report: Callable[[str], None] = _silent,
    group: Group = ALONE,
) -> list[float]:
    """Train `model` in place; returns the mean loss of each epoch. Resumes from `state`.

    In a group only its leader reads and writes `state`, and only it reports.
    """
    torch.set_num_threads(settings.threads)
    torch.use_deterministic_algorithms(True)
    # Filling fresh memory for determinism costs a third of the time; nothing here reads it.
    torch.utils.deterministic.fill_uninitialized_memory = False
    optimizer = torch.optim.Adam(model.parameters(), lr=settings.learning_rate, fused=True)
    described = np.flatnonzero(dataset.described)
    steps = sum(1 for _ in _order(dataset, described, settings, 0, group)) * settings.epochs
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: _rate(step, steps, settings.warm_up)
    )
    losses: list[float] = []
    kept = None
    if group.leads and state is not None and state.exists():
        kept = torch.load(state, weights_only=True)
    if kept := from_leader(kept, group):
        model.load_state_dict(kept["model"])
        optimizer.load_state_dict(kept["optimizer"])
        schedule.load_state_dict(kept["schedule"])
        losses = kept["losses"]
    for epoch in range(len(losses), settings.epochs):
        start, total, count = time.monotonic(), 0.0, 0
        random = np.random.default_rng([settings.seed, epoch, 1 + group.rank])
        everything = _order(dataset, np.arange(len(dataset)), settings, epoch, group)
        for rows in _order(dataset, described, settings, epoch, group):
            loss = _sentence_loss(model, dataset, rows, vocabulary, settings, random)
            total, count = total + loss.item(), count + 1
            if settings.name_weight and (named := next(everything, None)) is not None:
                name_loss = _name_loss(model, dataset, named, settings, random)
                loss = loss + settings.name_weight * name_loss
            optimizer.zero_grad()
            loss.backward()
            average_gradients(model, group)
            optimizer.step()
            schedule.step()
            if group.leads and count % 50 == 0:
                report(f"epoch {epoch + 1}/{settings.epochs} step {count}: {total / count:.3f}")
        losses.append(mean(total / max(count, 1), group))
        if group.leads:
            report(f"epoch {epoch + 1}: loss {losses[-1]:.4f}, {time.monotonic() - start:.0f} s")
        if group.leads and state is not None:
            kept = {
                "model": model.state_dict(),
                "optimizer": optimizer.state_dict(),
                "schedule": schedule.state_dict(),
                "losses": losses,
            }
            torch.save(kept, state)
    return losses


def _order(
    dataset: Dataset, rows: Ints, settings: Settings, epoch: int, group: Group
) -> Iterator[Ints]:
    random = np.random.default_rng([settings.seed, epoch, len(rows)])
    return dealt(batches(dataset.project, rows, settings.batch, random), group)


def _rate(step: int, steps: int, warm_up: float) -> float:
    rising = max(1, int(steps * warm_up))
    return min((step + 1) / rising, max(0.0, (steps - step) / max(1, steps - rising)))


def _sentence_loss(
    model: Model,
    dataset: Dataset,
    rows: Ints,
    vocabulary: Vocabulary,
    settings: Settings,
    random: np.random.Generator,
) -> torch.Tensor:
    languages = [dataset.language[row] for row in rows]
    queries = as_asked(dataset.sentences.take(rows), languages, vocabulary, random)
    fields = [field.take(rows) for field in dataset.fields]
    hidden = {
        Field.NAME: settings.hidden_name,
        Field.DOCUMENTATION: 1 - settings.shown_documentation,
    }
    for field, share in hidden.items():
        fields[field] = without_rows(fields[field], random.random(len(rows)) < share)
    same = _same(dataset.sentence_number[rows])
    asked, code = model(queries, fields)
    return model.loss(asked, code, same)


def _name_loss(
    model: Model, dataset: Dataset, rows: Ints, settings: Settings, random: np.random.Generator
) -> torch.Tensor:
    fields = [field.take(rows) for field in dataset.fields]
    fields[Field.NAME] = without_rows(fields[Field.NAME], np.ones(len(rows), bool))
    fields[Field.DOCUMENTATION] = without_rows(
        dataset.whole_documentation.take(rows),
        random.random(len(rows)) < 1 - settings.shown_documentation,
    )
    same = _same(dataset.name_number[rows])
    asked, code = model(dataset.names.take(rows), fields)
    return model.loss(asked, code, same)


def _same(numbers: Ints) -> torch.Tensor:
    """Pairs [B, B] with equal queries, a pair and itself left out."""
    same = numbers[:, None] == numbers[None, :]
    np.fill_diagonal(same, False)
    return torch.from_numpy(same)


def prepare(
    pairs: Callable[[], Iterator[Pair]],
    config: Callable[[int], Config],
    directory: Path,
    seed: int,
) -> tuple[Dataset, Model, Vocabulary]:
    """Vocabulary, arrays and the model before its first step; the teacher's vectors are cached.

    `pairs` is read twice: they would not fit into memory as they are.
    """
    counts = count_words(pairs())
    vocabulary = Vocabulary(build_tokenizer(counts))
    words = vocabulary.words()
    torch.manual_seed(seed)
    model = Model(config(len(words)))
    frequency = np.array([counts[word] for word in words], np.float32)
    vectors = teacher_vectors(words, model.config.dimension, directory)
    initialize(model, vectors, frequency / frequency.sum())
    return dataset_of(pairs(), vocabulary), model, vocabulary


@click.command()
@click.argument("directory", type=click.Path(path_type=Path, exists=True))
@click.option("--out", type=click.Path(path_type=Path), required=True)
@click.option("--epochs", default=2, show_default=True)
@click.option("--seed", default=1)
@click.option("--threads", default=2, show_default=True)
def main(directory: Path, out: Path, epochs: int, seed: int, threads: int) -> None:
    """Train on the pairs in DIRECTORY and write the checkpoint."""
    settings = Settings(epochs=epochs, seed=seed, threads=threads)
    start = time.process_time()
    with group_of_torchrun() as group:
        dataset, model, vocabulary = leader_first(
            lambda: prepare(lambda: read_pairs(directory), Config, directory, seed), group
        )
        if group.leads:
            click.echo(
                f"{len(dataset)} functions, {dataset.described.sum()} of them described; "
                f"{len(vocabulary)} subtokens; {time.process_time() - start:.0f} CPU-seconds so far"
            )
        made_of = json.dumps([asdict(settings), asdict(model.config), len(dataset), group.size])
        state = directory / f"state-{blake2b(made_of.encode(), digest_size=6).hexdigest()}.pt"
        losses = train(dataset, model, vocabulary, settings, state, click.echo, group)
    if not group.leads:
        return
    provenance: dict[str, object] = {
        "settings": asdict(settings),
        "processes": group.size,
        "functions": len(dataset),
        "described": int(dataset.described.sum()),
        "losses": [round(loss, 4) for loss in losses],
        "smoothing": SHARE,
    }
    with torch.no_grad():
        model.table.copy_(torch.from_numpy(smoothed(model.table.numpy())))
    save_checkpoint(out, to_checkpoint(model, vocabulary), provenance)
    state.unlink()
    click.echo(f"{out}: written; {time.process_time() - start:.0f} CPU-seconds in all")


if __name__ == "__main__":
    main()
