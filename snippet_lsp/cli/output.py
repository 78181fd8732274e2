"""What commands print: results for people and for programs.

Owns colours, widths and the JSON objects of `docs/command-line.md`.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import click

from ..types import Found, Hit, Why

if TYPE_CHECKING:
    from ..workspace import Workspace

_SENTENCE = re.compile(r".*?[.!?。](?=\s|$)", re.DOTALL)
_INDENT = " " * 9
_NOTHING: Mapping[str, str] = MappingProxyType({})


def print_found(found: Found, workspace: Workspace, directory: Path, as_json: bool) -> int:
    """Print what a query found; the exit code says whether there is anything."""
    said = {"correction": found.correction, "message": found.remark}
    said = {name: text for name, text in said.items() if text}
    if not as_json:
        if found.remark:
            click.echo(f"snippet-lsp: {printable(found.remark)}", err=True)
        if found.correction:
            click.echo(f"snippet-lsp: searched for {printable(found.correction)!r}", err=True)
    return print_hits(found.hits, workspace, directory, as_json, said)


def print_hits(
    hits: Sequence[Hit],
    workspace: Workspace,
    directory: Path,
    as_json: bool,
    said: Mapping[str, str] = _NOTHING,
) -> int:
    """Print answers; the exit code says whether there are any. `said` goes into the JSON object."""
    if as_json:
        print_json(
            {
                "folder": str(workspace.root),
                "state": workspace.status().state.value,
                **said,
                "results": [record(hit) for hit in hits],
            }
        )
    else:
        width = _width()
        for rank, hit in enumerate(hits, 1):
            print_line(_described(rank, hit, directory, width))
        if not hits:
            click.echo("snippet-lsp: nothing found", err=True)
    return 0 if hits else 1


def print_json(value: Mapping[str, Any]) -> None:
    """Print one JSON object, ASCII so that every terminal and pipe can carry it."""
    click.echo(json.dumps(value, indent=2))


def print_line(text: str) -> None:
    """Print text that may have colours, which only a terminal gets."""
    click.echo(text, color=_colours())


def record(hit: Hit) -> dict[str, Any]:
    """An answer as JSON has it."""
    symbol, shown = hit.symbol, hit.shown
    record: dict[str, Any] = {
        "path": hit.path,
        "line": shown.name_range.start.line + 1,
        "startLine": shown.range.start.line + 1,
        "endLine": shown.range.end.line + 1,
        "name": symbol.title,
        "containerName": shown.container,
        "kind": symbol.kind.value,
        "language": symbol.language,
        "signature": symbol.signature,
        "documentation": shown.documentation or symbol.documentation,
        "match": hit.match,
        "score": hit.score,
    }
    if hit.alike:
        record["alike"] = hit.alike.value
    if hit.why:
        record["why"] = {
            "words": [word._asdict() for word in hit.why.words],
            "phrase": hit.why.phrase,
            "shares": hit.why.shares._asdict(),
        }
    if hit.is_part:
        record["block"] = True
    return record


def _described(rank: int, hit: Hit, directory: Path, width: int) -> str:
    """A line with rank, match, kind, name and place; then signature and documentation, if any.

    Of code like other code, how it is alike stands in the place of its kind.

    The place is never cut, so that terminals make a link of it; a long one gets its own line.
    """
    symbol, shown = hit.symbol, hit.shown
    what = hit.alike.value if hit.alike else symbol.kind.value
    head = f"{rank:>2} {hit.match:>3}%  {what:<11} "
    part = f" lines {shown.range.start.line + 1}-{shown.range.end.line + 1}" if hit.is_part else ""
    name = _cut(printable(symbol.qualified_name), width - len(head) - len(part))
    place = placed(hit, directory)
    fits = len(head) + len(name) + len(part) + 2 + len(click.unstyle(place)) <= width
    gap = "  " if fits else "\n" + _INDENT
    lines = [head + click.style(name, bold=True) + part + gap + place]
    lines += [
        _INDENT + click.style(_cut(printable(text), width - len(_INDENT)), dim=True)
        for text in (symbol.signature, first_sentence(shown.documentation or symbol.documentation))
        if text
    ]
    if hit.why:
        lines += [_INDENT + _cut(printable(line), width - len(_INDENT)) for line in _told(hit.why)]
    return "\n".join(lines)


def _told(why: Why) -> Iterator[str]:
    """Why a result was found, in lines."""
    by = [f"{side} {100 * share:.0f}%" for side, share in why.shares._asdict().items() if share]
    yield "found by " + (", ".join(by) or "filters")
    if why.words:
        yield "words: " + ", ".join(
            f"{word.found} ({word.field})"
            if word.asked == word.found
            else f"{word.asked} → {word.found} ({word.field})"
            for word in why.words
        )
    if why.phrase:
        yield f"closest: {why.phrase}"


def placed(hit: Hit, directory: Path) -> str:
    """Path and line of an answer, in colour."""
    place = printable(os.path.normpath(directory / hit.path))
    return click.style(f"{place}:{hit.shown.name_range.start.line + 1}", fg="cyan")


def first_sentence(documentation: str) -> str:
    """The first sentence of the first paragraph, on one line."""
    paragraph = " ".join(documentation.strip().partition("\n\n")[0].split())
    sentence = _SENTENCE.match(paragraph)
    return sentence[0] if sentence else paragraph


def printable(text: str) -> str:
    """Text without characters that steer a terminal: sources may hold anything."""
    return "".join("\ufffd" if unicodedata.category(c)[0] == "C" else c for c in text)


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: max(0, width - 1)] + "…"


def _width() -> int:
    """Columns of the terminal; as good as no limit where there is none."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else 1 << 30


def _colours() -> bool:
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
