"""Indexes that are thrown away on request, and statuses that are told without being asked for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from snippet_lsp.server.status import CLEARED

from .editor import write_files
from .wire import UNFINISHED, Message, Wire

MAIL = "--- mail.py\ndef send_mail(user): ...\n"
TOLD = {"experimental": {"snippet": {"statusNotification": True}}}


@pytest.fixture
def root(workspace: Path) -> Path:
    return write_files(workspace, MAIL)


def names(wire: Wire, query: str) -> list[str]:
    return [
        hit["name"] for hit in wire.request("snippet/search", {"query": query})["result"]["results"]
    ]


def indexes(tmp_path: Path) -> list[Path]:
    return list((tmp_path / "cache" / "workspaces").glob("*"))


@pytest.mark.parametrize("named", [False, True])
def test_reindexing_makes_a_new_index(wire: Wire, root: Path, tmp_path: Path, named: bool) -> None:
    wire.initialize(root)
    wire.ready()
    (index,) = indexes(tmp_path)
    (index / "of the old index").touch()
    params = {"folder": root.as_uri()} if named else {}
    assert wire.request("snippet/reindex", params)["result"] is None
    assert wire.ready()["state"] == "ready"
    assert names(wire, "send mail")[0] == "send_mail"
    assert not (index / "of the old index").exists()


def test_reindexing_keeps_settings_and_open_documents(wire: Wire, root: Path) -> None:
    write_files(root, "--- other.py\ndef send_letter(): ...\n")
    wire.initialize(root, initializationOptions={"files": {"exclude": ["other.py"]}})
    text = "def send_unsaved(): ...\n"
    document = {"uri": (root / "mail.py").as_uri(), "text": text}
    wire.notify("textDocument/didOpen", {"textDocument": document})
    wire.request("snippet/reindex", {})
    wire.request("snippet/reindex", {})
    wire.ready()
    assert names(wire, "send") == ["send_unsaved", "mail"]


def test_a_cleared_index_is_gone_until_something_is_searched(
    wire: Wire, root: Path, tmp_path: Path
) -> None:
    wire.initialize(root)
    wire.ready()
    assert wire.request("snippet/clear", {})["result"] is None
    assert indexes(tmp_path) == []
    status = wire.request("snippet/status", {})["result"]
    assert (status["state"], status["problems"]) == ("degraded", [CLEARED])
    assert wire.request("snippet/clear", {})["result"] is None
    reply = wire.request("snippet/search", {"query": "send mail"})["result"]
    assert reply["state"] in ("starting", "indexing")
    assert wire.ready()["problems"] == []
    assert names(wire, "send mail")[0] == "send_mail"


def test_a_cleared_folder_can_be_reindexed_and_closed(wire: Wire, root: Path) -> None:
    wire.initialize(root)
    wire.request("snippet/clear", {})
    wire.request("snippet/reindex", {})
    wire.ready()
    assert names(wire, "send mail")[0] == "send_mail"
    wire.request("snippet/clear", {})
    assert wire.leave() == 0


def test_an_index_that_cannot_be_removed_is_said_without_its_place(
    wire: Wire, root: Path, tmp_path: Path
) -> None:
    wire.initialize(root)
    wire.ready()
    (index,) = indexes(tmp_path)
    away = tmp_path / "away"
    index.rename(away)
    index.symlink_to(away)  # Which nothing of ours would make, and nobody wants to be followed.
    error = wire.request("snippet/clear", {})["error"]
    assert error["code"] == -32803
    assert "cannot be removed" in error["message"]
    assert str(tmp_path) not in error["message"]


@pytest.mark.parametrize("method", ["snippet/reindex", "snippet/clear"])
def test_a_folder_that_is_not_open_is_refused(wire: Wire, root: Path, method: str) -> None:
    wire.initialize(root)
    error = wire.request(method, {"folder": (root / "no").as_uri()})["error"]
    assert "params.folder is not an open workspace folder" in error["message"]


def told(wire: Wire, wanted: Callable[[Message], bool]) -> list[Message]:
    """The statuses that were told, up to one that is as wanted."""
    statuses = [m["params"] for m in wire.passed_over if m.get("method") == "snippet/statusChanged"]
    while not (statuses and wanted(statuses[-1])):
        message = wire.receive()
        if message.get("method") == "snippet/statusChanged":
            statuses.append(message["params"])
    return statuses


def test_changes_of_the_status_are_told(wire: Wire, root: Path) -> None:
    wire.initialize(root, capabilities=TOLD)
    statuses = told(wire, lambda status: status["state"] == "ready")
    assert len(statuses) <= 4, "not each of them"
    assert {status["state"] for status in statuses[:-1]} <= set(UNFINISHED)
    asked = wire.request("snippet/status", {})["result"]
    for status in (asked, statuses[-1]):
        del status["folders"][0]["age"]
    assert statuses[-1] == asked
    wire.notify(
        "workspace/didChangeWorkspaceFolders",
        {"event": {"removed": [{"uri": root.as_uri(), "name": "root"}], "added": []}},
    )
    assert told(wire, lambda status: not status["folders"])[-1]["state"] == "degraded"


def test_who_did_not_ask_is_not_told(wire: Wire, root: Path) -> None:
    wire.initialize(root)
    wire.ready()
    wire.request("shutdown")
    assert [m["method"] for m in wire.passed_over] == []


def test_the_status_tells_what_is_left_out_and_how_old_it_is(wire: Wire, root: Path) -> None:
    write_files(root, "--- notes.txt\n--- bin.py\n\0\n--- big.py\n" + "x = 1\n" * 1000)
    wire.initialize(root, initializationOptions={"files": {"maxSize": 5000}})
    (folder,) = wire.ready()["folders"]
    assert folder["leftOut"] == {"no supported language": 1, "not text": 1, "too large": 1}
    assert 0 <= folder["age"] < 30


def test_half_an_index_is_searched(wire: Wire, root: Path) -> None:
    """What was read first is found, by its meaning too, before the rest has been read."""
    functions = "".join(f"def step_{n}(): ...\n" for n in range(300))
    write_files(root, "".join(f"--- part{n}.py\n{functions}" for n in range(40)))
    wire.initialize(root)
    while True:
        reply = wire.request("snippet/search", {"query": "carry out a step"})["result"]
        if reply["results"]:
            break
    assert reply["state"] == "indexing"
    assert wire.ready()["folders"][0]["files"] == 41
