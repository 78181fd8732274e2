"""`snippet/learn`: a folder's own words learnt, when somebody asks or when nobody is there."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Any

from ..errors import SnippetError
from . import answers, progress, status
from .params import Fields
from .session import Folder, Session

INTERVAL = 60.0
"""Seconds between two looks at whether something is to be learnt."""
TITLE = "Learning {name}"

log = logging.getLogger(__name__)


async def learn(session: Session, params: Fields) -> dict[str, Any]:
    """Learn a folder, or all of them one after the other; cancelling ends it."""
    folders = answers.folders_of(session, params)
    answers.begin(session, folders)
    folders = [folder for folder in folders if folder.workspace is not None]
    token = params.token("workDoneToken")
    title = TITLE.format(name=", ".join(folder.name for folder in folders))
    learnt = []
    with progress.measured(session, token, title) as show:
        for place, folder in enumerate(folders):

            def shown(share: float, place: int = place) -> None:
                show((place + share) / len(folders))

            report = await _learn(session, folder, shown)
            learnt.append({"uri": folder.uri, "report": report})
    return {"folders": learnt}


async def learn_when_idle(session: Session) -> None:
    """Learn folders that have changed enough, one at a time, as long as the connection lasts."""
    while True:
        await asyncio.sleep(INTERVAL)
        for folder in list(session.folders.values()):
            workspace = folder.workspace
            if workspace is None or not await session.run(workspace.should_learn):
                continue
            try:
                async with progress.own(session, TITLE.format(name=folder.name)) as show:
                    await _learn(session, folder, show)
            except SnippetError as error:
                log.info("%s was not learnt: %s", folder.name, error)


async def _learn(
    session: Session, folder: Folder, show: Callable[[float], None]
) -> dict[str, Any] | None:
    workspace = folder.workspace
    if workspace is None:
        return None
    loop = asyncio.get_running_loop()

    def told(share: float) -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(show, share)

    try:
        # Its own thread: those of the session are for questions.
        return await asyncio.to_thread(workspace.learn, told)
    except asyncio.CancelledError:
        workspace.end_learning()
        raise
    finally:
        status.changed(session)
