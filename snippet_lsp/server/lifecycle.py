"""From `initialize` to `exit`: what the client can do, what the server offers, and the end."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from typing import Any, get_args

from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcException

from .. import __version__
from ..files.lines import PositionEncoding
from . import client_process, folders, keep_loaded, learn, settings, similar, status, watched_files
from .params import Fields
from .session import Client, Session

log = logging.getLogger(__name__)

CLOSING_TIME = 2.0
"""Seconds in which all workspaces must have been closed."""


def initialize(session: Session, params: Fields) -> lsp.InitializeResult:
    """Learn what the client can do. Nothing slow: indexing begins with `initialized`."""
    session.client = client_of(params.fields("capabilities"))
    session.initial_options = settings.options_in(params.value("initializationOptions"))
    session.folders = {folder.root: folder for folder in folders.initial_folders(params)}
    process = params.value("processId")
    if isinstance(process, int) and process > 0:
        session.start(client_process.end_with(session, process))
    return lsp.InitializeResult(
        capabilities(session.client), lsp.ServerInfo("snippet-lsp", __version__)
    )


def initialized(session: Session, _params: Fields) -> None:
    """Start the workspaces, and ask for the notifications that a client sends only when asked."""
    keep_loaded()
    for folder in session.folders.values():
        folders.start(session, folder)
    registrations = []
    if session.client.watches_files:
        registrations.append(watched_files.registration())
    if session.client.registers_settings:
        registrations.append(settings.registration())
    if registrations:
        session.start(_register(session, registrations))
    if session.client.hears_status:
        session.start(status.tell_changes(session))
    session.start(learn.learn_when_idle(session))


async def shutdown(session: Session, _params: Fields) -> None:
    """Close everything, in bounded time."""
    await close(session)


def leave(session: Session, _params: Fields) -> None:
    """`exit`: end the connection."""
    session.ended.set()


async def close(session: Session) -> None:
    """Close all workspaces; those that take too long are left to the end of the process."""
    session.stop()
    for folder in list(session.folders.values()):
        folders.remove(session, folder)
    if session.closing:
        _, late = await asyncio.wait(session.closing.values(), timeout=CLOSING_TIME)
        if late:
            log.warning("%d workspaces could not be closed in time", len(late))


def client_of(stated: Fields) -> Client:
    """What a client's capabilities come to; whatever is missing or odd is not there."""
    kinds = _get(stated, "workspace.symbol.symbolKind.valueSet")
    return Client(
        encoding=_encoding(_get(stated, "general.positionEncodings")),
        watches_files=_has(stated, "workspace.didChangeWatchedFiles.dynamicRegistration"),
        shows_progress=_has(stated, "window.workDoneProgress"),
        has_settings=_has(stated, "workspace.configuration"),
        registers_settings=_has(stated, "workspace.didChangeConfiguration.dynamicRegistration"),
        hears_status=_has(stated, "experimental.snippet.statusNotification"),
        action_literals=isinstance(
            _get(stated, "textDocument.codeAction.codeActionLiteralSupport"), Mapping
        ),
        symbol_kinds=frozenset(kinds) if isinstance(kinds, list) else Client().symbol_kinds,
    )


def capabilities(client: Client) -> lsp.ServerCapabilities:
    """What the server offers."""
    return lsp.ServerCapabilities(
        position_encoding=client.encoding,
        text_document_sync=lsp.TextDocumentSyncOptions(
            open_close=True, change=lsp.TextDocumentSyncKind.Incremental, save=True
        ),
        workspace_symbol_provider=lsp.WorkspaceSymbolOptions(
            resolve_provider=True, work_done_progress=True
        ),
        code_action_provider=lsp.CodeActionOptions(code_action_kinds=[similar.ACTION_KIND])
        if client.action_literals
        else True,
        execute_command_provider=lsp.ExecuteCommandOptions(commands=[similar.COMMAND]),
        workspace=lsp.WorkspaceOptions(
            workspace_folders=lsp.WorkspaceFoldersServerCapabilities(
                supported=True, change_notifications=True
            )
        ),
        experimental={
            "snippet": {
                "clear": True,
                "complete": True,
                "duplicates": True,
                "learn": True,
                "reindex": True,
                "search": True,
                "similar": True,
                "status": True,
            }
        },
    )


async def _register(session: Session, registrations: list[lsp.Registration]) -> None:
    try:
        await session.server.client_register_capability_async(lsp.RegistrationParams(registrations))
    except JsonRpcException as error:
        log.warning("the client refused a registration: %s", error.message)


def _encoding(offered: object) -> PositionEncoding:
    """The first that the client offers and we know: it states them in its order of preference."""
    for known in offered if isinstance(offered, list) else []:
        if known in get_args(PositionEncoding):
            return known  # type: ignore[no-any-return]
    return "utf-16"


def _get(stated: Fields, path: str) -> Any:
    value: Any = stated.all()
    for name in path.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def _has(stated: Fields, path: str) -> bool:
    return _get(stated, path) is True
