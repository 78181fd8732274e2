"""The single writer: changes in, new snapshots out.

One thread owns the store and makes every snapshot; callers leave requests and never wait. Open
buffers come first, between any two batches of files from disk.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from .bulk import Outcome, read_in_bulk
from .config import Settings
from .difference import Difference
from .errors import Cancelled, SnippetError
from .files.discover import FileInfo
from .index import Segment, Snapshot
from .index.nearest import THRESHOLD, Annoy, build
from .kept import keep_settings
from .reader import ReadFile, read_file
from .types import State, Status
from .writer import Writer

log = logging.getLogger(__name__)

_INLINE_FILES = 24
_INLINE_BYTES = 500_000
"""Up to this much is read in the indexer's own thread: starting workers takes longer."""
_BATCH_SYMBOLS = 2_000
"""Symbols that are published together while many files are read."""


@dataclass(slots=True)
class _Requests:
    """What callers have asked for since the indexer last looked; the latest wins."""

    overlays: dict[str, bytes | None] = field(default_factory=dict)
    """Text of open buffers by path; None for one that was closed."""
    paths: set[str] = field(default_factory=set)
    rescan: bool = False
    settings: Settings | None = None
    annoy: list[tuple[Segment, Annoy]] = field(default_factory=list)
    upto: int = 0
    """Number of the last request in here."""


class Indexer:
    """Runs from `start` to `close`; all methods may be called from any thread."""

    def __init__(
        self,
        root: Path,
        settings: Settings,
        open_writer: Callable[[], Writer],
        on_status: Callable[[Status], None],
        annoy_folder: Path,
    ) -> None:
        """`open_writer` is called once, on the indexer's own thread."""
        self._root = root
        self._settings = settings
        self._open_writer = open_writer
        self._on_status = on_status
        self._annoy_folder = annoy_folder
        self._changed = threading.Condition()
        # Guarded by `_changed`:
        self._requests = _Requests(rescan=True, upto=1)
        self._submitted = 1
        self._completed = 0
        self._closing = False
        self._total = self._left = 0
        self._problems: tuple[str, ...] = ()
        self._trouble = ""
        """Why the last step was not finished; the next one looks at everything again."""
        self._is_dead = False
        """Whether nothing could be opened; requests are then done at once."""
        self._failed = 0
        self._left_out: dict[str, int] = {}
        self._compared: float | None = None
        """When the last comparison with all of the disk began that has been taken in."""
        self._comparing = 0.0
        """Seconds that it took."""
        # Replaced by the indexer's thread, read by any:
        self.snapshot: Snapshot | None = None
        """What is searchable; None until the model and the store are loaded."""
        self._annoy_tried: Segment | None = None
        self._overlays: dict[str, bytes | None] = {}
        """Open buffers of the step in hand that have not been taken in yet."""
        self._thread = threading.Thread(target=self._run, name="snippet-indexer", daemon=True)

    def start(self) -> None:
        """Load what is stored, then compare it with the disk."""
        self._thread.start()

    def close(self) -> None:
        """Stop after the step in hand, and wait for that."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        self._thread.join()

    def set_overlay(self, path: str, source: bytes | None) -> None:
        """The text of an open buffer, or None when it was closed."""
        with self._request() as requests:
            requests.overlays[path] = source

    def notice(self, paths: Iterable[str]) -> None:
        """Files or folders that may have changed."""
        with self._request() as requests:
            requests.paths.update(paths)

    def rescan(self) -> None:
        """Compare everything with the disk."""
        with self._request() as requests:
            requests.rescan = True

    def reconfigure(self, settings: Settings) -> None:
        """Other settings, and a rescan with them."""
        with self._request() as requests:
            requests.settings = settings
            requests.rescan = True

    def wait(self, timeout: float | None) -> bool:
        """Wait until everything asked for so far is done; whether it is."""
        with self._changed:
            target = self._submitted
            self._changed.wait_for(lambda: self._completed >= target or self._closing, timeout)
            return self._completed >= target

    def status(self) -> Status:
        """The state at this moment."""
        snapshot = self.snapshot
        with self._changed:
            busy = self._completed < self._submitted
            waiting = len(self._requests.overlays) + len(self._requests.paths)
            pending, total, failed = self._left or waiting, self._total, self._failed
            problems = (*self._problems, *filter(None, [self._trouble]))
            left_out, compared = self._left_out, self._compared
        if busy:
            state = State.INDEXING if snapshot else State.STARTING
        else:
            state = State.DEGRADED if problems else State.READY
        return Status(
            state=state,
            files=snapshot.file_count if snapshot else 0,
            symbols=snapshot.symbol_count if snapshot else 0,
            pending=pending,
            total=total,
            failed=failed,
            generation=snapshot.generation if snapshot else 0,
            checkpoint=snapshot.encoder.checkpoint if snapshot else "",
            nearest="annoy" if snapshot and _annoys(snapshot) else "exact",
            problems=problems,
            left_out=left_out,
            age=None if compared is None else time.monotonic() - compared,
        )

    @contextmanager
    def _request(self) -> Iterator[_Requests]:
        with self._changed:
            yield self._requests
            self._submitted += 1
            self._requests.upto = self._submitted
            if self._is_dead:
                self._completed = self._submitted
            self._changed.notify_all()

    def _take(self) -> _Requests | None:
        """Wait for requests and take all of them; None when closing."""
        with self._changed:
            self._changed.wait_for(lambda: self._closing or self._requests.upto > self._completed)
            if self._closing:
                return None
            taken, self._requests = self._requests, _Requests(upto=self._requests.upto)
            return taken

    def _run(self) -> None:
        try:
            with closing(self._open_writer()) as writer:
                writer.load(lambda: self._loaded(writer))
                self._serve(writer)
        except Cancelled as error:
            log.info("%s", error)
        except SnippetError as error:
            self._fail(str(error))
        except Exception:
            log.exception("the index could not be opened")
            self._fail("the index could not be opened; the log says why")

    def _serve(self, writer: Writer) -> None:
        while (requests := self._take()) is not None:
            try:
                self._step(writer, requests)
                self._trouble = ""
            except Exception:  # The indexer outlives whatever a file or the disk does to it.
                log.exception("indexing failed")
                self._trouble = "indexing failed and will be tried again; the log says why"
                self._publish(writer)
            self._finish(requests)

    def _step(self, writer: Writer, requests: _Requests) -> None:
        if requests.settings is not None:
            self._settings = requests.settings
            writer.reconfigure(requests.settings)
            keep_settings(self._root, requests.settings)
        for segment, annoy in requests.annoy:
            writer.take_annoy(segment, annoy)
        self._overlays = requests.overlays
        self._show_overlays(writer)
        if requests.rescan or self._trouble:
            self._compare(writer)
        elif requests.paths:
            self._update(writer, writer.difference_at(requests.paths))
        self._start_annoy(writer)
        self._publish(writer)

    def _compare(self, writer: Writer) -> None:
        """Take in what differs anywhere."""
        began = time.monotonic()
        difference = writer.difference()
        took = time.monotonic() - began
        self._update(writer, difference)
        with self._changed:
            self._compared, self._comparing = began, took

    def _show_overlays(self, writer: Writer) -> None:
        while self._overlays:
            path, source = self._overlays.popitem()
            if source is None:
                self._update(writer, writer.drop_overlay(path))
            else:
                writer.set_overlay(path, source)

    def _update(self, writer: Writer, difference: Difference) -> None:
        """Read what changed, publishing as it comes, with open buffers first."""
        with self._changed:
            self._total = self._left = len(difference.changed)
        self._tell()
        gone = difference.gone
        batch: list[Outcome] = []
        with closing(self._read(difference.changed)) as outcomes:
            for some in outcomes:
                batch += some
                if sum(len(o.bags) for o in batch if isinstance(o, ReadFile)) >= _BATCH_SYMBOLS:
                    writer.commit(batch, gone)
                    self._advance(writer, len(batch))
                    batch, gone = [], ()
                if not self._serve_overlays(writer):
                    return
        if batch or gone:
            writer.commit(batch, gone)
        self._advance(writer, len(batch))

    def _serve_overlays(self, writer: Writer) -> bool:
        """Take in the texts of open buffers between batches; whether to go on."""
        with self._changed:
            if self._closing:
                return False
            waiting = self._requests.overlays
            texts = {path: text for path, text in waiting.items() if text is not None}
            for path in texts:
                del waiting[path]
        for path, text in texts.items():
            self._overlays.pop(path, None)  # What this step has of it is older.
            writer.set_overlay(path, text)
        if texts:
            self._publish(writer)
        return True

    def _read(self, files: tuple[FileInfo, ...]) -> Generator[list[Outcome], None, None]:
        limit = self._settings.files_max_size
        if len(files) <= _INLINE_FILES and sum(file.size for file in files) <= _INLINE_BYTES:
            return ([read_file(str(self._root), file.path, limit)] for file in files)
        workers = self._settings.index_workers or max(1, (os.cpu_count() or 1) // 2)
        return read_in_bulk(str(self._root), files, limit, workers)

    def _loaded(self, writer: Writer) -> None:
        self._publish(writer)
        if self._closing:
            raise Cancelled("closed while the index was being loaded")

    def _advance(self, writer: Writer, done: int) -> None:
        with self._changed:
            self._left -= done
            self._left_out = writer.left_out()
        self._publish(writer)

    def _publish(self, writer: Writer) -> None:
        self.snapshot = writer.snapshot
        with self._changed:
            self._problems = tuple(writer.problems)
            self._failed = len(writer.failed)
        self._tell()

    def _tell(self) -> None:
        try:
            self._on_status(self.status())
        except Exception:  # Whoever listens must not be able to end the indexer.
            log.exception("a listener to the status failed")

    def _finish(self, requests: _Requests) -> None:
        with self._changed:
            if self._closing:
                return
            self._completed = requests.upto
            self._left = 0
            self._changed.notify_all()
        self._tell()

    def _fail(self, problem: str) -> None:
        with self._changed:
            self._problems = (problem,)
            self._is_dead = True
            self._completed = self._submitted
            self._changed.notify_all()
        self._tell()

    def _start_annoy(self, writer: Writer) -> None:
        """Have the largest segment's Annoy index built in the background, if it needs one."""
        segment = max((s.segment for s in writer.snapshot.segments), key=len, default=None)
        if segment is None or len(segment) < THRESHOLD or segment.annoy is not None:
            return
        if segment is not self._annoy_tried:
            self._annoy_tried = segment
            # A thread that nothing waits for: an unfinished file has another name.
            threading.Thread(
                target=self._build_annoy, args=[segment], name="snippet-annoy", daemon=True
            ).start()

    def _build_annoy(self, segment: Segment) -> None:
        threads = max(1, (os.cpu_count() or 1) // 2)
        annoy = build(segment.vectors, self._annoy_folder, threads)
        if annoy is not None:
            with self._request() as requests:
                requests.annoy.append((segment, annoy))


def _annoys(snapshot: Snapshot) -> bool:
    return any(living.segment.annoy for living in snapshot.segments)
