"""From the start of the process to the reply to `initialize`, beside pygls alone.

    python -m benchmarks.startup [RUNS]

CPU seconds of the whole process until it has replied. Runs of the two take turns, so that both meet
the same machine; the ratio is that of the medians.
"""

from __future__ import annotations

import argparse
import resource
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from .client import PYGLS_ALONE, SERVER, client


def main() -> None:
    """Print both and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("runs", nargs="?", type=int, default=25)
    runs = parser.parse_args().runs
    pairs = [(measured(PYGLS_ALONE), measured(SERVER)) for _ in range(runs)]
    alone, ours = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    print("| start -> reply to `initialize` | CPU s, median | least | resident MB |")
    print("|---" * 4 + "|")
    for name, figures in (("pygls alone", alone), ("snippet-lsp", ours)):
        spent = [cpu for cpu, _ in figures]
        resident = median(memory for _, memory in figures)
        print(f"| {name} | {median(spent):.3f} | {min(spent):.3f} | {resident:.0f} |")
    ratio = median(cpu for cpu, _ in ours) / median(cpu for cpu, _ in alone)
    print(f"ratio x{ratio:.2f}")


def measured(command: Sequence[str]) -> tuple[float, float]:
    """CPU seconds and MB of a new process that has just replied."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with client(command) as server:
        server.ask("initialize", {"processId": None, "rootUri": None, "capabilities": {}})
        pages = int(Path(f"/proc/{server.process.pid}/statm").read_text().split()[1])
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return cpu, pages * 4096 / 1e6


if __name__ == "__main__":
    main()
