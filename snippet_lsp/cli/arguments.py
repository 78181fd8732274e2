"""Arguments and options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])


def folder_argument(advice: str = "") -> Callable[[Command], Command]:
    """`[DIR]`, by default the current folder; `advice` is added to the message if there is none."""

    def existing(_ctx: click.Context, _param: click.Parameter, path: Path) -> Path:
        if not path.is_dir():
            what = "is not a folder" if path.exists() else "does not exist"
            raise click.BadParameter(f"{str(path)!r} {what}{advice}")
        return path

    return click.argument(
        "directory",
        metavar="[DIR]",
        default=".",
        type=click.Path(path_type=Path),
        callback=existing,
    )


limit_option = click.option(
    "-n",
    "--limit",
    default=10,
    show_default=True,
    type=click.IntRange(min=1),
    metavar="NUMBER",
    help="Print at most this many results.",
)

json_option = click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON object (see docs/command-line.md)."
)
