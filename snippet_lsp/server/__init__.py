"""The LSP edge: converts what clients say, asks the workspaces, and converts the answers.

One file a feature; `app` says which method goes where. Everything but searches runs on one event
loop, which only converts and enqueues. pygls carries messages and knows the protocol's types;
documents, folders and replies to malformed requests are handled here.
"""

from __future__ import annotations

import gc
import sys

_SWITCH_INTERVAL = 0.001
"""Seconds for which the event loop waits for a thread that computes; by default they are five."""


def serve(tcp: int | None = None) -> int:
    """Serve one client until it leaves, over standard input and output or a loopback port.

    The exit code: 0 when the client said goodbye as the protocol asks, else 1. Raises OSError
    when the port cannot be had.
    """
    sys.setswitchinterval(_SWITCH_INTERVAL)
    # While modules are loaded nothing but them is made, and all of that stays: `keep_loaded`.
    gc.disable()
    from .app import serve_stdio, serve_tcp

    return serve_stdio() if tcp is None else serve_tcp(tcp)


def keep_loaded() -> None:
    """Let the garbage collector pass over what there is from now on, and run.

    Modules and the protocol's types are most of what a full collection would walk through, while
    everything waits.
    """
    gc.freeze()
    gc.enable()
