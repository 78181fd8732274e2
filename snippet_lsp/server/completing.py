"""`snippet/complete`: what a filter that is being typed in a query could become."""

from __future__ import annotations

import asyncio
from typing import Any

from . import convert
from .params import MOST, Fields
from .session import Session


async def complete(session: Session, params: Fields) -> dict[str, Any]:
    """Filters or values of one, with the part of the query that each takes the place of."""
    query = params.text("query")
    character = params.whole("character", 0, MOST)
    encoding = session.client.encoding
    cursor = convert.from_character(character, query, encoding)
    workspaces = [folder.workspace for folder in session.folders.values() if folder.workspace]
    found = await asyncio.gather(
        *(session.run(workspace.complete, query, cursor) for workspace in workspaces)
    )
    several = dict.fromkeys(one for proposals in found for one in proposals)
    return {
        "items": [
            {
                "text": one.text,
                "detail": one.detail,
                "start": convert.to_character(one.start, query, encoding),
                "end": convert.to_character(one.end, query, encoding),
            }
            for one in several
        ]
    }
