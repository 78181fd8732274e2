"""Which segments are searched by Annoy: those that are large, as soon as there is an index of them.

Owned by the indexer's thread; the work is done by a chore, one segment at a time. What was built
before is opened at once, and what is missing is built when nothing else is going on.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from .chores import Chores
from .encoder import Encoder
from .index import Segment, Snapshot
from .index.nearest import THRESHOLD, Annoy, available, is_built, open_annoy
from .index.trees import build, sample_texts
from .writer import Writer

_CHORE = "annoy"


class Approximation:
    """What has been tried of the segments of one workspace."""

    def __init__(self, chores: Chores, go_on: Callable[[], bool]) -> None:
        """`go_on` says whether the program is not about to end."""
        self._chores = chores
        self._go_on = go_on
        self._opened: set[str] = set()
        """Names of segments of which what was built has been opened, or could not be."""
        self._built: set[str] = set()
        """Names of segments that need not be built again."""

    def is_due(self, writer: Writer) -> bool:
        """Whether something is to be built when nothing else is going on."""
        return not self._chores.is_running(_CHORE) and any(self._to_build(writer))

    def go_on(self, writer: Writer, is_calm: bool) -> None:
        """Begin with the next segment, if there is one; build only where all is calm."""
        folder = writer.shared_folder
        if folder is None or self._chores.is_running(_CHORE) or not available():
            return
        built = (one for one in _large(writer) if is_built(folder, one.name))
        to_open = next((one for one in built if one.name not in self._opened), None)
        if to_open is not None:
            self._opened.add(to_open.name)
            leads = writer.folder is not None
            self._start(
                writer,
                to_open,
                lambda: open_annoy(folder, to_open.name, to_open.vectors, may_remove=leads),
            )
            return
        to_build = next(self._to_build(writer), None)
        if is_calm and to_build is not None:
            self._built.add(to_build.name)
            self._opened.add(to_build.name)
            encoder = writer.encoder
            self._start(writer, to_build, lambda: self._obtain(folder, to_build, encoder))

    def _start(self, writer: Writer, segment: Segment, work: Callable[[], Annoy | None]) -> None:
        self._chores.start(_CHORE, work, lambda annoy: writer.take_annoy(segment, annoy))

    def _obtain(self, folder: Path, segment: Segment, encoder: Encoder) -> Annoy | None:
        asked = [encoder.encode_query(text) for text in sample_texts(segment)]
        questions = np.array([vector for vector in asked if vector.any()], np.float32)
        threads = max(1, (os.cpu_count() or 1) // 2)
        build(folder, segment.name, questions, threads, self._go_on)
        return open_annoy(folder, segment.name, segment.vectors) if self._go_on() else None

    def _to_build(self, writer: Writer) -> Iterator[Segment]:
        folder = writer.folder
        if folder is not None and available():
            for segment in _large(writer):
                if segment.name not in self._built and not is_built(folder, segment.name):
                    yield segment


def recall_of(snapshot: Snapshot) -> float | None:
    """The least of those segments that are searched approximately; None if there are none."""
    annoys = (living.segment.annoy for living in snapshot.segments)
    return min((annoy.recall for annoy in annoys if annoy is not None), default=None)


def _large(writer: Writer) -> Iterator[Segment]:
    """Segments in files that are worth it and have none, the largest first."""
    segments = [living.segment for living in writer.snapshot.segments]
    large = [one for one in segments if one.name and len(one) >= THRESHOLD and one.annoy is None]
    return iter(sorted(large, key=len, reverse=True))
