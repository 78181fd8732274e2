"""Every malformed message gets an error reply that says why, and the server carries on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from .wire import Wire, framed

PARSE_ERROR, INVALID_REQUEST = -32700, -32600
METHOD_NOT_FOUND, INVALID_PARAMS, NOT_INITIALIZED = -32601, -32602, -32002

DOCUMENT = {"uri": "file:///somewhere/a.py"}
START = {"line": 0, "character": 0}
NOWHERE = {"start": START, "end": START}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wire]:
    """One server, initialized without a folder, which all these messages are sent to."""
    folder = tmp_path_factory.mktemp("malformed")
    wire = Wire(folder / "cache", folder / "server.log")
    wire.initialize()
    yield wire
    assert wire.leave() == 0
    wire.kill()


@pytest.mark.parametrize(
    ("data", "code", "reason"),
    [
        (framed(b"{not json"), PARSE_ERROR, "not valid JSON"),
        (framed(b"\xff\xfe\xfd"), PARSE_ERROR, "not valid JSON"),
        (framed(b"[" * 100_000), PARSE_ERROR, "not valid JSON"),
        (b"GET / HTTP/1.1\r\nHost: me\r\n\r\n", PARSE_ERROR, "Content-Length"),
        (b"Content-Length: many\r\n\r\n", PARSE_ERROR, "Content-Length"),
        (framed(b"[]"), INVALID_REQUEST, "must be an object"),
        (framed(b'"text"'), INVALID_REQUEST, "must be an object"),
        (framed(b"{}"), INVALID_REQUEST, "jsonrpc"),
        (framed(b'{"jsonrpc": "2.0"}'), INVALID_REQUEST, "must have a method"),
        (framed(b'{"jsonrpc": "2.0", "method": 5}'), INVALID_REQUEST, "method"),
        (framed(b'{"jsonrpc": "2.0", "method": "x", "id": null}'), INVALID_REQUEST, "id must"),
        (framed(b'{"jsonrpc": "2.0", "method": "x", "id": [1]}'), INVALID_REQUEST, "id must"),
        (framed(b'{"jsonrpc": "2.0", "method": "x", "params": 1}'), INVALID_REQUEST, "params"),
    ],
)
def test_garbage_is_answered(server: Wire, data: bytes, code: int, reason: str) -> None:
    server.send_bytes(data)
    check_error(server.reply_to(None), code, reason)
    check_alive(server)


@pytest.mark.parametrize(
    ("message", "code", "reason"),
    [
        ({"jsonrpc": "1.0", "id": "a", "method": "snippet/status"}, INVALID_REQUEST, "jsonrpc"),
        ({"jsonrpc": "2.0", "id": "a", "method": None}, INVALID_REQUEST, "method"),
        ({"jsonrpc": "2.0", "id": "a", "method": "x", "params": "y"}, INVALID_REQUEST, "params"),
        ({"jsonrpc": "2.0", "id": "a"}, INVALID_REQUEST, "must have a method"),
        ({"jsonrpc": "2.0", "id": "a", "method": "no/such"}, METHOD_NOT_FOUND, "'no/such'"),
        ({"jsonrpc": "2.0", "id": "a", "method": "exit"}, METHOD_NOT_FOUND, "'exit'"),
        ({"jsonrpc": "2.0", "id": "a", "method": "initialize"}, INVALID_REQUEST, "already"),
    ],
)
def test_malformed_request_is_answered_under_its_id(
    server: Wire, message: dict[str, Any], code: int, reason: str
) -> None:
    server.send(message)
    check_error(server.reply_to("a"), code, reason)
    check_alive(server)


@pytest.mark.parametrize(
    ("method", "params", "reason"),
    [
        ("workspace/symbol", None, "params must be an object"),
        ("workspace/symbol", [], "params must be an object"),
        ("workspace/symbol", {}, "params.query must be a string"),
        ("workspace/symbol", {"query": 7}, "params.query must be a string"),
        ("workspace/symbol", {"query": "x", "partialResultToken": {}}, "params.partialResultToken"),
        ("workspaceSymbol/resolve", {"name": "x"}, "params.location must be an object"),
        ("workspaceSymbol/resolve", {"location": DOCUMENT}, "params.data must be an object"),
        ("textDocument/codeAction", {"textDocument": DOCUMENT}, "params.range must be an object"),
        (
            "textDocument/codeAction",
            {"textDocument": {}, "range": NOWHERE, "context": {}},
            "params.textDocument.uri must be a string",
        ),
        (
            "textDocument/codeAction",
            {"textDocument": DOCUMENT, "range": NOWHERE, "context": {"only": "refactor"}},
            "params.context.only must be a list",
        ),
        ("workspace/executeCommand", {"command": "rm"}, "params.command must be"),
        ("workspace/executeCommand", {"command": "snippet.findSimilar"}, "params.arguments"),
        (
            "workspace/executeCommand",
            {"command": "snippet.findSimilar", "arguments": [3]},
            "params.arguments[0] must be an object",
        ),
        ("snippet/search", {}, "params.query must be a string"),
        ("snippet/search", {"query": ["x"]}, "params.query must be a string"),
        ("snippet/search", {"query": "x", "limit": 0}, "a whole number from 1 to 200"),
        ("snippet/search", {"query": "x", "limit": 201}, "a whole number from 1 to 200"),
        ("snippet/search", {"query": "x", "limit": 1.5}, "params.limit must be a whole number"),
        ("snippet/search", {"query": "x", "limit": True}, "params.limit must be a whole number"),
        ("snippet/search", {"query": "x", "groupByFile": "yes"}, "must be true or false"),
        ("snippet/search", {"query": "x", "folder": 1}, "params.folder must be a string"),
        ("snippet/search", {"query": "x", "folder": "file:///no"}, "not an open workspace folder"),
        ("snippet/similar", {}, "params must have code, or textDocument"),
        ("snippet/similar", {"code": 1}, "params.code must be a string"),
        ("snippet/similar", {"code": "x", "language": 1}, "params.language must be a string"),
        ("snippet/similar", {"textDocument": DOCUMENT}, "params.position must be an object"),
        (
            "snippet/similar",
            {"textDocument": DOCUMENT, "position": {"line": -1, "character": 0}},
            "params.position.line must be a whole number",
        ),
        (
            "snippet/similar",
            {"textDocument": DOCUMENT, "range": {"start": {"line": 1, "character": 0}}},
            "params.range.end must be an object",
        ),
        (
            "snippet/similar",
            {"textDocument": DOCUMENT, "range": {"start": {**START, "line": 1}, "end": START}},
            "does not end before it starts",
        ),
        (
            "snippet/similar",
            {"textDocument": DOCUMENT, "position": START},
            "neither open nor a file of an open folder",
        ),
        ("snippet/status", [], "params must be an object"),
    ],
)
def test_wrong_parameters_are_named(server: Wire, method: str, params: object, reason: str) -> None:
    check_error(server.request(method, params), INVALID_PARAMS, reason)


def test_unknown_fields_are_passed_over(server: Wire) -> None:
    reply = server.request("snippet/search", {"query": "x", "limit": None, "future": {"a": 1}})
    assert reply["result"]["results"] == []


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("no/such", {}),
        ("shutdown", None),
        ("initialize", {"capabilities": {}}),
        ("textDocument/didOpen", {}),
        ("textDocument/didOpen", [1, 2]),
        ("textDocument/didChange", {"textDocument": DOCUMENT, "contentChanges": [{"text": 1}]}),
        ("textDocument/didClose", {"textDocument": DOCUMENT}),
        ("workspace/didChangeWatchedFiles", {"changes": "all"}),
        ("workspace/didChangeWorkspaceFolders", {"event": {"added": [{"uri": 1}]}}),
        ("workspace/didChangeConfiguration", {"settings": 5}),
        ("$/cancelRequest", {"id": {}}),
        ("$/cancelRequest", {"id": "never sent"}),
        ("$/cancelRequest", None),
        ("$/setTrace", {"value": "loud"}),
    ],
)
def test_notifications_are_never_answered(server: Wire, method: str, params: object) -> None:
    server.passed_over.clear()
    server.notify(method, params)
    check_alive(server)
    assert server.passed_over == []


def test_responses_to_nothing_are_passed_over(server: Wire) -> None:
    server.passed_over.clear()
    server.send(
        {"jsonrpc": "2.0", "id": "never asked", "result": None},
        {"jsonrpc": "2.0", "id": "never asked", "error": {"code": 1, "message": "no"}},
        {"jsonrpc": "2.0", "id": "never asked", "error": 5},
        {"jsonrpc": "2.0", "id": None, "error": {"code": -32700, "message": "what?"}},
    )
    check_alive(server)
    assert server.passed_over == []


def test_document_that_cannot_be_encoded_is_taken(server: Wire) -> None:
    uri = "file:///somewhere/half.py"
    text = "def f(): return '\ud83c'"
    server.notify("textDocument/didOpen", {"textDocument": {"uri": uri, "text": text}})
    change = {"range": NOWHERE, "text": "\udf89"}
    document = {"uri": uri, "version": 2}
    server.notify("textDocument/didChange", {"textDocument": document, "contentChanges": [change]})
    check_alive(server)


def test_requests_before_initialize_are_refused(wire: Wire) -> None:
    check_error(wire.request("snippet/status", {}), NOT_INITIALIZED, "initialize")
    check_error(wire.request("shutdown"), NOT_INITIALIZED, "initialize")
    wire.notify("textDocument/didOpen", {"textDocument": {"uri": "file:///a.py", "text": ""}})
    check_error(wire.request("initialize", {}), INVALID_PARAMS, "params.capabilities")
    assert wire.initialize()["capabilities"]
    check_alive(wire)


def test_requests_after_shutdown_are_refused(wire: Wire) -> None:
    wire.initialize()
    assert wire.request("shutdown")["result"] is None
    check_error(wire.request("snippet/status", {}), INVALID_REQUEST, "shut down")
    wire.notify("exit")
    assert wire.wait() == 0


def test_oddities_in_capabilities_do_not_matter(wire: Wire) -> None:
    odd = {"general": {"positionEncodings": [5, "utf-7"]}, "window": [], "workspace": None}
    assert wire.initialize(capabilities=odd)["capabilities"]["positionEncoding"] == "utf-16"
    check_alive(wire)


def check_error(reply: dict[str, Any], code: int, reason: str) -> None:
    error = reply["error"]
    assert error["code"] == code
    assert reason in error["message"]
    assert "\n" not in error["message"]
    assert error.get("data") is None
    assert not re.search(r"Traceback|\.py\b", error["message"])


def check_alive(server: Wire) -> None:
    assert "result" in server.request("snippet/status", {})
