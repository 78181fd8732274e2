"""The command `duplicates`: what is there more than once."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..types import LEAST_LINES
from .arguments import folder_argument, json_option, limit_option
from .opening import opened
from .output import placed, print_json, print_line, printable, record

if TYPE_CHECKING:
    from ..types import Cluster, Duplicates
    from ..workspace import Workspace


@click.command()
@folder_argument()
@limit_option
@click.option(
    "--least-lines",
    default=LEAST_LINES,
    show_default=True,
    type=click.IntRange(min=1),
    metavar="NUMBER",
    help="Leave out shorter functions.",
)
@click.option("--path", default="", metavar="PATH", help="Look only in this folder or file of DIR.")
@json_option
def duplicates(directory: Path, limit: int, least_lines: int, path: str, as_json: bool) -> int:
    """List functions in DIR that are there more than once.

    What saves most comes first: lines beyond one copy, times how alike the copies are.

    \b
    snippet-lsp duplicates
    snippet-lsp duplicates ~/src/project --path src --least-lines 10
    """
    with opened(directory) as workspace:
        found = workspace.duplicates(
            limit,
            least_lines=least_lines,
            path=Path(path).as_posix() if path else "",
            progress=_show,
        )
        _show(1.0)
        if as_json:
            print_json(_record(workspace, found))
        else:
            _print(found, directory)
    return 0 if found.clusters else 1


def _show(done: float) -> bool:
    if sys.stderr.isatty():
        text = f"Comparing functions: {100 * done:.0f} %" if done < 1 else " " * 40
        click.echo(f"\r{text}\r", nl=False, err=True)
    return True


def _print(found: Duplicates, directory: Path) -> None:
    for rank, cluster in enumerate(found.clusters, 1):
        about = f"{cluster.saves} lines, {len(cluster.members)} copies, {cluster.match}% alike"
        print_line(click.style(f"{rank:>2} {about}", bold=True))
        for line in _lines(cluster, directory):
            print_line(line)
    if found.clusters:
        shown = sum(cluster.saves for cluster in found.clusters)
        print_line(
            f"{shown:,} of {found.saves:,} lines, in {len(found.clusters):,} of {found.found:,}"
            f" clusters of {found.functions:,} functions"
        )
    else:
        click.echo("snippet-lsp: nothing found", err=True)


def _lines(cluster: Cluster, directory: Path) -> list[str]:
    return [
        f"   {hit.match:>3}% {hit.alike.value if hit.alike else '':<9}  "
        f"{printable(hit.symbol.qualified_name)}  {placed(hit, directory)}"
        for hit in cluster.members
    ]


def _record(workspace: Workspace, found: Duplicates) -> dict[str, Any]:
    return {
        "folder": str(workspace.root),
        "state": workspace.status().state.value,
        "functions": found.functions,
        "found": found.found,
        "saves": found.saves,
        "clusters": [
            {
                "alike": cluster.alike.value,
                "match": cluster.match,
                "saves": cluster.saves,
                "members": [record(hit) for hit in cluster.members],
            }
            for cluster in found.clusters
        ],
    }
