"""Workspaces of 10,000 to a million functions: the first answer, answers, memory, recall.

    python -m benchmarks.scale DIR [DIR ...] --cache CACHE [--questions FOLDER]

Every DIR must have been indexed (SNIPPET_LSP_CACHE_DIR=CACHE snippet-lsp index DIR);
what else the server makes of it is made first, and not measured. Prints four tables:

- CPU seconds from the start of the process to the first answer, beside pygls alone until it has
  replied to `initialize`;
- CPU milliseconds of the whole server for a question through the protocol, each asked once after
  a few others, beside comparing its vector with all vectors in numpy;
- memory after that: private pages, and pages of mapped files, which the system may take back;
- recall@10 of nearest vectors against exact search, with the same questions and with functions.

Linux only.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import numpy as np

from snippet_lsp.config import CACHE_VARIABLE

from .client import PYGLS_ALONE, SERVER, Client, client
from .ranking.packages import read_packages
from .startup import measured

QUESTIONS = Path(__file__).parent / "data" / "questions"
WARM = 20
"""Questions that are asked before the others."""
STARTS = 5
FUNCTIONS = 100
"""Of an index, whose vectors are looked for."""
_AT = 10
_PATIENCE = 1800.0
"""Seconds to wait for what is built in the background."""

Row = list[str]


@dataclass(frozen=True)
class Figures:
    """One workspace."""

    name: str
    functions: int
    first: float
    """CPU seconds to the first answer, the median."""
    spent: list[float]
    """CPU milliseconds of each question."""
    memory: dict[str, float]
    """MB."""
    recall: dict[str, float]


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--questions", type=Path, default=QUESTIONS)
    parser.add_argument("--recall", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    questions = texts(arguments.questions)
    if arguments.recall:
        print(json.dumps(recall(arguments.folders[0], questions)))
        return
    found = [
        figures(folder.resolve(), arguments.cache.resolve(), questions)
        for folder in arguments.folders
    ]
    alone = median(measured(PYGLS_ALONE)[0] for _ in range(STARTS))
    for table in (starts(found, alone), answers(found), memories(found), recalls(found)):
        print("\n" + "\n".join("| " + " | ".join(row) + " |" for row in table), flush=True)


def texts(folder: Path) -> list[str]:
    """Questions, in an order that does not depend on what they are about."""
    found = sorted({text for source in read_packages(folder) for _, text, _ in source.questions})
    return [found[place] for place in np.random.default_rng(1).permutation(len(found)).tolist()]


def figures(folder: Path, cache: Path, questions: Sequence[str]) -> Figures:
    """Measure one workspace."""
    settle(folder, cache)
    first = median(first_answer(folder, cache, questions[0]) for _ in range(STARTS))
    with client(SERVER, cache) as server:
        server.initialize(folder)
        approximated(server)
        for question in questions[:WARM]:
            ask(server, question)
        spent = [cost(server, question) for question in questions[WARM:]]
        memory = held(server.process.pid)
    found = measured_apart(folder, cache, "--recall")
    return Figures(folder.name, int(found.pop("functions")), first, spent, memory, found)


def settle(folder: Path, cache: Path) -> None:
    """Have everything made that a server makes in the background."""
    with client(SERVER, cache) as server:
        server.initialize(folder)
        approximated(server)
        time.sleep(5)
        server.leave()


def approximated(server: Client) -> None:
    """Wait until nothing is left to index, and what is built is in use."""
    due = time.monotonic() + _PATIENCE
    server.ready()
    while time.monotonic() < due:
        before = busy(server.process.pid)
        time.sleep(5)
        if busy(server.process.pid) - before < 0.25:
            return
    raise TimeoutError("the server does not come to rest")


def first_answer(folder: Path, cache: Path, question: str) -> float:
    """CPU seconds of a new server until it has answered."""
    with client(SERVER, cache) as server:
        server.initialize(folder)
        while not ask(server, question):
            time.sleep(0.01)
        return busy(server.process.pid)


def ask(server: Client, question: str) -> int:
    """How many answers there are."""
    reply = server.ask("snippet/search", {"query": question, "limit": 20})
    return len(reply["result"]["results"])


def cost(server: Client, question: str) -> float:
    """CPU milliseconds of a question."""
    before = busy(server.process.pid)
    ask(server, question)
    return 1000 * (busy(server.process.pid) - before)


def busy(process: int) -> float:
    """CPU seconds of all threads of a process and of its children, exactly."""
    own = sum(map(spent_by, Path(f"/proc/{process}/task").iterdir()))
    return own + sum(map(busy, children(process)))


def spent_by(task: Path) -> float:
    """CPU seconds of a thread; none if it has ended meanwhile."""
    with suppress(OSError):
        return int((task / "schedstat").read_text().split()[0]) / 1e9
    return 0.0


def children(process: int) -> list[int]:
    """The processes that a process has started."""
    found = Path(f"/proc/{process}/task").glob("*/children")
    return [int(child) for path in found for child in path.read_text().split()]


def held(process: int) -> dict[str, float]:
    """What a process holds on to, MB."""
    lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()[1:]
    pages = {line.split(":")[0]: int(line.split()[1]) / 1e3 for line in lines}
    private = pages["Anonymous"]
    return {"resident": pages["Rss"], "private": private, "mapped": pages["Rss"] - private}


def measured_apart(folder: Path, cache: Path, what: str) -> dict[str, float]:
    """A measurement in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.scale", str(folder), "--cache", str(cache), what]
    done = subprocess.run(
        command,
        env={**os.environ, CACHE_VARIABLE: str(cache)},
        check=True,
        capture_output=True,
        text=True,
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found


def recall(folder: Path, questions: Sequence[str]) -> dict[str, float]:
    """recall@10 of nearest vectors, and CPU milliseconds of both ways."""
    from snippet_lsp.index.columns import KINDS
    from snippet_lsp.search.dense import nearest, products
    from snippet_lsp.workspace import Workspace

    workspace = Workspace(folder)
    workspace.wait_until_ready()
    until_used(workspace.status)
    snapshot = workspace.snapshot
    assert snapshot is not None
    segments = snapshot.segments
    callable_kinds = [place for place, kind in enumerate(KINDS) if kind.is_callable]
    functions = sum(
        int(np.count_nonzero(one.rows & np.isin(one.segment.symbols.kinds, callable_kinds)))
        for one in segments
    )
    largest = max((one.segment for one in segments), key=len)
    rows = np.random.default_rng(5).choice(len(largest), FUNCTIONS, replace=False)
    asked = {
        "questions": np.stack([snapshot.encoder.encode_query(text) for text in questions]),
        "functions' vectors": largest.vectors[np.sort(rows)],
    }
    found: dict[str, float] = {"functions": functions, "rows": snapshot.row_count}
    for name, vectors in asked.items():
        hits, spent, exact = 0, 0.0, 0.0
        for vector in vectors:
            began = time.process_time()
            cosines = []
            for one in segments:
                near = nearest(one, vector, 200)
                cosines.append(products(one.segment.vectors[near], vector))
            ours = np.sort(np.concatenate(cosines))[-_AT:]
            spent += time.process_time() - began
            began = time.process_time()
            every = [products(one.segment.vectors, vector) for one in segments]
            best = [
                np.partition(some[one.rows], -_AT)[-_AT:]
                for one, some in zip(segments, every, strict=True)
                if one.row_count >= _AT
            ]
            tenth = np.sort(np.concatenate(best))[-_AT] - 1e-5
            exact += time.process_time() - began
            hits += int(np.count_nonzero(ours >= tenth))
        found[name] = hits / (_AT * len(vectors))
        found[f"{name}, ms"] = 1000 * spent / len(vectors)
        found[f"{name}, exact ms"] = 1000 * exact / len(vectors)
    workspace.close()
    return found


def until_used(status: object) -> None:
    """Wait until what was built is in use."""
    due = time.monotonic() + 30
    while time.monotonic() < due and status().nearest == "exact":  # type: ignore[operator]
        time.sleep(0.2)


def starts(found: Sequence[Figures], alone: float) -> list[Row]:
    """The table of first answers."""
    rows = [["start -> first answer", "CPU s", "/ pygls alone"], ["---"] * 3]
    rows.append(["pygls alone, until `initialize`", f"{alone:.2f}", "x1"])
    return rows + [[label(one), f"{one.first:.2f}", f"x{one.first / alone:.1f}"] for one in found]


def answers(found: Sequence[Figures]) -> list[Row]:
    """The table of what answers cost."""
    rows = [["a question, CPU ms", "p50", "p99", "exact search in numpy alone", "p50 / that"]]
    rows.append(["---"] * 5)
    for one in found:
        p50, p99 = np.percentile(one.spent, [50, 99])
        exact = one.recall["questions, exact ms"]
        rows.append([label(one), f"{p50:.1f}", f"{p99:.1f}", f"{exact:.1f}", f"x{p50 / exact:.2f}"])
    return rows


def memories(found: Sequence[Figures]) -> list[Row]:
    """The table of memory."""
    kinds = ["resident", "private", "mapped"]
    rows = [["memory, MB", *kinds], ["---"] * 4]
    return rows + [[label(one), *(f"{one.memory[kind]:.0f}" for kind in kinds)] for one in found]


def recalls(found: Sequence[Figures]) -> list[Row]:
    """The table of recall."""
    rows = [["nearest vectors", "recall@10", "CPU ms", "exact, CPU ms", "ratio"], ["---"] * 5]
    for one in found:
        for name in ("questions", "functions' vectors"):
            spent, exact = one.recall[f"{name}, ms"], one.recall[f"{name}, exact ms"]
            rows.append(
                [
                    f"{label(one)}, {name}",
                    f"{one.recall[name]:.3f}",
                    f"{spent:.1f}",
                    f"{exact:.1f}",
                    f"x{spent / exact:.2f}",
                ]
            )
    return rows


def label(one: Figures) -> str:
    """A workspace with its size."""
    return f"{one.name} ({one.functions:,} functions, {one.recall['rows']:,.0f} rows)"


if __name__ == "__main__":
    main()
