"""The server as a whole: which method goes where, and the loop that feeds it messages."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
import threading
from contextlib import suppress
from functools import partial
from typing import BinaryIO

from lsprotocol import types as lsp
from pygls.exceptions import PyglsError
from pygls.lsp.server import LanguageServer

from .. import __version__
from . import (
    completing,
    documents,
    duplicates,
    folders,
    indexes,
    learn,
    lifecycle,
    search,
    settings,
    similar,
    status,
    symbols,
    watched_files,
)
from .protocol import Phase, Protocol
from .session import Session
from .transport import Outgoing, Streams, loopback_connection, read_messages, standard_streams

REQUESTS = {
    lsp.INITIALIZE: lifecycle.initialize,
    lsp.TEXT_DOCUMENT_CODE_ACTION: similar.code_actions,
    lsp.WORKSPACE_SYMBOL_RESOLVE: symbols.resolve,
    "snippet/status": status.status,
}
"""Answered at once."""

ASYNC_REQUESTS = {
    lsp.SHUTDOWN: lifecycle.shutdown,
    lsp.WORKSPACE_SYMBOL: symbols.workspace_symbol,
    lsp.WORKSPACE_EXECUTE_COMMAND: similar.execute_command,
    "snippet/clear": indexes.clear,
    "snippet/complete": completing.complete,
    "snippet/duplicates": duplicates.duplicates,
    "snippet/learn": learn.learn,
    "snippet/reindex": indexes.reindex,
    "snippet/search": search.search,
    "snippet/similar": similar.similar,
}
"""Answered when a thread is done, and cancelled at any time."""

NOTIFICATIONS = {
    lsp.INITIALIZED: lifecycle.initialized,
    lsp.EXIT: lifecycle.leave,
    lsp.TEXT_DOCUMENT_DID_OPEN: documents.did_open,
    lsp.TEXT_DOCUMENT_DID_CHANGE: documents.did_change,
    lsp.TEXT_DOCUMENT_DID_CLOSE: documents.did_close,
    lsp.TEXT_DOCUMENT_DID_SAVE: documents.did_save,
    lsp.WORKSPACE_DID_CHANGE_CONFIGURATION: settings.did_change_configuration,
    lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES: watched_files.did_change_watched_files,
    lsp.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS: folders.did_change_workspace_folders,
    "snippet/didGainFocus": watched_files.did_gain_focus,
}

_LAST_RESORT = lifecycle.CLOSING_TIME + 2.0
"""Seconds after its end at which the process is ended whatever still runs in it."""

_END = object()

log = logging.getLogger(__name__)


class Server(LanguageServer):
    """pygls' server, which never writes an exception's text to the client."""

    protocol: Protocol

    def __init__(self) -> None:
        super().__init__("snippet-lsp", __version__, protocol_cls=Protocol)

    def report_server_error(self, error: Exception, source: type[Exception]) -> None:
        """Log what no reply has told."""
        if not issubclass(source, PyglsError):
            log.error("%s", error, exc_info=error)


def serve_stdio() -> int:
    """Serve the client on standard input and output until it leaves; the exit code."""
    with standard_streams() as streams:
        return _serve(streams)


def serve_tcp(port: int) -> int:
    """Serve the first client on a port of this machine until it leaves; the exit code."""
    with loopback_connection(port) as streams:
        return _serve(streams)


def _serve(streams: Streams) -> int:
    log_to_stderr()
    return asyncio.run(_converse(streams))


async def _converse(streams: Streams) -> int:
    server = Server()
    session = Session(server)
    _register(server.protocol, session)
    server.protocol.set_writer(Outgoing(streams.outgoing, session.ended.set))
    _end_on_signals(session.ended)
    inbox = _start_reading(streams.incoming)
    listening = asyncio.create_task(_listen(server.protocol, inbox, session.ended))
    await session.ended.wait()
    listening.cancel()
    code = 0 if server.protocol.phase is Phase.SHUT_DOWN else 1
    _end_at_last(code)
    await lifecycle.close(session)
    return code


def _register(protocol: Protocol, session: Session) -> None:
    for method, answer in REQUESTS.items():
        protocol.on_request(method, partial(answer, session))
    for method, answer_later in ASYNC_REQUESTS.items():
        protocol.on_async_request(method, partial(answer_later, session))
    for method, handle in NOTIFICATIONS.items():
        protocol.on_notification(method, partial(handle, session))


def _start_reading(stream: BinaryIO) -> asyncio.Queue[object]:
    """Messages as a thread of its own reads them, then `_END`."""
    loop = asyncio.get_running_loop()
    inbox: asyncio.Queue[object] = asyncio.Queue()

    def read() -> None:
        # The loop may be closed, and the stream with it, while this waits for input.
        with suppress(RuntimeError, OSError, ValueError):
            for message in read_messages(stream):
                loop.call_soon_threadsafe(inbox.put_nowait, message)
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(inbox.put_nowait, _END)

    threading.Thread(target=read, name="snippet-lsp reader", daemon=True).start()
    return inbox


async def _listen(protocol: Protocol, inbox: asyncio.Queue[object], ended: asyncio.Event) -> None:
    while (message := await inbox.get()) is not _END:
        try:
            protocol.receive(message)
        except Exception:
            log.exception("a message could not be handled")
        # A request's handler runs up to its first wait before the next message: what it reads of
        # documents is what they were when the client asked.
        await asyncio.sleep(0)
    ended.set()


def _end_on_signals(ended: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):  # On Windows.
            loop.add_signal_handler(number, ended.set)


def _end_at_last(code: int) -> None:
    """Threads that cannot be stopped must not keep the process."""
    timer = threading.Timer(_LAST_RESORT, os._exit, [code])
    timer.daemon = True
    timer.start()


def log_to_stderr() -> None:
    """Warnings and errors; pygls would log whole messages, and errors that we answer."""
    logging.basicConfig(
        stream=sys.stderr, level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s"
    )
    package = logging.getLogger(__package__.partition(".")[0])
    if not package.isEnabledFor(logging.WARNING):
        package.setLevel(logging.WARNING)
    logging.getLogger("pygls").setLevel(logging.CRITICAL)
