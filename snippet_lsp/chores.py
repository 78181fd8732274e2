"""Work beside the indexer's: one long thing at a time, in a thread that nothing waits for.

A chore touches nothing that is shared; its result is handed back to the indexer's thread, which
takes it in. Chores that have not ended when the program does leave unfinished files, which the next
writer removes.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from typing import TypeVar

log = logging.getLogger(__name__)

T = TypeVar("T")


class Chores:
    """Starts threads; `deliver` gets what is to be called with a result in the indexer's thread."""

    def __init__(self, deliver: Callable[[Callable[[], None]], None]) -> None:
        self._deliver = deliver
        self._running: dict[str, threading.Thread] = {}

    def is_running(self, name: str) -> bool:
        """Whether a chore's result has not been delivered yet."""
        return name in self._running

    def start(self, name: str, work: Callable[[], T], take: Callable[[T], None]) -> None:
        """Do some work, then have its result taken; a chore of that name must not be running."""
        thread = threading.Thread(
            target=self._run, args=[name, work, take], name=f"snippet-{name}", daemon=True
        )
        self._running[name] = thread
        thread.start()

    def wait(self, name: str, timeout: float) -> bool:
        """Wait for a chore to end; whether it has. Its result is taken in no sooner for that."""
        thread = self._running.get(name)
        if thread is not None:
            thread.join(timeout)
            return not thread.is_alive()
        return True

    def _run(self, name: str, work: Callable[[], T], take: Callable[[T], None]) -> None:
        try:
            result = work()
        except Exception:
            log.exception("%s failed", name)
            self._deliver(lambda: self._forget(name))
            return

        def taken() -> None:
            self._forget(name)
            take(result)

        self._deliver(taken)

    def _forget(self, name: str) -> None:
        self._running.pop(name, None)


def take_in(results: Sequence[Callable[[], None]]) -> None:
    """Take in what chores came to: all of it, whatever one of them raises."""
    with ExitStack() as taking:
        for result in reversed(results):
            taking.callback(result)
