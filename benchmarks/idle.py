"""What a server costs while nobody does anything.

    python -m benchmarks.idle DIR [SECONDS]

CPU time and wake-ups (voluntary context switches of all threads) of a server that has indexed a
folder, over a minute by default: watching by itself, and told by the client what changes. The
baseline is a server of pygls alone. Linux only.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from .client import PYGLS_ALONE, SERVER, Client, client

SETTLING = 15.0
"""Seconds before the measurement, for what is still written after indexing."""

TOLD = {"workspace": {"didChangeWatchedFiles": {"dynamicRegistration": True}}}


def main() -> None:
    """Print a row for each."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("seconds", type=float, nargs="?", default=60.0)
    arguments = parser.parse_args()
    print(f"| idle for {arguments.seconds:g} s | CPU ms a minute | wake-ups a minute | threads |")
    print("|---" * 4 + "|")
    with (
        tempfile.TemporaryDirectory() as cache,
        client(PYGLS_ALONE) as alone,
        client(SERVER, Path(cache, "watching")) as watching,
        client(SERVER, Path(cache, "told")) as told,
    ):
        alone.initialize()
        watching.initialize(arguments.folder)
        watching.ready()
        told.initialize(arguments.folder, capabilities=TOLD)
        told.ready()
        servers = {"pygls alone": alone, "snippet-lsp, watching": watching, "told": told}
        time.sleep(SETTLING)
        before = {name: used(server) for name, server in servers.items()}
        time.sleep(arguments.seconds)
        for name, server in servers.items():
            cpu, wakes, threads = used(server)
            per_minute = 60.0 / arguments.seconds
            spent = (cpu - before[name][0]) * per_minute * 1000
            woken = (wakes - before[name][1]) * per_minute
            print(f"| {name} | {spent:.1f} | {woken:.0f} | {threads} |")


def used(server: Client) -> tuple[float, int, int]:
    """CPU seconds, wake-ups and threads of a server."""
    tasks = list(Path(f"/proc/{server.process.pid}/task").iterdir())
    ran = [int((task / "schedstat").read_text().split()[0]) for task in tasks]
    return sum(ran) / 1e9, sum(map(wakeups, tasks)), len(tasks)


def wakeups(task: Path) -> int:
    """How often a thread has waited for something."""
    with suppress(OSError):
        for line in (task / "status").read_text().splitlines():
            if line.startswith("voluntary_ctxt_switches"):
                return int(line.split()[1])
    return 0


if __name__ == "__main__":
    main()
