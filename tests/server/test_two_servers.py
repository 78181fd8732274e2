"""Two servers, processes of their own, that have one folder open: one writes, the other follows."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from .editor import write_files
from .wire import DEADLINE, Wire

FILES = """--- mail.py
def send_mail(user): ...
--- dates.py
def parse_date(text): ...
"""

Start = Callable[[], Wire]


@pytest.fixture
def root(workspace: Path) -> Path:
    return write_files(workspace, FILES)


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts one more server on the same cache."""
    with ExitStack() as servers:

        def another() -> Wire:
            number = len(list(tmp_path.glob("*.log")))
            wire = Wire(tmp_path / "cache", tmp_path / f"server-{number}.log")
            servers.callback(wire.kill)
            return wire

        yield another


def names(wire: Wire, query: str) -> list[str]:
    hits = wire.request("snippet/search", {"query": query})["result"]["results"]
    return [hit["name"] for hit in hits]


def wait_for(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + DEADLINE
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_the_follower_takes_over(start: Start, root: Path, tmp_path: Path) -> None:
    leader = start()
    leader.initialize(root)
    leader.ready()
    follower = start()
    follower.initialize(root)
    assert follower.ready()["folders"][0]["files"] == 2
    assert names(follower, "send mail")[0] == "send_mail"
    leader.process.kill()
    leader.process.wait()
    (root / "late.py").write_text("def retry_upload(): ...\n")
    wait_for(lambda: "retry_upload" in names(follower, "retry_upload"))
    assert follower.ready()["problems"] == []
    assert names(follower, "parse date")[0] == "parse_date"
    assert follower.leave() == 0
    (segment,) = (tmp_path / "cache").glob("workspaces/*/index-*/*.segment")
    assert b"retry_upload" in segment.read_bytes(), "it has become the writer"


def test_edits_arrive_in_both(start: Start, root: Path) -> None:
    servers = [start(), start()]
    for wire in servers:
        wire.initialize(root)
    for wire in servers:
        wire.ready()
    text = {"uri": (root / "mail.py").as_uri(), "text": "def send_unsaved(user): ...\n"}
    servers[1].notify("textDocument/didOpen", {"textDocument": text})
    servers[1].ready()
    assert names(servers[1], "send")[0] == "send_unsaved"
    assert names(servers[0], "send")[0] == "send_mail", "an open buffer is one server's own"
    (root / "dates.py").write_text("def format_date(day): ...\n")
    for wire in servers:
        wait_for(lambda wire=wire: "format_date" in names(wire, "format_date"))
        assert "parse_date" not in names(wire, "parse_date")


def test_first_starts_at_the_same_instant(start: Start, root: Path, tmp_path: Path) -> None:
    servers = [start() for _ in range(3)]
    for wire in servers:
        wire.request("shutdown-is-not-a-method")  # Up, and nothing opened yet.
    starting = [threading.Thread(target=wire.initialize, args=[root]) for wire in servers]
    for thread in starting:
        thread.start()
    for thread in starting:
        thread.join()
    for wire in servers:
        status = wire.ready()
        assert (status["state"], status["folders"][0]["files"]) == ("ready", 2)
        assert names(wire, "send mail")[0] == "send_mail"
    logs = "".join(path.read_text() for path in tmp_path.glob("*.log"))
    assert "kept in memory only" not in logs
