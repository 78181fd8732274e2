"""How long requests wait while the server indexes: the delay of its event loop.

    python -m benchmarks.event_loop DIR [DIR ...]

All folders are opened in one server, with an empty cache. A client asks for the status, which is
answered on the event loop, every 20 ms, and searches four times a second: first while everything is
indexed, then as long while nothing is to be done. An idle server of pygls alone is asked beside it:
what it takes to answer is the machine's own delay. Milliseconds of wall time, from just before a
request is written to when its reply has been read.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from .client import PYGLS_ALONE, UNFINISHED, client

QUERY = "convert a date to local time"
LONGEST_REST = 60.0
"""Seconds for which the idle server is asked at most."""


def main() -> None:
    """Print a row for each kind of request while indexing and at rest."""
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
        asked = {
            "status": Asked(lambda: state.update(server.status()), 0.02),
            "search": Asked(lambda: server.ask("snippet/search", {"query": QUERY}), 0.25),
            # pygls refuses a method that it does not know, as it must.
            "pygls alone, beside": Asked(lambda: alone.ask("alone/ping", {}), 0.02),
        }
        busy = measured(asked, lambda: state["state"] in UNFINISHED)
        took = time.monotonic() - began
        symbols = sum(folder["symbols"] for folder in state["folders"])
        end = time.monotonic() + min(took, LONGEST_REST)
        rest = measured(asked, lambda: time.monotonic() < end)
    print(f"{symbols:,} symbols, indexed in {took:.0f} s")
    print("| ms | indexing: p50 | p99 | max | requests | at rest: p50 | p99 | max | p99, ratio |")
    print("|---" * 9 + "|")
    for name in asked:
        ratio = at(busy[name], 0.99) / at(rest[name], 0.99)
        cells = [name, *figures(busy[name]), f"{len(busy[name]):,}", *figures(rest[name])]
        print("| " + " | ".join([*cells, f"x{ratio:.1f}"]) + " |")


@dataclass(frozen=True)
class Asked:
    """A request, and every how many seconds it is made."""

    ask: Callable[[], object]
    interval: float


def measured(asked: Mapping[str, Asked], goes_on: Callable[[], bool]) -> dict[str, list[float]]:
    """Delays (ms) of several kinds of requests, made side by side as long as `goes_on` says."""
    with ThreadPoolExecutor(len(asked)) as pool:
        running = {
            name: pool.submit(delays, one.ask, one.interval, goes_on) for name, one in asked.items()
        }
        return {name: delayed.result() for name, delayed in running.items()}


def delays(ask: Callable[[], object], interval: float, goes_on: Callable[[], bool]) -> list[float]:
    """How long each of a series of requests takes, ms; one is due every `interval` seconds."""
    taken = []
    due = time.perf_counter()
    while goes_on():
        began = time.perf_counter()
        ask()
        ended = time.perf_counter()
        taken.append(1000 * (ended - began))
        # After a long wait the series begins anew rather than catching up.
        due = max(due + interval, ended - interval)
        time.sleep(max(0.0, due - ended))
    return taken


def figures(taken: Sequence[float]) -> list[str]:
    """p50, p99 and the maximum."""
    return [f"{at(taken, share):.1f}" for share in (0.5, 0.99, 1.0)]


def at(taken: Sequence[float], share: float) -> float:
    """The value that a share of all is not above."""
    return sorted(taken)[min(len(taken) - 1, int(share * len(taken)))]


if __name__ == "__main__":
    main()
