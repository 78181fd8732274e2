"""`snippet/search`: what does X?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..types import Found, Hit
from . import answers
from .params import Fields
from .session import Folder, Session

if TYPE_CHECKING:
    from ..workspace import Workspace


async def search(session: Session, params: Fields) -> dict[str, Any]:
    """The best answers to a query, best first."""
    query = params.text("query")
    limit = params.whole("limit", 1, answers.MOST, answers.DEFAULT)
    group_by_file, explain = params.flag("groupByFile"), params.flag("explain")
    folders = answers.folders_of(session, params)
    found: dict[str, Found] = {}
    state = answers.begin(session, folders)

    def question(workspace: Workspace, folder: Folder) -> list[Hit]:
        found[folder.root] = workspace.ask(
            query, limit, group_by_file=group_by_file, explain=explain
        )
        return list(found[folder.root].hits)

    best = await answers.ask(session, folders, question, limit)
    reply = answers.reply(session, state, best)
    # Where folders disagree about a word, what is best tells what was meant.
    if best and (correction := found[best[0].folder.root].correction):
        reply["correction"] = correction
    if remark := _remark(found, bool(best)):
        reply["message"] = remark
    return reply


def _remark(found: Mapping[str, Found], any_hits: bool) -> str:
    """What explains an empty answer; beside hits only what all folders say alike."""
    remarks = [one.remark for one in found.values()]
    if not any_hits:
        return next(filter(None, remarks), "")
    return remarks[0] if len(set(remarks)) == 1 else ""
