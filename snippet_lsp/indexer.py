"""The single writer: changes in, new snapshots out.

One thread owns what is indexed and makes every snapshot; callers leave requests and never wait.
Open buffers come first, between any two batches of files from disk. What takes long and touches
nothing that is shared (writing and merging segments, checking files, building Annoy) is done by
chores, which leave their results as requests.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from pathlib import Path

from .approximation import Approximation, recall_of
from .chores import Chores, take_in
from .config import Settings
from .courtesy import Courtesy
from .difference import Difference
from .errors import SnippetError
from .files.discover import FileInfo
from .files.pacing import Comparison
from .files.settling import Settling
from .following import Owed
from .index import Snapshot
from .index.ledger import FLUSH_ROWS, Done, Job
from .kept import keep_settings
from .parcels import Parcel
from .reading import is_little, read_files
from .requests import Inbox, Requests
from .types import State, Status
from .writer import Writer

log = logging.getLogger(__name__)

_COURTESY = 0.2
"""Seconds that a batch waits at most for questions that are being answered."""
_BATCH_ROWS = 2_000
"""Rows that are published together while many files are read."""
_MOST_ROWS_IN_MEMORY = 4 * FLUSH_ROWS
"""Reading waits for writing when there are more."""
QUIET = 3.0
"""Seconds without a request after which everything is written."""
FOLLOWING = 1.0
"""Seconds between two looks at what the writer, another program, has written."""
CALM = 10.0
"""The same while nothing changes here."""
RETRY = 10.0
"""Seconds after which a step that failed is tried again."""
_REST = 10.0
"""How much longer than a comparison took it is until one that is made again and again."""
_CLOSING = 1.0
"""Seconds that closing waits for a segment that is being written."""


class Indexer:
    """Runs from `start` to `close`; all methods may be called from any thread."""

    def __init__(
        self,
        root: Path,
        settings: Settings,
        open_writer: Callable[[], Writer],
        on_status: Callable[[Status], None],
        clean: Callable[[], None],
    ) -> None:
        """`open_writer` is called once, on the indexer's own thread, and `clean` at most once, on
        another, when the index is good and this program is its writer."""
        self.courtesy = Courtesy()
        """Told of questions that are being answered."""
        self._root = root
        self._settings = settings
        self._open_writer = open_writer
        self._on_status = on_status
        self._clean: Callable[[], None] | None = clean
        self._inbox = Inbox()
        # Replaced by the indexer's thread, read by any:
        self.snapshot: Snapshot | None = None
        """What is searchable; None until the model and the index are loaded."""
        self._total = self._left = 0
        self._problems: tuple[str, ...] = ()
        self._trouble = ""
        """Why a step was not finished, until everything has been looked at again."""
        self._failed = 0
        self._left_out: dict[str, int] = {}
        self.compared: Comparison | None = None
        """The last comparison with all of the disk that has been taken in."""
        self._encoded = 0
        # The indexer's thread alone:
        self._settling = Settling(root)
        self._chores = Chores(self._inbox.deliver)
        self._approximation = Approximation(self._chores, lambda: not self._inbox.is_closing)
        self._overlays: dict[str, bytes | None] = {}
        """Open buffers of the step in hand that have not been taken in yet."""
        self._is_owed = False
        """Whether files are left to the writer that is followed, until everything is compared."""
        self._owed = Owed()
        self._took = 0.0
        """Seconds that the last comparison with all of the disk took."""
        self._due = 0.0
        """When everything is to be compared again, while there is trouble or something owed."""
        self._thread = threading.Thread(target=self._run, name="snippet-indexer", daemon=True)
        self.rescan()

    def start(self) -> None:
        """Load what is stored, then compare it with the disk."""
        self._thread.start()

    def close(self) -> None:
        """Stop after the step in hand, and wait for that."""
        self._inbox.close()
        self._thread.join()

    def set_overlay(self, path: str, source: bytes | None) -> None:
        """The text of an open buffer, or None when it was closed."""
        self._inbox.put_text(path, source)

    def notice(self, paths: Iterable[str]) -> None:
        """Files or folders that may have changed."""
        with self._inbox.request() as requests:
            requests.paths.update(paths)
            requests.rescan |= "" in requests.paths

    def rescan(self) -> None:
        """Compare everything with the disk."""
        with self._inbox.request() as requests:
            requests.rescan = True

    def reconfigure(self, settings: Settings) -> None:
        """Other settings, and a rescan with them."""
        with self._inbox.request() as requests:
            requests.settings = settings
            requests.rescan = True

    def wait(self, timeout: float | None) -> bool:
        """Wait until everything asked for so far is done; whether it is."""
        return self._inbox.wait(timeout)

    def wait_for_overlays(self, timeout: float) -> bool:
        """Wait until open buffers are searched as they are now, if anything is; whether so."""
        return self.snapshot is None or self._inbox.wait_for_texts(timeout)

    def status(self) -> Status:
        """The state at this moment."""
        snapshot = self.snapshot
        problems = (*self._problems, *filter(None, [self._trouble]))
        recall = recall_of(snapshot) if snapshot else None
        if self._inbox.is_busy:
            state = State.INDEXING if snapshot else State.STARTING
        else:
            state = State.DEGRADED if problems else State.READY
        return Status(
            state=state,
            files=snapshot.file_count if snapshot else 0,
            symbols=snapshot.symbol_count if snapshot else 0,
            pending=self._left or self._inbox.waiting,
            total=self._total,
            failed=self._failed,
            generation=snapshot.generation if snapshot else 0,
            checkpoint=snapshot.encoder.checkpoint if snapshot else "",
            nearest="exact" if recall is None else "annoy",
            recall=recall,
            problems=problems,
            left_out=self._left_out,
            age=None if self.compared is None else time.monotonic() - self.compared.began,
            encoded=self._encoded,
        )

    def _run(self) -> None:
        try:
            with closing(self._open_writer()) as writer:
                writer.load()
                self._publish(writer)
                self._serve(writer)
                self._end(writer)
        except SnippetError as error:
            self._fail(str(error))
        except Exception:
            log.exception("the index could not be opened")
            self._fail("the index could not be opened; the log says why")

    def _serve(self, writer: Writer) -> None:
        while (requests := self._inbox.take(self._pause(writer))) is not None:
            try:
                self._step(writer, requests)
            except Exception:  # The indexer outlives whatever a file or the disk does to it.
                log.exception("indexing failed")
                self._recover(writer)
            if not self._is_owed and self._inbox.finish(requests.upto):
                self._left = 0
                self._tell()

    def _pause(self, writer: Writer) -> float | None:
        """Seconds to wait for requests; None where nothing is to be done without one."""
        if self._trouble or self._is_owed:
            return max(0.0, self._due - time.monotonic())
        if writer.follows:
            return FOLLOWING if writer.has_unsaved else CALM
        is_clean = self._clean is None or not writer.leads
        is_all_done = is_clean and not writer.has_unsaved and not self._approximation.is_due(writer)
        return None if is_all_done else QUIET

    def _step(self, writer: Writer, requests: Requests) -> None:
        is_quiet = not (requests.results or self._inbox.is_busy)
        self._overlays |= requests.overlays  # With what a step that failed has left.
        if requests.settings is not None:  # Before anything that may fail.
            self._settings = requests.settings
            writer.reconfigure(requests.settings)
            keep_settings(self._root, requests.settings)
        take_in(requests.results)
        self._follow(writer)
        self._show_overlays(writer)
        is_due = bool(self._trouble or self._is_owed) and time.monotonic() >= self._due
        if is_due or requests.rescan:
            self._compare(writer)
        elif requests.paths:
            paths = requests.paths | self._settle(writer)
            self._update(writer, writer.difference_at(paths))
        self._write(writer, everything=is_quiet)
        if is_quiet and writer.leads and not writer.has_unsaved:
            self._check(writer)
        is_busy = self._inbox.is_busy or self._chores.is_running("segments")
        self._approximation.go_on(writer, is_calm=not is_busy)
        self._publish(writer)
        if self._trouble and (is_due or requests.rescan):
            self._trouble = ""
            self._tell()

    def _recover(self, writer: Writer) -> None:
        """After a step that failed: that may come of damage. Nothing in here may fail."""
        if not self._trouble:
            writer.doubt()
            self._inbox.deliver(lambda: self._compare_checksums(writer))
        if not self._trouble or time.monotonic() >= self._due:
            self._due = time.monotonic() + max(RETRY, _REST * self._took)
        self._trouble = "indexing failed and will be tried again; the log says why"
        self._tell()

    def _compare(self, writer: Writer) -> None:
        """Take in what differs anywhere."""
        began = time.monotonic()
        difference = writer.difference()
        self._took = time.monotonic() - began
        rest = RETRY if self._trouble else FOLLOWING / 2
        self._due = time.monotonic() + max(rest, _REST * self._took)
        self._is_owed = False
        self._update(writer, difference)
        if not self._is_owed:
            self._owed.clear()
            found = len(difference.changed) + len(difference.gone)
            self.compared = Comparison(began, self._took, found)

    def _settle(self, writer: Writer) -> set[str]:
        """While git writes the work tree, wait for what else it changes; what that is."""

        def go_on() -> bool:
            self._show_texts(writer)
            return not self._inbox.is_closing

        self._settling.wait(go_on)
        return self._inbox.take_paths()

    def _follow(self, writer: Writer) -> None:
        """Take in what another program has written, or its place."""
        difference = writer.follow()
        if difference is not None:
            self._update(writer, difference)

    def _show_overlays(self, writer: Writer) -> None:
        """Take in what was typed and what was closed, which may mean reading."""
        self._show_texts(writer)
        if self._overlays:
            self._update(writer, writer.drop_overlay(*self._overlays))
            self._overlays.clear()
            self._publish(writer)
            self._inbox.shown()

    def _show_texts(self, writer: Writer) -> None:
        """Take in what was typed, and leave what was closed in hand."""
        self._overlays |= self._inbox.take_texts()  # What this step has of them is older.
        texts = {path: text for path, text in self._overlays.items() if text is not None}
        for path, text in texts.items():
            del self._overlays[path]
            with self._inbox.paced():
                writer.set_overlay(path, text)
        if texts:
            self._publish(writer)
            if not self._overlays:
                self._inbox.shown()

    def _update(self, writer: Writer, difference: Difference) -> None:
        """Read what changed, publishing as it comes, with open buffers first."""
        self._total = self._left = len(difference.changed)
        self._tell()
        if self._is_for_the_writer(writer, difference.changed):
            self._is_owed = True
            return
        gone = difference.gone
        batch: list[Parcel] = []
        workers = self._settings.index_workers
        with closing(read_files(writer, difference.changed, workers)) as parcels:
            for parcel in parcels:
                batch += [parcel] if parcel is not None else []
                if sum(one.row_count for one in batch) >= _BATCH_ROWS:
                    self.courtesy.give_way(_COURTESY)
                    self._commit(writer, batch, gone)
                    batch, gone = [], ()
                if not self._serve_others(writer):
                    return
        if batch or gone:
            self._commit(writer, batch, gone)

    def _commit(self, writer: Writer, batch: Sequence[Parcel], gone: Sequence[str]) -> None:
        writer.commit(batch, gone)
        self._left -= sum(len(parcel) for parcel in batch)
        self._publish(writer)
        self._write(writer)

    def _serve_others(self, writer: Writer) -> bool:
        """Take in what was typed and what chores came to between batches; whether to go on."""
        while True:
            take_in(self._inbox.take_results())
            if self._inbox.is_closing:
                return False
            self._show_texts(writer)
            if writer.rows_in_memory < _MOST_ROWS_IN_MEMORY or self._chores.wait("segments", 0.05):
                return True

    def _is_for_the_writer(self, writer: Writer, files: Sequence[FileInfo]) -> bool:
        """Whether the program that writes the index is to read these files, as it will anyway."""
        is_much = writer.follows and not is_little(files)
        return is_much and (self._is_owed or self._owed.may_be(len(files)))

    def _write(self, writer: Writer, everything: bool = False) -> None:
        """Begin to write or merge what is worth it; `everything` when nothing else is going on."""
        if self._chores.is_running("segments"):
            return
        job = writer.plan(everything)
        if job is not None:
            self._chores.start(
                "segments",
                lambda: writer.attempt(job),
                lambda done: self._finish(writer, job, done),
            )
        elif everything:
            writer.save()

    def _finish(self, writer: Writer, job: Job, done: Done | None) -> None:
        if writer.finish(job, done):
            self.rescan()

    def _check(self, writer: Writer) -> None:
        """Clean up, once, and compare files with their checksums."""
        if self._clean is not None:
            self._chores.start("cleaning", self._clean, lambda _nothing: None)
            self._clean = None
        self._compare_checksums(writer)

    def _compare_checksums(self, writer: Writer) -> None:
        if not self._chores.is_running("checking") and (names := writer.unchecked()):
            self._chores.start(
                "checking",
                lambda: writer.unsound(names),
                lambda bad: self._take_checks(writer, names, bad),
            )

    def _take_checks(self, writer: Writer, names: Sequence[str], bad: Sequence[str]) -> None:
        writer.take_checks(names, bad)
        if bad:
            self.rescan()

    def _end(self, writer: Writer) -> None:
        """Write what is in memory, unless something is still being written."""
        if self._chores.wait("segments", _CLOSING):
            take_in(self._inbox.take_results())
            writer.flush()

    def _publish(self, writer: Writer) -> None:
        self.snapshot = writer.snapshot
        self._problems = tuple(writer.problems)
        self._failed = writer.failed
        self._left_out = writer.left_out()
        self._encoded = writer.encoded
        self._tell()

    def _tell(self) -> None:
        try:
            self._on_status(self.status())
        except Exception:  # Whoever listens must not be able to end the indexer.
            log.exception("a listener to the status failed")

    def _fail(self, problem: str) -> None:
        self._problems = (problem,)
        self._inbox.die()
        self._tell()
