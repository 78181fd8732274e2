"""Does an installed package carry all it needs? Run by CI outside of the checkout.

Indexes and searches a folder, compiles every language's query, and greets the language server.
Uses nothing but the standard library and the installed package, which must have come without torch.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any

PROGRAM = str(Path(sys.executable).with_name("snippet-lsp"))

SOURCE = '''
def retry_upload(client, attempts):
    """Send a file again after a failed upload."""


def parse_date(text):
    """Read a calendar date."""
'''


def main() -> None:
    assert find_spec("torch") is None, "the light install brought torch"
    with tempfile.TemporaryDirectory() as scratch:
        os.environ["SNIPPET_LSP_CACHE_DIR"] = str(Path(scratch, "cache"))
        folder = Path(scratch, "project")
        folder.mkdir()
        (folder / "client.py").write_text(SOURCE, "utf-8")
        check_languages()
        check_command_line(folder)
        check_server(folder)


def check_languages() -> None:
    from snippet_lsp.syntax import LANGUAGES, extract

    for language in LANGUAGES:
        extract(b"\n", language, "empty")


def check_command_line(folder: Path) -> None:
    run("index", str(folder))
    answer = json.loads(run("search", "try the upload again", str(folder), "--json"))
    assert answer["results"][0]["name"] == "retry_upload", answer
    report = json.loads(run("status", str(folder), "--json"))
    assert report["model"]["base"], report


def run(*arguments: str) -> str:
    return subprocess.run(
        [PROGRAM, *arguments], check=True, stdout=subprocess.PIPE, encoding="utf-8", timeout=120
    ).stdout


def check_server(folder: Path) -> None:
    with subprocess.Popen(
        [PROGRAM, "serve"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as server:
        root = {"uri": folder.as_uri(), "name": folder.name}
        request(server, 1, "initialize", {"capabilities": {}, "workspaceFolders": [root]})
        notify(server, "initialized", {})
        request(server, 2, "shutdown")
        notify(server, "exit")
        assert server.wait(30) == 0, f"the server ended with {server.returncode}"


def request(server: subprocess.Popen[bytes], number: int, method: str, params: Any = None) -> Any:
    write(server, {"id": number, "method": method, "params": params})
    while (message := read(server)).get("id") != number or "method" in message:
        pass
    assert "error" not in message, message
    return message["result"]


def notify(server: subprocess.Popen[bytes], method: str, params: Any = None) -> None:
    write(server, {"method": method, "params": params})


def write(server: subprocess.Popen[bytes], message: dict[str, Any]) -> None:
    if message.get("params") is None:
        message.pop("params", None)
    body = json.dumps({"jsonrpc": "2.0", **message}).encode()
    assert server.stdin
    server.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
    server.stdin.flush()


def read(server: subprocess.Popen[bytes]) -> dict[str, Any]:
    assert server.stdout
    length = 0
    while line := server.stdout.readline().strip():
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    assert length, "the server closed its output"
    message: dict[str, Any] = json.loads(server.stdout.read(length))
    return message


if __name__ == "__main__":
    main()
