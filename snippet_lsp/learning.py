"""Which model a folder is searched with, and learning a better one in a process of its own.

Owns what the cache keeps of that: checkpoints and reports in `models/KEY/`, and in a workspace's
cache what was learnt last (`learnt.json`) and which checkpoint is served (`model.json`). Whether
and when to learn is `due`. Knows no torch, and nothing of training.
"""

from __future__ import annotations

import json
import logging
import os
import platform
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from .config import Settings, cache_directory, workspace_cache
from .encoder import base_checkpoint
from .encoder.checkpoint import load_checkpoint
from .errors import CheckpointError, StoreError

log = logging.getLogger(__name__)

TORCH = "learning this repository needs torch: pip install 'snippet-lsp[finetune]'"
ATTEMPT = "learnt.json"
SERVED = "model.json"
_DAY = 86_400.0
_CHANGED = 0.1
_IDLE = 60.0
_UNUSED = 90.0


@dataclass(frozen=True, slots=True)
class Signs:
    """What tells whether now is the time to learn."""

    enabled: bool
    has_torch: bool
    symbols: int
    idle: float
    """Seconds since somebody asked or typed."""
    load: float
    """Programs that want a core, for each core."""
    on_battery: bool
    attempt: dict[str, Any] | None
    """What is known of the last attempt: `at`, `symbols`, and `failures` in a row."""
    now: float


def due(signs: Signs, least: int = 100) -> bool:
    """Whether to learn now, unasked: at first when there is enough, then when a tenth has changed
    or a week has gone by, later each time that it fails."""
    if not (signs.enabled and signs.has_torch) or signs.symbols < least:
        return False
    if signs.idle < _IDLE or signs.load > 1.0 or signs.on_battery:
        return False
    if signs.attempt is None:
        return True
    age = (signs.now - float(signs.attempt.get("at", 0.0))) / _DAY
    patience = 2.0 ** min(int(signs.attempt.get("failures", 0)), 5)
    before = int(signs.attempt.get("symbols", 0))
    has_changed = abs(signs.symbols - before) > _CHANGED * max(before, 1)
    return age >= (1.0 if has_changed else 7.0) * patience or age < 0


def has_torch() -> bool:
    """Whether torch is installed; it is not imported."""
    return find_spec("torch") is not None


def models_folder() -> Path:
    """Where what was learnt lies, for all workspaces."""
    return cache_directory() / "models"


def served(root: Path) -> Path:
    """The folder of the checkpoint that a workspace is searched with: its own, else the base."""
    note = _read(workspace_cache(root) / SERVED)
    own = models_folder() / str(note.get("key", ""))
    if not note.get("key") or not own.is_dir():
        return base_checkpoint()
    try:
        load_checkpoint(own)
    except CheckpointError as error:
        log.warning("%s; the base model is used", error)
        return base_checkpoint()
    with suppress(OSError):
        os.utime(own)
    return own


def serve(root: Path, key: str) -> None:
    """From the next start on, search with what was learnt; "" is the base. Raises OSError."""
    _write(workspace_cache(root) / SERVED, {"key": key})


def last_attempt(root: Path) -> dict[str, Any] | None:
    """What came of the last: `at`, `symbols`, `failures` in a row, `problem`, `report`."""
    return _read(workspace_cache(root) / ATTEMPT) or None


def note_attempt(root: Path, symbols: int, outcome: Outcome) -> dict[str, Any]:
    """Remember what came of an attempt; what cannot be kept is tried again sooner."""
    before = last_attempt(root) or {}
    failures = int(before.get("failures", 0)) + 1 if outcome.problem else 0
    known = {
        "at": time.time(),
        "symbols": symbols,
        "failures": failures,
        "problem": outcome.problem,
        "report": outcome.report or before.get("report"),
    }
    try:
        _write(workspace_cache(root) / ATTEMPT, known)
    except OSError as error:
        log.info("what was learnt of %s cannot be noted: %s", root, error)
    return known


def prune(now: float | None = None) -> None:
    """Remove checkpoints that nobody served for long and that no workspace is to be served."""
    needed = {
        _read(note).get("key") for note in (cache_directory() / "workspaces").glob(f"*/{SERVED}")
    }
    for folder in _folders(models_folder()):
        with suppress(OSError):
            age = (now or time.time()) - folder.stat().st_mtime
            if folder.name not in needed and age > _UNUSED * _DAY:
                shutil.rmtree(folder)


def forget(root: Path) -> None:
    """Remove what was learnt of a folder, unless another workspace is served the same.

    Raises StoreError.
    """
    key = _read(workspace_cache(root) / SERVED).get("key")
    report = (last_attempt(root) or {}).get("report") or {}
    own = {key, report.get("key")} - {None, ""}
    notes = [
        note
        for note in (cache_directory() / "workspaces").glob(f"*/{SERVED}")
        if note.parent != workspace_cache(root)
    ]
    own -= {_read(note).get("key") for note in notes}
    try:
        for name in own:
            if (folder := models_folder() / str(name)).is_dir():
                shutil.rmtree(folder)
        for note in (SERVED, ATTEMPT):
            (workspace_cache(root) / note).unlink(missing_ok=True)
    except OSError as error:
        reason = error.strerror or "unknown"
        raise StoreError(f"what was learnt cannot be removed: {reason}") from error


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of learning: a report, or a problem; neither where it was ended."""

    report: dict[str, Any] | None = None
    problem: str = ""

    @property
    def promoted(self) -> str:
        """The key of a checkpoint that is to be served, or ""."""
        if self.report and self.report["verdict"]["promoted"]:
            return str(self.report["key"])
        return ""


class Learning:
    """A process that learns a folder, from construction until `outcome`; `end` kills it."""

    def __init__(
        self, root: Path, settings: Settings, progress: Callable[[str, float], None]
    ) -> None:
        """Start it. `progress` is called from the thread that waits for the outcome."""
        self._progress = progress
        self._is_ended = threading.Event()
        models = models_folder()
        models.mkdir(parents=True, exist_ok=True, mode=0o700)
        command = [sys.executable, "-P"] if sys.version_info >= (3, 11) else [sys.executable]
        command += ["-m", "snippet_lsp.studying", str(root), "--into", str(models)]
        command += ["--max-size", str(settings.files_max_size)]
        for pattern in settings.files_exclude:
            command += ["--exclude", pattern]
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "OMP_WAIT_POLICY": "passive", "OMP_NUM_THREADS": "1"},
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )

    def end(self) -> None:
        """Kill it; nothing that it did counts. For any thread."""
        self._is_ended.set()
        self._process.kill()

    def outcome(self) -> Outcome:
        """Wait for what comes of it (up to a minute or two)."""
        found = Outcome(problem="the process that learns ended; the next attempt comes later")
        with self._process as process:
            for line in self._said():
                if "report" in line:
                    found = Outcome(report=line["report"])
                elif "problem" in line:
                    found = Outcome(problem=str(line["problem"]))
                else:
                    self._progress(str(line["doing"]), float(line["share"]))
            if process.stdin is not None:
                process.stdin.close()
        return Outcome() if self._is_ended.is_set() else found

    def _said(self) -> Iterator[dict[str, Any]]:
        for line in self._process.stdout or ():
            with suppress(ValueError):
                said = json.loads(line)
                if isinstance(said, dict):
                    yield said


def on_battery() -> bool:
    """Whether the machine runs on its battery, where that can be known."""
    try:
        if platform.system() == "Darwin":
            said = subprocess.run(
                ["pmset", "-g", "batt"], capture_output=True, timeout=5, check=False
            )
            return b"Battery Power" in said.stdout
        supplies = list(Path("/sys/class/power_supply").iterdir())
        mains = [path for path in supplies if (path / "type").read_text().strip() == "Mains"]
        return bool(mains) and all((path / "online").read_text().strip() == "0" for path in mains)
    except (OSError, subprocess.SubprocessError):
        return False


def load() -> float:
    """Programs that want a core, for each core; 0 where that cannot be known."""
    try:
        return os.getloadavg()[0] / (os.cpu_count() or 1)
    except (AttributeError, OSError):
        return 0.0


def _folders(folder: Path) -> list[Path]:
    try:
        return [path for path in folder.iterdir() if path.is_dir()]
    except OSError:
        return []


def _read(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _write(path: Path, what: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    unfinished = path.with_suffix(f".{os.getpid()}.tmp")
    unfinished.write_text(json.dumps(what), "utf-8")
    unfinished.chmod(0o600)
    unfinished.replace(path)
