"""docs/protocol.md and the server tell the same."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from snippet_lsp.config import resolve_settings
from snippet_lsp.encoder.promotion import Interval, Verdict
from snippet_lsp.types import Alike, State

from .editor import write_files
from .wire import Wire

DOCUMENT = (Path(__file__).parents[2] / "docs" / "protocol.md").read_text("utf-8")

ADD = """\
    def add(self, item, count):
        if count > self.most:
            raise ValueError(count)
        self.items[item] = self.items.get(item, 0) + count
"""

VALID: dict[str, dict[str, Any]] = {
    "snippet/complete": {"query": "x", "character": 1},
    "snippet/search": {"query": "x"},
    "snippet/similar": {"textDocument": {"uri": "file:///a.py"}},
    "snippet/duplicates": {},
    "snippet/reindex": {},
    "snippet/learn": {},
    "snippet/clear": {},
}


def section(heading: str) -> str:
    """The text below a heading, up to the next."""
    _, found, rest = DOCUMENT.partition(f"# {heading}\n")
    assert found, heading
    return re.split(r"^#+ ", rest, maxsplit=1, flags=re.MULTILINE)[0]


def table(heading: str, first_column: str) -> list[str]:
    """What stands in backquotes in the first column of a section's tables of that name."""
    pattern = rf"^\| {re.escape(first_column)} \|.*\n\|[-|]+\|\n((?:\|.*\n)+)"
    tables = re.findall(pattern, section(heading), re.MULTILINE)
    rows = "".join(tables).splitlines()
    return [row.split("|")[1].strip(" `") for row in rows]


def examples(heading: str) -> list[Any]:
    return [
        json.loads(text) for text in re.findall(r"```json\n(.*?)```", section(heading), re.DOTALL)
    ]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wire]:
    folder = tmp_path_factory.mktemp("documented")
    root = write_files(
        folder / "workspace",
        f"--- cart.py\nclass Cart:\n{ADD}{ADD.replace('add', 'put')}",
    )
    wire = Wire(folder / "cache", folder / "server.log")
    wire.initialize(root)
    wire.ready()
    yield wire
    wire.kill()


def test_capabilities(wire: Wire) -> None:
    capabilities = {
        "general": {"positionEncodings": ["utf-8"]},
        "textDocument": {"codeAction": {"codeActionLiteralSupport": {}}},
    }
    assert [wire.initialize(capabilities=capabilities)["capabilities"]] == examples("Capabilities")


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("snippet/search", {"query": "add item"}),
        ("snippet/similar", {"code": ADD}),
    ],
)
def test_fields_of_results(server: Wire, method: str, params: dict[str, Any]) -> None:
    result = server.request(method, params)["result"]
    assert list(result) == table("The reply to both", "field")
    fields = {field for one in result["results"] for field in one}
    # No function of the sample is long enough to have blocks.
    elsewhere = {"block"} | ({"alike"} if method == "snippet/search" else set())
    assert fields == set(table("The reply to both", "field of a result")) - elsewhere


def test_fields_of_an_explained_search(server: Wire) -> None:
    result = server.request("snippet/search", {"query": "add to carrt", "explain": True})["result"]
    told = [*table("The reply to both", "field"), *table("`snippet/search`", "field of the reply")]
    assert [*result, "message"] == told
    fields = {*table("The reply to both", "field of a result")} - {"alike", "block"}
    fields |= {*table("`snippet/search`", "field of an explained result")}
    assert {field for one in result["results"] for field in one} == fields
    why = result["results"][0]["why"]
    assert list(why) == table("`snippet/search`", "field of `why`")
    cell = section("`snippet/search`")
    for name in (*why["words"][0], *why["shares"]):
        assert f"`{name}`" in cell


def test_fields_of_proposals(server: Wire) -> None:
    (example,) = examples("`snippet/complete`")
    result = server.request("snippet/complete", example)["result"]
    assert list(result) == table("`snippet/complete`", "field of the reply")
    assert result["items"][0] == {"text": "python", "detail": "language", "start": 11, "end": 13}
    fields = ", ".join(table("`snippet/complete`", "field of an item")).replace("`", "")
    assert list(result["items"][0]) == fields.split(", ")


def test_fields_of_duplicates(server: Wire) -> None:
    result = server.request("snippet/duplicates", {"leastLines": 2})["result"]
    assert list(result) == table("`snippet/duplicates`", "field")
    (cluster,) = result["clusters"]
    assert list(cluster) == table("`snippet/duplicates`", "field of a cluster")
    fields = {field for one in cluster["members"] for field in one}
    assert fields | {"block"} == set(table("The reply to both", "field of a result"))


def test_kinds_of_likeness() -> None:
    assert table("`snippet/similar`", "`alike`") == [kind.value for kind in Alike]


def test_fields_of_status(server: Wire) -> None:
    result = server.request("snippet/status", {})["result"]
    assert list(result) == table("`snippet/status`", "field")
    (folder,) = result["folders"]
    assert list(folder) == table("`snippet/status`", "field of a folder")
    assert list(folder["model"]) == table("`snippet/status`", "field of `model`")
    assert table("`snippet/status`", "state") == [
        state.value for state in (State.STARTING, State.INDEXING, State.DEGRADED, State.READY)
    ]


@pytest.mark.parametrize(
    ("method", "parameter"),
    [
        (method, parameter)
        for method in VALID
        for parameter in dict.fromkeys(table(f"`{method}`", "parameter"))
    ],
)
def test_documented_parameters_are_read(server: Wire, method: str, parameter: str) -> None:
    valid = {} if parameter in ("code", "language") else VALID[method]
    code = {"code": "x"} if parameter == "language" else {}
    reply = server.request(method, {**valid, **code, parameter: [{"wrong": "type"}]})
    assert f"params.{parameter}" in reply["error"]["message"]


def test_example_requests_are_valid(server: Wire) -> None:
    (search,) = examples("`snippet/search`")
    (similar,) = examples("`snippet/similar`")
    (duplicates,) = examples("`snippet/duplicates`")
    (learn,) = examples("`snippet/learn`")
    # One function is too few, if there is torch.
    refusal = server.request("snippet/learn", learn)["error"]["message"]
    assert "too few to learn from" in refusal or "pip install" in refusal
    assert "result" in server.request("snippet/duplicates", duplicates)
    assert "result" in server.request("snippet/search", search)
    # The example's file is not there, which is found out last.
    assert "neither open" in server.request("snippet/similar", similar)["error"]["message"]


def test_example_settings_are_known() -> None:
    (options,) = examples("Settings")
    settings = resolve_settings(options)
    assert settings.files_exclude == tuple(options["files"]["exclude"])
    assert settings.files_max_size == options["files"]["maxSize"]


@pytest.mark.torch
def test_fields_of_a_report() -> None:
    from snippet_lsp.encoder.learn import Report
    from snippet_lsp.encoder.neighbours import Changed

    own = ["key", "base", "seconds_reading"]
    documented = table("`snippet/learn`", "field of a report")
    assert documented == [*own, *(field.name for field in fields(Report))]
    described = section("`snippet/learn`")
    named = [field.name for each in (Changed, Verdict, Interval) for field in fields(each)]
    assert [name for name in named if f"`{name}`" not in described] == []
