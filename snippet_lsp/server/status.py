"""`snippet/status`: how much is searchable, of each folder and of all."""

from __future__ import annotations

from typing import Any

from .. import __version__
from ..types import State
from .params import Fields
from .session import Folder, Session

NO_FOLDER = "no folder is open: open one to search it"

_WORST_FIRST = (State.STARTING, State.INDEXING, State.DEGRADED, State.READY)


def status(session: Session, _params: Fields) -> dict[str, Any]:
    """The reply to `snippet/status`: see docs/protocol.md."""
    folders = [_folder_status(folder) for folder in session.folders.values()]
    problems = [problem for folder in folders for problem in folder["problems"]]
    checkpoints = [folder["checkpoint"] for folder in folders if folder["checkpoint"]]
    return {
        "state": overall(session).value,
        "folders": folders,
        "model": {"checkpoint": checkpoints[0] if checkpoints else ""},
        "problems": problems if folders else [NO_FOLDER],
        "version": __version__,
    }


def overall(session: Session) -> State:
    """The state of the folder that is furthest from being ready; degraded without a folder."""
    states = [_state(folder) for folder in session.folders.values()]
    return min(states, key=_WORST_FIRST.index, default=State.DEGRADED)


def _state(folder: Folder) -> State:
    if folder.workspace is not None:
        return folder.workspace.status().state
    return State.DEGRADED if folder.problem else State.STARTING


def _folder_status(folder: Folder) -> dict[str, Any]:
    known = folder.workspace.status() if folder.workspace is not None else None
    return {
        "uri": folder.uri,
        "name": folder.name,
        "state": (known.state if known else _state(folder)).value,
        "files": known.files if known else 0,
        "symbols": known.symbols if known else 0,
        "pending": known.pending if known else 0,
        "total": known.total if known else 0,
        "failed": known.failed if known else 0,
        "generation": known.generation if known else 0,
        "checkpoint": known.checkpoint if known else "",
        "nearest": known.nearest if known else "",
        "problems": list(known.problems) if known else [folder.problem] if folder.problem else [],
    }
