"""Reading many files in worker processes: tree-sitter's binding holds the interpreter's lock.

Workers run at low priority and are ended when they take too long over a file: hostile input can
hold a query, and a faulty grammar a parser, for ever. They return finished segments.
"""

from __future__ import annotations

import logging
import sys
from collections import deque
from collections.abc import Collection, Generator, Iterator, Mapping, Sequence
from concurrent.futures import Future, wait
from concurrent.futures import TimeoutError as TookTooLong  # Its own class before Python 3.11.
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from pebble import ProcessExpired, ProcessPool

from .courtesy import lower_priority, spawning
from .encoder import Encoder, load_encoder
from .errors import StoreError
from .files.discover import FileInfo
from .index.catalog import FileRow
from .index.vectors import VectorStore
from .parcels import Packed, Parcel, make_parcel, packed, unpacked
from .reader import NEVER, read_file

log = logging.getLogger(__name__)

TIME_LIMIT = 20.0
"""Seconds for one file."""
_CHUNK_BYTES = 400_000
_CHUNK_FILES = 32
_POLL = 0.05
_CHUNKS = 250
"""After so many a worker makes place for another: parsers keep some of what they once took."""


@dataclass(frozen=True, slots=True)
class Task:
    """What all files are read for; the same for every worker."""

    root: str
    max_size: int
    checkpoint: Path
    """The folder of the model."""
    vectors: Path | None
    """Where vectors are kept."""


@dataclass(frozen=True, slots=True)
class _Chunk:
    files: tuple[FileInfo, ...]
    future: Future[Packed]


def read_in_bulk(
    task: Task, files: Sequence[FileInfo], known: Mapping[str, Collection[bytes]], workers: int
) -> Generator[Parcel | None, None, None]:
    """Parcels as they come, some files at a time; None whenever there is a wait.

    `known` are hashes of texts, by path, that need not be taken apart. Closing the iterator ends
    the workers.
    """
    waiting = deque(_chunks(files))
    if not waiting:
        return
    workers = min(workers, len(waiting))
    running: deque[_Chunk] = deque()
    pool = ProcessPool(
        max_workers=workers,
        max_tasks=_CHUNKS,
        context=spawning(),
        initializer=_prepare,
        initargs=[task],
    )
    try:
        while waiting or running:
            while waiting and len(running) < workers * 3:
                running.append(_schedule(pool, waiting.popleft(), known))
            if not wait([running[0].future], _POLL).done:
                yield None
                continue
            chunk = running.popleft()
            try:
                yield unpacked(chunk.future.result())
            except Exception as error:  # Whatever the reader of one file came to.
                if not isinstance(error, (TookTooLong, ProcessExpired)):
                    log.warning("reading %d files failed", len(chunk.files), exc_info=error)
                if len(chunk.files) == 1:
                    lost = _lost(chunk.files[0], error)
                    yield Parcel((lost,), None, np.zeros(0, np.int64))
                else:
                    waiting.extendleft((file,) for file in chunk.files)
    finally:
        pool.stop()  # type: ignore[no-untyped-call]
        pool.join()


def _schedule(
    pool: ProcessPool, files: tuple[FileInfo, ...], known: Mapping[str, Collection[bytes]]
) -> _Chunk:
    paths = [(file.path, known.get(file.path, ())) for file in files]
    return _Chunk(files, pool.schedule(_read_files, args=[paths], timeout=TIME_LIMIT))


def _chunks(files: Sequence[FileInfo]) -> Iterator[tuple[FileInfo, ...]]:
    chunk: list[FileInfo] = []
    size = 0
    for file in files:
        chunk.append(file)
        size += file.size
        if size >= _CHUNK_BYTES or len(chunk) == _CHUNK_FILES:
            yield tuple(chunk)
            chunk, size = [], 0
    if chunk:
        yield tuple(chunk)


def _lost(file: FileInfo, error: Exception) -> FileRow:
    if isinstance(error, TookTooLong):
        reason = f"reading it took longer than {TIME_LIMIT:g} s"
    else:
        reason = "its reader crashed"
    # Tried again at the next scan: the machine may just have been busy.
    return FileRow(file.path, file.size, NEVER, reason, is_failure=True)


@dataclass(frozen=True, slots=True)
class _Worker:
    """What a worker process has for as long as it runs."""

    task: Task
    encoder: Encoder
    vectors: VectorStore | None


_workers: list[_Worker] = []
"""In a worker: itself."""


def _prepare(task: Task) -> None:
    """In a worker: low priority, and nothing on standard output, which is the protocol's."""
    sys.stdout = sys.stderr
    lower_priority()
    encoder = load_encoder(task.checkpoint)
    vectors = None
    if task.vectors is not None:
        try:
            vectors = VectorStore(task.vectors, encoder.dimension, read_only=True)
        except StoreError as error:
            log.info("everything is encoded: %s", error)
    _workers.append(_Worker(task, encoder, vectors))


def _read_files(files: list[tuple[str, Collection[bytes]]]) -> Packed:
    (worker,) = _workers
    task, vectors = worker.task, worker.vectors
    outcomes = [read_file(task.root, path, task.max_size, known) for path, known in files]
    lookup = vectors.get if vectors is not None else lambda _keys: {}
    return packed(make_parcel(outcomes, lookup, worker.encoder))
