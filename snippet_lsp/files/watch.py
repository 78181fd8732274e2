"""Changes below a folder as the operating system reports them, in batches.

What a change means is for the caller: events come late, twice, or not at all, so a batch says
where to look and not what happened. `lookout.py` makes up for those that are lost, and for a watch
that dies.
"""

from __future__ import annotations

import errno
import logging
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
from .folders import folders_above, meant_by

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

Identity = tuple[int, int]
"""What tells a folder from another one that is put in its place: device and inode."""


def watch(
    root: Path,
    on_changes: Callable[[set[str]], None],
    quiet: float = QUIET,
    patience: float = PATIENCE,
) -> Watch:
    """Watch a folder until the result is closed.

    `on_changes` gets relative paths ("/" between parts), from a thread of the watch: those of files
    and folders that came, went or changed, and of folders in which the rules have changed. A folder
    stands for all that is below it, and "" for the whole root. What is never indexed is passed
    over. Raises WatchError.
    """
    paths: SimpleQueue[str | None] = SimpleQueue()
    # inotify does not look behind a link, and macOS reports real paths.
    real = os.path.realpath(root)
    handler = _Handler(real, paths)
    observer = _observe(real, handler)
    return Watch(real, observer, handler, paths, on_changes, quiet, patience)


class Watch:
    """What `watch` started."""

    def __init__(
        self,
        root: str,
        observer: BaseObserver,
        handler: _Handler,
        paths: SimpleQueue[str | None],
        on_changes: Callable[[set[str]], None],
        quiet: float,
        patience: float,
    ) -> None:
        self._root = root
        self._observer = observer
        self._handler = handler
        self._paths = paths
        _LOSSES.add(paths)
        self._thread = threading.Thread(
            target=_deliver,
            args=(paths, on_changes, quiet, patience),
            name="snippet-watch",
            daemon=True,
        )
        self._thread.start()

    def check(self) -> None:
        """See whether it still reports everything. Raises WatchError if not."""
        threads = [self._observer, *self._observer.emitters, self._thread]
        if not all(thread.is_alive() for thread in threads):
            raise WatchError(f"the watch of {self._root} has ended")
        if self._handler.has_new_folders:
            self._handler.has_new_folders = False
            _check_limit(self._root)

    def close(self) -> None:
        """Stop. When this returns, nothing more is reported. Not to be called by `on_changes`."""
        _LOSSES.discard(self._paths)
        _stop(self._observer)
        self._paths.put(None)
        self._thread.join()


def identity(root: Path) -> Identity | None:
    """Which folder there is at a path, through links; None where there is none."""
    try:
        found = root.stat()
    except (OSError, ValueError):
        return None
    return (found.st_dev, found.st_ino)


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
        self.has_new_folders = False

    def dispatch(self, event: FileSystemEvent) -> None:
        self.has_new_folders |= isinstance(event, DirCreatedEvent)
        for place in (os.fsdecode(event.src_path), os.fsdecode(event.dest_path)):
            if place == self._root:
                self._paths.put("")
            elif place.startswith(self._inside):
                meant = meant_by(place[len(self._inside) :].replace(os.sep, "/"))
                if meant is not None:
                    self._paths.put(meant)


class _Losses(logging.Handler):
    """Has all of a root looked at where watchdog lost something, of which only its log tells."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._watches: set[SimpleQueue[str | None]] = set()
        logging.getLogger("watchdog").addHandler(self)

    def add(self, paths: SimpleQueue[str | None]) -> None:
        self._watches.add(paths)

    def discard(self, paths: SimpleQueue[str | None]) -> None:
        self._watches.discard(paths)

    def emit(self, _record: logging.LogRecord) -> None:
        for paths in tuple(self._watches):
            paths.put("")


_LOSSES = _Losses()


def _observe(root: str, handler: FileSystemEventHandler) -> BaseObserver:
    try:
        observer = _start(root, handler, recursive=True)
    except OSError as error:
        raise WatchError(_advice(root, error)) from None
    try:
        _check_limit(root)
    except WatchError:
        _stop(observer)
        raise
    return observer


def _check_limit(root: str) -> None:
    """See whether more folders could be watched. Raises WatchError.

    Where the limit leaves some unwatched, watchdog is silent about it; but then there is no room
    for another observer either.
    """
    if sys.platform != "linux":
        return
    try:
        _stop(_start(root, FileSystemEventHandler(), recursive=False))
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise WatchError(_advice(root, error)) from None


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
