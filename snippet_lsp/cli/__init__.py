"""The command line: the same workspace without an editor.

Owns arguments, output and exit codes, which are grep's: 0 found, 1 nothing found, 2 an error.
Commands import what they need when they run, so that `--help` and `serve` start at once.
"""

from __future__ import annotations

import io
import logging
import sys
from collections.abc import Sequence
from typing import NoReturn

import click

from .. import __version__
from ..errors import SnippetError
from .caches import caches, clear
from .duplicates import duplicates
from .folders import files, index, status
from .model import model
from .questions import search, similar
from .serving import serve

FAILED, INTERRUPTED = 2, 130


@click.group(
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="snippet-lsp", message="%(prog)s %(version)s")
@click.option("-v", "--verbose", is_flag=True, help="Log what is being done, on standard error.")
@click.pass_context
def program(context: click.Context, verbose: bool) -> None:
    """Find functions by what they do.

    Folders are indexed when they are first searched, and kept up to date from then on.
    """
    if context.invoked_subcommand != "serve":  # The server has a log of its own.
        logging.basicConfig(level=logging.ERROR, format="snippet-lsp: %(message)s")
    if verbose:
        logging.getLogger("snippet_lsp").setLevel(logging.INFO)
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


for command in (search, similar, duplicates, index, status, files, model, caches, clear, serve):
    program.add_command(command)


def main() -> NoReturn:
    """What `snippet-lsp` does with its arguments."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        code = program.main(list(arguments), prog_name="snippet-lsp", standalone_mode=False)
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except click.ClickException as error:
        _complain(_one_line(error))
        return FAILED
    except (SnippetError, OSError) as error:
        _complain(str(error))
        return FAILED
    return code or 0


def _one_line(error: click.ClickException) -> str:
    message = error.format_message().rstrip(".")
    if isinstance(error, click.UsageError) and error.ctx is not None:
        return f"{message} (see {error.ctx.command_path} --help)"
    return message


def _complain(message: str) -> None:
    click.echo(f"snippet-lsp: {' '.join(message.split())}", err=True)
