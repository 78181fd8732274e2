"""What a handler raises, and what the client gets to see of it."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from pygls.exceptions import JsonRpcInvalidParams

from snippet_lsp.errors import Cancelled, ConfigError, QueryError, SnippetError, StoreError
from snippet_lsp.server.app import Server
from snippet_lsp.server.params import Fields
from snippet_lsp.server.protocol import Phase, Protocol

INVALID_PARAMS, INTERNAL_ERROR = -32602, -32603
REQUEST_CANCELLED, REQUEST_FAILED = -32800, -32803


class Sent:
    """Stands for the stream to the client."""

    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []

    def write(self, data: bytes) -> None:
        self.messages.append(json.loads(data.partition(b"\r\n\r\n")[2]))

    def close(self) -> None:
        pass


def connected() -> tuple[Protocol, Sent]:
    protocol, sent = Server().protocol, Sent()
    protocol.set_writer(sent)
    protocol.phase = Phase.RUNNING
    return protocol, sent


@pytest.mark.parametrize(
    ("error", "code", "message"),
    [
        (QueryError("the query is empty"), INVALID_PARAMS, "the query is empty"),
        (ConfigError("no such folder"), INVALID_PARAMS, "no such folder"),
        (JsonRpcInvalidParams("params.x is odd"), INVALID_PARAMS, "params.x is odd"),
        (StoreError("the index is\nlocked"), REQUEST_FAILED, "the index is locked"),
        (SnippetError("no"), REQUEST_FAILED, "no"),
        (Cancelled("stopped"), REQUEST_CANCELLED, "stopped"),
        (
            RuntimeError("/home/me/secret.py"),
            INTERNAL_ERROR,
            "the server failed to answer; its log says why",
        ),
    ],
)
@pytest.mark.parametrize("later", [False, True])
async def test_errors_become_replies(
    error: Exception, code: int, message: str, later: bool, caplog: pytest.LogCaptureFixture
) -> None:
    protocol, sent = connected()

    def fail(_params: Fields) -> None:
        raise error

    async def fail_later(_params: Fields) -> None:
        await asyncio.sleep(0)
        raise error

    if later:
        protocol.on_async_request("test/fail", fail_later)
    else:
        protocol.on_request("test/fail", fail)
    protocol.receive({"jsonrpc": "2.0", "id": 1, "method": "test/fail", "params": {}})
    while not sent.messages:
        await asyncio.sleep(0)
    assert sent.messages == [
        {"jsonrpc": "2.0", "id": 1, "error": {"code": code, "message": message}}
    ]
    assert ("secret.py" in caplog.text) == (code == INTERNAL_ERROR)


async def test_failing_notification_is_logged_only(caplog: pytest.LogCaptureFixture) -> None:
    protocol, sent = connected()

    def fail(_params: Fields) -> None:
        raise RuntimeError("oh no")

    protocol.on_notification("test/fail", fail)
    protocol.receive({"jsonrpc": "2.0", "method": "test/fail", "params": {}})
    assert sent.messages == []
    assert "oh no" in caplog.text


async def test_request_is_cancelled_at_once_and_its_result_dropped() -> None:
    protocol, sent = connected()
    finished = asyncio.Event()

    async def wait(_params: Fields) -> str:
        await finished.wait()
        return "too late"

    protocol.on_async_request("test/wait", wait)
    for number in (1, 2):
        request = {"jsonrpc": "2.0", "id": number, "method": "test/wait", "params": {}}
        protocol.receive(request)
    await asyncio.sleep(0)
    protocol.receive({"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": 1}})
    while not sent.messages:
        await asyncio.sleep(0)
    assert [(m["id"], m["error"]["code"]) for m in sent.messages] == [(1, REQUEST_CANCELLED)]
    finished.set()
    while len(sent.messages) < 2:
        await asyncio.sleep(0)
    assert sent.messages[1] == {"jsonrpc": "2.0", "id": 2, "result": "too late"}
