"""Settings: from `initializationOptions`, `workspace/configuration`, `didChangeConfiguration`.

They are the same nested options everywhere (section `snippet`); what is asked for wins over what
was pushed, and that over what came first. `..config` knows which there are.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcException

from ..config import Settings, resolve_settings
from ..errors import ConfigError
from .params import Fields
from .session import Folder, Session

SECTION = "snippet"

PATIENCE = 2.0
"""Seconds that a client may take to tell its settings."""


def options_in(value: object) -> Mapping[str, Any]:
    """The options in what a client sent, with or without the section's name around them."""
    inner = value.get(SECTION, value) if isinstance(value, Mapping) else {}
    return inner if isinstance(inner, Mapping) else {}


def registration() -> lsp.Registration:
    """Asks the client to tell of changes: some only do when asked."""
    method = lsp.WORKSPACE_DID_CHANGE_CONFIGURATION
    options = lsp.DidChangeConfigurationRegistrationOptions(section=SECTION)
    return lsp.Registration(id=method, method=method, register_options=options)


def did_change_configuration(session: Session, params: Fields) -> None:
    """Take what was pushed, or ask again."""
    session.pushed_options = options_in(params.value("settings"))
    for folder in session.folders.values():
        session.start(_refresh(session, folder))


async def of(session: Session, folder: Folder) -> Settings:
    """The settings of a folder; those it has if the client's make no sense."""
    asked = await _ask(session, folder) if session.client.has_settings else {}
    options = _merged(session.initial_options, session.pushed_options, asked)
    try:
        return resolve_settings(options)
    except ConfigError as error:
        session.tell(lsp.MessageType.Error, str(error))
        return folder.settings


def enforce(folder: Folder) -> None:
    """Make a workspace follow its folder's settings."""
    if folder.workspace is not None and folder.workspace.settings != folder.settings:
        folder.workspace.reconfigure(folder.settings)


async def _refresh(session: Session, folder: Folder) -> None:
    folder.settings = await of(session, folder)
    enforce(folder)


async def _ask(session: Session, folder: Folder) -> Mapping[str, Any]:
    item = lsp.ConfigurationItem(scope_uri=folder.uri, section=SECTION)
    asking = session.server.workspace_configuration_async(lsp.ConfigurationParams([item]))
    try:
        answer = await asyncio.wait_for(asking, PATIENCE)
    except (asyncio.TimeoutError, JsonRpcException):
        return {}
    return options_in(answer[0]) if answer else {}


def _merged(*layers: Mapping[str, Any]) -> dict[str, Any]:
    """Options of several layers; in each group the later layer's win."""
    merged: dict[str, Any] = {}
    for layer in layers:
        for group, options in layer.items():
            known = merged.get(group)
            if isinstance(known, Mapping) and isinstance(options, Mapping):
                merged[group] = {**known, **options}
            else:
                merged[group] = options
    return merged
