"""Settings, however they come."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from .editor import Editor, write_files
from .wire import Wire

FILES = """\
--- kept.py
def sort_kept(): ...
--- generated.py
def sort_generated(): ...
"""

EXCLUDING = {"files": {"exclude": ["generated.py"]}}


async def names(editor: Editor) -> list[str]:
    await editor.ready()
    return sorted(name for name in await editor.names("sort") if name.startswith("sort"))


async def test_initialization_options_are_heeded(any_editor: Editor, workspace: Path) -> None:
    write_files(workspace, FILES)
    await any_editor.initialize(workspace, options=EXCLUDING)
    assert await names(any_editor) == ["sort_kept"]


async def test_configuration_is_asked_for_where_there_is_any(
    any_editor: Editor, workspace: Path
) -> None:
    write_files(workspace, FILES)
    any_editor.client.set_configuration({"snippet": EXCLUDING})
    await any_editor.initialize(workspace, options={"files": {"exclude": []}})
    asked = any_editor.capabilities["workspace"].get("configuration", False)
    assert await names(any_editor) == (["sort_kept"] if asked else ["sort_generated", "sort_kept"])


@pytest.mark.parametrize("pushed", [True, False])
async def test_changed_configuration_takes_effect(
    any_editor: Editor, workspace: Path, pushed: bool
) -> None:
    write_files(workspace, FILES)
    await any_editor.initialize(workspace)
    assert await names(any_editor) == ["sort_generated", "sort_kept"]
    asked = any_editor.capabilities["workspace"].get("configuration", False)
    if asked:
        any_editor.client.set_configuration({"snippet": EXCLUDING})
    any_editor.change_settings({"snippet": EXCLUDING} if pushed else None)
    changed = pushed or asked
    await any_editor.until(lambda status: status["folders"][0]["files"] == (1 if changed else 2))
    assert ("sort_generated" in await names(any_editor)) == (not changed)


async def test_changes_are_registered_for_where_that_is_needed(
    any_editor: Editor, workspace: Path
) -> None:
    await any_editor.initialize(workspace)
    await any_editor.ready()
    methods = [registration.method for registration in any_editor.registrations]
    assert ("workspace/didChangeConfiguration" in methods) == (any_editor.profile == "utf-16")


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({"files": {"exclude": "*.py"}}, "snippet.files.exclude must be a list of strings"),
        ({"learn": {"enabled": "no"}}, "snippet.learn.enabled must be true or false"),
        ({"snippet": {"files": {"maxSize": -1}}}, "snippet.files.maxSize must not be negative"),
    ],
)
def test_wrong_setting_is_shown_once_and_left_at_its_default(
    wire: Wire, workspace: Path, options: dict[str, Any], problem: str
) -> None:
    write_files(workspace, FILES)
    wire.initialize(workspace, initializationOptions=options)
    for _ in range(3):
        wire.notify("workspace/didChangeConfiguration", {"settings": None})
    wire.ready()
    assert wire.leave() == 0
    shown = [
        m["params"]["message"] for m in wire.passed_over if m["method"] == "window/showMessage"
    ]
    assert len(shown) == 1
    assert problem in shown[0]


def test_oddly_shaped_options_are_passed_over(wire: Wire, workspace: Path) -> None:
    write_files(workspace, FILES)
    wire.initialize(workspace, initializationOptions=["x"])
    for odd in (5, {"snippet": 5}, {"snippet": {"files": 5, "future": {"x": 1}}}):
        wire.notify("workspace/didChangeConfiguration", {"settings": odd})
    wire.ready()
    assert wire.request("snippet/search", {"query": "sort"})["result"]["results"]
    assert wire.leave() == 0
    assert wire.passed_over == []


def test_client_that_never_tells_its_settings_is_not_waited_for(
    wire: Wire, workspace: Path
) -> None:
    write_files(workspace, FILES)
    capabilities = {"workspace": {"configuration": True}}
    wire.initialize(workspace, capabilities=capabilities, initializationOptions=EXCLUDING)
    wire.ready()
    asked = [m for m in wire.passed_over if m["method"] == "workspace/configuration"]
    assert asked[0]["params"]["items"] == [{"scopeUri": workspace.as_uri(), "section": "snippet"}]
    # An answer that comes too late changes nothing.
    wire.send({"jsonrpc": "2.0", "id": asked[0]["id"], "result": [{"files": {"exclude": ["*"]}}]})
    found = wire.request("snippet/search", {"query": "sort"})["result"]["results"]
    assert {result["path"] for result in found} == {"kept.py"}
