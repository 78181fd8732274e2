"""The commands about a folder and its index: `index`, `status` and `files`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..config import workspace_cache
from ..files.reasons import Reason
from ..kept import kept_options, kept_settings
from .arguments import folder_argument, json_option
from .opening import opened
from .output import print_json, print_line, printable

if TYPE_CHECKING:
    from ..types import Status

_NO_TORCH = (
    "This repository's own model needs the `finetune` extra: pip install 'snippet-lsp[finetune]'"
)

_LONGEST_HASHBANG = 256


@click.command()
@folder_argument()
@click.option("--check", is_flag=True, help="Change nothing: compare the index with the disk.")
@json_option
def index(directory: Path, check: bool, as_json: bool) -> int:
    """Index DIR, or bring its index up to date.

    With --check, exits with 1 if anything is amiss with the index.
    """
    if check:
        return _check(directory, directory.absolute(), as_json)
    with opened(directory) as workspace:
        _print_status(workspace.root, workspace.status(), as_json)
    return 0


@click.command()
@folder_argument()
@json_option
def status(directory: Path, as_json: bool) -> int:
    """Say what is indexed and which model serves.

    Exits with 1 if DIR has no index yet.
    """
    if not workspace_cache(directory).is_dir():
        return _not_indexed(directory, directory.absolute(), as_json)
    with opened(directory) as workspace:
        _print_status(workspace.root, workspace.status(), as_json)
    return 0


@click.command()
@folder_argument()
@click.option("--why", is_flag=True, help="List every file and say why it is not indexed.")
@json_option
def files(directory: Path, why: bool, as_json: bool) -> int:
    """List the files of DIR that are indexed. Exits with 1 if there are none."""
    listed = [
        (path, reason is Reason.INDEXED, reason.value, detail)
        for path, reason, detail in _explained(directory.absolute())
        if why or reason is Reason.INDEXED
    ]
    if as_json:
        keys = ("path", "indexed", "reason", "detail") if why else ("path", "indexed")
        records = [dict(zip(keys, row, strict=False)) for row in listed]
        print_json({"folder": str(directory.absolute()), "files": records})
    else:
        width = max((len(path) for path, *_ in listed), default=0) if why else 0
        for path, _, reason, detail in listed:
            line = f"{path:<{width}}  {reason}" + (f": {detail}" if detail else "")
            print_line(printable(line if why else path))
    return 0 if any(indexed for _, indexed, *_ in listed) else 1


def _not_indexed(directory: Path, root: Path, as_json: bool) -> int:
    if as_json:
        print_json({"folder": str(root), "state": "absent"})
    else:
        print_line(f"{directory} is not indexed: snippet-lsp index {directory}")
    return 1


def _check(directory: Path, root: Path, as_json: bool) -> int:
    from ..checking import check_index
    from ..encoder import load_encoder
    from ..index.caches import index_folder
    from ..learning import served

    checkpoint = load_encoder(served(root)).checkpoint
    folder = index_folder(workspace_cache(root), checkpoint)
    if not folder.is_dir():
        return _not_indexed(directory, root, as_json)
    problems = list(check_index(root, folder, kept_settings(root)))
    if as_json:
        print_json({"folder": str(root), "index": str(folder), "problems": problems})
        return 1 if problems else 0
    for problem in problems:
        print_line(printable(problem))
    if problems:
        print_line(f"{len(problems):,} problems; this mends them: snippet-lsp index {directory}")
        return 1
    print_line(f"the index of {directory} is whole and up to date")
    return 0


def _explained(root: Path) -> Iterator[tuple[str, Reason, str]]:
    """Every file, or folder that is left out as a whole, and why."""
    from ..files.discover import explain
    from ..files.folders import Rules
    from ..syntax import language_of, may_hold_code

    settings = kept_settings(root)
    rules = Rules(exclude=settings.files_exclude, max_size=settings.files_max_size)
    for path, reason, detail in explain(root, rules, may_hold_code):
        if reason is Reason.INDEXED and language_of(path) is None:
            with (root / path).open("rb") as file:
                if language_of(path, file.readline(_LONGEST_HASHBANG)) is None:
                    reason, detail = Reason.NO_LANGUAGE, ""
        yield path, reason, detail


def _print_status(root: Path, status: Status, as_json: bool) -> None:
    record = _record(root, status)
    if as_json:
        print_json(record)
        return
    model = record["model"]
    rows = {
        "state": status.state.value,
        "files": f"{status.files:,}" + (f", {status.failed:,} failed" if status.failed else ""),
        "symbols": f"{status.symbols:,}",
        "model": f"{'base' if model['base'] else 'its own'} ({model['checkpoint'][:12]})",
        "search": status.nearest
        + (f", recall@10 {status.recall:.3f}" if status.recall is not None else ""),
        "left out": ", ".join(f"{n:,} {reason}" for reason, n in sorted(status.left_out.items())),
        "settings": _shown(record["settings"]),
        "index": f"{record['index']} ({record['indexBytes'] / 1e6:,.1f} MB)",
    }
    print_line(click.style(str(root), bold=True))
    for name, value in rows.items():
        if value:
            print_line(printable(f"  {name:<8} {value}"))
    if not model["canLearn"]:
        print_line(_NO_TORCH)


def _record(root: Path, status: Status) -> dict[str, Any]:
    from ..encoder import base_checkpoint, load_encoder
    from ..index.caches import size_of

    cache = workspace_cache(root)
    return {
        "folder": str(root),
        "state": status.state.value,
        "files": status.files,
        "symbols": status.symbols,
        "pending": status.pending,
        "failed": status.failed,
        "leftOut": dict(status.left_out),
        "nearest": status.nearest,
        "recall": status.recall,
        "model": {
            "checkpoint": status.checkpoint,
            "base": status.checkpoint == load_encoder(base_checkpoint()).checkpoint,
            "canLearn": find_spec("torch") is not None,
        },
        "settings": kept_options(root),
        "index": str(cache),
        "indexBytes": size_of(cache),
        "problems": list(status.problems),
    }


def _shown(options: dict[str, Any]) -> str:
    """Settings that a client has chosen, as it writes them."""
    return ", ".join(
        f"snippet.{group}.{name} {json.dumps(value, ensure_ascii=False)}"
        for group, values in options.items()
        for name, value in values.items()
    )
