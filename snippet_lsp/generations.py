"""The indexer that serves, and while a folder gets another model the one that is to.

Owns the swap: an index with the new model is made beside the one that is searched, told the same,
and takes its place when it is whole. Until then nothing has changed, whatever happens.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from pathlib import Path

from .errors import LearningError
from .indexer import Indexer

MakeIndexer = Callable[[Path | None], Indexer]
_POLL = 0.2


class Generations:
    """Any thread may use it; what is told to `each` comes to all indexers in one order."""

    def __init__(self, make: MakeIndexer) -> None:
        """`make` gets the folder of a model, or None for the one that serves."""
        self._make = make
        self._lock = threading.RLock()
        self._next: Indexer | None = None
        self._is_closed = False
        self.before = 0
        """Snapshots that were published by indexers before this one."""
        self.current = make(None)

    def each(self, tell: Callable[[Indexer], None]) -> None:
        """Tell something to all indexers."""
        with self._lock:
            for indexer in self._all():
                tell(indexer)

    def replace(
        self,
        model: Path,
        documents: Mapping[str, bytes],
        go_on: Callable[[], bool],
        commit: Callable[[], None],
    ) -> None:
        """Serve with another model once everything is indexed with it (as long as that takes).

        `commit` makes it last; where that raises, or `go_on` says no, all stays as it was. Raises
        LearningError then.
        """
        with self._lock:
            if self._is_closed or self._next is not None:
                raise LearningError("learning was ended")
            fresh = self._next = self._make(model)
            for path, source in documents.items():
                fresh.set_overlay(path, source)
            fresh.start()
        try:
            while not fresh.wait(_POLL) and go_on():
                pass
            with self._lock:
                if self._is_closed or not go_on():
                    raise LearningError("learning was ended")
                if fresh.snapshot is None or fresh.status().problems:
                    raise LearningError("the index could not be made with what was learnt")
                commit()
                before, self.current, self._next = self.current, fresh, None
                self.before += before.status().generation
        except BaseException:
            with self._lock:
                self._next = None
            fresh.close()
            raise
        before.close()

    def close(self) -> None:
        """Close all indexers."""
        with self._lock:
            self._is_closed = True
            indexers = self._all()
        for indexer in indexers:
            indexer.close()

    def _all(self) -> list[Indexer]:
        return [self.current, *([self._next] if self._next else [])]
