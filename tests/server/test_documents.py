"""Open documents shadow what is on disk, to the keystroke."""

from __future__ import annotations

import random
import re
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types as lsp

from snippet_lsp.syntax import extract, language_of
from snippet_lsp.types import Range, Symbol

from .editor import Editor, Json, column, write_files

BATCHES, CHANGES = 100, 17
"""Per language and profile: over ten thousand edits in all."""

FUNCTIONS = {
    ".py": [
        'def handle_{n}(request):\n    """Handle it. 🎉"""\n    return request\n',
        "class Handler{n}:\n    def handle(self, é):\n        return é\n",
        "x = '🎊'; handle{n} = lambda a: a\n",
        "async def handle_{n}():\r\n    pass\r\n",
    ],
    ".ts": [
        "/** Handle it. 🎉 */\nexport function handle{n}(request: string) {{ return 1; }}\n",
        "class Handler{n} {{\n  handle(é: number) {{ return é; }}\n}}\n",
        "/* 🎊 */ const handle{n} = (a: number) => a;\r\n",
        "interface Handles{n} {{ handle(): void }}\r",
    ],
}
SCRAPS = [" ", "\n", "\r\n", "\r", "\t", "é", "🎉", "日本", "\f", "\u2028", "x", "(", "}", '"', "#"]


async def test_open_document_shadows_the_file(any_editor: Editor, workspace: Path) -> None:
    write_files(workspace, "--- upload.py\ndef retry_upload(): ...\n")
    path = workspace / "upload.py"
    await any_editor.initialize(workspace)
    any_editor.open(path, "def retry_download(): ...\n", "python")
    await any_editor.ready()
    assert await any_editor.names("retry") == ["retry_download"]
    any_editor.change(path, *edit(any_editor, "def retry_download(): ...\n", "down", "🎉 = up"))
    any_editor.change(path, lsp.TextDocumentContentChangeWholeDocument("def retry_print(): 1"))
    await any_editor.ready()
    assert await any_editor.names("retry") == ["retry_print"]
    any_editor.close(path)
    await any_editor.ready()
    assert await any_editor.names("retry") == ["retry_upload"]


async def test_an_answer_that_lacks_a_change_does_not_say_ready(
    any_editor: Editor, workspace: Path
) -> None:
    write_files(workspace, "--- upload.py\ndef upload(): ...\n")
    path = workspace / "upload.py"
    await any_editor.initialize(workspace)
    any_editor.open(path, "", "python")
    await any_editor.ready()
    for number in range(20):
        text = f"def retry_{number}(): ..."
        any_editor.change(path, lsp.TextDocumentContentChangeWholeDocument(text))
        reply = await any_editor.request("snippet/search", {"query": f"retry_{number}"})
        names = [result["name"] for result in reply["results"]]
        assert f"retry_{number}" in names or reply["state"] == "indexing"


async def test_new_document_is_found_before_it_is_saved(
    any_editor: Editor, workspace: Path
) -> None:
    path = workspace / "sub folder" / "naïve#1.py"
    await any_editor.initialize(workspace)
    any_editor.open(path, "", "python")
    any_editor.change(path, lsp.TextDocumentContentChangeWholeDocument("def parse_date(): 1\n"))
    await any_editor.ready()
    (found,) = await any_editor.results("snippet/search", query="parse_date", limit=1)
    assert (found["name"], found["uri"]) == ("parse_date", path.as_uri())
    any_editor.close(path)
    await any_editor.ready()
    assert await any_editor.names("parse_date") == []


async def test_saving_tells_of_the_file_on_disk(any_editor: Editor, workspace: Path) -> None:
    await any_editor.initialize(workspace)
    await any_editor.ready()
    write_files(workspace, "--- saved.py\ndef load_settings(): ...\n")
    document = lsp.TextDocumentIdentifier((workspace / "saved.py").as_uri())
    any_editor.client.text_document_did_save(lsp.DidSaveTextDocumentParams(document))
    await any_editor.ready()
    assert await any_editor.names("load settings", limit=1) == ["load_settings"]


async def test_files_are_watched_by_those_who_say_they_can(
    any_editor: Editor, workspace: Path
) -> None:
    write_files(workspace, "--- old.py\ndef close_socket(): ...\n")
    await any_editor.initialize(workspace)
    await any_editor.ready()
    watches = any_editor.profile == "utf-32"
    methods = [registration.method for registration in any_editor.registrations]
    assert ("workspace/didChangeWatchedFiles" in methods) == watches
    if not watches:
        return
    (workspace / "old.py").unlink()
    write_files(workspace, "--- new.py\ndef open_socket(): ...\n")
    any_editor.client.workspace_did_change_watched_files(
        lsp.DidChangeWatchedFilesParams(
            [
                lsp.FileEvent((workspace / "old.py").as_uri(), lsp.FileChangeType.Deleted),
                lsp.FileEvent((workspace / "new.py").as_uri(), lsp.FileChangeType.Created),
                lsp.FileEvent("file:///elsewhere/x.py", lsp.FileChangeType.Changed),
            ]
        )
    )
    await any_editor.ready()
    assert await any_editor.names("socket") == ["open_socket"]


@pytest.mark.parametrize("extension", [".py", ".ts"])
async def test_thousands_of_edits_never_lose_sync(
    any_editor: Editor, workspace: Path, extension: str
) -> None:
    dice = random.Random(f"{extension} {any_editor.profile}")
    path = workspace / f"edited{extension}"
    text = "".join(function.format(n=n) for n, function in enumerate(FUNCTIONS[extension]))
    write_files(workspace, f"--- {path.name}\n{text}")
    await any_editor.initialize(workspace)
    any_editor.open(path, text)
    for batch in range(BATCHES):
        changes = []
        for _ in range(CHANGES):
            start, end, new = any_change(dice, text, FUNCTIONS[extension])
            changes.append(change(any_editor, text, start, end, new))
            text = text[:start] + new + text[end:]
        cut = dice.randrange(CHANGES)
        any_editor.change(path, *changes[:cut])
        any_editor.change(path, *changes[cut:])
        if batch % 10 == 9:
            await check_sync(any_editor, path, text)


async def check_sync(editor: Editor, path: Path, text: str) -> None:
    """What the server finds in a document is what there is to find in its text."""
    language = language_of(path.name)
    assert language is not None
    symbols = extract(text.encode(), language.name, path.name)
    expected = [rendered(symbol, editor.profile) for symbol in symbols if "andle" in symbol.name]
    await editor.ready()
    found: set[tuple[Any, ...]] = set()
    for query in {"handle", *(name for name, *_ in expected)}:
        results = await editor.results("snippet/search", query=query, limit=200)
        found.update(listed_as(result) for result in results if "andle" in result["name"])
    assert sorted(found) == sorted(set(expected))


def any_change(dice: random.Random, text: str, functions: list[str]) -> tuple[int, int, str]:
    """Start, end and new text of a random edit, which keeps the text at a readable size."""
    places = [m.start() for m in re.finditer(r"(?<!\r)\n|\r(?!\n)|[^\r\n]|$", text)]
    start = dice.choice(places)
    size = dice.choice([0, 0, 0, 1, 1, 3, 20])
    if len(text) > 6000 or dice.random() < 0.02:
        size = len(text) // 3
    end = next(place for place in places if place >= min(start + size, places[-1]))
    roll = dice.random()
    if roll < 0.15:
        return start, end, "\n" + dice.choice(functions).format(n=dice.randrange(1000))
    new = "".join(dice.choice(SCRAPS) for _ in range(dice.choice([0, 1, 1, 2])))
    return start, end, new


def change(
    editor: Editor, text: str, start: int, end: int, new: str
) -> lsp.TextDocumentContentChangePartial:
    place = {"start": editor.position(text, start), "end": editor.position(text, end)}
    converter = editor.client.protocol._converter
    return lsp.TextDocumentContentChangePartial(converter.structure(place, lsp.Range), new)


def edit(
    editor: Editor, text: str, old: str, new: str
) -> list[lsp.TextDocumentContentChangePartial]:
    start = text.index(old)
    return [change(editor, text, start, start + len(old), new)]


def rendered(symbol: Symbol, encoding: str) -> tuple[Any, ...]:
    return (
        symbol.name,
        *columns_of(symbol.range, encoding),
        *columns_of(symbol.name_range, encoding),
        symbol.signature,
    )


def columns_of(place: Range, encoding: str) -> tuple[int, ...]:
    start, end = place
    return (start.line, column(start, encoding), end.line, column(end, encoding))


def listed_as(result: Json) -> tuple[Any, ...]:
    places = [
        position[part]
        for place in (result["range"], result["selectionRange"])
        for position in (place["start"], place["end"])
        for part in ("line", "character")
    ]
    return (result["name"], *places, result["signature"])
