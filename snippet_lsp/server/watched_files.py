"""`workspace/didChangeWatchedFiles`: what the client saw change on disk; `snippet/didGainFocus`.

Only a client that says in its capabilities that it can watch is asked to: some accept the
registration and then do nothing. Without it the workspaces watch by themselves.
"""

from __future__ import annotations

from collections import defaultdict

from lsprotocol import types as lsp

from . import convert
from .params import Fields
from .session import Folder, Session


def registration() -> lsp.Registration:
    """Asks the client to watch everything: which files count is not a matter of their names."""
    watcher = lsp.FileSystemWatcher(glob_pattern="**/*")
    options = lsp.DidChangeWatchedFilesRegistrationOptions(watchers=[watcher])
    method = lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES
    return lsp.Registration(id=method, method=method, register_options=options)


def did_change_watched_files(session: Session, params: Fields) -> None:
    """Tell each workspace what may have changed in it."""
    # Here rather than above: the handshake need not wait for it.
    from ..files.folders import meant_by

    changed: dict[Folder, list[str]] = defaultdict(list)
    for change in params.objects("changes"):
        place = session.place(convert.path_of(change.text("uri")))
        if place is not None and (meant := meant_by(place[1])) is not None:
            changed[place[0]].append(meant)
    for folder, paths in changed.items():
        if folder.workspace is not None:
            folder.workspace.notice(paths)


def did_gain_focus(session: Session, _params: Fields) -> None:
    """Somebody turned to the editor: what changed meanwhile and was missed is to be found."""
    for folder in session.folders.values():
        if folder.workspace is not None:
            folder.workspace.look_again()
