"""Progress of indexing, where the client can show it."""

from __future__ import annotations

from pathlib import Path

from .editor import Editor, write_files

FUNCTIONS = "".join(f"def function_{n}(): ...\n" for n in range(100))
FILES = "".join(f"--- m{n}.py\n{FUNCTIONS}" for n in range(60))


async def test_indexing_shows_how_far_it_has_got(any_editor: Editor, workspace: Path) -> None:
    write_files(workspace, FILES)
    await any_editor.initialize(workspace)
    await any_editor.ready()
    if not any_editor.capabilities.get("window"):
        assert any_editor.streamed == {}
        return
    await any_editor.until(
        lambda _: any(v[-1]["kind"] == "end" for v in any_editor.streamed.values())
    )
    (values,) = any_editor.streamed.values()
    begin, *reports, end = values
    assert (begin["kind"], begin["title"]) == ("begin", f"Indexing {workspace.name}")
    assert end["kind"] == "end"
    assert reports
    percentages = [report["percentage"] for report in reports]
    assert percentages == sorted(percentages)
    assert all(0 <= percentage <= 100 for percentage in percentages)
    assert all(report["message"].endswith("/60 files") for report in reports)


async def test_the_first_files_of_all_show_it_too(any_editor: Editor, workspace: Path) -> None:
    """Though nothing is searchable yet, and everything will be at once."""
    write_files(workspace, "".join(f"--- m{n}.py\ndef f{n}(): ...\n" for n in range(20)))
    await any_editor.initialize(workspace)
    await any_editor.ready()
    shows = bool(any_editor.capabilities.get("window"))
    assert len(any_editor.streamed) == shows


async def test_small_changes_show_none(any_editor: Editor, workspace: Path) -> None:
    write_files(workspace, "--- a.py\ndef f(): ...\n")
    await any_editor.initialize(workspace)
    any_editor.open(workspace / "b.py", "def g(): ...\n", "python")
    await any_editor.ready()
    assert any_editor.streamed == {}
