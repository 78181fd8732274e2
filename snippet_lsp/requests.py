"""What callers ask of the indexer: left at any time from any thread, taken together, numbered.

Later requests replace earlier ones of the same kind, so that however many come, the next step has
at most one of each to do.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from .config import Settings

_MOST_REST = 2.0
"""Seconds after which a text is taken however long the one before took."""

Result = Callable[[], None]
"""Takes in what came of a chore when it is called."""


@dataclass(slots=True)
class Requests:
    """What was asked for since the indexer last looked."""

    overlays: dict[str, bytes | None] = field(default_factory=dict)
    """Text of open buffers by path; None for one that was closed."""
    paths: set[str] = field(default_factory=set)
    rescan: bool = False
    settings: Settings | None = None
    results: list[Result] = field(default_factory=list)
    """Nobody waits for these."""
    upto: int = 0
    """Number of the last request in here."""


class Inbox:
    """Holds requests until they are taken, and knows which are done."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._waiting = Requests()
        self._submitted = self._taken = self._completed = 0
        self._texts_put = self._texts_taken = self._texts_shown = 0
        self._rested = 0.0
        self._is_pressed = False
        self._is_closing = self._is_dead = False

    @property
    def is_closing(self) -> bool:
        """Whether the indexer is to end."""
        return self._is_closing

    @property
    def is_busy(self) -> bool:
        """Whether something that was asked for is not done."""
        with self._changed:
            return self._completed < self._submitted

    @property
    def waiting(self) -> int:
        """Files that nobody has begun to look at."""
        with self._changed:
            return len(self._waiting.overlays) + len(self._waiting.paths)

    @contextmanager
    def request(self) -> Iterator[Requests]:
        """Ask for something by changing what is waiting."""
        with self._changed:
            yield self._waiting
            self._submitted += 1
            self._waiting.upto = self._submitted
            if self._is_dead:
                self._completed = self._submitted
            self._changed.notify_all()

    def put_text(self, path: str, source: bytes | None) -> None:
        """Leave the text of an open buffer, or None when it was closed."""
        with self.request() as requests:
            requests.overlays[path] = source
            self._texts_put += 1

    def deliver(self, result: Result) -> None:
        """Have the result of a chore taken in."""
        with self._changed:
            self._waiting.results.append(result)
            self._changed.notify_all()

    def take(self, pause: float | None) -> Requests | None:
        """Wait for requests and take all of them, none after a pause; None when closing."""
        with self._changed:
            # Texts alone wait, so that somebody who types on is not read at each key.
            self._changed.wait_for(self._has_more_than_texts, self._rested - time.monotonic())
            self._changed.wait_for(self._has_some, pause)
            if self._is_closing:
                return None
            taken, self._waiting = self._waiting, Requests(upto=self._waiting.upto)
            self._taken, self._texts_taken = taken.upto, self._texts_put
            return taken

    def take_results(self) -> list[Result]:
        """Take what chores came to."""
        with self._changed:
            results, self._waiting.results = self._waiting.results, []
            return results

    def take_paths(self) -> set[str]:
        """Take the paths that have come since the last requests were taken."""
        with self._changed:
            paths, self._waiting.paths = self._waiting.paths, set()
            return paths

    @contextmanager
    def paced(self) -> Iterator[None]:
        """Around the reading of a text: as long as it takes, no other is taken after it."""
        began = time.monotonic()
        yield
        now = time.monotonic()
        self._rested = now + min(now - began, _MOST_REST)

    def take_texts(self) -> dict[str, bytes]:
        """Take the texts of open buffers, but not which were closed: that may mean reading."""
        with self._changed:
            if time.monotonic() < self._rested and not self._is_pressed:
                return {}
            waiting = self._waiting.overlays
            texts = {path: text for path, text in waiting.items() if text is not None}
            for path in texts:
                del waiting[path]
            self._texts_taken = self._texts_put
            if waiting and not texts:  # No question waits for what is left.
                self._say_shown()
            return texts

    def shown(self) -> None:
        """Say that the open buffers that were taken are searched as they were then."""
        with self._changed:
            self._say_shown()

    def wait_for_texts(self, timeout: float) -> bool:
        """Wait until open buffers are searched as they are now, at once; whether they are."""
        with self._changed:
            target = self._texts_put
            if self._texts_shown >= target:
                return True
            self._is_pressed = True
            self._changed.notify_all()
            return self._changed.wait_for(
                lambda: self._texts_shown >= target or self._is_closing or self._is_dead, timeout
            )

    def finish(self, upto: int) -> bool:
        """Say that all requests up to a number are done; whether they were not before."""
        with self._changed:
            if self._is_closing or self._completed >= upto:
                return False
            self._completed = upto
            self._changed.notify_all()
            return True

    def wait(self, timeout: float | None) -> bool:
        """Wait until everything asked for so far is done; whether it is."""
        with self._changed:
            target = self._submitted
            self._changed.wait_for(lambda: self._completed >= target or self._is_closing, timeout)
            return self._completed >= target

    def close(self) -> None:
        """Ask the indexer to end."""
        with self._changed:
            self._is_closing = True
            self._changed.notify_all()

    def die(self) -> None:
        """Nothing will ever be taken: everything asked for counts as done."""
        with self._changed:
            self._is_dead = True
            self._completed = self._submitted
            self._changed.notify_all()

    def _say_shown(self) -> None:
        self._texts_shown, self._is_pressed = self._texts_taken, False
        self._changed.notify_all()

    def _has_more_than_texts(self) -> bool:
        waiting = self._waiting
        is_asked = waiting.paths or waiting.rescan or waiting.settings or waiting.results
        is_now = self._is_closing or self._is_pressed
        return is_now or bool(is_asked) or None in waiting.overlays.values()

    def _has_some(self) -> bool:
        return self._is_closing or self._waiting.upto > self._taken or bool(self._waiting.results)
