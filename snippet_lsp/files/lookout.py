"""Keeps a folder watched whatever happens to it, and has all of it compared when that is due.

Starts the watch and starts it anew when it dies or another folder takes the place of the root;
looks by itself where nothing reports changes; sees when rules outside of the root change. Knows no
index: it says where to look, and is told what came of it.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from ..errors import WatchError
from .ignorefiles import rule_files
from .mounts import reports_changes
from .pacing import Comparison, Signs, due
from .watch import Identity, Watch, identity, watch

log = logging.getLogger(__name__)

_BEAT = 30.0
"""Seconds between two looks at whether all is well: a few calls of `stat`."""
_ABSENT = 2.0
"""The same while the root is not there."""
_RETRY = 300.0
"""Seconds after which a watch is tried again where the system refused one."""

_LOOKING = "until then all files are compared now and then, so that changes show later"

OnChanges = Callable[[set[str]], None]


class Lookout:
    """Runs from `start` to `close`. All other methods may be called from any thread."""

    def __init__(
        self,
        root: Path,
        on_changes: OnChanges,
        on_problem: Callable[[], None],
        compared: Callable[[], Comparison | None],
        *,
        watching: bool = True,
        beat: float = _BEAT,
    ) -> None:
        """`on_changes` is called as that of `watch`; `on_problem` whenever `problem` has changed;
        `compared` gives the last comparison of everything that was asked for with "". Without
        `watching` somebody else reports what changes, as well as they can."""
        self.problem = ""
        """What is amiss and what to do about it; or nothing."""
        self._root = root
        self._on_changes = on_changes
        self._on_problem = on_problem
        self._compared = compared
        self._watching = watching
        self._beat = beat
        self._signs = Signs()
        self._wake = threading.Event()
        self._closing = False
        # The thread's own, after `start`:
        self._watch: Watch | None = None
        self._retry = 0.0
        self._identity: Identity | None = None
        self._is_remote = False
        self._rules: dict[str, Identity | None] = {}
        self._asked = time.monotonic()
        self._last = Comparison(self._asked, 0.0, 0)
        self._in_vain = 0
        self._thread = threading.Thread(target=self._run, name="snippet-lookout", daemon=True)

    def start(self) -> None:
        """Begin to watch. What changes from now on is reported; a comparison is to follow."""
        self._look()
        self._thread.start()

    @property
    def activity(self) -> float:
        """When somebody was there last, by the monotonic clock."""
        return self._signs.activity

    def stir(self) -> None:
        """Somebody is there: what was lost is worth looking for."""
        self._signs = replace(self._signs, activity=time.monotonic())

    def look_again(self) -> None:
        """Somebody has come back from elsewhere, where they may have changed anything."""
        self._signs = replace(self._signs, came_back=time.monotonic())
        self._wake.set()

    def close(self) -> None:
        """Stop. When this returns, nothing more is reported."""
        self._closing = True
        self._wake.set()
        if self._thread.ident is not None:
            self._thread.join()
        self._end_watch()

    def _run(self) -> None:
        while True:
            self._wake.wait(self._pause())
            self._wake.clear()
            if self._closing:
                return
            try:
                if self._look() or time.monotonic() >= self._due():
                    self._asked = time.monotonic()
                    self._on_changes({""})
            except Exception:  # Nobody would start this thread again.
                log.exception("%s cannot be looked at", self._root)

    def _pause(self) -> float:
        beat = self._beat if self._identity is not None else min(self._beat, _ABSENT)
        # A comparison that was asked for and has not come yet is no reason to ask again.
        return max(0.05, min(beat, self._due() - time.monotonic()))

    def _due(self) -> float:
        last = self._compared()
        if last is None or last.began < self._asked:
            return self._asked + _RETRY
        if last != self._last:
            self._in_vain = 0 if last.found else self._in_vain + 1
            self._last = last
        is_watched = not self._watching or (self._watch is not None and not self._is_remote)
        return due(last, self._signs, is_watched, self._in_vain)

    def _look(self) -> bool:
        """See that everything is as it should be; whether all of the root must be looked at."""
        before, self._identity = self._identity, identity(self._root)
        is_another = self._identity != before
        if is_another:
            self._end_watch()
            self._retry = 0.0
        if self._identity is None:
            self._say(f"{self._root} is not there: it is searched again when it is")
            return is_another
        has_new_watch = self._watching and self._keep_watch()
        if not self._watching:
            self._say("")
        have_rules_changed = self._look_at_rules(is_another)
        return is_another or has_new_watch or have_rules_changed

    def _keep_watch(self) -> bool:
        """Whether a watch was started, so that what happened before it must be looked for."""
        if self._watch is not None:
            try:
                self._watch.check()
            except WatchError as error:
                log.warning("%s", error)
                self._end_watch()
        if self._watch is not None or time.monotonic() < self._retry:
            return False
        try:
            self._watch = watch(self._root, self._report)
        except WatchError as error:
            self._retry = time.monotonic() + _RETRY
            self._say(f"{error}; {_LOOKING}")
            return False
        self._is_remote = not reports_changes(self._root)
        self._say("")
        return True

    def _look_at_rules(self, is_another: bool) -> bool:
        """Whether what is ignored has changed somewhere that no watch of the root reports."""
        before = self._rules
        places = rule_files(self._root) if is_another else before
        self._rules = {place: _version(place) for place in places}
        if self._rules == before or is_another:
            return False
        # The user's settings may name other files now.
        self._rules = {place: _version(place) for place in rule_files(self._root)}
        return True

    def _report(self, paths: set[str]) -> None:
        self.stir()
        if "" in paths:
            self._wake.set()  # The root itself may have gone.
        self._on_changes(paths)

    def _end_watch(self) -> None:
        if self._watch is not None:
            self._watch.close()
            self._watch = None

    def _say(self, problem: str) -> None:
        if problem != self.problem:
            self.problem = problem
            if problem:
                log.warning("%s", problem)
            self._on_problem()


def _version(path: str) -> Identity | None:
    try:
        found = Path(path).stat()
    except OSError:
        return None
    return (found.st_mtime_ns, found.st_ino)
