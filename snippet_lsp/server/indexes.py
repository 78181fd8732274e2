"""`snippet/reindex` and `snippet/clear`: a folder's index made anew, or removed."""

from __future__ import annotations

import asyncio

from . import answers, folders, status
from .params import Fields
from .session import Session


async def reindex(session: Session, params: Fields) -> None:
    """Throw indexes away and begin anew. The reply comes when that has begun."""
    await _remove_indexes(session, params, cleared=False)


async def clear(session: Session, params: Fields) -> None:
    """Remove indexes from the disk. The next question begins a new one."""
    await _remove_indexes(session, params, cleared=True)


async def _remove_indexes(session: Session, params: Fields, cleared: bool) -> None:
    removals = [
        folders.begin_anew(session, folder, cleared)
        for folder in answers.folders_of(session, params)
    ]
    status.changed(session)
    # Cancelling the request ends the waiting, not the removal.
    failures = await asyncio.shield(asyncio.gather(*removals))
    for failure in failures:
        if failure is not None:
            raise failure
