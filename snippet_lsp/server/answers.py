"""Questions to all folders' workspaces, and their answers as one ranked list."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from pygls.exceptions import JsonRpcInvalidParams

from ..types import Hit, State
from . import convert, status
from .folders import wake
from .params import Fields
from .session import Folder, Session

if TYPE_CHECKING:
    from ..workspace import Workspace

Question = Callable[["Workspace", Folder], list[Hit]]

MOST = 200
"""Results that a client may ask for."""

DEFAULT = 20


class Answer(NamedTuple):
    """A hit and the folder that it was found in."""

    folder: Folder
    hit: Hit


def folders_of(session: Session, params: Fields) -> list[Folder]:
    """The folder that a request names, else all of them."""
    uri = params.optional_text("folder")
    if uri is None:
        return list(session.folders.values())
    folder = session.folders.get(convert.path_of(uri) or "")
    if folder is None:
        raise JsonRpcInvalidParams(f"{params.path('folder')} is not an open workspace folder")
    return [folder]


def begin(session: Session, folders: Sequence[Folder]) -> State:
    """The state before a question to some folders; one whose index was cleared begins a new one."""
    for folder in folders:
        wake(session, folder)
    return status.overall(session)


async def ask(
    session: Session, folders: Sequence[Folder], question: Question, limit: int
) -> list[Answer]:
    """The best answers of several folders; of those whose workspace has not started, none."""
    asked = [(folder, folder.workspace) for folder in folders if folder.workspace is not None]
    replies = await asyncio.gather(
        *(session.run(question, workspace, folder) for folder, workspace in asked),
        return_exceptions=True,
    )
    kept: list[list[Hit]] = []
    for (folder, _), reply in zip(asked, replies, strict=True):
        if isinstance(reply, BaseException):
            if session.folders.get(folder.root) is folder:
                raise reply
            reply = []  # Its workspace was closed meanwhile.
        kept.append([hit for hit in reply if _belongs(session, folder, hit)])
    if len(kept) < 2:
        best = [(0, hit) for hit in kept[0]] if kept else []
    else:
        from ..workspace import merge_hits

        best = merge_hits(kept, limit)
    return [Answer(asked[place][0], hit) for place, hit in best]


def reply(session: Session, state: State, answers: Sequence[Answer]) -> dict[str, Any]:
    """The reply to `snippet/search` and `snippet/similar`.

    `state` is that from before the question: after it, what was not searched yet may be ready.
    """
    return {"state": state.value, "results": results(session, answers)}


def results(session: Session, answers: Sequence[Answer]) -> list[dict[str, Any]]:
    """Answers as the protocol's results."""
    uris = uris_of(session, answers)
    return [
        convert.to_result(answer.hit, uri, session.client.encoding)
        for answer, uri in zip(answers, uris, strict=True)
    ]


def uris_of(session: Session, answers: Sequence[Answer]) -> list[str]:
    """The URI of each answer's file: the client's own where it has the file open."""
    known = session.open_uris()
    return [
        known.get(os.path.normcase(Path(folder.root, hit.path)))
        or convert.child_uri(folder.uri, hit.path)
        for folder, hit in answers
    ]


def _belongs(session: Session, folder: Folder, hit: Hit) -> bool:
    """Whether a hit's file is not a folder's that lies deeper: that one answers for it."""
    if len(session.folders) < 2:
        return True
    return session.owner(str(Path(folder.root, hit.path))) in (folder, None)
