"""Learning a folder while it is searched: the process, the promotion, and what is told of both."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from .config import Settings
from .errors import LearningError
from .generations import Generations
from .learning import (
    TORCH,
    Learning,
    Outcome,
    Signs,
    due,
    has_torch,
    last_attempt,
    load,
    models_folder,
    note_attempt,
    on_battery,
    serve,
    served,
)

Progress = Callable[[float], None]


class Learner:
    """Of one folder. Any thread may use it; `share` may be read at any time."""

    def __init__(
        self,
        root: Path,
        generations: Generations,
        documents: Mapping[str, bytes],
        on_change: Callable[[], None],
    ) -> None:
        self._root = root
        self._generations = generations
        self._documents = documents
        self._on_change = on_change
        self._lock = threading.Lock()
        self._running: Learning | None = None
        self._is_ended = threading.Event()
        self.share: float | None = None
        """How much is done; None while nothing is learnt."""
        self.attempt = last_attempt(root)
        """What came of the last, as `learning.last_attempt` has it."""

    def learn(self, settings: Settings, progress: Progress) -> dict[str, Any]:
        """Learn now, and serve what was learnt where that is better; returns the report.

        Raises LearningError.
        """
        if not has_torch():
            raise LearningError(TORCH)
        running = self._begin(settings, progress)
        try:
            outcome = running.outcome()
            if self._is_ended.is_set():
                raise LearningError("learning was ended")
            symbols = self._generations.current.status().symbols
            self.attempt = note_attempt(self._root, symbols, outcome)
            if outcome.report is None:
                raise LearningError(outcome.problem)
            self._promote(outcome)
            return outcome.report
        finally:
            with self._lock:
                self._running = self.share = None
            self._on_change()

    def is_due(self, settings: Settings, activity: float) -> bool:
        """Whether to learn unasked, given when somebody was there last (monotonic clock)."""
        signs = Signs(
            enabled=settings.learn_enabled,
            has_torch=has_torch(),
            symbols=self._generations.current.status().symbols,
            idle=time.monotonic() - activity,
            load=load(),
            on_battery=on_battery(),
            attempt=self.attempt,
            now=time.time(),
        )
        return self._running is None and due(signs)

    def end(self) -> None:
        """End it at once, if it goes on. What was not finished counts for nothing."""
        with self._lock:
            if self._running is not None:
                self._is_ended.set()
                self._running.end()

    def model(self) -> dict[str, Any]:
        """Which model serves, what the last attempt came to, and how far one is now."""
        snapshot = self._generations.current.snapshot
        checkpoint = snapshot.encoder.checkpoint if snapshot else ""
        attempt = self.attempt or {}
        report = attempt.get("report")
        return {
            "checkpoint": checkpoint,
            "own": bool(checkpoint) and report is not None and checkpoint != report["base"],
            "learning": self.share,
            "learntAt": attempt.get("at"),
            "problem": attempt.get("problem", "") or ("" if has_torch() else TORCH),
            "report": report,
        }

    def _begin(self, settings: Settings, progress: Progress) -> Learning:
        def advance(_doing: str, share: float) -> None:
            self.share = share
            progress(share)
            self._on_change()

        with self._lock:
            if self._running is not None:
                raise LearningError("this folder is being learnt")
            self._is_ended.clear()
            self._running = Learning(self._root, settings, advance)
            self.share = 0.0
            return self._running

    def _promote(self, outcome: Outcome) -> None:
        key = outcome.promoted
        if not key or served(self._root).name == key:
            return

        def commit() -> None:
            try:
                serve(self._root, key)
            except OSError as error:
                raise LearningError("what was learnt cannot be noted") from error

        self._generations.replace(
            models_folder() / key,
            dict(self._documents),
            lambda: not self._is_ended.is_set(),
            commit,
        )
