"""Waiting for what a workspace or its indexer tells."""

from __future__ import annotations

import threading
from collections.abc import Callable

from snippet_lsp.types import Status

DEADLINE = 60.0


class Statuses:
    """Waits for what a new status brings."""

    def __init__(self) -> None:
        self._changed = threading.Condition()

    def put(self, _status: Status) -> None:
        with self._changed:
            self._changed.notify_all()

    def wait_for(self, condition: Callable[[], bool]) -> None:
        with self._changed:
            assert self._changed.wait_for(condition, DEADLINE)
