"""The command that speaks the language server protocol."""

from __future__ import annotations

import click


@click.command()
@click.option(
    "--tcp",
    metavar="PORT",
    type=click.IntRange(0, 65535),
    help="Wait for one client on this port of the loopback interface; 0 chooses one.",
)
@click.option(
    "--stdio", is_flag=True, expose_value=False, help="The default; accepted as editors pass it."
)
def serve(tcp: int | None) -> int:
    """Run the language server on standard input and output."""
    from ..server import serve as run_server

    return run_server(tcp=tcp)
