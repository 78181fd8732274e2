"""The caches of all workspaces: which there are, which are of no use any more, and their removal.

A workspace's folder has a note that says which folder it is of; the note's time is when it was last
opened. What is in an index is for `catalog.py` and its like.
"""

from __future__ import annotations

import json
import logging
import os
import shutil
import time
import uuid
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from ..errors import StoreError
from .database import discard
from .lock import WriterLock
from .vectors import FORMAT as VECTORS

log = logging.getLogger(__name__)

FORMAT = 4
"""Changes whenever an older program's index would be misread, or its symbols would be others."""
LOCK = "writer.lock"
_NOTE = "workspace.json"
_PRUNED = "pruned"
_DAY = 86_400.0
_MOMENT = 60.0
_OLD_FILES = {".annoy", ".sqlite3", ".sqlite3-wal", ".sqlite3-shm"}
"""Endings of what earlier versions kept beside today's folders."""
UNUSED = 90.0
"""Days after which what nobody opened goes."""
GONE = 7.0
"""Days for which the index of a folder that is gone is kept: its disk may be out of reach today."""


@dataclass(frozen=True, slots=True)
class Cache:
    """The cache of one workspace."""

    folder: Path
    root: str
    """The folder that it is of; "" where that is not known."""
    used: float
    """When it was last opened, in seconds since 1970."""
    size: int
    """Bytes."""

    @property
    def days(self) -> float:
        """Days since it was last opened; none if the clock has been put back since."""
        return max(0.0, (time.time() - self.used) / _DAY)

    @property
    def is_gone(self) -> bool:
        """Whether the folder that it is of does not exist."""
        return bool(self.root) and not Path(self.root).is_dir()


def index_folder(workspace: Path, checkpoint: str) -> Path:
    """The index in a workspace's cache that is of today's format and one model."""
    return workspace / f"index-{FORMAT}-{checkpoint[:12]}"


def vectors_file(directory: Path, checkpoint: str) -> Path:
    """The vectors of today's format and one model in the cache directory, for all workspaces."""
    return directory / f"vectors-{VECTORS}-{checkpoint[:12]}.sqlite3"


def note_use(folder: Path, root: Path) -> None:
    """Note that a workspace's cache is being used. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    note = folder / _NOTE
    if _root_in(folder) == str(root):
        os.utime(note)
        return
    unfinished = note.with_suffix(f".{os.getpid()}.tmp")
    unfinished.write_text(json.dumps({"root": str(root)}), "utf-8")
    unfinished.replace(note)


def caches(directory: Path) -> list[Cache]:
    """All that are in the cache directory, last used first."""
    found = [
        Cache(folder, _root_in(folder), _used(folder), size_of(folder))
        for folder in _folders(directory / "workspaces")
    ]
    return sorted(found, key=lambda cache: -cache.used)


def remove(folder: Path) -> bool:
    """Remove a cache, or an index in one, unless a program is its writer; whether it was.

    Raises OSError.
    """
    if folder.is_symlink():
        raise OSError("it is a link")
    if any(_is_held(path) for path in folder.rglob(LOCK)):
        return False
    # At once gone for those who are still writing a segment, or begin an index just now.
    removed = folder.with_name(f".{uuid.uuid4().hex}")
    try:
        folder.rename(removed)
    except OSError:
        removed = folder  # Windows renames nothing in which a file is open.
    shutil.rmtree(removed)
    return True


def remove_old(directory: Path, unused: float = UNUSED, gone: float = GONE) -> list[Cache]:
    """Remove what was not opened for so many days, or is of a folder that is gone, and models'
    vectors that nobody used for as long; returns the workspaces' caches that went."""
    removed = []
    for cache in caches(directory):
        if cache.days >= (gone if cache.is_gone else unused):
            with suppress(OSError):  # The next time may be luckier.
                if remove(cache.folder):
                    removed.append(cache)
    for folder in _folders(directory / "workspaces", are_removed=True):
        shutil.rmtree(folder, ignore_errors=True)
    for path in directory.glob("vectors-*.sqlite3"):
        with suppress(OSError):
            if time.time() - path.stat().st_mtime >= unused * _DAY:
                discard(path)
    return removed


def prune_daily(directory: Path) -> bool:
    """`remove_old`, unless some program did so within a day; whether it was done."""
    mark = directory / _PRUNED
    try:
        age = time.time() - mark.stat().st_mtime
    except OSError:
        age = _DAY
    if 0 <= age < _DAY:
        return False
    try:
        mark.touch()
    except OSError:
        return False
    for cache in remove_old(directory):
        log.info("removed the index of %s", cache.root or cache.folder)
    return True


def remove_others(index: Path) -> None:
    """Remove a workspace's indexes of other formats and models that no program is writing to."""
    for path in index.parent.iterdir():
        with suppress(OSError):  # The next start may be luckier.
            if path.is_dir() and path != index:
                remove(path)
            elif path.suffix in _OLD_FILES or _is_left_over(path):
                path.unlink()


def size_of(folder: Path) -> int:
    """Bytes of all files in a folder; one that vanishes meanwhile counts nothing."""
    size = 0
    for path in folder.rglob("*"):
        with suppress(OSError):
            size += path.stat().st_size if path.is_file() else 0
    return size


def _is_held(path: Path) -> bool:
    lock = WriterLock(path)
    try:
        return not lock.take()
    except StoreError:
        return False  # Nobody can write there.
    finally:
        lock.release()


def _is_left_over(path: Path) -> bool:
    """Whether a program that died was writing a file; those that live take a moment."""
    return path.suffix == ".tmp" and abs(time.time() - path.stat().st_mtime) > _MOMENT


def _folders(folder: Path, *, are_removed: bool = False) -> Iterator[Path]:
    with suppress(OSError):
        for path in folder.iterdir():
            if path.is_dir() and path.name.startswith(".") is are_removed:
                yield path


def _root_in(folder: Path) -> str:
    try:
        note = json.loads((folder / _NOTE).read_text("utf-8"))
        return str(note["root"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def _used(folder: Path) -> float:
    for path in (folder / _NOTE, folder):
        with suppress(OSError):
            return path.stat().st_mtime
    return time.time()
