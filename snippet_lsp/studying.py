"""The process that learns a repository: reads its files, trains, and leaves a checkpoint.

    python -m snippet_lsp.studying ROOT --into FOLDER [--max-size N] [--exclude PATTERN]...

Owns the folder of a checkpoint that was learnt: written beside its place and renamed, for its user
alone. Says on standard output how far it is, a JSON object a line, and ends when its standard
input does, with whoever started it. Touches nothing else, and no index.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from hashlib import blake2b
from pathlib import Path
from typing import Any

import click

from .config import Settings
from .courtesy import lower_priority
from .encoder import base_checkpoint
from .encoder.checkpoint import load_checkpoint, save_checkpoint
from .encoder.repository import Repository, gather
from .errors import ExtractionError, LearningError, SnippetError, StoreError
from .files.contents import Contents, is_generated, read
from .files.discover import discover
from .files.folders import Rules
from .files.history import commits
from .index.lock import WriterLock
from .syntax import HEAD, extract, language_of, may_hold_code
from .types import Symbol

TIME_LIMIT = 5.0
"""Seconds for one file."""
RECIPE = 1
"""Raised when the same repository would be learnt otherwise."""
REPORT = "report.json"
LOCK = "learning.lock"
LEAST = 60
"""Functions that a repository must have."""

Progress = Callable[[str, float], None]
"""Told what is being done, and the share of all that is done."""


def study(
    root: Path, settings: Settings, models: Path, progress: Progress = lambda _what, _share: None
) -> dict[str, Any]:
    """Learn a folder, or find that it was learnt; returns the report, with its `key`.

    The folder of that name below `models` holds it and, where that is better than the base, the
    checkpoint. Raises StoreError where another program is learning or nothing can be written.
    """
    lock = WriterLock(models / LOCK)
    if not lock.take():
        raise StoreError("another repository is being learnt")
    try:
        return _study(root, settings, models, progress)
    except OSError as error:
        raise StoreError(f"what was learnt cannot be kept: {error.strerror or error}") from error
    finally:
        lock.release()


def _study(root: Path, settings: Settings, models: Path, progress: Progress) -> dict[str, Any]:
    began = time.process_time()
    _remove_unfinished(models)
    progress("reading", 0.0)
    repository = read_repository(root, settings)
    base = load_checkpoint(base_checkpoint())
    key = key_of(base.identity, repository)
    if (known := report_in(models / key)) is not None:
        return known
    functions = sum(not document.is_block for document in repository.documents)
    if functions < LEAST:
        raise LearningError(f"{functions} functions are too few to learn from")
    reading = time.process_time() - began

    from .encoder.general import read_general
    from .encoder.learn import learn

    general = read_general(base_checkpoint())
    checkpoint, learnt = learn(
        base, repository, general, progress=lambda share: progress("learning", 0.1 + 0.8 * share)
    )
    report: dict[str, Any] = {
        "key": key,
        "base": base.identity,
        "seconds_reading": round(reading, 2),
        **learnt.to_json(),
    }
    progress("writing", 0.9)
    unfinished = Path(tempfile.mkdtemp(prefix="unfinished-", dir=models))  # For its user alone.
    try:
        if learnt.verdict.promoted:
            save_checkpoint(unfinished, checkpoint, {"base": base.identity, "recipe": RECIPE})
        (unfinished / REPORT).write_text(json.dumps(report, indent=1) + "\n", "utf-8")
        for file in unfinished.iterdir():
            file.chmod(0o600)
        unfinished.rename(models / key)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    return report


def key_of(base: str, repository: Repository) -> str:
    """The name of what is learnt: equal for the same base model and the same training data."""
    made_of = f"{RECIPE} {base} {repository.digest}"
    return blake2b(made_of.encode(), digest_size=16).hexdigest()


def report_in(folder: Path) -> dict[str, Any] | None:
    """The report of what was learnt, None if there is none that is whole."""
    try:
        report = json.loads((folder / REPORT).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return report if isinstance(report, dict) and "verdict" in report else None


def read_repository(root: Path, settings: Settings) -> Repository:
    """What the files of a folder teach; files that cannot be read teach nothing."""
    return gather(_files(root, settings), commits(root))


def _files(root: Path, settings: Settings) -> Iterator[tuple[str, list[Symbol]]]:
    rules = Rules(exclude=settings.files_exclude, max_size=settings.files_max_size)
    for found in discover(root, rules, may_hold_code):
        contents = read(root / found.path, settings.files_max_size)
        if not isinstance(contents, Contents) or is_generated(contents.source):
            continue
        language = language_of(found.path, contents.source[:HEAD])
        if language is None:
            continue
        try:
            yield found.path, extract(contents.source, language.name, found.path, TIME_LIMIT)
        except ExtractionError:
            continue


def _remove_unfinished(models: Path) -> None:
    """Remove what programs left that were killed; the lock says that none is at work."""
    for folder in models.glob("unfinished-*"):
        shutil.rmtree(folder, ignore_errors=True)


def _end_with_parent() -> None:
    """Standard input ends with whoever started this process, however that happens."""
    while os.read(0, 1):  # Not by `sys.stdin`, whose lock Python wants when it ends.
        pass
    os._exit(1)


@click.command()
@click.argument("root", type=click.Path(path_type=Path, exists=True))
@click.option("--into", type=click.Path(path_type=Path), required=True)
@click.option("--max-size", default=Settings().files_max_size)
@click.option("--exclude", multiple=True)
def main(root: Path, into: Path, max_size: int, exclude: tuple[str, ...]) -> None:
    """Learn ROOT, and say so."""
    lower_priority()
    threading.Thread(target=_end_with_parent, daemon=True).start()

    def say(**what: Any) -> None:
        click.echo(json.dumps(what))

    settings = Settings(files_max_size=max_size, files_exclude=exclude)
    try:
        report = study(root, settings, into, lambda what, share: say(doing=what, share=share))
    except SnippetError as error:
        say(problem=str(error))
    else:
        say(report=report)


if __name__ == "__main__":
    main()
