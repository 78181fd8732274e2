"""The same questions put to the server, as an editor would."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from .questions import DEPTH, Question

SERVER = "search through the server"
_POLL = 0.2


def ndcg(root: Path, questions: Sequence[Question], *, grouped: bool) -> list[float]:
    """NDCG@10 of each question about a folder, from a server of its own."""
    process = subprocess.Popen(
        [sys.executable, "-m", "snippet_lsp", "serve"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=dict(os.environ),
    )
    uri = root.resolve().as_uri()
    try:
        _request(
            process,
            "initialize",
            {
                "processId": None,
                "capabilities": {},
                "workspaceFolders": [{"uri": uri, "name": root.name}],
                "initializationOptions": {"learn": {"enabled": False}},
            },
        )
        _send(process, {"method": "initialized", "params": {}})
        while _request(process, "snippet/status", {})["state"] in ("starting", "indexing"):
            time.sleep(_POLL)
        values = []
        for question in questions:
            asked = {"query": question.text, "limit": DEPTH, "groupByFile": grouped}
            results = _request(process, "snippet/search", asked)["results"]
            values.append(question.ndcg([_lines(r) for r in results], grouped=grouped))
        _request(process, "shutdown", None)
        _send(process, {"method": "exit", "params": None})
        process.communicate(timeout=30)
    finally:
        process.kill()
    return values


def _lines(result: dict[str, Any]) -> tuple[str, int, int]:
    at = result["range"]
    return result["path"], at["start"]["line"] + 1, at["end"]["line"] + 1


def _send(process: subprocess.Popen[bytes], message: dict[str, Any]) -> None:
    assert process.stdin
    body = json.dumps({"jsonrpc": "2.0", **message}).encode()
    process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
    process.stdin.flush()


def _request(process: subprocess.Popen[bytes], method: str, params: object) -> Any:
    """The result of a request; what the server asks meanwhile is answered with null."""
    _send(process, {"id": 1, "method": method, "params": params})
    while True:
        message = _receive(process)
        if "method" in message:
            if "id" in message:
                _send(process, {"id": message["id"], "result": None})
        elif "error" in message:
            raise SystemExit(f"{method}: {message['error']['message']}")
        else:
            return message["result"]


def _receive(process: subprocess.Popen[bytes]) -> dict[str, Any]:
    assert process.stdout
    length = 0
    while line := process.stdout.readline().strip():
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    message: dict[str, Any] = json.loads(process.stdout.read(length))
    return message
