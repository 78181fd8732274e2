"""The commands that ask something: `search` and `similar`."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .arguments import folder_argument, json_option, limit_option
from .opening import opened
from .output import print_found, print_hits

if TYPE_CHECKING:
    from ..types import Hit, Span
    from ..workspace import Workspace

_PLACE = re.compile(r"(?P<file>.+):(?P<first>\d+)(?:-(?P<last>\d+))?")


@click.command()
@click.argument("query")
@folder_argument("; put a question of several words in quotes")
@limit_option
@click.option("--group-by-file", is_flag=True, help="Print only the best result of each file.")
@click.option("--why", is_flag=True, help="Print why each result was found.")
@json_option
def search(
    query: str, directory: Path, limit: int, group_by_file: bool, why: bool, as_json: bool
) -> int:
    """Find the functions in DIR that do what QUERY says.

    \b
    snippet-lsp search "retry a failed upload"
    snippet-lsp search "parse a date lang:python -path:tests"
    snippet-lsp search "parse a date" ~/src/project --json

    QUERY may have filters: lang:, path:, in:, kind:, name: and "quoted words"; see
    docs/query-language.md.
    """
    with opened(directory) as workspace:
        found = workspace.ask(query, limit, group_by_file=group_by_file, explain=why)
        return print_found(found, workspace, directory, as_json)


@click.command()
@click.argument("place", metavar="FILE:LINE[-LINE]|-")
@folder_argument()
@click.option(
    "--language", metavar="NAME", help="The language of the code on standard input, if not guessed."
)
@limit_option
@json_option
def similar(place: str, directory: Path, language: str | None, limit: int, as_json: bool) -> int:
    """Find code like a definition, lines or standard input.

    \b
    snippet-lsp similar src/upload.py:120
    snippet-lsp similar src/upload.py:120-140
    xclip -o | snippet-lsp similar - --language python
    """
    if place == "-":
        if language is not None:
            _check_language(language)
        code = sys.stdin.buffer.read().decode("utf-8", "replace")
        with opened(directory) as workspace:
            hits = workspace.similar_to(code, language, limit)
            return print_hits(hits, workspace, directory, as_json)
    if language is not None:
        raise click.UsageError("--language goes with '-': a file's name tells its language")
    file, first, last = _parsed(place)
    path = _path_inside(file, directory)
    with opened(directory) as workspace:
        hits = _similar_at(workspace, path, first, last, limit)
        return print_hits(hits, workspace, directory, as_json)


def _similar_at(
    workspace: Workspace, path: str, first: int, last: int | None, limit: int
) -> list[Hit]:
    source = workspace.source(path)
    if source is None:
        raise click.UsageError(f"{path!r} cannot be read")
    return workspace.similar_at(path, _span(source, path, first, last), limit)


def _span(source: bytes, path: str, first: int, last: int | None) -> Span:
    """The lines' text without the space around it; for a single line, only the place it starts.

    A definition starts where its line's text does, so that place is inside it.
    """
    from ..files.lines import LineIndex
    from ..types import Span

    lines = LineIndex(source)
    if not 1 <= first <= (last or first) <= len(lines):
        raise click.UsageError(f"{path!r} has lines 1-{len(lines)}")
    start = lines.offset(first - 1, 0, "utf-8")
    end = lines.offset((last or first) - 1, 1 << 31, "utf-8")
    text = source[start:end]
    start += len(text) - len(text.lstrip())
    end = start + len(text.strip())
    return Span(start, start if last is None else end)


def _parsed(place: str) -> tuple[Path, int, int | None]:
    if not (match := _PLACE.fullmatch(place)):
        raise click.UsageError(f"{place!r} is not FILE:LINE, FILE:LINE-LINE or -")
    return Path(match["file"]), int(match["first"]), int(match["last"]) if match["last"] else None


def _path_inside(file: Path, directory: Path) -> str:
    if not file.is_file():
        raise click.UsageError(f"{str(file)!r} is not a file")
    try:
        return file.resolve().relative_to(directory.resolve()).as_posix()
    except ValueError:
        raise click.UsageError(
            f"{str(file)!r} is outside of {str(directory)!r}; name its folder as the last argument"
        ) from None


def _check_language(language: str) -> None:
    from ..syntax import LANGUAGES

    if language not in LANGUAGES:
        known = ", ".join(sorted(LANGUAGES))
        raise click.UsageError(f"no language is called {language!r}; there are {known}")
