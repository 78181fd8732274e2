"""Reading many files in worker processes: tree-sitter's binding holds the interpreter's lock.

Workers run at low priority and are ended when they take too long over a file: hostile input can
hold a query, and a faulty grammar a parser, for ever.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import sys
from collections import deque
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import Future, wait
from concurrent.futures import TimeoutError as TookTooLong  # Its own class before Python 3.11.
from dataclasses import dataclass

from pebble import ProcessExpired, ProcessPool

from .files.discover import FileInfo
from .reader import ReadFile, Skipped, read_file

log = logging.getLogger(__name__)

TIME_LIMIT = 20.0
"""Seconds for one file."""
_CHUNK_BYTES = 400_000
_CHUNK_FILES = 32
_POLL = 0.05

Outcome = ReadFile | Skipped


@dataclass(frozen=True, slots=True)
class _Chunk:
    files: tuple[FileInfo, ...]
    future: Future[list[Outcome]]


def read_in_bulk(
    root: str, files: Sequence[FileInfo], max_size: int, workers: int
) -> Generator[list[Outcome], None, None]:
    """Outcomes as they come, some files at a time; an empty list whenever there is a wait.

    Closing the iterator ends the workers.
    """
    waiting = deque(_chunks(files))
    running: deque[_Chunk] = deque()
    pool = ProcessPool(
        max_workers=workers,
        context=multiprocessing.get_context("spawn"),
        initializer=_be_quiet,
    )
    try:
        while waiting or running:
            while waiting and len(running) < workers * 3:
                running.append(_schedule(pool, root, waiting.popleft(), max_size))
            if not wait([running[0].future], _POLL).done:
                yield []
                continue
            chunk = running.popleft()
            try:
                yield chunk.future.result()
            except (TookTooLong, ProcessExpired) as error:
                if len(chunk.files) == 1:
                    yield [_lost(chunk.files[0], error)]
                else:
                    waiting.extendleft((file,) for file in chunk.files)
    finally:
        pool.stop()  # type: ignore[no-untyped-call]
        pool.join()


def _schedule(pool: ProcessPool, root: str, files: tuple[FileInfo, ...], max_size: int) -> _Chunk:
    paths = [file.path for file in files]
    return _Chunk(
        files, pool.schedule(_read_files, args=[root, paths, max_size], timeout=TIME_LIMIT)
    )


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


def _read_files(root: str, paths: list[str], max_size: int) -> list[Outcome]:
    return [read_file(root, path, max_size) for path in paths]


def _lost(file: FileInfo, error: Exception) -> Skipped:
    reason = (
        f"reading it took longer than {TIME_LIMIT:g} s"
        if isinstance(error, TookTooLong)
        else "its reader crashed"
    )
    # Tried again at the next scan: the machine may just have been busy.
    return Skipped(file.path, file.size, -1, reason, is_failure=True)


def _be_quiet() -> None:
    """In a worker: lowest priority, and nothing on standard output, which is the protocol's."""
    sys.stdout = sys.stderr
    if hasattr(os, "nice"):
        os.nice(10)
