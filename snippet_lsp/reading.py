"""What is read in the indexer's own thread and what by workers."""

from __future__ import annotations

import os
from collections.abc import Generator, Sequence

from .bulk import read_in_bulk
from .files.discover import FileInfo
from .parcels import Parcel
from .writer import Writer

_FEW_FILES = 128
_FEW_BYTES = 1_500_000
"""More is read by workers: starting one takes longer than reading as much."""
_INLINE_FILE = 200_000
"""Bytes of a file that is not; the interpreter's lock is held while one is parsed."""
_TOGETHER = 8
"""Files of one parcel; open buffers wait for it."""


def read_files(
    writer: Writer, files: Sequence[FileInfo], workers: int
) -> Generator[Parcel | None, None, None]:
    """Parcels as they come; None whenever there is a wait. 0 `workers` for half of the cores."""
    if is_inline(files):
        paths = [file.path for file in files]
        few = range(0, len(paths), _TOGETHER)
        return (writer.read(*paths[first : first + _TOGETHER]) for first in few)
    workers = workers or max(1, (os.cpu_count() or 1) // 2)
    return read_in_bulk(writer.task(), files, writer.digests(files), workers)


def is_little(files: Sequence[FileInfo]) -> bool:
    """Whether so much is little work."""
    sizes = [file.size for file in files[: _FEW_FILES + 1]]
    return len(sizes) <= _FEW_FILES and sum(sizes) <= _FEW_BYTES


def is_inline(files: Sequence[FileInfo]) -> bool:
    """Whether to read so much in the indexer's own thread."""
    return is_little(files) and all(file.size <= _INLINE_FILE for file in files)
