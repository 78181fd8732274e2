"""Opening a workspace and waiting until it is searchable, with progress on standard error."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..errors import SnippetError
from ..types import State, Status

if TYPE_CHECKING:
    from ..workspace import Workspace

_PATIENCE = 0.5
"""Seconds of indexing before progress is shown."""

_LINE_EVERY = 10.0
"""Seconds between lines of progress where standard error is no terminal."""

_BAR = 30


@contextmanager
def opened(directory: Path) -> Iterator[Workspace]:
    """The folder's workspace, with everything in it searchable; what is amiss is printed.

    Raises SnippetError when nothing can be searched.
    """
    from ..workspace import Workspace

    workspace = Workspace(directory)
    try:
        _wait(workspace)
        status = workspace.status()
        if status.problems and not status.generation:
            raise SnippetError(status.problems[0])
        for problem in status.problems:
            click.echo(f"snippet-lsp: {problem}", err=True)
        yield workspace
    finally:
        workspace.close()


def _wait(workspace: Workspace) -> None:
    """Block until the workspace is searchable, or as searchable as it will be."""
    on_terminal = sys.stderr.isatty()
    due = time.monotonic() + (_PATIENCE if on_terminal else _LINE_EVERY)
    drawn = ""
    try:
        while not workspace.wait_until_ready(0.1):
            status = workspace.status()
            if status.state is State.DEGRADED and not status.pending:
                break
            if time.monotonic() < due:
                continue
            line = _progress(workspace.root, status)
            if on_terminal:
                drawn = line[: shutil.get_terminal_size().columns - 1].ljust(len(drawn))
                click.echo(f"\r{drawn}", nl=False, err=True)
            else:
                click.echo(line, err=True)
                due += _LINE_EVERY
    finally:
        if drawn:
            click.echo(f"\r{' ' * len(drawn)}\r", nl=False, err=True)


def _progress(root: Path, status: Status) -> str:
    if not status.total:
        return f"Opening {root.name or root}: {status.symbols:,} symbols"
    done = status.total - status.pending
    filled = _BAR * done // status.total
    bar = "#" * filled + " " * (_BAR - filled)
    return f"[{bar}] {done:,} of {status.total:,} files  Indexing {root.name or root}"
