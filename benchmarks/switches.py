"""A branch switch of thousands of files and back, and a second worktree: what is encoded again.

    python -m benchmarks.switches DIR [--files N]

Works on a copy of the folder, which is made a git repository with a second branch, on which N files
have one more function. What is encoded is compared with what had to be: the contents that no index
of this cache has seen. The baseline is the first index of the same folder.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from snippet_lsp.config import CACHE_VARIABLE
from snippet_lsp.workspace import Workspace

ENDINGS = (".py", ".go", ".java", ".ts", ".js")
FUNCTIONS = {
    ".py": "\n\ndef only_on_{0}():\n    return [{0}]\n",
    ".go": "\n\nfunc onlyOn{0}() int {{ return {0} }}\n",
    ".java": "\nclass OnlyOn{0} {{ int only() {{ return {0}; }} }}\n",
    ".ts": "\n\nexport function onlyOn{0}() {{ return {0}; }}\n",
    ".js": "\n\nexport function onlyOn{0}() {{ return {0}; }}\n",
}


@dataclass
class Step:
    """What was done, and what it came to."""

    what: str
    changed: int
    cpu: float
    wall: float
    new: int
    """Contents that were not seen before."""
    encoded: int


def main() -> None:
    """Print a row for each step; exits with 1 if anything was encoded twice after the first one."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--files", type=int, default=2000)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        os.environ[CACHE_VARIABLE] = str(Path(scratch, "cache"))
        steps = measure(arguments.folder.resolve(), Path(scratch, "root"), arguments.files)
    print("| | files changed | CPU s | wall s | contents never seen | encoded | / first index |")
    print("|---" * 7 + "|")
    for one in steps:
        print(
            f"| {one.what} | {one.changed:,} | {one.cpu:.1f} | {one.wall:.1f} | {one.new:,}"
            f" | {one.encoded:,} | x{one.cpu / steps[0].cpu:.3f} |"
        )
    sys.exit(any(one.encoded > one.new for one in steps[1:]))


def measure(folder: Path, root: Path, count: int) -> list[Step]:
    """The steps, in order."""
    changed = prepare(folder, root, count)
    seen: set[bytes] = set()
    steps = []

    def step(what: str, files: int, workspace: Workspace, change: Callable[[], object]) -> None:
        encoded, cpu, wall = workspace.status().encoded, spent(), time.perf_counter()
        change()
        workspace.rescan()
        workspace.wait_until_ready()
        figures = spent() - cpu, time.perf_counter() - wall
        new = contents(workspace) - seen
        seen.update(new)
        now = workspace.status().encoded
        steps.append(Step(what, files, *figures, len(new), now - encoded))

    cpu, wall = spent(), time.perf_counter()
    workspace = Workspace(root)
    workspace.wait_until_ready()
    took = spent() - cpu, time.perf_counter() - wall
    seen.update(contents(workspace))
    status = workspace.status()
    steps.append(Step("first index", status.files, *took, len(seen), status.encoded))
    step("to the other branch", changed, workspace, lambda: git(root, "checkout", "-q", "other"))
    step("and back", changed, workspace, lambda: git(root, "checkout", "-q", "main"))
    step("there once more", changed, workspace, lambda: git(root, "checkout", "-q", "other"))
    second = root.with_name("second")
    git(root, "worktree", "add", "-q", str(second), "main")
    cpu, wall = spent(), time.perf_counter()
    beside = Workspace(second)
    beside.wait_until_ready()
    took = spent() - cpu, time.perf_counter() - wall
    new, status = contents(beside) - seen, beside.status()
    steps.append(Step("a second worktree", status.files, *took, len(new), status.encoded))
    beside.close()
    workspace.close()
    return steps


def prepare(folder: Path, root: Path, count: int) -> int:
    """A copy of a folder as a repository with two branches; how many files differ."""
    shutil.copytree(folder, root, symlinks=True, ignore=shutil.ignore_patterns(".git"))
    git(root, "init", "-q", "-b", "main")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "as it was")
    git(root, "checkout", "-qb", "other")
    sources = (path for path in sorted(root.rglob("*")) if path.suffix in ENDINGS)
    files = [path for path in sources if path.is_file() and not path.is_symlink()][:count]
    for number, path in enumerate(files):
        with path.open("a", encoding="utf-8") as file:
            file.write(FUNCTIONS[path.suffix].format(1000 + number))
    git(root, "commit", "-qam", "other")
    git(root, "checkout", "-q", "main")
    return len(files)


def contents(workspace: Workspace) -> set[bytes]:
    """What is searched, by the keys of vectors."""
    snapshot = workspace.snapshot
    assert snapshot is not None
    return {
        key.tobytes() for living in snapshot.segments for key in living.segment.keys[living.rows]
    }


def spent() -> float:
    """CPU seconds of this process and of its workers that have ended."""
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in both)


def git(folder: Path, *arguments: str) -> None:
    """Run git."""
    who = ["-c", "user.name=switches", "-c", "user.email=switches@example.com"]
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True)


if __name__ == "__main__":
    main()
