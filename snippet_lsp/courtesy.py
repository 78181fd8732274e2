"""Indexing gives way: to questions that are being answered, and to all other programs."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from multiprocessing.context import SpawnContext

_NICE = 10
_BELOW_NORMAL = 0x4000


class Courtesy:
    """Lets one thread wait while others answer questions. For any thread."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._answering = 0

    @contextmanager
    def answering(self) -> Iterator[None]:
        """While a question is being answered."""
        with self._changed:
            self._answering += 1
        try:
            yield
        finally:
            with self._changed:
                self._answering -= 1
                self._changed.notify_all()

    def give_way(self, most: float) -> None:
        """Wait until no question is being answered, for some seconds at most."""
        with self._changed:
            self._changed.wait_for(lambda: not self._answering, most)


def spawning() -> SpawnContext:
    """What starts processes of this program, which import nothing from where it was started.

    Else they would take `types`, `numpy` and the like from the folder that an editor has open, if
    that has some. (Python 3.10 does so all the same.)
    """
    import multiprocessing

    os.environ["PYTHONSAFEPATH"] = "1"
    return multiprocessing.get_context("spawn")


def lower_priority() -> None:
    """Let all other programs go before this process."""
    if sys.platform == "win32":
        import ctypes

        kernel = ctypes.windll.kernel32
        kernel.SetPriorityClass(kernel.GetCurrentProcess(), _BELOW_NORMAL)
    else:
        os.nice(_NICE)
