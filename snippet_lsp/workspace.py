"""The facade of one workspace folder: its documents, its indexer, and questions to its snapshot.

Knows no protocol. Every method may be called from any thread and returns at once, except those
that say how long they take.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from .config import Settings, cache_directory, workspace_cache
from .encoder import Encoder, load_encoder
from .errors import StoreError
from .files.contents import Contents, content_hash, read
from .files.lookout import Lookout
from .generations import Generations
from .index import Snapshot
from .index.caches import (
    index_folder,
    note_use,
    prune_daily,
    remove,
    remove_others,
    vectors_file,
)
from .index.storage import Storage
from .index.vectors import VectorStore
from .indexer import Indexer
from .kept import keep_settings, kept_settings
from .learner import Learner
from .learning import forget, prune, served
from .search import (
    Completion,
    ask,
    complete,
    definition_at,
    definition_in,
    duplicates,
    similar,
)
from .search.duplicates import Progress
from .types import LEAST_LINES, Duplicates, Found, Hit, Span, State, Status
from .writer import Writer

log = logging.getLogger(__name__)

PATIENCE = 0.25
"""Seconds that a question waits for what was typed before it."""

StatusListener = Callable[[Status], None]


class Workspace:
    """One folder that is being indexed and searched, from construction to `close`."""

    def __init__(
        self,
        root: Path,
        settings: Settings | None = None,
        *,
        watching: bool = False,
        is_told: bool = False,
        on_status: StatusListener | None = None,
    ) -> None:
        """Start indexing `root` in the background, by default with the settings that it was last
        indexed with.

        With `watching`, changes on disk are noticed by the operating system's means; with `is_told`
        somebody tells them to `notice` who may miss some. In both cases those that were missed are
        found some time later; without either, only by `notice` and `rescan`. `on_status` is called
        from some thread of the workspace whenever the status changes; it must return at once.
        """
        self._root = root.absolute()
        self._settings = settings or kept_settings(self._root)
        self._keeps_settings = settings is not None
        self._cache = workspace_cache(self._root)
        self._documents: dict[str, bytes] = {}
        self._index: Path | None = None
        self._on_status = on_status or (lambda _status: None)
        self._generations = Generations(self._new_indexer)
        self._learner = Learner(
            self._root,
            self._generations,
            self._documents,
            lambda: self._on_status(self.status()),
        )
        self._lookout = Lookout(
            self._root,
            lambda paths: self._generations.each(lambda indexer: indexer.notice(paths)),
            lambda: self._on_status(self.status()),
            lambda: self._indexer.compared,
            watching=watching,
        )
        self._is_looked_after = watching or is_told
        self._indexer.start()

    @property
    def root(self) -> Path:
        """The folder, absolute."""
        return self._root

    @property
    def settings(self) -> Settings:
        """The settings in force."""
        return self._settings

    @property
    def snapshot(self) -> Snapshot | None:
        """What is searched right now, None before there is anything; for measurements."""
        return self._indexer.snapshot

    def status(self) -> Status:
        """What is searchable right now."""
        return self._whole(self._indexer.status())

    def set_document(self, path: str, source: bytes) -> None:
        """Take an open buffer's text (UTF-8) as the contents of `path` until it is closed.

        Files that are not indexed (ignored, no language) are passed over.
        """
        self._lookout.stir()
        self._documents[path] = source
        self._generations.each(lambda indexer: indexer.set_overlay(path, source))

    def close_document(self, path: str) -> None:
        """Go back to what is on disk."""
        self._documents.pop(path, None)
        self._generations.each(lambda indexer: indexer.set_overlay(path, None))

    def notice(self, paths: Sequence[str]) -> None:
        """Files or folders that may have changed on disk, by relative path."""
        self._lookout.stir()
        self._generations.each(lambda indexer: indexer.notice(paths))

    def look_again(self) -> None:
        """Somebody may have changed anything meanwhile: compare all of it, if not just done."""
        self._lookout.look_again()

    def rescan(self) -> None:
        """Compare all of the folder with the index."""
        self._generations.each(lambda indexer: indexer.rescan())

    def reconfigure(self, settings: Settings) -> None:
        """Take new settings into account."""
        self._settings = settings
        self._generations.each(lambda indexer: indexer.reconfigure(settings))

    def search(self, query: str, limit: int = 20, *, group_by_file: bool = False) -> list[Hit]:
        """The hits of `ask`."""
        return list(self.ask(query, limit, group_by_file=group_by_file).hits)

    def ask(
        self, query: str, limit: int = 20, *, group_by_file: bool = False, explain: bool = False
    ) -> Found:
        """The best answers, best first (1-20 ms), each with why if asked to. Raises QueryError.

        Waits for open documents that have just changed, at most `PATIENCE`, as `similar_at` does.
        """
        snapshot = self._latest()
        if snapshot is None:
            return Found(())
        with self._answering():
            return ask(snapshot, query, limit, group_by_file=group_by_file, explain=explain)

    def complete(self, query: str, cursor: int) -> list[Completion]:
        """What the filter that ends at a place (characters) of a query could become."""
        return complete(self._indexer.snapshot, query, cursor)

    def similar_at(self, path: str, span: Span, limit: int = 20) -> list[Hit]:
        """What is most like the definition at a span of a file's text, or like the span itself.

        An empty span means the innermost definition around it; a span that covers part of a
        definition means that part. `path` may be an open document or a file on disk.
        """
        snapshot, source = self._latest(), self.source(path)
        if snapshot is None or source is None:
            return []
        file = snapshot.file(path)
        is_indexed = file is not None and content_hash(source) == file.digest
        symbols = snapshot.symbols_of(path) if is_indexed else ()
        symbol = definition_at(path, source, span, symbols)
        if symbol is None:
            return []
        with self._answering():
            return similar(snapshot, symbol, limit, self._indexed_text, path)

    def similar_to(self, code: str, language: str | None = None, limit: int = 20) -> list[Hit]:
        """What is most like a piece of code; the language is guessed when it is not given."""
        snapshot = self._indexer.snapshot
        if snapshot is None or not code.strip():
            return []
        piece = definition_in(code, [language] if language else sorted(snapshot.languages))
        with self._answering():
            return similar(snapshot, piece, limit, self._indexed_text)

    def duplicates(
        self,
        limit: int = 50,
        *,
        least_lines: int = LEAST_LINES,
        path: str = "",
        progress: Progress = lambda _done: True,
    ) -> Duplicates:
        """Functions that are there more than once, what saves most first (a minute for 100,000).

        `path` is a folder or file to look in. `progress` is told how much is done, 0 to 1, from
        this thread; Cancelled is raised when it returns False.
        """
        snapshot = self._indexer.snapshot
        if snapshot is None:
            return Duplicates((), 0, 0, 0)
        return duplicates(
            snapshot,
            self._indexed_text,
            limit,
            least_lines=least_lines,
            path=path,
            progress=progress,
        )

    def source(self, path: str) -> bytes | None:
        """The text of a file as it is searched, UTF-8: the open document, else what is on disk."""
        if (source := self._documents.get(path)) is not None:
            return source
        contents = read(self._root / path, self._settings.files_max_size)
        return contents.source if isinstance(contents, Contents) else None

    def wait_until_ready(self, timeout: float | None = None) -> bool:
        """Block until everything known so far is searchable; whether that was reached in time."""
        return self._indexer.wait(timeout)

    def learn(self, progress: Callable[[float], None] = lambda _share: None) -> dict[str, Any]:
        """Learn the folder's own words now, and search with what was learnt where that is better
        (up to a minute or two); returns the report.

        `progress` is told the share that is done, from this thread. Raises LearningError where
        nothing can be learnt, and when `end_learning` or `close` ended it.
        """
        return self._learner.learn(self._settings, progress)

    def should_learn(self) -> bool:
        """Whether to learn now, unasked."""
        is_ready = self.status().state is State.READY
        return is_ready and self._learner.is_due(self._settings, self._lookout.activity)

    def end_learning(self) -> None:
        """End it at once, if it goes on."""
        self._learner.end()

    def model(self) -> dict[str, Any]:
        """Which model serves, and the report on the last that was learnt: see docs/protocol.md."""
        return self._learner.model()

    def close(self) -> None:
        """Stop the indexer and its workers (up to a second or two)."""
        self._learner.end()
        self._generations.close()
        self._lookout.close()

    @property
    def _indexer(self) -> Indexer:
        return self._generations.current

    def _indexed_text(self, path: str, digest: bytes) -> bytes | None:
        """A file's text, UTF-8, if it still has the hash that it was indexed with."""
        source = self._documents.get(path)
        if source is None:
            try:
                source = (self._root / path).read_bytes()
            except OSError:
                return None
        if content_hash(source) == digest:
            return source
        # Other encodings are not what is on disk byte by byte.
        converted = self.source(path)
        return converted if converted is not None and content_hash(converted) == digest else None

    def _latest(self) -> Snapshot | None:
        """What is searched, with open documents as they are now if that does not take long."""
        self._indexer.wait_for_overlays(PATIENCE)
        return self._indexer.snapshot

    @contextmanager
    def _answering(self) -> Iterator[None]:
        """While a question is being answered."""
        self._lookout.stir()
        with self._indexer.courtesy.answering():
            yield

    def _whole(self, status: Status) -> Status:
        """The indexer's status with what it does not know."""
        generation = self._generations.before + status.generation
        status = replace(status, generation=generation, learning=self._learner.share)
        problem = self._lookout.problem
        if not problem:
            return status
        state = State.DEGRADED if status.state is State.READY else status.state
        return replace(status, state=state, problems=(problem, *status.problems))

    def _new_indexer(self, model: Path | None) -> Indexer:
        """An indexer that has not begun; by default with the model that the folder is served."""

        def tell(status: Status) -> None:
            if self._indexer is indexer:
                self._on_status(self._whole(status))

        writer = partial(self._open_writer, model)
        indexer = Indexer(self._root, self._settings, writer, tell, self._clean)
        return indexer

    def _open_writer(self, model: Path | None) -> Writer:
        checkpoint = model or served(self._root)
        encoder = load_encoder(checkpoint)
        if self._keeps_settings:
            keep_settings(self._root, self._settings)
        if self._is_looked_after and model is None:
            # Before the first scan, so that no change falls between the two.
            self._lookout.start()
        storage = Storage(index_folder(self._cache, encoder.checkpoint))
        if not storage.problem:
            with suppress(OSError):
                note_use(self._cache, self._root)
        vectors = _open_vectors(encoder)
        self._index = storage.folder
        if storage.problem:
            log.warning("%s", storage.problem)
        return Writer(self._root, self._settings, encoder, checkpoint, storage, vectors)

    def _clean(self) -> None:
        """Remove what no program needs any more, now that there is a good index."""
        snapshot = self._indexer.snapshot
        if self._index is not None and snapshot is not None:
            remove_others(index_folder(self._cache, snapshot.encoder.checkpoint))
            prune()
            if prune_daily(cache_directory()):
                _prune_vectors(snapshot.encoder)


def _open_vectors(encoder: Encoder) -> VectorStore:
    """The vectors that all workspaces share; where they cannot be kept, those of this program."""
    path = vectors_file(cache_directory(), encoder.checkpoint)
    try:
        return VectorStore(path, encoder.dimension)
    except StoreError as error:
        log.warning("vectors are kept in memory only: %s", error)
        return VectorStore(None, encoder.dimension)


def _prune_vectors(encoder: Encoder) -> None:
    try:
        with closing(_open_vectors(encoder)) as vectors:
            vectors.prune()
    except StoreError as error:
        log.warning("%s", error)


def remove_index(root: Path) -> Path | None:
    """Remove what is kept of a folder that no program has open; where it was, if it was there.

    Vectors, which all folders share, stay. Raises StoreError.
    """
    cache = workspace_cache(root)
    if not cache.is_dir():
        return None
    forget(root)
    try:
        is_removed = remove(cache)
    except OSError as error:
        log.warning("cannot remove %s: %s", cache, error)
        # Not its own text: that of a link, which is never followed, names the place.
        reason = os.strerror(error.errno) if isinstance(error.errno, int) else "it is a link"
        raise StoreError(f"the index cannot be removed: {reason}") from error
    if not is_removed:
        raise StoreError("the index cannot be removed: another program writes it; close that first")
    return cache


def merge_hits(hits: Sequence[Sequence[Hit]], limit: int) -> list[tuple[int, Hit]]:
    """The best of several workspaces' answers, each with its workspace's place in `hits`."""
    ranked = [(place, hit) for place, answers in enumerate(hits) for hit in answers]
    ranked.sort(key=lambda pair: -pair[1].score)
    return ranked[:limit]
