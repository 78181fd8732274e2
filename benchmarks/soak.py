"""A server under random edits, saves, renames and branch switches, for as long as is asked for.

    python -m benchmarks.soak DIR [--minutes M] [--lossy] [--seed N]

Works on a copy of the folder, which is made a git repository with a second branch. Prints what the
server holds on to every now and then, and compares in the end what it finds with what a server
finds that has just indexed the same files; exits with 1 where that differs. With `--lossy` the
client watches files instead of the server, and tells of half of what changes.
"""

from __future__ import annotations

import argparse
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .client import SERVER, Client, client

TOLD = {"workspace": {"didChangeWatchedFiles": {"dynamicRegistration": True}}}
SOURCES = (".py", ".js", ".ts", ".go", ".java", ".rs", ".c", ".rb")
QUESTIONS = 60
ROWS = 20
"""Lines of the table."""

WORDS = "retry upload parse date send mail open file close socket read config merge tree".split()


@dataclass
class Scene:
    """A folder, a server that has it open, and what is open in the editor."""

    root: Path
    server: Client
    chance: random.Random
    is_lossy: bool = False
    buffers: dict[Path, str] = field(default_factory=dict)
    made: int = 0

    def sources(self) -> list[Path]:
        """Files that are there, in a fixed order."""
        return sorted(
            path for path in self.root.rglob("*") if path.suffix in SOURCES and path.is_file()
        )

    def tell(self, *paths: Path) -> None:
        """Report changes as an editor that watches files would, and forget half of them."""
        if self.is_lossy and self.chance.random() < 0.5:
            changes = [{"uri": path.as_uri(), "type": 2} for path in paths]
            self.server.notify("workspace/didChangeWatchedFiles", {"changes": changes})

    def function(self) -> str:
        """The text of a function that is nowhere else."""
        self.made += 1
        name = "_".join([*self.chance.sample(WORDS, 3), str(self.made)])
        return f"\n\ndef {name}(value):\n    return {' + '.join(self.chance.sample(WORDS, 4))}\n"


def main() -> None:
    """Soak, print, compare."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--minutes", type=float, default=120.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--lossy", action="store_true")
    arguments = parser.parse_args()
    seconds = 60 * arguments.minutes
    difference = soak(arguments.folder, seconds, arguments.seed, arguments.lossy, print_row)
    print("\n".join(difference) or "what is found is the same as with a new index")
    sys.exit(bool(difference))


def soak(
    folder: Path,
    seconds: float,
    seed: int = 1,
    is_lossy: bool = False,
    show: Callable[[list[str]], None] = lambda _cells: None,
) -> list[str]:
    """What a server finds otherwise than a new one, after so many seconds of changes."""
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(scratch, "root")
        prepare(folder, root)
        with client(SERVER, Path(scratch, "cache")) as server:
            server.initialize(root, capabilities=TOLD if is_lossy else {})
            server.ready()
            scene = Scene(root, server, random.Random(seed), is_lossy)
            run(scene, seconds, show)
            settle(scene)
            return compare(scene, Path(scratch, "fresh"))


def prepare(folder: Path, root: Path) -> None:
    """A copy of a folder as a repository with two branches that differ in many files."""
    shutil.copytree(folder, root, symlinks=True, ignore=shutil.ignore_patterns(".git"))
    git(root, "init", "-q", "-b", "main")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "as it was")
    git(root, "checkout", "-qb", "other")
    for path in sorted(root.rglob("*.py"))[::3]:
        path.write_bytes(path.read_bytes() + b"\n\ndef on_the_other_branch():\n    pass\n")
    git(root, "commit", "-qam", "other")
    git(root, "checkout", "-q", "main")


def run(scene: Scene, seconds: float, show: Callable[[list[str]], None]) -> None:
    """One thing after another until the time is over."""
    began = time.monotonic()
    show(["minutes", "steps", "resident MB", "files open", "threads", "generation", "state"])
    steps, due = 0, began
    while (now := time.monotonic()) < began + seconds:
        if now >= due:
            show([f"{(now - began) / 60:.1f}", f"{steps:,}", *held(scene.server)])
            due += seconds / ROWS
        (step,) = scene.chance.choices(list(STEPS), list(STEPS.values()))
        step(scene)
        steps += 1
        time.sleep(scene.chance.uniform(0.0, 0.2))
    show([f"{seconds / 60:.1f}", f"{steps:,}", *held(scene.server)])


def ask(scene: Scene) -> None:
    """Search for something."""
    query = " ".join(scene.chance.sample(WORDS, 3))
    scene.server.ask("snippet/search", {"query": query})


def open_file(scene: Scene) -> None:
    """Open a file in the editor."""
    if len(scene.buffers) < 8 and (found := scene.sources()):
        path = scene.chance.choice(found)
        if path not in scene.buffers:
            scene.buffers[path] = path.read_text("utf-8", "replace")
            document = {"uri": path.as_uri(), "version": 1, "text": scene.buffers[path]}
            scene.server.notify("textDocument/didOpen", {"textDocument": document})


def edit(scene: Scene) -> None:
    """Type a function at the end of an open file, or take the last lines away."""
    for path in scene.chance.sample(sorted(scene.buffers), min(1, len(scene.buffers))):
        lines = scene.buffers[path].splitlines(keepends=True)
        shorter = "".join(lines[: max(1, len(lines) - 5)])
        is_longer = scene.chance.random() < 0.6
        scene.buffers[path] = scene.buffers[path] + scene.function() if is_longer else shorter
        change = {
            "textDocument": {"uri": path.as_uri(), "version": scene.made},
            "contentChanges": [{"text": scene.buffers[path]}],
        }
        scene.server.notify("textDocument/didChange", change)


def save(scene: Scene) -> None:
    """Write an open file, in the way of editors that write another and rename it."""
    for path in scene.chance.sample(sorted(scene.buffers), min(1, len(scene.buffers))):
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_name(path.name + "~")
        unfinished.write_text(scene.buffers[path], "utf-8")
        unfinished.replace(path)
        scene.tell(path)
        identifier = {"textDocument": {"uri": path.as_uri()}}
        scene.server.notify("textDocument/didSave", identifier)


def close_file(scene: Scene) -> None:
    """Close an open file, saved or not."""
    for path in scene.chance.sample(sorted(scene.buffers), min(1, len(scene.buffers))):
        del scene.buffers[path]
        identifier = {"textDocument": {"uri": path.as_uri()}}
        scene.server.notify("textDocument/didClose", identifier)


def write(scene: Scene) -> None:
    """Make or change a file from outside."""
    folders = sorted({path.parent for path in scene.sources()})
    path = scene.chance.choice(folders) / f"made_{scene.chance.randrange(50)}.py"
    with path.open("a") as file:
        file.write(scene.function())
    scene.tell(path)


def rename(scene: Scene) -> None:
    """Rename a file or a folder."""
    paths = scene.sources()
    path = scene.chance.choice(paths) if paths else scene.root
    if scene.chance.random() < 0.3 and path.parent != scene.root:
        path = path.parent
    target = path.with_name(f"renamed_{scene.chance.randrange(50)}{path.suffix}")
    if path != scene.root and not target.exists():
        path.rename(target)
        scene.tell(path, target)


def remove(scene: Scene) -> None:
    """Delete a file."""
    for path in scene.chance.sample(scene.sources(), 1):
        path.unlink()
        scene.tell(path)


def ignore(scene: Scene) -> None:
    """Ignore some files, or no longer."""
    path = scene.root / scene.chance.choice([".gitignore", ".snippetignore", ".git/info/exclude"])
    path.write_text(scene.chance.choice(["", "made_1*.py\n", "renamed_2*\n", "made_3.py\n"]))
    scene.tell(path)


def switch(scene: Scene) -> None:
    """Go to the other branch, and throw away what was changed or put it aside."""
    if scene.chance.random() < 0.5:
        git(scene.root, "stash", "-q", "--include-untracked")
    else:
        git(scene.root, "checkout", "-qf", scene.chance.choice(["main", "other"]))
    if scene.chance.random() < 0.3:
        git(scene.root, "stash", "pop", "-q")
    git(scene.root, "reset", "-q", "--hard")


STEPS: dict[Callable[[Scene], None], float] = {
    ask: 8,
    open_file: 3,
    edit: 12,
    save: 4,
    close_file: 2,
    write: 3,
    rename: 1,
    remove: 1,
    ignore: 0.3,
    switch: 0.3,
}
"""What is done, and how often."""


def settle(scene: Scene) -> None:
    """Close everything and wait until nothing is left to be noticed."""
    while scene.buffers:
        close_file(scene)
    if scene.is_lossy:
        asked = time.monotonic()
        scene.server.notify("snippet/didGainFocus", {})
        while age(scene.server) > time.monotonic() - asked:
            time.sleep(0.2)
    else:
        # What changed before is noticed before.
        (scene.root / "last_of_all.py").write_text("def the_very_last_one(): ...\n")
        while not results(scene.server, "the_very_last_one name:the_very_last_one"):
            time.sleep(0.2)
    scene.server.ready()


def age(server: Client) -> float:
    """Seconds since everything was compared."""
    (folder,) = server.status()["folders"]
    return float("inf") if folder["age"] is None else float(folder["age"])


def compare(scene: Scene, cache: Path) -> list[str]:
    """What a new server finds otherwise, a line each."""
    with client(SERVER, cache) as fresh:
        fresh.initialize(scene.root)
        theirs, ours = fresh.ready()["folders"][0], scene.server.status()["folders"][0]
        different = [
            f"{name}: {ours[name]}, but {theirs[name]} with a new index"
            for name in ("files", "symbols", "failed", "leftOut")
            if ours[name] != theirs[name]
        ]
        for query in questions(scene):
            found, expected = results(scene.server, query), results(fresh, query)
            if found != expected:
                different.append(f"{query!r} finds {found}, but {expected} with a new index")
    return different


def questions(scene: Scene) -> Iterator[str]:
    """Words of every kind, among them names that there have been."""
    for _ in range(QUESTIONS):
        yield " ".join(scene.chance.sample(WORDS, scene.chance.randint(1, 3)))


def results(server: Client, query: str) -> list[tuple[Any, ...]]:
    """What is found, without scores: those of equals may be rounded in another way."""
    reply = server.ask("snippet/search", {"query": query, "limit": 10})
    found = reply["result"]["results"]
    return [(one["path"], one["name"], one["range"]["start"]["line"]) for one in found]


def held(server: Client) -> list[str]:
    """What a server holds on to."""
    process = Path("/proc", str(server.process.pid))
    (folder,) = server.status()["folders"]
    pages = int((process / "statm").read_text().split()[1])
    return [
        f"{pages * 4096 / 1e6:.0f}",
        str(len(list((process / "fd").iterdir()))),
        str(len(list((process / "task").iterdir()))),
        f"{folder['generation']:,}",
        folder["state"],
    ]


def print_row(cells: list[str]) -> None:
    """A line of the table."""
    print("| " + " | ".join(cells) + " |", flush=True)


def git(folder: Path, *arguments: str) -> None:
    """Run git; what it refuses is left undone."""
    who = ["-c", "user.name=soak", "-c", "user.email=soak@example.com"]
    with suppress(subprocess.CalledProcessError):
        subprocess.run(
            ["git", *who, *arguments], cwd=folder, check=True, capture_output=True, timeout=60
        )


if __name__ == "__main__":
    main()
