"""Every feature that answers questions, as three editors use it over stdio.

One server an editor; these tests change nothing that another could see.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import NamedTuple

import pytest
import pytest_asyncio
from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcException

from .editor import PROFILES, Editor, editor, write_files

pytestmark = pytest.mark.asyncio(loop_scope="module")

CONVERT = '''\
"""Time zones."""


def to_local_time(value, zone):
    """Convert a date and time to the local time zone.

    Naive values are taken as they are.
    """
    if value.tzinfo is None:
        return value
    return value.astimezone(zone)


def to_universal_time(value, zone):
    """Convert a date and time to universal time."""
    if value.tzinfo is None:
        return value
    return value.astimezone(zone)


class Mailbox:
    """Letters that wait to be read."""

    def send_mail(self, recipient, text):
        """Send a letter to somebody."""
        self.outbox.append((recipient, text))
'''

PARTY = """\
/* 🎉é */ export function throwConfetti(amount: number): string[] {
  const pieces = [];
  for (let i = 0; i < amount; i++) { pieces.push("🎊"); }
  return pieces;
}

/** Count the guests of a party. */
export function countGuests(guests: string[]): number {
  return guests.length;
}
"""

FUNCTION = lsp.SymbolKind.Function
METHOD = lsp.SymbolKind.Method


class Sample(NamedTuple):
    """An editor on a small workspace."""

    editor: Editor
    root: Path


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=list(PROFILES))
async def sample(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Sample]:
    folder = tmp_path_factory.mktemp("features")
    root = write_files(
        folder / "work space", f"--- zones/convert.py\n{CONVERT}--- party.ts\n{PARTY}"
    )
    async with editor(request.param, folder / "cache") as connected:
        await connected.initialize(root)
        await connected.ready()
        yield Sample(connected, root)


async def test_encoding_is_the_clients(sample: Sample) -> None:
    assert sample.editor.result is not None
    assert sample.editor.result.capabilities.position_encoding == sample.editor.profile


async def test_search_answers_a_question(sample: Sample) -> None:
    best, *others = await sample.editor.results(
        "snippet/search", query="how to convert time zone to local datetime"
    )
    assert {key: best[key] for key in best if key not in ("score", "match")} == {
        "uri": (sample.root / "zones" / "convert.py").as_uri(),
        "range": sample.editor.range(CONVERT, CONVERT[CONVERT.index("def ") :].split("\n\n\n")[0]),
        "selectionRange": sample.editor.range(CONVERT, "to_local_time"),
        "name": "to_local_time",
        "kind": FUNCTION,
        "language": "python",
        "path": "zones/convert.py",
        "signature": "def to_local_time(value, zone)",
        "documentation": "Convert a date and time to the local time zone.",
    }
    ranked = [best, *others]
    assert [r["score"] for r in ranked] == sorted((r["score"] for r in ranked), reverse=True)
    assert [r["match"] for r in ranked] == sorted((r["match"] for r in ranked), reverse=True)
    assert all(0 <= r["match"] <= 100 for r in ranked)


async def test_search_says_where_a_method_belongs(sample: Sample) -> None:
    best = (await sample.editor.results("snippet/search", query="send mail"))[0]
    assert (best["name"], best["containerName"], best["kind"]) == ("send_mail", "Mailbox", METHOD)


async def test_search_heeds_its_limit_and_groups_by_file(sample: Sample) -> None:
    query = "convert a value to time"
    assert len(await sample.editor.names(query, limit=1)) == 1
    grouped = await sample.editor.results("snippet/search", query=query, groupByFile=True)
    paths = [result["path"] for result in grouped]
    assert paths[0] == "zones/convert.py"
    assert len(paths) == len(set(paths))


async def test_search_heeds_filters(sample: Sample) -> None:
    names = await sample.editor.names("convert time lang:python -name:universal kind:function")
    assert names == ["to_local_time"]
    assert await sample.editor.names("kind:method") == ["send_mail"]
    reply = await sample.editor.request("snippet/search", {"query": "guests lang:python"})
    assert "message" not in reply
    reply = await sample.editor.request("snippet/search", {"query": "guests path:nowhere"})
    assert (reply["results"], reply["message"]) == ([], "nothing passes path:nowhere")
    with pytest.raises(JsonRpcException, match="no kind is called 'verb'; there are function"):
        await sample.editor.names("guests kind:verb")


async def test_workspace_symbols_heed_filters(sample: Sample) -> None:
    asked = lsp.WorkspaceSymbolParams("kind:function lang:ts")
    found = await sample.editor.client.workspace_symbol_async(asked)
    assert found is not None
    assert [symbol.name for symbol in found] == ["countGuests", "throwConfetti"]


async def test_search_tells_what_it_took_a_slip_for(sample: Sample) -> None:
    query = "conevrt to local time lang:python"
    reply = await sample.editor.request("snippet/search", {"query": query})
    assert reply["correction"] == "convert to local time"
    assert reply["results"][0]["name"] == "to_local_time"


async def test_search_tells_why(sample: Sample) -> None:
    (best,) = await sample.editor.results(
        "snippet/search", query="send a letter", limit=1, explain=True
    )
    assert {"asked": "send", "found": "send", "field": "name"} in best["why"]["words"]
    assert best["why"]["phrase"] == "Send a letter to somebody."


async def test_completion_counts_as_the_client_does(sample: Sample) -> None:
    query = "🎉 lang:typ"
    before = sample.editor.position(query, len("🎉 lang:"))["character"]
    after = sample.editor.position(query, len(query))["character"]
    reply = await sample.editor.request("snippet/complete", {"query": query, "character": after})
    assert reply["items"] == [
        {"text": "typescript", "detail": "language", "start": before, "end": after},
        {"text": "tsx", "detail": "language, not in this workspace", "start": before, "end": after},
    ]


async def test_search_in_one_folder(sample: Sample) -> None:
    folder = sample.root.as_uri()
    assert (await sample.editor.names("send mail", folder=folder))[0] == "send_mail"
    with pytest.raises(JsonRpcException, match="not an open workspace folder"):
        await sample.editor.names("send mail", folder=sample.root.parent.as_uri())


async def test_positions_count_as_the_client_does(sample: Sample) -> None:
    best = (await sample.editor.results("snippet/search", query="throwConfetti"))[0]
    assert best["name"] == "throwConfetti"
    assert best["selectionRange"] == sample.editor.range(PARTY, "throwConfetti")
    assert (
        best["selectionRange"]["start"]["character"]
        == {
            "utf-8": len("/* 🎉é */ export function ".encode()),
            "utf-16": len("/* 🎉é */ export function ") + 1,
            "utf-32": len("/* 🎉é */ export function "),
        }[sample.editor.profile]
    )


@pytest.mark.parametrize("place", ["position", "range"])
async def test_similar_to_a_place_on_disk(sample: Sample, place: str) -> None:
    function = CONVERT[CONVERT.index("def to_local") :].split("\n\n\n")[0]
    found = sample.editor.range(CONVERT, function)
    results = await sample.editor.results(
        "snippet/similar",
        textDocument={"uri": (sample.root / "zones" / "convert.py").as_uri()},
        **{place: found if place == "range" else found["start"]},
    )
    names = [result["name"] for result in results]
    assert names[0] == "to_universal_time"
    assert "to_local_time" not in names


@pytest.mark.parametrize("language", [None, "python", "plaintext"])
async def test_similar_to_a_piece_of_code(sample: Sample, language: str | None) -> None:
    code = "def localize(value, zone):\n    return value.astimezone(zone)\n"
    results = await sample.editor.results("snippet/similar", code=code, language=language, limit=2)
    assert {result["name"] for result in results} == {"to_local_time", "to_universal_time"}


async def test_similar_counts_as_the_client_does(sample: Sample) -> None:
    text = '/* 🎉 */ "🎊🎊"; function guestCount(guests) { return guests.length; }\n'
    path = sample.root / "opened.ts"
    sample.editor.open(path, text, "typescript")
    results = await sample.editor.results(
        "snippet/similar",
        textDocument={"uri": path.as_uri()},
        range=sample.editor.range(text, "function guestCount(guests) { return guests.length; }"),
    )
    sample.editor.close(path)
    assert results[0]["name"] == "countGuests"


async def test_similar_to_an_untitled_document(sample: Sample) -> None:
    uri = "untitled:Untitled-1"
    text = "x = 1\n\n\ndef local(value, zone):\n    return value.astimezone(zone)\n"
    item = lsp.TextDocumentItem(uri, "python", 1, text)
    sample.editor.client.text_document_did_open(lsp.DidOpenTextDocumentParams(item))
    document = {"textDocument": {"uri": uri}}
    inside = await sample.editor.results(
        "snippet/similar", **document, position={"line": 4, "character": 4}
    )
    outside = await sample.editor.results(
        "snippet/similar", **document, position={"line": 0, "character": 0}
    )
    assert inside[0]["name"] in ("to_local_time", "to_universal_time")
    assert outside == []


async def test_workspace_symbols_are_ranked_by_meaning_and_by_name(sample: Sample) -> None:
    client = sample.editor.client
    by_meaning = await client.workspace_symbol_async(lsp.WorkspaceSymbolParams("send a letter"))
    by_name = await client.workspace_symbol_async(lsp.WorkspaceSymbolParams("countguests"))
    assert by_meaning is not None
    assert by_name is not None
    best = by_meaning[0]
    assert (best.name, best.kind, best.container_name) == ("send_mail", METHOD, "Mailbox")
    assert by_name[0].name == "countGuests"
    assert await client.workspace_symbol_async(lsp.WorkspaceSymbolParams(" ")) == []


async def test_resolving_a_symbol_gives_all_of_its_range(sample: Sample) -> None:
    client = sample.editor.client
    found = await client.workspace_symbol_async(lsp.WorkspaceSymbolParams("count guests"))
    assert found
    symbol = found[0]
    assert isinstance(symbol, lsp.WorkspaceSymbol)
    assert isinstance(symbol.location, lsp.Location)
    converter = client.protocol._converter
    whole = PARTY[PARTY.index("export function count") :].rstrip()
    assert converter.unstructure(symbol.location.range) == sample.editor.range(PARTY, "countGuests")
    resolved = await client.workspace_symbol_resolve_async(symbol)
    assert isinstance(resolved.location, lsp.Location)
    assert converter.unstructure(resolved.location.range) == sample.editor.range(PARTY, whole)
    assert (resolved.name, resolved.location.uri) == (symbol.name, symbol.location.uri)


async def test_symbols_come_in_parts_to_those_who_ask(sample: Sample) -> None:
    client = sample.editor.client
    whole = await client.workspace_symbol_async(lsp.WorkspaceSymbolParams("convert time"))
    rest = await client.workspace_symbol_async(
        lsp.WorkspaceSymbolParams(
            "convert time", partial_result_token="parts", work_done_token="work"
        )
    )
    parts = sample.editor.streamed.pop("parts")
    assert rest == []
    assert whole
    assert [s["name"] for part in parts for s in part] == [s.name for s in whole]
    work = sample.editor.streamed.pop("work")
    assert [value["kind"] for value in work] == ["begin", "end"]


@pytest.mark.parametrize("part", ["", "value.astimezone(zone)"])
async def test_code_action_leads_to_similar_code(sample: Sample, part: str) -> None:
    converter = sample.editor.client.protocol._converter
    uri = (sample.root / "zones" / "convert.py").as_uri()
    place = sample.editor.range(CONVERT, part or "if value.tzinfo")
    if not part:
        place["end"] = place["start"]
    actions = await sample.editor.client.text_document_code_action_async(
        lsp.CodeActionParams(
            lsp.TextDocumentIdentifier(uri),
            converter.structure(place, lsp.Range),
            lsp.CodeActionContext([], trigger_kind=lsp.CodeActionTriggerKind.Invoked),
        )
    )
    assert actions is not None
    (action,) = actions
    assert action.title == "Find similar code"
    if "codeAction" in sample.editor.capabilities.get("textDocument", {}):
        assert isinstance(action, lsp.CodeAction)
        assert action.kind == "refactor.findSimilar"
        command = action.command
    else:
        assert isinstance(action, lsp.Command)
        command = action
    assert command is not None
    reply = await sample.editor.client.workspace_execute_command_async(
        lsp.ExecuteCommandParams(command.command, command.arguments)
    )
    asked = {"textDocument": {"uri": uri}, "range": place}
    assert reply == await sample.editor.request("snippet/similar", asked)
    assert "to_universal_time" in [result["name"] for result in reply["results"]]


@pytest.mark.parametrize(
    ("context", "offered"),
    [
        (lsp.CodeActionContext([]), True),
        (lsp.CodeActionContext([], only=["refactor"]), True),
        (lsp.CodeActionContext([], only=["quickfix", "refactor.findSimilar"]), True),
        (lsp.CodeActionContext([], only=[""]), True),
        (lsp.CodeActionContext([], only=["refactor.find", "quickfix"]), False),
        (lsp.CodeActionContext([], trigger_kind=lsp.CodeActionTriggerKind.Automatic), False),
    ],
)
async def test_code_action_is_offered_when_asked_for(
    sample: Sample, context: lsp.CodeActionContext, offered: bool
) -> None:
    start = lsp.Position(0, 0)
    actions = await sample.editor.client.text_document_code_action_async(
        lsp.CodeActionParams(
            lsp.TextDocumentIdentifier((sample.root / "party.ts").as_uri()),
            lsp.Range(start, start),
            context,
        )
    )
    assert bool(actions) == offered


async def test_status_tells_of_every_folder(sample: Sample) -> None:
    status = await sample.editor.request("snippet/status", {})
    (folder,) = status["folders"]
    assert status["state"] == folder["state"] == "ready"
    assert folder["uri"] == sample.root.as_uri()
    assert folder["name"] == "work space"
    assert (folder["files"], folder["pending"], folder["failed"]) == (2, 0, 0)
    assert folder["symbols"] >= 7
    assert status["model"]["checkpoint"] == folder["checkpoint"] != ""
    assert status["problems"] == []


async def test_similar_code_is_labelled(sample: Sample) -> None:
    copy = CONVERT[CONVERT.index("def to_local") :].split("\n\n\n")[0].replace("value", "moment")
    best, second = await sample.editor.results("snippet/similar", code=copy, limit=2)
    assert (best["name"], best["alike"]) == ("to_local_time", "renamed")
    assert (second["name"], second["alike"]) == ("to_universal_time", "renamed")
    assert best["match"] >= second["match"] >= 95


async def test_duplicates_are_reported(sample: Sample) -> None:
    reply = await sample.editor.request(
        "snippet/duplicates", {"leastLines": 4, "workDoneToken": "duplicates"}
    )
    (cluster,) = reply["clusters"]
    first, second = cluster["members"]
    assert (first["name"], second["name"]) == ("to_local_time", "to_universal_time")
    assert first["selectionRange"] == sample.editor.range(CONVERT, "to_local_time")
    assert (first["match"], second["alike"], cluster["alike"]) == (100, "renamed", "renamed")
    assert (reply["found"], reply["saves"]) == (1, cluster["saves"])
    shown = sample.editor.streamed.pop("duplicates")
    assert [value["kind"] for value in shown][:: len(shown) - 1] == ["begin", "end"]
    for params in ({"path": "party.ts"}, {"leastLines": 100}):
        assert (await sample.editor.request("snippet/duplicates", params))["clusters"] == []
    with pytest.raises(JsonRpcException, match="leastLines must be"):
        await sample.editor.request("snippet/duplicates", {"leastLines": 0})


async def test_cancelled_request_is_answered_at_once(sample: Sample) -> None:
    protocol = sample.editor.client.protocol
    code = CONVERT * 200
    asked = [
        protocol.send_request_async("snippet/similar", {"code": code, "limit": 1}, msg_id=f"s{n}")
        for n in range(30)
    ]
    replies = [asyncio.ensure_future(request) for request in asked]
    await asyncio.sleep(0)
    sample.editor.client.cancel_request(lsp.CancelParams("s29"))
    with pytest.raises(JsonRpcException) as raised:
        await replies[29]
    assert raised.value.code == lsp.LSPErrorCodes.RequestCancelled
    assert sum(reply.done() for reply in replies) < 29
    for number in range(29):
        sample.editor.client.cancel_request(lsp.CancelParams(f"s{number}"))
    await asyncio.gather(*replies, return_exceptions=True)
    assert (await sample.editor.names("send mail"))[0] == "send_mail"
