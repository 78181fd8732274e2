"""`snippet/search`: what does X?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pygls.exceptions import JsonRpcInvalidParams

from ..types import Hit
from . import answers, convert
from .params import Fields
from .session import Folder, Session

if TYPE_CHECKING:
    from ..workspace import Workspace


async def search(session: Session, params: Fields) -> dict[str, Any]:
    """The best answers to a query, best first."""
    query = params.text("query")
    limit = params.whole("limit", 1, answers.MOST, answers.DEFAULT)
    group_by_file = params.flag("groupByFile")
    folders = _folders(session, params)

    def question(workspace: Workspace, _folder: Folder) -> list[Hit]:
        return workspace.search(query, limit, group_by_file=group_by_file)

    return answers.reply(session, await answers.ask(session, folders, question, limit))


def _folders(session: Session, params: Fields) -> list[Folder]:
    uri = params.optional_text("folder")
    if uri is None:
        return list(session.folders.values())
    folder = session.folders.get(convert.path_of(uri) or "")
    if folder is None:
        raise JsonRpcInvalidParams(f"{params.path('folder')} is not an open workspace folder")
    return [folder]
