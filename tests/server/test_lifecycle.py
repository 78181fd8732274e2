"""From the handshake to the end of the process, however the client leaves."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from snippet_lsp import __version__

from .editor import write_files
from .wire import COMMAND, DEADLINE, Wire, framed, server_environment

ENOUGH_FOR_WORKERS = "".join(
    f"--- module{n}.py\ndef function{n}(value):\n    return value + {n}\n" for n in range(300)
)


def test_initialize_says_what_the_server_offers(wire: Wire, workspace: Path) -> None:
    result = wire.initialize(workspace)
    assert result["serverInfo"] == {"name": "snippet-lsp", "version": __version__}
    assert result["capabilities"] == {
        "positionEncoding": "utf-16",
        "textDocumentSync": {"openClose": True, "change": 2, "save": True},
        "workspaceSymbolProvider": {"resolveProvider": True, "workDoneProgress": True},
        "codeActionProvider": True,
        "executeCommandProvider": {"commands": ["snippet.findSimilar"]},
        "workspace": {"workspaceFolders": {"supported": True, "changeNotifications": True}},
        "experimental": {
            "snippet": {
                "clear": True,
                "complete": True,
                "duplicates": True,
                "learn": True,
                "reindex": True,
                "search": True,
                "similar": True,
                "status": True,
            }
        },
    }
    assert wire.leave() == 0


@pytest.mark.parametrize(
    ("offered", "chosen"),
    [
        (None, "utf-16"),
        (["utf-16"], "utf-16"),
        (["utf-8", "utf-16"], "utf-8"),
        (["utf-7", "utf-32", "utf-16"], "utf-32"),
    ],
)
def test_first_known_encoding_is_taken(wire: Wire, offered: list[str] | None, chosen: str) -> None:
    result = wire.initialize(capabilities={"general": {"positionEncodings": offered}})
    assert result["capabilities"]["positionEncoding"] == chosen


@pytest.mark.parametrize("older", ["rootUri", "rootPath"])
def test_folder_of_an_older_client_is_opened(wire: Wire, workspace: Path, older: str) -> None:
    root = workspace.as_uri() if older == "rootUri" else str(workspace)
    wire.initialize(workspaceFolders=None, **{older: root})
    status = wire.request("snippet/status", {})["result"]
    assert [folder["uri"] for folder in status["folders"]] == [workspace.as_uri()]


def test_without_a_folder_everything_is_answered_politely(wire: Wire) -> None:
    wire.initialize(workspaceFolders=None, rootUri=None)
    status = wire.request("snippet/status", {})["result"]
    assert (status["state"], status["folders"]) == ("degraded", [])
    assert status["problems"] == ["no folder is open: open one to search it"]
    uri = "file:///somewhere/single.py"
    wire.notify("textDocument/didOpen", {"textDocument": {"uri": uri, "text": "def f(): 1\n"}})
    nothing = {"state": "degraded", "results": []}
    place = {"textDocument": {"uri": uri}, "position": {"line": 0, "character": 5}}
    assert wire.request("snippet/search", {"query": "f"})["result"] == nothing
    assert wire.request("snippet/similar", place)["result"] == nothing
    assert wire.request("snippet/similar", {"code": "def f(): 1"})["result"] == nothing
    assert wire.request("workspace/symbol", {"query": "f"})["result"] == []


def test_exit_without_shutdown_is_a_failure(wire: Wire, workspace: Path) -> None:
    wire.initialize(workspace)
    wire.notify("exit")
    assert wire.wait() == 1


def test_exit_before_initialize_is_a_failure(wire: Wire) -> None:
    wire.notify("exit")
    assert wire.wait() == 1


def test_exit_directly_behind_shutdown_is_none(wire: Wire, workspace: Path) -> None:
    wire.initialize(workspace)
    wire.send(
        {"jsonrpc": "2.0", "id": "last", "method": "shutdown"},
        {"jsonrpc": "2.0", "method": "exit"},
    )
    assert wire.wait() == 0


@pytest.mark.parametrize("way", ["closed input", "killed client", "terminated", "killed", "exit"])
def test_nothing_is_left_when_the_client_goes(wire: Wire, workspace: Path, way: str) -> None:
    write_files(workspace, ENOUGH_FOR_WORKERS)
    client = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    wire.initialize(workspace, processId=client.pid)
    wait_for_children(wire)
    if way == "closed input":
        wire.close_input()
    elif way == "terminated":
        wire.process.send_signal(signal.SIGTERM)
    elif way == "killed":
        wire.process.kill()
    elif way == "exit":
        wire.notify("exit")
    client.kill()
    client.wait()
    assert client.stdin is not None
    client.stdin.close()
    assert wire.wait() == (-signal.SIGKILL if way == "killed" else 1)
    # Whatever the server started has its standard error, and so would keep this file in use.
    deadline = time.monotonic() + DEADLINE
    while users_of(wire.log):
        assert time.monotonic() < deadline
        time.sleep(0.02)


def wait_for_children(wire: Wire) -> None:
    """Wait until the server has started worker processes, or no longer needs any."""
    while not users_of(wire.log, but=wire.process.pid):
        status = wire.request("snippet/status", {})["result"]
        if status["state"] in ("ready", "degraded"):
            pytest.fail("indexing was over before any worker was seen")


def users_of(file: Path, but: int = -1) -> list[int]:
    """Processes that have a file open."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            targets = [link.readlink() for link in (process / "fd").iterdir()]
        except OSError:
            continue
        if file in targets and int(process.name) not in (but, os.getpid()):
            found.append(int(process.name))
    return found


def test_client_that_cannot_be_seen_is_not_waited_for(wire: Wire) -> None:
    wire.initialize(processId=2**22 + 1)
    assert wire.leave() == 0


def test_end_of_output_is_the_end_of_the_server(wire: Wire, workspace: Path) -> None:
    wire.initialize(workspace)
    assert wire.leave() == 0
    with pytest.raises(EOFError):
        wire.receive()


def test_tcp_serves_one_client_on_loopback(tmp_path: Path) -> None:
    server = subprocess.Popen(
        [*COMMAND, "--tcp", "0"],
        stderr=subprocess.PIPE,
        env=server_environment(tmp_path / "cache"),
    )
    try:
        assert server.stderr is not None
        announced = server.stderr.readline().decode()
        match = re.search(r"listening on 127\.0\.0\.1:(\d+)$", announced.strip())
        assert match, announced
        with socket.create_connection(("127.0.0.1", int(match[1])), DEADLINE) as connection:
            shutdown = b'{"jsonrpc": "2.0", "id": 2, "method": "shutdown"}'
            connection.sendall(
                framed(
                    b'{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"capabilities":{}}}'
                )
                + framed(shutdown)
                + framed(b'{"jsonrpc": "2.0", "method": "exit"}')
            )
            received = b"".join(iter(lambda: connection.recv(4096), b""))
        assert received.count(b'"result"') == 2
        assert server.wait(DEADLINE) == 0
    finally:
        server.kill()
        server.wait()
        server.stderr.close()


def test_degraded_state_is_shown_once(tmp_path: Path, workspace: Path) -> None:
    write_files(workspace, "--- a.py\ndef parse_time(): ...\n")
    (tmp_path / "cache").write_text("in the way of the cache folder")
    wire = Wire(tmp_path / "cache", tmp_path / "server.log")
    try:
        wire.initialize(workspace)
        status = wire.ready()
        assert status["state"] == "degraded"
        assert status["problems"] == status["folders"][0]["problems"] != []
        wire.notify("workspace/didChangeConfiguration", {"settings": {"files": {"maxSize": 5000}}})
        reply = wire.request("snippet/search", {"query": "parse time"})["result"]
        assert reply["state"] in ("degraded", "indexing")
        assert reply["results"][0]["name"] == "parse_time"
        assert wire.leave() == 0
        shown = [m["params"]["message"] for m in wire.passed_over]
        assert shown == [f"snippet-lsp: {problem}" for problem in status["problems"]]
    finally:
        wire.kill()
