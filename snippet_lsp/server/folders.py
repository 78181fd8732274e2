"""Workspace folders: a `Workspace` for each, from `initialize` or `didChangeWorkspaceFolders`."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Union

from lsprotocol import types as lsp

from ..config import Settings
from ..errors import SnippetError
from ..types import Status
from . import convert, documents, keep_loaded, progress, settings, status
from .params import Fields
from .session import Folder, Session

if TYPE_CHECKING:
    from ..workspace import StatusListener, Workspace

log = logging.getLogger(__name__)

Predecessor = Union["asyncio.Task[Any]", None]
"""What has to end before: another workspace of the same folder is being closed."""


def initial_folders(params: Fields) -> list[Folder]:
    """The folders that an `initialize` request names."""
    if "workspaceFolders" in params:
        return _folders(params.objects("workspaceFolders"))
    if uri := params.optional_text("rootUri"):
        return _on_disk([(uri, "")])
    if path := params.optional_text("rootPath"):
        return _on_disk([(convert.uri_of(path), "")])
    return []


def did_change_workspace_folders(session: Session, params: Fields) -> None:
    """Start and stop workspaces; documents go over to the folder that they now belong to."""
    event = params.fields("event")
    added, removed = _folders(event.objects("added")), _folders(event.objects("removed"))
    owners = {uri: session.owner(doc.path) for uri, doc in session.documents.items()}
    for folder in removed:
        if (known := session.folders.get(folder.root)) is not None:
            remove(session, known)
    for folder in added:
        if folder.root not in session.folders:
            session.folders[folder.root] = folder
            start(session, folder)
    status.changed(session)
    for uri, document in session.documents.items():
        before = owners[uri]
        if before is not session.owner(document.path):
            if before is not None and before.root in session.folders:
                documents.withdraw(before, document)
            documents.publish(session, document)


def start(session: Session, folder: Folder) -> None:
    """Start a folder's workspace beside everything else."""
    folder.starting = asyncio.create_task(_start(session, folder, session.closing.get(folder.root)))


def wake(session: Session, folder: Folder) -> None:
    """Start a folder's workspace if its index was cleared."""
    if folder.is_cleared:
        folder.is_cleared = False
        start(session, folder)
        status.changed(session)


def remove(session: Session, folder: Folder) -> None:
    """Forget a folder, and close its workspace beside everything else."""
    del session.folders[folder.root]
    before = session.closing.get(folder.root)
    session.closing[folder.root] = asyncio.create_task(_stop(session, folder, before))


def begin_anew(
    session: Session, folder: Folder, is_cleared: bool
) -> asyncio.Task[SnippetError | None]:
    """Put a new folder in the place of one, whose workspace is closed and whose index is removed.

    The new one starts after that, if it is not to stay cleared. The task ends with the removal, and
    gives why that failed.
    """
    fresh = Folder(folder.uri, folder.name, folder.root, folder.settings, is_cleared=is_cleared)
    session.folders = {
        root: fresh if known is folder else known for root, known in session.folders.items()
    }
    before = session.closing.get(folder.root)
    removal = asyncio.create_task(_stop_and_erase(session, folder, before))
    session.closing[folder.root] = removal
    if not is_cleared:
        start(session, fresh)
    return removal


async def _stop(session: Session, folder: Folder, predecessor: Predecessor) -> None:
    await _close(folder, predecessor)
    _forget_closing(session, folder)


async def _stop_and_erase(
    session: Session, folder: Folder, predecessor: Predecessor
) -> SnippetError | None:
    await _close(folder, predecessor)
    try:
        await asyncio.to_thread(_erase, folder.root)
    except SnippetError as error:
        return error
    finally:
        _forget_closing(session, folder)
    return None


async def _close(folder: Folder, predecessor: Predecessor) -> None:
    if folder.reporting is not None:
        folder.reporting.cancel()
    if folder.starting is not None:
        await asyncio.wait({folder.starting})
    if folder.workspace is not None:
        await asyncio.to_thread(folder.workspace.close)
    if predecessor is not None:
        await asyncio.wait({predecessor})


def _forget_closing(session: Session, folder: Folder) -> None:
    if session.closing.get(folder.root) is asyncio.current_task():
        del session.closing[folder.root]


async def _start(session: Session, folder: Folder, predecessor: Predecessor) -> None:
    loop = asyncio.get_running_loop()

    def listen(status: Status) -> None:
        # The loop is closed when a workspace could not be closed in time.
        if not loop.is_closed():
            loop.call_soon_threadsafe(_hear, session, folder, status)

    folder.settings = await settings.of(session, folder)
    if predecessor is not None:
        await asyncio.wait({predecessor})
    if session.folders.get(folder.root) is not folder:
        return
    try:
        is_told = session.client.watches_files
        folder.workspace = await asyncio.to_thread(
            _open, folder.root, folder.settings, is_told, listen
        )
    except SnippetError as error:
        folder.problem = str(error)
    except Exception:
        log.exception("the workspace could not be started")
        folder.problem = "the folder could not be indexed; the server's log says why"
    if folder.workspace is None:
        session.tell(lsp.MessageType.Error, folder.problem)
    elif session.folders.get(folder.root) is folder:
        settings.enforce(folder)
        for document in session.documents.values():
            if session.owner(document.path) is folder:
                documents.publish(session, document)
    status.changed(session)


def _open(root: str, options: Settings, is_told: bool, listener: StatusListener) -> Workspace:
    # Here rather than above: it takes longer than the handshake may.
    from ..workspace import Workspace

    keep_loaded()
    return Workspace(Path(root), options, watching=not is_told, is_told=is_told, on_status=listener)


def _erase(root: str) -> None:
    from ..workspace import remove_index

    remove_index(Path(root))


def _hear(session: Session, folder: Folder, heard: Status) -> None:
    folder.heard = heard
    folder.news.set()
    if session.folders.get(folder.root) is not folder:
        return
    status.changed(session)
    for problem in heard.problems:
        session.tell(lsp.MessageType.Warning, problem)
    is_reported = folder.reporting is not None and not folder.reporting.done()
    if session.client.shows_progress and progress.is_worth_it(heard) and not is_reported:
        folder.reporting = session.start(progress.report(session, folder))


def _folders(items: Iterable[Fields]) -> list[Folder]:
    return _on_disk([(item.text("uri"), item.optional_text("name") or "") for item in items])


def _on_disk(named: Iterable[tuple[str, str]]) -> list[Folder]:
    """Folders by URI and name; those that lie on no disk are left out."""
    folders = []
    for uri, name in named:
        if (root := convert.path_of(uri)) is None:
            log.warning("passed over a workspace folder that is not on this machine's disks")
        else:
            # Some clients give the whole path for a name.
            folders.append(Folder(uri, Path(name).name or Path(root).name, root))
    return folders
