"""`snippet/duplicates`: functions that are there more than once."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from ..types import LEAST_LINES, Cluster, Duplicates
from . import answers, progress
from .params import Fields
from .session import Folder, Session

if TYPE_CHECKING:
    from ..workspace import Workspace

MOST = 1000
"""Clusters that a client may ask for."""

DEFAULT = 50
MOST_LINES = 10_000
TITLE = "Looking for duplicates"


async def duplicates(session: Session, params: Fields) -> dict[str, Any]:
    """The clusters of all folders, or of one, what saves most first."""
    limit = params.whole("limit", 1, MOST, DEFAULT)
    least_lines = params.whole("leastLines", 1, MOST_LINES, LEAST_LINES)
    path = params.optional_text("path") or ""
    folders = answers.folders_of(session, params)
    state = answers.begin(session, folders)
    folders = [folder for folder in folders if folder.workspace is not None]
    with progress.measured(session, params.token("workDoneToken"), TITLE) as show:
        found = []
        for place, folder in enumerate(folders):

            def shown(done: float, place: int = place) -> None:
                show((place + done) / len(folders))

            reported = await _of_folder(session, folder, limit, least_lines, path, shown)
            found.append((folder, reported))
    return {
        "state": state.value,
        "functions": sum(each.functions for _, each in found),
        "found": sum(each.found for _, each in found),
        "saves": sum(each.saves for _, each in found),
        "clusters": _clusters(session, found, limit),
    }


async def _of_folder(
    session: Session,
    folder: Folder,
    limit: int,
    least_lines: int,
    path: str,
    show: Callable[[float], None],
) -> Duplicates:
    """One folder's report; its thread ends soon after the request was cancelled."""
    loop = asyncio.get_running_loop()
    cancelled = threading.Event()

    def go_on(done: float) -> bool:
        if not cancelled.is_set() and not loop.is_closed():
            loop.call_soon_threadsafe(show, done)
        return not cancelled.is_set()

    def report(workspace: Workspace) -> Duplicates:
        return workspace.duplicates(limit, least_lines=least_lines, path=path, progress=go_on)

    try:
        return await session.run(report, folder.workspace)
    finally:
        cancelled.set()


def _clusters(
    session: Session, found: Sequence[tuple[Folder, Duplicates]], limit: int
) -> list[dict[str, Any]]:
    ranked = [(folder, cluster) for folder, each in found for cluster in each.clusters]
    ranked.sort(key=lambda pair: -pair[1].score)
    return [_cluster(session, folder, cluster) for folder, cluster in ranked[:limit]]


def _cluster(session: Session, folder: Folder, cluster: Cluster) -> dict[str, Any]:
    members = [answers.Answer(folder, hit) for hit in cluster.members]
    return {
        "alike": cluster.alike.value,
        "match": cluster.match,
        "saves": cluster.saves,
        "members": answers.results(session, members),
    }
