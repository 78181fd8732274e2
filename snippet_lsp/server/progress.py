"""Work-done progress: of indexing, shown by the server's own initiative, and of single requests."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager

from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcException

from ..types import State, Status
from .session import Folder, Session

LEAST_FILES = 10
"""Pending files from which on indexing is worth a progress bar."""

_BUSY = (State.STARTING, State.INDEXING)


def is_worth_it(status: Status) -> bool:
    """Whether a user would want to know how far it has got."""
    return status.state in _BUSY and status.pending >= LEAST_FILES


def percentage(status: Status) -> int:
    """How much of the running scan is done, 0-100."""
    if status.total <= 0:
        return 0
    return max(0, min(100, 100 * (status.total - status.pending) // status.total))


async def report(session: Session, folder: Folder) -> None:
    """Show how indexing a folder advances, until it ends."""
    server = session.server
    token = str(uuid.uuid4())
    try:
        await server.window_work_done_progress_create_async(lsp.WorkDoneProgressCreateParams(token))
    except JsonRpcException:
        return
    begin = lsp.WorkDoneProgressBegin(f"Indexing {folder.name}", cancellable=False, percentage=0)
    server.progress(lsp.ProgressParams(token, begin))
    shown = 0
    try:
        while (status := folder.heard) is not None and status.state in _BUSY:
            # What is to be done may grow meanwhile, but percentages must not fall.
            shown = max(shown, percentage(status))
            done = f"{status.total - status.pending:,}/{status.total:,} files"
            value = lsp.WorkDoneProgressReport(message=done, percentage=shown)
            server.progress(lsp.ProgressParams(token, value))
            folder.news.clear()
            await folder.news.wait()
    finally:
        server.progress(lsp.ProgressParams(token, lsp.WorkDoneProgressEnd()))


@contextmanager
def around(session: Session, token: str | int | None, title: str) -> Iterator[None]:
    """Begin and end the progress that a request asked for, if it did."""
    if token is None:
        yield
        return
    session.server.progress(lsp.ProgressParams(token, lsp.WorkDoneProgressBegin(title)))
    try:
        yield
    finally:
        session.server.progress(lsp.ProgressParams(token, lsp.WorkDoneProgressEnd()))


@contextmanager
def measured(
    session: Session, token: str | int | None, title: str
) -> Iterator[Callable[[float], None]]:
    """The same with percentages: gives what is to be told how much is done, 0 to 1."""
    shown = 0

    def show(done: float) -> None:
        nonlocal shown
        percentage = min(100, int(100 * done))
        if token is not None and percentage > shown:
            shown = percentage
            value = lsp.WorkDoneProgressReport(percentage=percentage)
            session.server.progress(lsp.ProgressParams(token, value))

    if token is None:
        yield show
        return
    begin = lsp.WorkDoneProgressBegin(title, cancellable=False, percentage=0)
    session.server.progress(lsp.ProgressParams(token, begin))
    try:
        yield show
    finally:
        shown = 100
        session.server.progress(lsp.ProgressParams(token, lsp.WorkDoneProgressEnd()))


@asynccontextmanager
async def own(session: Session, title: str) -> AsyncIterator[Callable[[float], None]]:
    """The same for work that nobody asked for, where the client shows such."""
    token = str(uuid.uuid4()) if session.client.shows_progress else None
    if token is not None:
        params = lsp.WorkDoneProgressCreateParams(token)
        try:
            await session.server.window_work_done_progress_create_async(params)
        except JsonRpcException:
            token = None
    with measured(session, token, title) as show:
        yield show
