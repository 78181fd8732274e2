"""Programs that are killed at random moments while files change, and what the next one finds.

    python -m benchmarks.kill DIR [--kills N] [--seed N]

Works on a copy of the folder. Each time `snippet-lsp serve` or `snippet-lsp index` is started and
ended by SIGKILL at a moment between its start and some seconds after it has everything, while files
are written, renamed and removed. Then the folder is opened again: `index --check` must find nothing
amiss, no file that the catalog has as it is may be read, and no vector that is kept be encoded. In
between and in the end the index is compared with a new one. Exits with 1 where any of that fails,
or where a worker process outlives its program. Linux.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from snippet_lsp.checking import check_index
from snippet_lsp.config import CACHE_VARIABLE, Settings, workspace_cache
from snippet_lsp.difference import difference
from snippet_lsp.errors import StoreError
from snippet_lsp.files.folders import Rules
from snippet_lsp.index import Snapshot
from snippet_lsp.index.catalog import Catalog, FileRow
from snippet_lsp.index.storage import CATALOG
from snippet_lsp.types import Status
from snippet_lsp.workspace import Workspace

from .client import SERVER, Client
from .soak import SOURCES, WORDS

INDEX = [sys.executable, "-m", "snippet_lsp", "index"]
COMPARE_EVERY = 20
AFTERWARDS = 4.5
"""Seconds for which a server may live when it has everything: it writes after some of quiet."""
LAST_WORDS = 10.0
"""Seconds after which worker processes of a killed program must have ended."""


@dataclass
class Course:
    """What is being done, and what came of it."""

    root: Path
    cache: Path
    chance: random.Random
    longest: float
    """Seconds from the start of a program until it has everything and a little more."""
    files: int
    made: int = 0
    """Changes to files."""
    wrong: list[str] = field(default_factory=list)
    moments: Counter[str] = field(default_factory=Counter)
    killed: int = 0
    read: list[int] = field(default_factory=list)
    """Files that each restart had to read."""
    encoded: list[int] = field(default_factory=list)
    """Vectors that each restart had to make."""
    seconds: list[float] = field(default_factory=list)
    """CPU seconds of this process for each restart."""


def main() -> None:
    """Kill, restart, compare; print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    course = kill(arguments.folder, arguments.kills, arguments.seed)
    print("\n".join(report(course)))
    sys.exit(bool(course.wrong))


def kill(folder: Path, kills: int, seed: int = 1) -> Course:
    """Kill so many programs on a copy of a folder."""
    with tempfile.TemporaryDirectory() as scratch:
        root, cache = Path(scratch, "root"), Path(scratch, "cache")
        shutil.copytree(folder, root, ignore=shutil.ignore_patterns(".git"))
        longest = first_time(root, Path(scratch, "timed"))
        files = sum(path.suffix in SOURCES for path in root.rglob("*"))
        course = Course(root, cache, random.Random(seed), longest, files)
        with cache_at(cache):
            while course.killed < kills:
                course.moments[start_and_kill(course)] += 1
                restart(course)
                if len(course.read) % COMPARE_EVERY == 0:
                    compare(course, Path(scratch, "fresh"))
            compare(course, Path(scratch, "fresh"))
        return course


def first_time(root: Path, cache: Path) -> float:
    """Seconds that a first index takes."""
    began = time.monotonic()
    subprocess.run([*INDEX, root], env=environment(cache), check=True, capture_output=True)
    return 1.2 * (time.monotonic() - began)


def start_and_kill(course: Course) -> str:
    """Start a program, change files, kill it; what it had come to."""
    is_server = course.chance.random() < 0.4
    lost = course.chance.choice([None] * 7 + [workspace_cache(course.root)] * 2 + [course.cache])
    if lost is not None:
        shutil.rmtree(lost, ignore_errors=True)  # A first time again.
    longest = course.longest if lost else 0.4 * course.longest
    for _ in range(course.chance.randrange(4)):
        change(course)
    end = time.monotonic() + course.chance.uniform(0.0, longest + AFTERWARDS * is_server)
    if is_server:
        server = Client(SERVER, course.cache)
        process = server.process
        server.initialize(course.root)
    else:
        process = subprocess.Popen(
            [*INDEX, course.root],
            env=environment(course.cache),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    while (left := end - time.monotonic()) > 0 and process.poll() is None:
        time.sleep(min(left, course.chance.uniform(0.0, 0.8)))
        change(course)
    has_ended = process.poll() is not None
    workers = children(process.pid)
    process.send_signal(signal.SIGKILL)
    process.wait()
    if is_server:
        server.close()
    end = time.monotonic() + LAST_WORDS
    while (alive := [pid for pid in workers if is_alive(pid)]) and time.monotonic() < end:
        time.sleep(0.05)
    if alive:
        course.wrong.append(f"{len(alive)} worker processes outlive their program")
        for pid in alive:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
    if has_ended:
        return "had ended before"
    course.killed += 1
    return f"{'server' if is_server else 'index'}, {'reading in workers' if workers else 'alone'}"


def restart(course: Course) -> None:
    """Open the folder again, and see that what was good is kept."""
    with left_behind(course) as cache:
        expected = difference(course.root, Rules(), catalog_rows(course, cache))
        before = count_vectors(cache)
    seen: list[Status] = []
    began = time.process_time()
    workspace = Workspace(course.root, Settings(), on_status=seen.append)
    workspace.wait_until_ready()
    status = workspace.status()
    workspace.close()
    course.seconds.append(time.process_time() - began)
    course.read.append(max(one.total for one in seen))
    course.encoded.append(status.encoded)
    if course.read[-1] > len(expected.changed):
        course.wrong.append(f"{course.read[-1]} files were read, not {len(expected.changed)}")
    new = count_vectors(course.cache) - before
    if status.encoded > new + 0.05 * new + 20:  # Two workers may make one at the same time.
        course.wrong.append(f"{status.encoded} vectors were made, of which {new} were not kept")
    if status.problems:
        course.wrong += status.problems
    course.wrong += check_index(course.root, index_of(course), Settings())
    left = [path.name for path in course.cache.rglob("*.tmp")]
    course.wrong += [f"{name} is left" for name in left]


def compare(course: Course, fresh: Path) -> None:
    """Compare the index with a new one."""
    ours = contents(course.root)
    with cache_at(fresh):
        theirs = contents(course.root)
    shutil.rmtree(fresh)
    if ours != theirs:
        paths = [path for path in ours[0] | theirs[0] if ours[0].get(path) != theirs[0].get(path)]
        course.wrong.append(f"not as a new index: {paths[:5]}")


def contents(root: Path) -> tuple[dict[str, object], dict[bytes, bytes]]:
    """The symbols of every file, and the vectors by key."""
    workspace = Workspace(root, Settings())
    workspace.wait_until_ready()
    snapshot = workspace.snapshot
    workspace.close()
    assert isinstance(snapshot, Snapshot)
    vectors = {
        key.tobytes(): vector.tobytes()
        for living in snapshot.segments
        for key, vector in zip(
            living.segment.keys[living.rows], living.segment.vectors[living.rows], strict=True
        )
    }
    return {file.path: snapshot.symbols_of(file.path) for file in snapshot.files()}, vectors


def change(course: Course) -> None:
    """Write, shorten, touch, rename or remove a file."""
    chance = course.chance
    paths = sorted(path for path in course.root.rglob("*") if path.suffix in SOURCES)
    path = chance.choice(paths)
    what = chance.choice(["write", "shorten", "touch", "rename", "remove"])
    course.made += 1
    if what == "write" or len(paths) < 50:
        name = "_".join([*chance.sample(WORDS, 3), str(course.made)])
        with path.with_name(f"made_{chance.randrange(30)}.py").open("a") as file:
            file.write(f"\n\ndef {name}(value):\n    return value\n")
    elif what == "shorten":
        lines = path.read_bytes().splitlines(keepends=True)
        path.write_bytes(b"".join(lines[: len(lines) // 2 + 1]))
    elif what == "touch":
        path.touch()
    elif what == "rename":
        path.rename(path.with_name(f"moved_{course.made}{path.suffix}"))
    else:
        path.unlink()


@contextmanager
def left_behind(course: Course) -> Iterator[Path]:
    """A copy of the cache as it was left: to look into one is to repair it."""
    course.cache.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        yield Path(shutil.copytree(course.cache, Path(scratch, "cache")))


def catalog_rows(course: Course, cache: Path) -> dict[str, FileRow]:
    """What is known of the files, by path; nothing if nothing was written."""
    try:
        with closing(Catalog(index_of(course, cache) / CATALOG)) as catalog:
            return {row.path: row for row in catalog.read().files}
    except (StoreError, ValueError):
        return {}


def count_vectors(cache: Path) -> int:
    """How many vectors are kept."""
    for path in cache.glob("vectors-*.sqlite3"):
        with suppress(sqlite3.Error), closing(sqlite3.connect(path)) as connection:
            return int(connection.execute("select count(*) from vector").fetchone()[0])
    return 0


def index_of(course: Course, cache: Path | None = None) -> Path:
    """The folder of the index. Raises ValueError when there is none."""
    workspace = (cache or course.cache) / workspace_cache(course.root).relative_to(course.cache)
    (index,) = workspace.glob("index-*")
    return index


def children(pid: int) -> list[int]:
    """The processes that a process has started, and those that these have."""
    listed: list[str] = []
    with suppress(OSError):
        for thread in Path(f"/proc/{pid}/task").iterdir():
            listed += (thread / "children").read_text().split()
    found = [int(child) for child in listed]
    return found + [one for child in found for one in children(child)]


def is_alive(pid: int) -> bool:
    """Whether a process runs."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def environment(cache: Path) -> dict[str, str]:
    """Environment variables of a program that keeps its indexes somewhere."""
    return {**os.environ, CACHE_VARIABLE: str(cache)}


@contextmanager
def cache_at(folder: Path) -> Iterator[None]:
    """While indexes are kept somewhere else."""
    before = os.environ.get(CACHE_VARIABLE)
    os.environ[CACHE_VARIABLE] = str(folder)
    try:
        yield
    finally:
        if before is None:
            del os.environ[CACHE_VARIABLE]
        else:
            os.environ[CACHE_VARIABLE] = before


def report(course: Course) -> Iterator[str]:
    """What there is to say, a line each."""
    yield f"{course.killed} kills on {course.files} files, with {course.made:,} changes"
    for moment, count in course.moments.most_common():
        yield f"    {count:4} {moment}"
    for name, values in (
        ("files read by the next start", course.read),
        ("vectors made by it", course.encoded),
        ("its CPU seconds, without workers", course.seconds),
    ):
        ordered = sorted(values)
        yield f"{name}: median {statistics.median(ordered):.4g}, most {ordered[-1]:.4g}"
    yield f"wrong: {len(course.wrong)}"
    yield from course.wrong[:20]


if __name__ == "__main__":
    main()
