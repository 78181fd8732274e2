"""The command about a folder's own model: `model`."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from .arguments import folder_argument, json_option
from .output import print_json, print_line, printable


@click.command()
@folder_argument()
@click.option("--learn", "learns", is_flag=True, help="Learn DIR now.")
@json_option
def model(directory: Path, learns: bool, as_json: bool) -> int:
    """Say which model DIR is searched with, and what was learnt of it.

    Exits with 1 if nothing was.
    """
    from ..learning import last_attempt, models_folder, served

    root = directory.absolute()
    if learns:
        _learn(directory)
    attempt = last_attempt(root) or {}
    own = served(root).parent == models_folder()
    if as_json:
        print_json({"folder": str(root), "own": own, **attempt})
    else:
        _print(directory, root, own, attempt)
    return 0 if attempt.get("report") else 1


def _learn(directory: Path) -> None:
    from .opening import opened

    shown = -1

    def show(share: float) -> None:
        nonlocal shown
        if int(10 * share) > shown:
            shown = int(10 * share)
            click.echo(f"learning {100 * share:.0f} %", err=True)

    with opened(directory) as workspace:
        workspace.learn(show if sys.stderr.isatty() else lambda _share: None)


def _print(directory: Path, root: Path, own: bool, attempt: Mapping[str, Any]) -> None:
    print_line(click.style(str(root), bold=True))
    print_line(f"  model     {'its own' if own else 'the base model'}")
    if attempt.get("problem"):
        print_line(printable(f"  problem   {attempt['problem']}"))
    report = attempt.get("report")
    if not report:
        print_line(f"  nothing was learnt yet: snippet-lsp model {directory} --learn")
        return
    for name, value in _rows(report).items():
        print_line(printable(f"  {name:<9} {value}"))
    for word in report["changed"]:
        before, after = (", ".join(word[when]) for when in ("before", "after"))
        print_line(printable(f"    {word['word']:<14} {after}   (before: {before})"))


def _rows(report: Mapping[str, Any]) -> dict[str, str]:
    verdict = report["verdict"]
    gain, change = verdict["gain"], verdict["general_change"]
    pairs = ", ".join(f"{count:,} {kind}" for kind, count in report["pairs"].items() if count)
    return {
        "decision": ("promoted: " if verdict["promoted"] else "not promoted: ") + verdict["reason"],
        "found": f"MRR {verdict['before']:.3f} → {verdict['after']:.3f}, {_interval(gain)}, of "
        f"{verdict['questions']:,} questions by {report['judged_by']} that were held out",
        "general": f"MRR {verdict['general_before']:.3f}, {_interval(change)}",
        "pairs": f"{pairs}; {report['functions']:,} functions",
        "seconds": f"{report['seconds'] + report['seconds_reading']:.1f} of CPU",
        "words": f"{report['words']:,} are new; nearest to each other now:",
    }


def _interval(one: Mapping[str, float]) -> str:
    return f"{one['mean']:+.3f} [{one['low']:+.3f}, {one['high']:+.3f}]"
