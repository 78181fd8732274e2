"""The real workbench: VS Code's server with the extension installed, and windows of a browser."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from .install import Pieces

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SETTINGS: dict[str, Any] = {
    "workbench.startupEditor": "none",
    "workbench.tips.enabled": False,
    "workbench.secondarySideBar.defaultVisibility": "hidden",
    "chat.disableAIFeatures": True,
    "telemetry.telemetryLevel": "off",
    "extensions.autoCheckUpdates": False,
    "extensions.ignoreRecommendations": True,
    "git.openRepositoryInParentFolders": "never",
    "editor.minimap.enabled": False,
    "window.menuBarVisibility": "compact",
    "files.autoSave": "off",
}


@dataclass(frozen=True, slots=True)
class Workbench:
    """A running server of VS Code."""

    port: int
    process: subprocess.Popen[bytes]
    data: Path

    def url(self, folder: Path, payload: list[list[str]] | None = None) -> str:
        """The address of a window on a folder."""
        query = {"folder": str(folder)}
        if payload:
            query["payload"] = json.dumps(payload)
        return f"http://127.0.0.1:{self.port}/?{urlencode(query, quote_via=quote)}"

    def set(self, **settings: Any) -> None:
        """Write the user's settings; windows take them over at once."""
        folder = self.data / "data" / "User"
        folder.mkdir(parents=True, exist_ok=True)
        whole = SETTINGS | {name.replace("__", "."): value for name, value in settings.items()}
        (folder / "settings.json").write_text(json.dumps(whole))

    def set_machine(self, settings: dict[str, Any]) -> None:
        """Write the settings of the machine that the server runs on."""
        folder = self.data / "data" / "Machine"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "settings.json").write_text(json.dumps(settings))

    def descendants(self, name: str) -> list[int]:
        """Processes of this server whose command line has a word that ends with the name."""
        return [pid for pid in session_of(self.process.pid) if runs(pid, name)]


@contextmanager
def workbench(
    pieces: Pieces, vsix: Path, data: Path, environment: dict[str, str], *options: str
) -> Iterator[Workbench]:
    """Run VS Code's server, and end it with all that it started."""
    port = free_port()
    arguments = ["--server-data-dir", str(data), "--extensions-dir", str(data / "extensions")]
    arguments += ["--accept-server-license-terms", "--telemetry-level", "off"]
    start = [str(pieces.node), str(pieces.code / "out" / "server-main.js")]
    environment = os.environ | environment
    log = (data.parent / f"{data.name}.log").open("wb")
    with log:
        install = [*start, *arguments, "--install-extension", str(vsix), "--force"]
        subprocess.run(install, env=environment, stdout=log, stderr=log, check=True, timeout=120)
        serve = [*start, *arguments, "--host", "127.0.0.1", "--port", str(port), *options]
        serve += ["--without-connection-token", "--enable-smoke-test-driver"]
        process = subprocess.Popen(
            serve, env=environment, stdout=log, stderr=log, start_new_session=True
        )
        try:
            wait_until(lambda: is_listening(port), "VS Code's server")
            yield Workbench(port, process, data)
        finally:
            end_session(process)


@contextmanager
def chromium(pieces: Pieces) -> Iterator[Browser]:
    """A browser without a screen."""
    from playwright.sync_api import sync_playwright

    flags = "no-sandbox disable-gpu disable-quic no-first-run disable-background-networking"
    flags += " disable-component-update disable-sync"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=pieces.chromium, args=[f"--{flag}" for flag in flags.split()]
        )
        try:
            yield browser
        finally:
            browser.close()


def wait_until(holds: Callable[[], object], what: str, seconds: float = 60) -> None:
    """Look again and again until something holds."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, f"{what}: not within {seconds} s"
        time.sleep(0.05)


def session_of(leader: int) -> list[int]:
    """The processes of the session that a process leads."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue  # Gone meanwhile.
            if int(fields[3]) == leader and fields[0] != "Z":
                found.append(int(entry.name))
    return found


def runs(pid: int, name: str) -> bool:
    """Whether a process was started as this program."""
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return False
    return any(word.decode(errors="replace").rpartition("/")[2] == name for word in words[:3])


def end_session(process: subprocess.Popen[bytes]) -> None:
    """End a process and all that it started: they share its session, not always its group."""
    process.terminate()
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        process.kill()
    for pid in session_of(process.pid):
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
    process.wait()


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def is_listening(port: int) -> bool:
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) == 0
