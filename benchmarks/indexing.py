"""Cold indexing of folders: speed, memory and size, beside parsing alone.

    python -m benchmarks.indexing DIR [DIR ...]

Each folder is indexed from nothing in a process of its own with a cache of its own, then opened
again. CPU seconds include the workers. The baseline is tree-sitter parsing the same files, in one
process, and nothing else: the ratio says what everything around the parser costs.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from snippet_lsp.config import CACHE_VARIABLE, workspace_cache


def main() -> None:
    """Print a row for each folder."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--measure", choices=["cold", "warm", "parse"], help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.measure:
        print(json.dumps(measure(arguments.folders[0], arguments.measure)))
        return
    print(
        "| folder | files | kLOC | symbols | skipped | cold CPU s | ms / 1,000 lines | / parsing"
        " | symbols / CPU s | wall s | peak RSS MB | workers' MB | index MB | warm CPU s |"
    )
    print("|---" * 14 + "|")
    for folder in arguments.folders:
        print(row(folder.resolve()), flush=True)


def row(folder: Path) -> str:
    """One folder's figures."""
    with tempfile.TemporaryDirectory() as cache:
        cold = run(folder, "cold", cache)
        warm = run(folder, "warm", cache)
        parse = run(folder, "parse", cache)
    cells = [
        folder.name,
        f"{cold['files']:,}",
        f"{parse['lines'] / 1000:,.0f}",
        f"{cold['symbols']:,}",
        f"{cold['failed']:,}",
        f"{cold['cpu']:.1f}",
        f"{cold['cpu'] / parse['lines'] * 1e6:.1f}",
        f"x{cold['cpu'] / parse['cpu']:.2f}",
        f"{cold['symbols'] / cold['cpu']:,.0f}",
        f"{cold['wall']:.1f}",
        f"{cold['rss']:,.0f}",
        f"{cold['worker_rss']:,.0f}",
        f"{cold['index']:,.1f}",
        f"{warm['cpu']:.1f}",
    ]
    return "| " + " | ".join(cells) + " |"


def run(folder: Path, what: str, cache: str) -> dict[str, float]:
    """A measurement in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.indexing", str(folder), "--measure", what]
    environment = {**os.environ, CACHE_VARIABLE: cache}
    done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


def measure(folder: Path, what: str) -> dict[str, float]:
    """CPU seconds, MB and counts of one thing done to a folder."""
    began = time.perf_counter()
    figures = parse_alone(folder) if what == "parse" else index(folder)
    own = resource.getrusage(resource.RUSAGE_SELF)
    workers = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        **figures,
        "wall": time.perf_counter() - began,
        "cpu": own.ru_utime + own.ru_stime + workers.ru_utime + workers.ru_stime,
        "rss": own.ru_maxrss / 1024,
        "worker_rss": workers.ru_maxrss / 1024,
    }


def index(folder: Path) -> dict[str, float]:
    """Make everything in a folder searchable."""
    from snippet_lsp.workspace import Workspace

    workspace = Workspace(folder)
    workspace.wait_until_ready()
    status = workspace.status()
    workspace.close()
    size = sum(path.stat().st_size for path in workspace_cache(folder).rglob("*") if path.is_file())
    return {
        "files": status.files,
        "symbols": status.symbols,
        "failed": status.failed,
        "index": size / 1e6,
    }


def parse_alone(folder: Path) -> dict[str, float]:
    """Read and parse what would be indexed, and count its lines."""
    import tree_sitter

    from snippet_lsp.files.contents import Contents, read
    from snippet_lsp.files.discover import discover
    from snippet_lsp.files.folders import Rules
    from snippet_lsp.syntax import HEAD, language_of, may_hold_code
    from snippet_lsp.syntax.languages import grammar

    lines = 0
    for info in discover(folder, Rules(), may_hold_code):
        contents = read(folder / info.path, Rules().max_size)
        if isinstance(contents, Contents) and (
            language := language_of(info.path, contents.source[:HEAD])
        ):
            tree_sitter.Parser(grammar(language.name)).parse(contents.source)
            lines += contents.source.count(b"\n")
    return {"lines": lines}


if __name__ == "__main__":
    main()
