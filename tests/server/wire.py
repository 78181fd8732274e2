"""A client that need not keep to the protocol: raw bytes over a server's standard streams."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import snippet_lsp

PACKAGE_PARENT = str(Path(snippet_lsp.__file__).parent.parent)
COMMAND = [sys.executable, "-m", "snippet_lsp", "serve"]
DEADLINE = 30.0
"""Seconds after which a test gives up waiting."""

UNFINISHED = ("starting", "indexing")
"""States that something else will follow."""

Message = dict[str, Any]


def server_environment(cache: Path) -> dict[str, str]:
    """Environment variables of a server that keeps its indexes in `cache`."""
    return {**os.environ, "SNIPPET_LSP_CACHE_DIR": str(cache), "PYTHONPATH": PACKAGE_PARENT}


class Wire:
    """A server process and what has come from it."""

    def __init__(self, cache: Path, log: Path) -> None:
        self.log = log
        with log.open("wb") as stderr:
            self.process = subprocess.Popen(
                COMMAND,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=stderr,
                env=server_environment(cache),
            )
        self.passed_over: list[Message] = []
        """Messages that came while waiting for another."""
        self._received: queue.Queue[Message | None] = queue.Queue()
        self._number = 0
        threading.Thread(target=self._read, daemon=True).start()

    def send_bytes(self, data: bytes) -> None:
        """Write bytes as they are."""
        assert self.process.stdin is not None
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def send(self, *messages: object) -> None:
        """Write messages in one go."""
        self.send_bytes(b"".join(framed(json.dumps(message).encode()) for message in messages))

    def notify(self, method: str, params: object = None) -> None:
        """Send a notification."""
        self.send({"jsonrpc": "2.0", "method": method, "params": params})

    def request(self, method: str, params: object = None) -> Message:
        """Send a request and wait for its reply, whole."""
        number = self.number()
        self.send({"jsonrpc": "2.0", "id": number, "method": method, "params": params})
        return self.reply_to(number)

    def number(self) -> int:
        """An id for a request."""
        self._number += 1
        return self._number

    def receive(self) -> Message:
        """The next message. Raises EOFError when there will be none."""
        message = self._received.get(timeout=DEADLINE)
        if message is None:
            raise EOFError
        return message

    def reply_to(self, number: object) -> Message:
        """The reply to a request."""
        while True:
            message = self.receive()
            if message.get("id") == number and "method" not in message:
                return message
            self.passed_over.append(message)

    def initialize(self, *roots: Path, **params: object) -> Message:
        """The handshake; the result of `initialize`."""
        folders = [{"uri": root.as_uri(), "name": root.name} for root in roots]
        given = {"processId": None, "capabilities": {}, "workspaceFolders": folders, **params}
        reply = self.request("initialize", given)
        self.notify("initialized", {})
        return reply["result"]

    def ready(self) -> Message:
        """The status, once nothing is left to index."""
        deadline = time.monotonic() + DEADLINE
        while (status := self.request("snippet/status", {})["result"])["state"] in UNFINISHED:
            assert time.monotonic() < deadline, status
            time.sleep(0.02)
        return status

    def leave(self) -> int:
        """`shutdown`, `exit`; the exit code."""
        self.request("shutdown")
        self.notify("exit")
        return self.wait()

    def close_input(self) -> None:
        """End the stream that the server reads."""
        assert self.process.stdin is not None
        self.process.stdin.close()

    def wait(self) -> int:
        """The exit code, once the server has ended by itself."""
        return self.process.wait(DEADLINE)

    def kill(self) -> None:
        """End the server whatever it does."""
        self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout):
            assert stream is not None
            with suppress(BrokenPipeError):
                stream.close()

    def _read(self) -> None:
        assert self.process.stdout is not None
        stream = self.process.stdout
        while header := stream.readline():
            length = int(header.partition(b":")[2])
            while stream.readline().strip():
                pass
            self._received.put(json.loads(stream.read(length)))
        self._received.put(None)


def framed(body: bytes) -> bytes:
    """A message's bytes with its header."""
    return b"Content-Length: %d\r\n\r\n%b" % (len(body), body)
