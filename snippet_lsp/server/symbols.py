"""`workspace/symbol` and `workspaceSymbol/resolve`: search where editors look for symbols."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lsprotocol import types as lsp

from ..types import Hit, SymbolKind
from . import answers, convert, progress
from .answers import Answer
from .params import Fields
from .session import Folder, Session

if TYPE_CHECKING:
    from ..workspace import Workspace

LIMIT = 50

BATCH = 10
"""Symbols in one partial result."""


async def workspace_symbol(session: Session, params: Fields) -> list[lsp.WorkspaceSymbol]:
    """The best answers to a query, best first; none to an empty one, by which nothing ranks.

    With a partial result token they go out in batches, and the reply itself is empty.
    """
    query = params.text("query").strip()
    stream, work = params.token("partialResultToken"), params.token("workDoneToken")

    def question(workspace: Workspace, _folder: Folder) -> list[Hit]:
        return workspace.search(query, LIMIT)

    with progress.around(session, work, "Searching"):
        if not query:
            return []
        folders = list(session.folders.values())
        answers.begin(session, folders)
        symbols = _symbols(session, await answers.ask(session, folders, question, LIMIT))
        if stream is None:
            return symbols
        for start in range(0, len(symbols), BATCH):
            batch = symbols[start : start + BATCH]
            session.server.progress(lsp.ProgressParams(stream, batch))
        return []


def resolve(_session: Session, params: Fields) -> dict[str, Any]:
    """A symbol with the range of all of it, where before its location was that of its name."""
    uri = params.fields("location").text("uri")
    data = params.fields("data")
    start, end = data.range("range")
    whole = lsp.Range(lsp.Position(*start), lsp.Position(*end))
    return {**params.all(), "location": lsp.Location(uri, whole)}


def _symbols(session: Session, found: list[Answer]) -> list[lsp.WorkspaceSymbol]:
    uris = answers.uris_of(session, found)
    return [_symbol(session, answer.hit, uri) for answer, uri in zip(found, uris, strict=True)]


def _symbol(session: Session, hit: Hit, uri: str) -> lsp.WorkspaceSymbol:
    symbol, encoding = hit.symbol, session.client.encoding
    kind = convert.to_kind(symbol.kind)
    if kind not in session.client.symbol_kinds:
        kind = convert.to_kind(SymbolKind.CLASS)
    return lsp.WorkspaceSymbol(
        name=symbol.title,
        kind=kind,
        container_name=symbol.container or None,
        location=lsp.Location(uri, convert.to_range(symbol.name_range, encoding)),
        data={"range": convert.to_range(symbol.range, encoding)},
    )
