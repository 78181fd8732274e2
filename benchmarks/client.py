"""A server process and a client that measures it: raw messages over its standard streams."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from snippet_lsp.config import CACHE_VARIABLE
from snippet_lsp.server.transport import frame, read_messages

SERVER = [sys.executable, "-m", "snippet_lsp", "serve"]
PYGLS_ALONE = [
    sys.executable,
    "-c",
    "from pygls.lsp.server import LanguageServer; LanguageServer('alone', '1').start_io()",
]
"""The baseline: what is there before any of our code is."""

UNFINISHED = ("starting", "indexing")

Json = dict[str, Any]


class Client:
    """One server and the requests that wait for its replies."""

    def __init__(self, command: Sequence[str], cache: Path | None = None) -> None:
        where = {CACHE_VARIABLE: str(cache)} if cache is not None else {}
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **where},
        )
        self.notifications: list[Json] = []
        """What the server said by itself."""
        self._replies: dict[int, Json] = {}
        self._came = threading.Condition()
        self._number = 0
        self._is_over = False
        threading.Thread(target=self._read, daemon=True).start()

    def initialize(self, *roots: Path, capabilities: Json | None = None) -> Json:
        """The handshake; the whole reply to `initialize`."""
        folders = [{"uri": root.resolve().as_uri(), "name": root.name} for root in roots]
        params = {
            "processId": None,
            "rootUri": None,
            "capabilities": capabilities or {},
            "workspaceFolders": folders,
        }
        reply = self.ask("initialize", params)
        self.notify("initialized", {})
        return reply

    def ask(self, method: str, params: object = None) -> Json:
        """The reply to a request, whole. Raises EOFError when the server has gone."""
        self._number += 1
        number = self._number
        self._write({"id": number, "method": method, "params": params})
        with self._came:
            self._came.wait_for(lambda: number in self._replies or self._is_over)
            if number not in self._replies:
                raise EOFError
            return self._replies.pop(number)

    def notify(self, method: str, params: object = None) -> None:
        """Tell the server something."""
        self._write({"method": method, "params": params})

    def status(self) -> Json:
        """The result of `snippet/status`."""
        result: Json = self.ask("snippet/status", {})["result"]
        return result

    def ready(self, pause: float = 0.1) -> Json:
        """The status, once nothing is left to index."""
        while (status := self.status())["state"] in UNFINISHED:
            time.sleep(pause)
        return status

    def leave(self) -> int:
        """`shutdown`, `exit`; the exit code."""
        self.ask("shutdown")
        self.notify("exit")
        return self.process.wait(30)

    def close(self) -> None:
        """End the server whatever it does."""
        self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout):
            assert stream is not None
            with suppress(BrokenPipeError):
                stream.close()

    def _write(self, message: Json) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(frame({"jsonrpc": "2.0", **message}))
        self.process.stdin.flush()

    def _read(self) -> None:
        assert self.process.stdout is not None
        with suppress(ValueError):  # Closed while this waits.
            for message in read_messages(self.process.stdout):
                self._receive(message)
        with self._came:
            self._is_over = True
            self._came.notify_all()

    def _receive(self, message: object) -> None:
        assert isinstance(message, dict), message
        with self._came:
            if "method" not in message:
                self._replies[message["id"]] = message
            elif "id" not in message:
                self.notifications.append(message)
            self._came.notify_all()
        if "method" in message and "id" in message:
            self._write({"id": message["id"], "result": None})


@contextmanager
def client(command: Sequence[str] = SERVER, cache: Path | None = None) -> Iterator[Client]:
    """A client with a server of its own, which is ended in the end."""
    connected = Client(command, cache)
    try:
        yield connected
    finally:
        connected.close()


def cpu_seconds(process: int) -> float:
    """What a process has used so far, its ended children included. Linux."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")
