"""How long requests wait while the server indexes: the delay of its event loop.

    python -m benchmarks.event_loop DIR [DIR ...]

All folders are opened in one server, with an empty cache. A client asks for the status, which is
answered on the event loop, every 20 ms: once while everything is indexed, then as long while
nothing is to be done. An idle server of pygls alone is asked beside it: what it takes to answer is
the machine's own delay. Milliseconds of wall time, from just before a request is written to when
its reply has been read.
"""

from __future__ import annotations

import argparse
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from .client import PYGLS_ALONE, UNFINISHED, Client, client

INTERVAL = 0.02
LONGEST_REST = 60.0
"""Seconds for which the idle server is asked at most."""


def main() -> None:
    """Print a row while indexing and a row at rest."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folders", nargs="+", type=Path)
    arguments = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as cache,
        client(PYGLS_ALONE) as alone,
        client(cache=Path(cache)) as server,
    ):
        alone.initialize()
        server.initialize(*arguments.folders)
        began = time.monotonic()
        state = {"state": "starting", "folders": []}

        def is_indexing() -> bool:
            return state["state"] in UNFINISHED

        def ask_status() -> None:
            state.update(server.ask("snippet/status", {})["result"])

        busy = both(ask_status, alone, is_indexing)
        took = time.monotonic() - began
        symbols = sum(folder["symbols"] for folder in state["folders"])
        end = time.monotonic() + min(took, LONGEST_REST)
        rest = both(ask_status, alone, lambda: time.monotonic() < end)
    print(f"{symbols:,} symbols, indexed in {took:.0f} s")
    print("| ms | p50 | p99 | max | requests | pygls alone, beside: p50 | p99 | max |")
    print("|---" * 8 + "|")
    print(row("while indexing", *busy))
    print(row("at rest", *rest))
    quantile = int(0.99 * len(busy[0]))
    print(f"p99 while indexing / at rest: x{sorted(busy[0])[quantile] / at(rest[0], 0.99):.1f}")


def both(
    ask: Callable[[], None], alone: Client, goes_on: Callable[[], bool]
) -> tuple[list[float], list[float]]:
    """Delays (ms) of our server and of the one beside it, as long as `goes_on` says."""
    stopped = threading.Event()
    beside: list[float] = []

    def ask_alone() -> None:
        # pygls refuses a method that it does not know, as it must.
        beside.extend(delays(lambda: alone.ask("alone/ping", {}), lambda: not stopped.is_set()))

    thread = threading.Thread(target=ask_alone)
    thread.start()
    try:
        ours = delays(ask, goes_on)
    finally:
        stopped.set()
        thread.join()
    return ours, beside


def delays(ask: Callable[[], object], goes_on: Callable[[], bool]) -> list[float]:
    """How long each of a series of requests takes, ms; one is due every `INTERVAL`."""
    taken = []
    due = time.perf_counter()
    while goes_on():
        began = time.perf_counter()
        ask()
        ended = time.perf_counter()
        taken.append(1000 * (ended - began))
        # After a long wait the series begins anew rather than catching up.
        due = max(due + INTERVAL, ended - INTERVAL)
        time.sleep(max(0.0, due - ended))
    return taken


def row(name: str, ours: Sequence[float], beside: Sequence[float]) -> str:
    """A line of the table."""
    cells = [name, *figures(ours), f"{len(ours):,}", *figures(beside)]
    return "| " + " | ".join(cells) + " |"


def figures(taken: Sequence[float]) -> list[str]:
    """p50, p99 and the maximum."""
    return [f"{at(taken, share):.1f}" for share in (0.5, 0.99, 1.0)]


def at(taken: Sequence[float], share: float) -> float:
    """The value that a share of all is not above."""
    return sorted(taken)[min(len(taken) - 1, int(share * len(taken)))]


if __name__ == "__main__":
    main()
