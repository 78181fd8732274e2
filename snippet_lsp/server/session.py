"""What one connection knows: the client, its folders and its open documents.

State and look-ups only; what changes it lives in the modules named after the features. All of it
is touched on the event loop alone. Workspaces and searches run in `Session.executor`.
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Callable, Coroutine, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from lsprotocol import types as lsp
from pygls.lsp.server import LanguageServer

from ..config import Settings
from ..files.lines import PositionEncoding
from ..files.overlays import Document
from ..types import Status
from . import convert

if TYPE_CHECKING:
    # Imports the whole of indexing and search: done in a thread, after the handshake.
    from ..workspace import Workspace

log = logging.getLogger(__name__)

T = TypeVar("T")

THREADS = 4
"""Searches that run at the same time."""


@dataclass(frozen=True, slots=True)
class Client:
    """What the client said that it can do."""

    encoding: PositionEncoding = "utf-16"
    watches_files: bool = False
    """It watches files for us when asked to."""
    shows_progress: bool = False
    has_settings: bool = False
    """It can be asked for settings."""
    registers_settings: bool = False
    """It tells of changed settings only when asked to."""
    hears_status: bool = False
    """It wants to be told when the status has changed."""
    action_literals: bool = False
    """It knows code actions, not only commands."""
    symbol_kinds: frozenset[int] = frozenset(range(1, 19))


@dataclass(slots=True)
class OpenDocument:
    """A document that is open in the editor."""

    uri: str
    """As the client writes it."""
    path: str | None
    """Absolute; None when it is not a file."""
    language_id: str
    text: Document


@dataclass(slots=True, eq=False)
class Folder:
    """A workspace folder. It has no workspace until that has been started, or if that failed."""

    uri: str
    """As the client writes it."""
    name: str
    root: str
    """Absolute path."""
    settings: Settings = field(default_factory=Settings)
    workspace: Workspace | None = None
    problem: str = ""
    """Why it has no workspace."""
    is_cleared: bool = False
    """Its index was removed; it gets a workspace when somebody asks something."""
    starting: asyncio.Task[None] | None = None
    reporting: asyncio.Task[None] | None = None
    """Shows the progress of indexing."""
    heard: Status | None = None
    """What its workspace said of itself last."""
    news: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when `heard` has changed."""


class Session:
    """The state of one connection."""

    def __init__(self, server: LanguageServer) -> None:
        self.server = server
        self.client = Client()
        self.initial_options: Mapping[str, Any] = {}
        """Settings of `initializationOptions`, unresolved."""
        self.pushed_options: Mapping[str, Any] = {}
        """Settings of the last `didChangeConfiguration`, unresolved."""
        self.folders: dict[str, Folder] = {}
        """By root."""
        self.closing: dict[str, asyncio.Task[Any]] = {}
        """Workspaces of removed folders, by root: one that comes back must wait for its index."""
        self.documents: dict[str, OpenDocument] = {}
        """By URI."""
        self.executor = ThreadPoolExecutor(THREADS, thread_name_prefix="snippet-lsp")
        self.ended = asyncio.Event()
        """Set when the connection is to end."""
        self.news = asyncio.Event()
        """Set when the status of any folder may have changed."""
        self._tasks: set[asyncio.Task[None]] = set()
        self._told: set[str] = set()

    async def run(self, function: Callable[..., T], *args: Any) -> T:
        """Call a function in a thread; cancelling the caller drops its result."""
        return await asyncio.get_running_loop().run_in_executor(self.executor, function, *args)

    def start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Let a coroutine run beside everything else, until `stop` at the latest."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def stop(self) -> None:
        """Cancel what runs beside everything else, and searches that have not begun."""
        for task in self._tasks:
            task.cancel()
        self.executor.shutdown(wait=False, cancel_futures=True)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.error("a background task failed", exc_info=error)

    def tell(self, kind: lsp.MessageType, message: str) -> None:
        """Show a message to the user, unless it has been shown before."""
        if message not in self._told:
            self._told.add(message)
            self.server.window_show_message(lsp.ShowMessageParams(kind, f"snippet-lsp: {message}"))

    def owner(self, path: str | None) -> Folder | None:
        """The folder that a path belongs to: the deepest one around it."""
        around = [
            folder
            for folder in self.folders.values()
            if path is not None and convert.relative_path(path, folder.root) is not None
        ]
        return max(around, key=lambda folder: len(folder.root), default=None)

    def place(self, path: str | None) -> tuple[Folder, str] | None:
        """The folder that a path belongs to, and the path relative to it."""
        folder = self.owner(path)
        if folder is None or path is None:
            return None
        relative = convert.relative_path(path, folder.root)
        return (folder, relative) if relative is not None else None

    def open_uris(self) -> dict[str, str]:
        """URIs of open files as the client writes them, by path."""
        return {
            os.path.normcase(document.path): document.uri
            for document in self.documents.values()
            if document.path is not None
        }
