"""JSON-RPC to the letter: what pygls leaves unanswered is answered here.

Every request gets exactly one reply; none carries a traceback or a local path. Notifications are
never answered: one that makes no sense is a line in the log.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from enum import Enum, auto
from typing import Any, TypeGuard

from cattrs import Converter
from lsprotocol import types as lsp
from pygls.exceptions import (
    JsonRpcException,
    JsonRpcInternalError,
    JsonRpcInvalidParams,
    JsonRpcRequestCancelled,
)
from pygls.lsp.server import LanguageServer
from pygls.protocol import JsonRPCNotification, JsonRPCRequestMessage, LanguageServerProtocol

from ..errors import Cancelled, ConfigError, QueryError, SnippetError
from .params import Fields
from .transport import Unreadable, frame

log = logging.getLogger(__name__)

Request = Callable[[Fields], Any]
AsyncRequest = Callable[[Fields], Awaitable[Any]]
Notification = Callable[[Fields], None]

_MAY_LACK_PARAMS = {lsp.INITIALIZED, lsp.SHUTDOWN, lsp.EXIT}


class Phase(Enum):
    """Where the connection stands."""

    UNINITIALIZED = auto()
    RUNNING = auto()
    SHUT_DOWN = auto()


class Protocol(LanguageServerProtocol):
    """The protocol of one connection. All of it runs on the event loop."""

    def __init__(self, server: LanguageServer, converter: Converter) -> None:
        super().__init__(server, converter)
        self.phase = Phase.UNINITIALIZED
        self._requests: set[str] = set()
        self._notifications: set[str] = set()
        # Documents, folders and the handshake are ours: pygls would keep texts of its own, whose
        # lines end at form feeds too. Its `shutdown` cancels what is still running.
        for method in list(self.fm.builtin_features):
            if method != lsp.SHUTDOWN:
                del self.fm.builtin_features[method]

    def receive(self, message: object) -> None:
        """Handle one message as it came from the wire."""
        if isinstance(message, Unreadable):
            return self._refuse(None, lsp.ErrorCodes.ParseError, message.reason)
        if not isinstance(message, dict):
            return self._refuse(None, lsp.ErrorCodes.InvalidRequest, "a message must be an object")
        number: Any = message.get("id")
        if problem := _malformation(message):
            known = number if _is_id(number) else None
            return self._refuse(known, lsp.ErrorCodes.InvalidRequest, problem)
        if "method" not in message:
            return self._receive_response(message)
        method, params = message["method"], message.get("params")
        if "id" not in message:
            return self._receive_notification(method, params)
        if refusal := self._refusal(method):
            return self._refuse(number, *refusal)
        if method == lsp.SHUTDOWN:
            self.phase = Phase.SHUT_DOWN
        self.handle_message(JsonRPCRequestMessage(number, method, self.VERSION, params))
        return None

    def on_request(self, method: str, answer: Request) -> None:
        """Answer a request at once, on the event loop."""

        def answering(params: Any) -> Any:
            try:
                result = answer(_fields(method, params))
            except Exception as error:  # noqa: BLE001 -- the request edge
                raise _reply_to(error, method) from None
            if method == lsp.INITIALIZE:
                self.phase = Phase.RUNNING
            return result

        self._requests.add(method)
        self.fm.feature(method)(answering)

    def on_async_request(self, method: str, answer: AsyncRequest) -> None:
        """Answer a request by a coroutine, which ends when the client cancels the request.

        What the coroutine does before it first waits comes before the next message.
        """

        async def answering(params: Any) -> Any:
            try:
                return await answer(_fields(method, params))
            except Exception as error:  # noqa: BLE001 -- the request edge
                raise _reply_to(error, method) from None

        self._requests.add(method)
        self.fm.feature(method)(answering)

    def on_notification(self, method: str, handle: Notification) -> None:
        """Handle a notification at once and in order."""

        def handling(params: Any) -> None:
            try:
                handle(_fields(method, params))
            except JsonRpcInvalidParams as error:
                log.warning("%s: %s", method, error.message)
            except SnippetError as error:
                log.warning("%s: %s", method, error)
            except Exception:
                log.exception("%s failed", method)

        self._notifications.add(method)
        self.fm.feature(method)(handling)

    def _refusal(self, method: str) -> tuple[int, str] | None:
        """Code and reason why a request cannot be handled, whatever its parameters are."""
        if self.phase is Phase.SHUT_DOWN:
            return lsp.ErrorCodes.InvalidRequest, "the server has been shut down"
        if self.phase is Phase.UNINITIALIZED and method != lsp.INITIALIZE:
            return lsp.ErrorCodes.ServerNotInitialized, "the first request must be initialize"
        if self.phase is Phase.RUNNING and method == lsp.INITIALIZE:
            return lsp.ErrorCodes.InvalidRequest, "the server is initialized already"
        if method not in self._requests:
            return lsp.ErrorCodes.MethodNotFound, f"there is no method {method[:100]!r}"
        return None

    def _receive_notification(self, method: str, params: object) -> None:
        if method == lsp.CANCEL_REQUEST:
            number = params.get("id") if isinstance(params, dict) else None
            if _is_id(number):
                cancel = lsp.CancelParams(id=number)
                self.handle_message(JsonRPCNotification(method, self.VERSION, cancel))
        elif method in self._notifications and (self.phase is Phase.RUNNING or method == lsp.EXIT):
            self.handle_message(JsonRPCNotification(method, self.VERSION, params))

    def _receive_response(self, message: dict[str, Any]) -> None:
        try:
            self.handle_message(self.structure_message(message))
        except (JsonRpcException, asyncio.InvalidStateError):
            log.warning("passed over a client's response that is malformed or too late")

    def _refuse(self, number: object, code: int, reason: str) -> None:
        if self.writer is not None:
            error = {"code": int(code), "message": reason}
            self.writer.write(frame({"jsonrpc": self.VERSION, "id": number, "error": error}))


def _malformation(message: dict[str, Any]) -> str | None:
    """What keeps a message from being a request, notification or response."""
    if message.get("jsonrpc") != Protocol.VERSION:
        return 'jsonrpc must be "2.0"'
    # Only an error reply to something unreadable has no id.
    may_lack_id = "error" in message and "method" not in message
    if "id" in message and not _is_id(message["id"]) and not may_lack_id:
        return "id must be a string or a whole number"
    if "method" not in message:
        is_response = "id" in message and ("result" in message or "error" in message)
        return None if is_response else "a message must have a method, or an id and a result"
    if not isinstance(message["method"], str):
        return "method must be a string"
    if not isinstance(message.get("params"), (dict, list, type(None))):
        return "params must be an object"
    return None


def _is_id(value: object) -> TypeGuard[str | int]:
    return isinstance(value, (str, int)) and not isinstance(value, bool)


def _fields(method: str, params: object) -> Fields:
    return Fields({} if params is None and method in _MAY_LACK_PARAMS else params)


def _reply_to(error: Exception, method: str) -> JsonRpcException:
    """The error that a client gets to see: one line, without data."""
    if isinstance(error, JsonRpcException):
        return error
    if isinstance(error, (ConfigError, QueryError)):
        return JsonRpcInvalidParams(_line(error))
    if isinstance(error, Cancelled):
        return JsonRpcRequestCancelled(_line(error))
    if isinstance(error, SnippetError):
        return JsonRpcException(_line(error), lsp.LSPErrorCodes.RequestFailed)
    log.error("%s failed", method, exc_info=error)
    return JsonRpcInternalError("the server failed to answer; its log says why")


def _line(error: Exception) -> str:
    return " ".join(str(error).split())
