"""Changes below a folder as the operating system reports them, in batches.

What a change means is for the caller: events come late, twice, or not at all, so a batch says
where to look and not what happened. An occasional rescan makes up for those that are lost.
"""

from __future__ import annotations

import errno
import os
import sys
import threading
import time
import warnings
from collections.abc import Callable, Iterable
from pathlib import Path
from queue import Empty, SimpleQueue

from watchdog.events import (
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver

from ..errors import WatchError
from .folders import folders_above, is_never_indexed

QUIET = 0.075
"""Seconds without an event that end a batch."""
PATIENCE = 1.0
"""Seconds after which a batch ends even if events keep coming."""

# Of the others, opening and closing follow from our own reading, and a folder is modified whenever
# something in it is.
_EVENTS: list[type[FileSystemEvent]] = [
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
]


def watch(
    root: Path,
    on_changes: Callable[[set[str]], None],
    quiet: float = QUIET,
    patience: float = PATIENCE,
) -> Watch:
    """Watch a folder until the result is closed.

    `on_changes` gets the relative paths ("/" between parts) of files and folders that came, went
    or changed, from a thread of the watch. A folder stands for all that is below it, and "" for
    the whole root. Folders that are never indexed are passed over. Raises WatchError.
    """
    paths: SimpleQueue[str | None] = SimpleQueue()
    # inotify does not look behind a link, and macOS reports real paths.
    real = os.path.realpath(root)
    observer = _observe(real, _Handler(real, paths))
    return Watch(observer, paths, on_changes, quiet, patience)


class Watch:
    """What `watch` started."""

    def __init__(
        self,
        observer: BaseObserver,
        paths: SimpleQueue[str | None],
        on_changes: Callable[[set[str]], None],
        quiet: float,
        patience: float,
    ) -> None:
        self._observer = observer
        self._paths = paths
        self._thread = threading.Thread(
            target=_deliver,
            args=(paths, on_changes, quiet, patience),
            name="snippet-watch",
            daemon=True,
        )
        self._thread.start()

    def close(self) -> None:
        """Stop. When this returns, nothing more is reported. Not to be called by `on_changes`."""
        _stop(self._observer)
        self._paths.put(None)
        self._thread.join()


def outermost(paths: Iterable[str]) -> set[str]:
    """The paths that lie below none of the others."""
    given = set(paths)
    if "" in given:
        return {""}
    return {path for path in given if given.isdisjoint(folders_above(path))}


def _deliver(
    paths: SimpleQueue[str | None],
    on_changes: Callable[[set[str]], None],
    quiet: float,
    patience: float,
) -> None:
    while (path := paths.get()) is not None:
        batch = {path}
        end = time.monotonic() + patience
        while (left := end - time.monotonic()) > 0:
            try:
                path = paths.get(timeout=min(quiet, left))
            except Empty:
                break
            if path is None:
                return
            batch.add(path)
        on_changes(outermost(batch))


class _Handler(FileSystemEventHandler):
    def __init__(self, root: str, paths: SimpleQueue[str | None]) -> None:
        self._root = root
        self._inside = root.rstrip(os.sep) + os.sep
        self._paths = paths

    def dispatch(self, event: FileSystemEvent) -> None:
        for place in (os.fsdecode(event.src_path), os.fsdecode(event.dest_path)):
            if place == self._root:
                self._paths.put("")
            elif place.startswith(self._inside):
                path = place[len(self._inside) :].replace(os.sep, "/")
                if not is_never_indexed(path):
                    self._paths.put(path)


def _observe(root: str, handler: FileSystemEventHandler) -> BaseObserver:
    try:
        observer = _start(root, handler, recursive=True)
    except OSError as error:
        raise WatchError(_advice(root, error)) from None
    if sys.platform == "linux":
        # Where the limit on watches leaves some folders unwatched, watchdog is silent about it.
        # But then there is none left for another observer either.
        try:
            _stop(_start(root, FileSystemEventHandler(), recursive=False))
        except OSError as error:
            if error.errno == errno.ENOSPC:
                _stop(observer)
                raise WatchError(_advice(root, error)) from None
    return observer


def _start(root: str, handler: FileSystemEventHandler, recursive: bool) -> BaseObserver:
    # From watchdog's own thread, which ends where warnings are errors; it means nothing.
    warnings.filterwarnings("ignore", "Callback with id", RuntimeWarning)
    observer = Observer()
    try:
        observer.schedule(handler, root, recursive=recursive, event_filter=_EVENTS)
        observer.start()
    except BaseException:
        observer.stop()
        raise
    return observer


def _stop(observer: BaseObserver) -> None:
    observer.stop()
    observer.join()


def _advice(root: str, error: OSError) -> str:
    if error.errno == errno.ENOSPC:
        return (
            f"cannot watch all folders of {root}: raise the limit with"
            " `sudo sysctl fs.inotify.max_user_watches=1048576`"
        )
    if error.errno == errno.EMFILE:
        return (
            f"cannot watch {root}: too many programs watch files or too many files are open; raise"
            " the limit with `sudo sysctl fs.inotify.max_user_instances=1024`"
        )
    return f"cannot watch {root}: {error.strerror or error}"
