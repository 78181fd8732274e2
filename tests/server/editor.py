"""A client that keeps to the protocol, with the three editors' ways of using it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Union

import cattrs
from lsprotocol import types as lsp
from pygls.protocol import JsonRPCResponseMessage, default_converter
from pytest_lsp import ClientServerConfig, LanguageClient
from pytest_lsp.client import register_lsp_features

from snippet_lsp.types import Position

from .wire import COMMAND, DEADLINE, UNFINISHED, server_environment

Json = dict[str, Any]

PROFILES: dict[str, Json] = {
    # As VS Code, but for watched files.
    "utf-16": {
        "window": {"workDoneProgress": True},
        "workspace": {
            "configuration": True,
            "didChangeConfiguration": {"dynamicRegistration": True},
            "workspaceFolders": True,
            "symbol": {"symbolKind": {"valueSet": list(range(1, 27))}},
        },
        "textDocument": {
            "codeAction": {
                "codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["", "refactor"]}}
            }
        },
    },
    # As Neovim on Linux.
    "utf-8": {
        "general": {"positionEncodings": ["utf-8", "utf-16", "utf-32"]},
        "window": {"workDoneProgress": True},
        "workspace": {
            "configuration": True,
            "didChangeWatchedFiles": {"dynamicRegistration": False},
            "workspaceFolders": True,
        },
        "textDocument": {
            "codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": [""]}}}
        },
    },
    # As Emacs: no progress, commands only, but it watches files.
    "utf-32": {
        "general": {"positionEncodings": ["utf-32", "utf-8", "utf-16"]},
        "workspace": {
            "didChangeWatchedFiles": {"dynamicRegistration": True},
            "workspaceFolders": True,
        },
    },
}


class Editor:
    """A client connected to a server of its own."""

    def __init__(self, client: LanguageClient, profile: str) -> None:
        self.client = client
        self.profile = profile
        self.capabilities = PROFILES[profile]
        self.registrations: list[lsp.Registration] = []
        self.streamed: dict[str | int, list[Any]] = {}
        """Values of `$/progress` by token, as they came."""
        self.result: lsp.InitializeResult | None = None
        self._versions: dict[str, int] = {}

    async def initialize(self, *roots: Path, options: Json | None = None) -> None:
        """The handshake."""
        converter = self.client.protocol._converter
        self.result = await self.client.initialize_session(
            lsp.InitializeParams(
                capabilities=converter.structure(self.capabilities, lsp.ClientCapabilities),
                workspace_folders=[folder_of(root) for root in roots],
                initialization_options=options,
            )
        )

    async def request(self, method: str, params: Json) -> Any:
        """The result of a custom request, as plain JSON. Raises JsonRpcException."""
        sent = self.client.protocol.send_request_async(method, params)
        return await asyncio.wait_for(sent, DEADLINE)

    async def results(self, method: str, **params: Any) -> list[Json]:
        """The results of `snippet/search` or `snippet/similar`."""
        reply = await self.request(method, params)
        return reply["results"]

    async def names(self, query: str, **params: Any) -> list[str]:
        """What a search finds besides modules, best first."""
        results = await self.results("snippet/search", query=query, **params)
        return [r["name"] for r in results if r["kind"] != lsp.SymbolKind.Module]

    async def ready(self) -> Json:
        """The status, once everything is searchable."""
        return await self.until(lambda status: status["state"] not in UNFINISHED)

    async def until(self, wanted: Callable[[Json], bool]) -> Json:
        """The status, once it is as wanted."""
        deadline = time.monotonic() + DEADLINE
        while not wanted(status := await self.request("snippet/status", {})):
            assert time.monotonic() < deadline, status
            await asyncio.sleep(0.02)
        return status

    def open(self, path: Path, text: str, language_id: str = "") -> None:
        """Open a document, whether it is on disk or not."""
        self._versions[path.as_uri()] = 1
        item = lsp.TextDocumentItem(path.as_uri(), language_id, 1, text)
        self.client.text_document_did_open(lsp.DidOpenTextDocumentParams(item))

    def change(self, path: Path, *changes: lsp.TextDocumentContentChangeEvent) -> None:
        """Edit an open document."""
        self._versions[path.as_uri()] += 1
        version = self._versions[path.as_uri()]
        document = lsp.VersionedTextDocumentIdentifier(version, path.as_uri())
        self.client.text_document_did_change(lsp.DidChangeTextDocumentParams(document, changes))

    def close(self, path: Path) -> None:
        """Close an open document."""
        document = lsp.TextDocumentIdentifier(path.as_uri())
        self.client.text_document_did_close(lsp.DidCloseTextDocumentParams(document))

    def change_settings(self, settings: Json | None) -> None:
        """Say that settings have changed; None to be asked for them."""
        params = lsp.DidChangeConfigurationParams(settings)
        self.client.workspace_did_change_configuration(params)

    def change_folders(self, added: Sequence[Path] = (), removed: Sequence[Path] = ()) -> None:
        """Add and remove workspace folders."""
        event = lsp.WorkspaceFoldersChangeEvent(
            added=[folder_of(root) for root in added], removed=[folder_of(root) for root in removed]
        )
        self.client.workspace_did_change_workspace_folders(
            lsp.DidChangeWorkspaceFoldersParams(event)
        )

    def position(self, text: str, offset: int) -> Json:
        """The position of a place in a text, counted as this client counts."""
        start = max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1
        column = columns(text[start:offset])[self.profile]
        before = text[:start].replace("\r\n", "\n").replace("\r", "\n")
        return {"line": before.count("\n"), "character": column}

    def range(self, text: str, part: str) -> Json:
        """The range of a part of a text."""
        start = text.index(part)
        return {
            "start": self.position(text, start),
            "end": self.position(text, start + len(part)),
        }


def columns(prefix: str) -> dict[str, int]:
    """How wide the beginning of a line is in every encoding."""
    return {
        "utf-8": len(prefix.encode()),
        "utf-16": len(prefix.encode("utf-16-le")) // 2,
        "utf-32": len(prefix),
    }


def column(position: Position, encoding: str) -> int:
    """A stored position's column in an encoding."""
    return {"utf-8": position.utf8, "utf-16": position.utf16, "utf-32": position.utf32}[encoding]


def folder_of(root: Path) -> lsp.WorkspaceFolder:
    """A folder as clients name it."""
    return lsp.WorkspaceFolder(root.as_uri(), root.name)


@asynccontextmanager
async def editor(profile: str, cache: Path) -> AsyncIterator[Editor]:
    """A client with a new server, which it shuts down in the end."""
    config = ClientServerConfig(
        COMMAND, client_factory=_client, server_env=server_environment(cache)
    )
    client = await config.start()
    assert isinstance(client, LanguageClient)
    connected = Editor(client, profile)
    client.editor = connected  # type: ignore[attr-defined]
    try:
        yield connected
    finally:
        await asyncio.wait_for(client.shutdown_session(), DEADLINE)
        assert client._server is not None
        if client._server.returncode is None:
            client._server.kill()  # It never was initialized, or the client saw it fail.
        await client.stop()


def _client() -> LanguageClient:
    client = LanguageClient(converter_factory=_converter)
    register_lsp_features(client)
    del client.protocol.fm.features[lsp.PROGRESS]

    @client.feature(lsp.CLIENT_REGISTER_CAPABILITY)
    def register(params: lsp.RegistrationParams) -> None:
        client.editor.registrations += params.registrations  # type: ignore[attr-defined]

    @client.feature(lsp.PROGRESS)
    def progress(params: lsp.ProgressParams) -> None:
        values = client.editor.streamed.setdefault(params.token, [])  # type: ignore[attr-defined]
        values.append(params.value)

    return client


def _converter() -> cattrs.Converter:
    """pygls' own, but results of custom requests stay plain JSON."""
    converter = default_converter()

    def structure_action(action: Json, _: object) -> lsp.Command | lsp.CodeAction:
        # lsprotocol takes every code action that has a command for a command.
        is_command = isinstance(action.get("command"), str)
        return converter.structure(action, lsp.Command if is_command else lsp.CodeAction)

    action = Union[lsp.Command, lsp.CodeAction]  # noqa: UP007 -- to cattrs not the same as `|`
    converter.register_structure_hook(action, structure_action)
    converter.register_structure_hook(
        JsonRPCResponseMessage, lambda message, _: JsonRPCResponseMessage(**message)
    )
    return converter


def write_files(root: Path, text: str) -> Path:
    """Write the files that stand in a text, each below a line `--- path`; the root."""
    for part in text.split("--- ")[1:]:
        name, _, content = part.partition("\n")
        path = root / name.strip()
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode())
    return root
