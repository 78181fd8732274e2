"""A real disk that is full, or that may only be read: said, searched all the same, and over when
there is room again."""

from __future__ import annotations

import os
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from snippet_lsp import indexer, writer
from snippet_lsp.checking import check_index
from snippet_lsp.config import CACHE_VARIABLE, Settings, workspace_cache
from snippet_lsp.types import State, Status
from snippet_lsp.workspace import Workspace

DEADLINE = 60.0


class Disk:
    """The disk that indexes go to: a small file system of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        _run_or_skip("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder)

    def fill(self) -> None:
        """Leave no room at all."""
        with suppress(OSError), (self.folder / "ballast").open("wb", buffering=0) as file:
            while file.write(bytes(512)):
                pass

    def empty(self) -> None:
        """Make room again."""
        (self.folder / "ballast").unlink(missing_ok=True)

    def close(self) -> None:
        subprocess.run(["umount", "-l", self.folder], check=True)


class Limit(Disk):
    """The same by a limit on the size of files, of this process."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        resource = pytest.importorskip("resource")
        self._set = lambda soft: resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        self._soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)

    def fill(self) -> None:
        self._set(0)

    def empty(self) -> None:
        self._set(self._soft)

    def close(self) -> None:
        self.empty()


def _run_or_skip(*command: str | Path) -> None:
    try:
        subprocess.run(command, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"file systems cannot be mounted here: {error}")


def _mounted(cache: Path, kind: type[Disk], monkeypatch: pytest.MonkeyPatch) -> Iterator[Disk]:
    folder = cache / "disk"
    folder.mkdir()
    disk = kind(folder)
    monkeypatch.setenv(CACHE_VARIABLE, str(folder))
    try:
        yield disk
    finally:
        disk.close()


@pytest.fixture(params=[Disk, Limit])
def disk(
    cache: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Disk]:
    yield from _mounted(cache, request.param, monkeypatch)


@pytest.fixture
def small_disk(cache: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Disk]:
    yield from _mounted(cache, Disk, monkeypatch)


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "_PATIENCE", 0.1)
    monkeypatch.setattr(indexer, "QUIET", 0.05)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    for name in ("send_mail", "parse_date", "open_socket"):
        write(folder / f"{name}.py", f"def {name}(value): ...\n")
    return folder


def write(path: Path, text: str) -> None:
    path.write_text(text)
    os.utime(path, (1e9, 1e9 + len(text)))  # A file that was just written is read twice.


class Watched:
    """A workspace, and waiting for what becomes of it."""

    def __init__(self, root: Path) -> None:
        self._changed = threading.Condition()
        self.workspace = Workspace(root, on_status=self._put)
        assert self.workspace.wait_until_ready(DEADLINE)

    def wait_for(self, condition: Callable[[Status], bool]) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: condition(self.workspace.status()), DEADLINE)

    def finds(self, name: str) -> bool:
        hits = self.workspace.search(name, 3)
        return bool(hits) and hits[0].symbol.name == name

    def _put(self, _status: Status) -> None:
        with self._changed:
            self._changed.notify_all()


@pytest.fixture
def opened(root: Path) -> Iterator[Callable[[], Watched]]:
    all_opened: list[Watched] = []

    def open_it() -> Watched:
        all_opened.append(Watched(root))
        return all_opened[-1]

    yield open_it
    for watched in all_opened:
        watched.workspace.close()


Open = Callable[[], Watched]


def check_is_whole(root: Path) -> None:
    (index,) = workspace_cache(root).glob("index-*")
    assert list(check_index(root, index, Settings())) == []
    assert list(index.glob("*.segment")) != []
    assert list(index.glob("*.tmp")) == []


def test_full_from_the_start(disk: Disk, root: Path, opened: Open) -> None:
    disk.fill()
    watched = opened()
    watched.wait_for(lambda status: status.state is State.DEGRADED)
    assert "memory only" in watched.workspace.status().problems[0]
    assert watched.finds("send_mail")
    disk.empty()
    watched.wait_for(lambda status: status.state is State.READY)
    assert watched.finds("send_mail")
    watched.workspace.close()
    check_is_whole(root)


def test_full_while_it_is_used(disk: Disk, root: Path, opened: Open) -> None:
    watched = opened()
    watched.workspace.close()
    check_is_whole(root)
    watched = opened()
    write(root / "late.py", "".join(f"def retry_upload_{n}(file): ...\n" for n in range(300)))
    (root / "parse_date.py").unlink()
    disk.fill()
    watched.workspace.notice(["late.py", "parse_date.py"])
    watched.wait_for(lambda status: "cannot be written" in " ".join(status.problems))
    assert watched.finds("retry_upload_7")
    assert watched.finds("send_mail")
    assert not watched.finds("parse_date")
    disk.empty()
    watched.wait_for(lambda status: status.state is State.READY)
    watched.workspace.close()
    check_is_whole(root)


def test_full_when_it_ends(disk: Disk, root: Path, opened: Open) -> None:
    opened().workspace.close()
    watched = opened()
    write(root / "late.py", "def retry_upload(file): ...\n")
    disk.fill()
    watched.workspace.notice(["late.py"])
    assert watched.workspace.wait_until_ready(DEADLINE)
    watched.workspace.close()
    disk.empty()
    watched = opened()
    assert watched.workspace.status().state is State.READY
    assert watched.finds("retry_upload")
    watched.workspace.close()
    check_is_whole(root)


def test_only_to_be_read(
    small_disk: Disk, root: Path, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened().workspace.close()
    read: list[str] = []
    real = writer.read_file
    monkeypatch.setattr(
        writer,
        "read_file",
        lambda root, path, *given: read.append(path) or real(root, path, *given),
    )
    write(root / "late.py", "def retry_upload(file): ...\n")
    _run_or_skip("mount", "-o", "remount,ro", small_disk.folder)
    watched = opened()
    assert read == ["late.py"], "what is in the cache is searched from there"
    assert watched.workspace.status().state is State.DEGRADED
    assert "memory only" in watched.workspace.status().problems[0]
    assert watched.finds("retry_upload")
    assert watched.finds("send_mail")
    _run_or_skip("mount", "-o", "remount,rw", small_disk.folder)
    watched.wait_for(lambda status: status.state is State.READY)
    watched.workspace.close()
    check_is_whole(root)


def test_removed_under_a_running_program(root: Path, opened: Open, cache: Path) -> None:
    watched = opened()
    watched.wait_for(lambda status: bool(list(cache.glob("workspaces/*/index-*/*.segment"))))
    for path in sorted(cache.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    write(root / "late.py", "def retry_upload(file): ...\n")
    watched.workspace.notice(["late.py"])
    assert watched.workspace.wait_until_ready(DEADLINE)
    assert watched.finds("retry_upload")
    assert watched.finds("send_mail")
    watched.workspace.close()
    check_is_whole(root)
