"""The LSP edge: converts what clients say, asks the workspaces, and converts the answers.

One file a feature; `app` says which method goes where. Everything but searches runs on one event
loop, which only converts and enqueues. pygls carries messages and knows the protocol's types;
documents, folders and replies to malformed requests are handled here.
"""

from __future__ import annotations


def serve(tcp: int | None = None) -> int:
    """Serve one client until it leaves, over standard input and output or a loopback port.

    The exit code: 0 when the client said goodbye as the protocol asks, else 1. Raises OSError
    when the port cannot be had.
    """
    from .app import serve_stdio, serve_tcp

    return serve_stdio() if tcp is None else serve_tcp(tcp)
