"""`snippet/status`, `snippet/statusChanged`: how much is searchable, of each folder and of all."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from .. import __version__
from ..types import State
from .params import Fields
from .session import Folder, Session

NO_FOLDER = "no folder is open: open one to search it"

CLEARED = "its index was removed: search, or index it again, to have a new one"

NOTIFICATION = "snippet/statusChanged"

INTERVAL = 1.0
"""Seconds between two notifications, at least."""

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


def changed(session: Session) -> None:
    """To be called when the status of a folder may have changed, or which folders there are."""
    session.news.set()


async def tell_changes(session: Session) -> None:
    """Notify the client of every new status: the first at once, of several the last."""
    told: object = None
    while True:
        await session.news.wait()
        session.news.clear()
        new = status(session, Fields({}))
        if told != (told := _lasting(new)):
            session.server.protocol.notify(NOTIFICATION, new)
            await asyncio.sleep(INTERVAL)


def overall(session: Session) -> State:
    """The state of the folder that is furthest from being ready; degraded without a folder."""
    states = [_state(folder) for folder in session.folders.values()]
    return min(states, key=_WORST_FIRST.index, default=State.DEGRADED)


def _state(folder: Folder) -> State:
    if folder.workspace is not None:
        return folder.workspace.status().state
    return State.DEGRADED if folder.problem or folder.is_cleared else State.STARTING


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
        "recall": known.recall if known else None,
        "leftOut": dict(known.left_out) if known else {},
        "age": round(known.age, 1) if known and known.age is not None else None,
        "learning": known.learning if known else None,
        "model": folder.workspace.model() if folder.workspace is not None else None,
        "problems": list(known.problems) if known else _problems(folder),
    }


def _problems(folder: Folder) -> list[str]:
    """What keeps a folder from having a workspace."""
    return [problem for problem in (folder.problem, CLEARED * folder.is_cleared) if problem]


def _lasting(reply: Mapping[str, Any]) -> object:
    """What of a status does not change by itself as time goes by."""
    return {**reply, "folders": [{**folder, "age": None} for folder in reply["folders"]]}
