"""The whole, without an editor: a real folder, the real model, the real workers."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from snippet_lsp import bulk, following, indexer, overlay, reader, reading
from snippet_lsp.chores import take_in
from snippet_lsp.config import Settings, workspace_cache
from snippet_lsp.difference import difference_at
from snippet_lsp.encoder import base_checkpoint, load_encoder
from snippet_lsp.files.discover import FileInfo
from snippet_lsp.index.caches import index_folder
from snippet_lsp.index.storage import Storage
from snippet_lsp.index.vectors import VectorStore
from snippet_lsp.syntax import extract, extract_next
from snippet_lsp.types import Span, State, Status
from snippet_lsp.workspace import Workspace, merge_hits
from tests.statuses import DEADLINE, Statuses

from .files.trees import git
from .server.wire import PACKAGE_PARENT

MAIL = """
def send_mail(user, text):
    \"\"\"Deliver a message to a user.\"\"\"
    connection.deliver(user.address, text)

def parse_date(text):
    return strptime(text, "%Y-%m-%d")
"""

Open = Callable[..., Workspace]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "mail.py").write_text(MAIL)
    os.utime(folder / "mail.py", (1e9, 1e9))  # A file that was just written is read twice.
    return folder


@pytest.fixture
def open_workspace(root: Path) -> Iterator[Open]:
    opened: list[Workspace] = []

    def open_it(**options: object) -> Workspace:
        workspace = Workspace(root, **options)  # type: ignore[arg-type]
        opened.append(workspace)
        assert workspace.wait_until_ready(DEADLINE)
        return workspace

    yield open_it
    for workspace in opened:
        workspace.close()


def names(workspace: Workspace, query: str) -> list[str]:
    return [hit.symbol.name for hit in workspace.search(query, 5)]


def test_a_question_is_answered(open_workspace: Open) -> None:
    workspace = open_workspace()
    assert names(workspace, "deliver a message")[0] == "send_mail"
    assert names(workspace, "parse_date")[0] == "parse_date"
    status = workspace.status()
    assert (status.state, status.files, status.symbols) == (State.READY, 1, 3)
    assert (status.pending, status.failed, status.problems) == (0, 0, ())


def test_an_open_buffer_is_searched_and_forgotten(open_workspace: Open, root: Path) -> None:
    workspace = open_workspace()
    workspace.set_document("mail.py", b"def retry_upload(file): ...\n")
    assert workspace.wait_until_ready(DEADLINE)
    assert names(workspace, "retry_upload")[0] == "retry_upload"
    assert "send_mail" not in names(workspace, "send_mail")
    workspace.close_document("mail.py")
    assert workspace.wait_until_ready(DEADLINE)
    assert names(workspace, "send_mail")[0] == "send_mail"
    assert "retry_upload" not in names(workspace, "retry_upload")
    assert (root / "mail.py").read_text() == MAIL


def test_a_question_knows_what_was_typed_before_it(
    open_workspace: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("snippet_lsp.workspace.PATIENCE", DEADLINE)
    workspace = open_workspace()
    for name in ("retry_upload", "close_socket", "read_header"):
        workspace.set_document("mail.py", f"def {name}(file): ...\n".encode())
        assert names(workspace, name)[0] == name
    workspace.close_document("mail.py")
    assert names(workspace, "send_mail")[0] == "send_mail"


def test_an_open_buffer_has_the_limits_of_a_file(open_workspace: Open) -> None:
    workspace = open_workspace(settings=Settings(files_max_size=1000))
    workspace.set_document("mail.py", b"def retry_upload(file): ...\n" + b"# more\n" * 1000)
    assert workspace.wait_until_ready(DEADLINE)
    assert names(workspace, "retry_upload") == []
    workspace.set_document("mail.py", b"def retry_upload(file): ...\n")
    assert workspace.wait_until_ready(DEADLINE)
    assert names(workspace, "retry_upload") == ["retry_upload", "mail"]


def test_changes_on_disk_are_noticed(open_workspace: Open, root: Path) -> None:
    workspace = open_workspace()
    (root / "upload.py").write_text("def retry_upload(file): ...\n")
    (root / "mail.py").unlink()
    workspace.notice(["upload.py", "mail.py"])
    assert workspace.wait_until_ready(DEADLINE)
    assert names(workspace, "retry_upload")[0] == "retry_upload"
    assert "send_mail" not in names(workspace, "send_mail")


def test_a_rescan_finds_what_nobody_told(open_workspace: Open, root: Path) -> None:
    workspace = open_workspace()
    (root / "new").mkdir()
    (root / "new" / "upload.py").write_text("def retry_upload(file): ...\n")
    workspace.rescan()
    assert workspace.wait_until_ready(DEADLINE)
    assert names(workspace, "retry_upload")[0] == "retry_upload"


def test_a_watched_folder_needs_no_notice(open_workspace: Open, root: Path) -> None:
    published = Statuses()
    workspace = open_workspace(watching=True, on_status=published.put)
    (root / "upload.py").write_text("def retry_upload(file): ...\n")
    published.wait_for(lambda: "retry_upload" in names(workspace, "retry_upload"))


def test_what_a_client_misses_is_found(
    open_workspace: Open, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("snippet_lsp.files.pacing._AFTER_RETURN", (0.0, 0.0))
    published = Statuses()
    workspace = open_workspace(is_told=True, on_status=published.put)
    (root / "upload.py").write_text("def retry_upload(file): ...\n")
    workspace.look_again()
    published.wait_for(lambda: "retry_upload" in names(workspace, "retry_upload"))


def test_a_folder_that_is_gone_is_said_and_found_again(open_workspace: Open, root: Path) -> None:
    published = Statuses()
    workspace = open_workspace(watching=True, on_status=published.put)
    root.rename(root.with_name("away"))
    workspace.look_again()
    published.wait_for(lambda: workspace.status().state is State.DEGRADED)
    (problem,) = workspace.status().problems
    assert "is not there" in problem
    published.wait_for(lambda: workspace.status().files == 0)
    root.with_name("away").rename(root)
    workspace.look_again()
    published.wait_for(lambda: "send_mail" in names(workspace, "send_mail"))
    assert workspace.status().problems == ()


def test_a_branch_switch_is_one_change(
    open_workspace: Open, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    git(root, "init", "-q")
    workspace = open_workspace()
    lock = root / ".git" / "index.lock"
    lock.touch()
    generation = workspace.status().generation
    asked: list[set[str]] = []
    monkeypatch.setattr(
        "snippet_lsp.writer.difference_at",
        lambda *given: asked.append(set(given[-1])) or difference_at(*given),
    )
    for name in ("first", "second", "third"):
        (root / f"{name}.py").write_text(f"def {name}(): ...\n")
        workspace.notice([f"{name}.py"])
    assert not workspace.wait_until_ready(0.1)
    assert workspace.status().generation == generation
    lock.unlink()
    assert workspace.wait_until_ready(DEADLINE)
    assert asked[0] == {"first.py", "second.py", "third.py"}
    assert workspace.status().files == 4


def test_settings_can_change(open_workspace: Open) -> None:
    workspace = open_workspace()
    workspace.reconfigure(Settings(files_exclude=("mail.py",)))
    assert workspace.wait_until_ready(DEADLINE)
    assert workspace.status().files == 0
    workspace.reconfigure(Settings())
    assert workspace.wait_until_ready(DEADLINE)
    assert workspace.status().files == 1


def test_reopening_reads_nothing_again(
    open_workspace: Open, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_workspace().close()

    def read_nothing(*_: object) -> None:
        raise AssertionError("an unchanged file was read")

    monkeypatch.setattr("snippet_lsp.writer.read_file", read_nothing)
    workspace = open_workspace()
    assert workspace.status().state is State.READY
    assert names(workspace, "deliver a message")[0] == "send_mail"


def test_many_files_are_read_by_workers(open_workspace: Open, root: Path) -> None:
    for number in range(100):
        (root / f"part{number}.py").write_text(f"def step_{number}(): return {number}\n")
    seen: list[Status] = []
    workspace = open_workspace(on_status=seen.append, settings=Settings(index_workers=2))
    assert workspace.status().files == 101
    assert names(workspace, "step_42")[0] == "step_42"
    assert max(status.total for status in seen) == 101


def test_a_file_that_takes_too_long_is_given_up(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "TIME_LIMIT", 0.0001)
    (root / "huge.py").write_text(MAIL * 20_000)
    files = [FileInfo(path, 100, 0) for path in ("huge.py", "mail.py")]
    task = bulk.Task(str(root), 10**7, base_checkpoint(), None)
    parcels = [parcel for parcel in bulk.read_in_bulk(task, files, {}, 1) if parcel is not None]
    rows = {row.path: row for parcel in parcels for row in parcel.rows}
    assert rows["huge.py"].skipped == "reading it took longer than 0.0001 s"
    assert rows.keys() == {"huge.py", "mail.py"}


def test_there_are_no_more_workers_than_work(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[int] = []
    pool = bulk.ProcessPool

    def start(max_workers: int, **options: Any) -> object:
        started.append(max_workers)
        return pool(max_workers, **options)

    monkeypatch.setattr(bulk, "ProcessPool", start)
    task = bulk.Task(str(root), 10**7, base_checkpoint(), None)
    read = bulk.read_in_bulk(task, [FileInfo("mail.py", 300_000, 0)], {}, 8)
    assert len([parcel for parcel in read if parcel is not None]) == 1
    assert started == [1]


def test_one_large_file_is_not_left_to_the_writer() -> None:
    large = FileInfo("mail.py", 300_000, 0)
    assert reading.is_little([large])
    assert not reading.is_inline([large])
    assert reading.is_inline([FileInfo("mail.py", 3_000, 0)])


def test_a_reader_that_fails_costs_its_file(root: Path) -> None:
    task = bulk.Task(str(root), None, base_checkpoint(), None)  # type: ignore[arg-type]
    files = [FileInfo(path, 100, 0) for path in ("mail.py", "nowhere.py")]
    parcels = [parcel for parcel in bulk.read_in_bulk(task, files, {}, 1) if parcel is not None]
    rows = {row.path: row for parcel in parcels for row in parcel.rows}
    assert rows["mail.py"].skipped == "its reader crashed"
    assert rows["nowhere.py"].skipped.startswith("cannot be read")


def test_a_text_that_breaks_the_extraction_costs_its_file(
    open_workspace: Open, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(read: Callable[..., object]) -> Callable[..., object]:
        def read_or_fail(source: bytes, *given: object, **named: object) -> object:
            return 1 / 0 if b"unheard of" in source else read(source, *given, **named)

        return read_or_fail

    monkeypatch.setattr(reader, "extract", failing(extract))
    monkeypatch.setattr(overlay, "extract_next", failing(extract_next))
    (root / "odd.py").write_text("# unheard of\n")
    workspace = open_workspace()
    workspace.set_document("mail.py", b"# unheard of, too\n")
    assert workspace.wait_until_ready(DEADLINE)
    status = workspace.status()
    assert (status.state, status.files, status.failed) == (State.READY, 0, 1)


@pytest.mark.skipif(sys.version_info < (3, 11), reason="Python 3.10 imports from there")
def test_a_folder_may_have_modules_that_are_called_as_pythons(tmp_path: Path) -> None:
    for name in ("types", "random", "multiprocessing", "numpy", "logging"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('of the workspace')\n")
    for number in range(30):
        (tmp_path / f"part{number}.py").write_text(f"def step_{number}(): ...\n")
    # As the command does it, whose own folder is searched for modules instead.
    start = "import sys; del sys.path[0]; from snippet_lsp.__main__ import main; main()"
    environment = {name: os.environ[name] for name in os.environ if name != "PYTHONSAFEPATH"}
    done = subprocess.run(
        [sys.executable, "-c", start, "index", "--json"],
        cwd=tmp_path,
        env={**environment, "PYTHONPATH": PACKAGE_PARENT},
        capture_output=True,
        check=True,
        timeout=DEADLINE,
    )
    assert json.loads(done.stdout)["files"] == 35


def test_similar_from_a_cursor(open_workspace: Open, root: Path) -> None:
    (root / "post.py").write_text(MAIL.replace("send_mail", "post_letter"))
    workspace = open_workspace()
    at = MAIL.index("connection")
    hits = workspace.similar_at("mail.py", Span(at, at))
    assert (hits[0].path, hits[0].symbol.name) == ("post.py", "post_letter")
    assert workspace.similar_at("nowhere.py", Span(0, 0)) == []


def test_similar_to_pasted_code(open_workspace: Open) -> None:
    code = "def notify(user, text):\n    connection.deliver(user.address, text)\n"
    assert open_workspace().similar_to(code)[0].symbol.name == "send_mail"


def test_similar_finds_a_part_of_a_long_function(open_workspace: Open, root: Path) -> None:
    filler = "".join(f"    step_{number} = {number}\n" for number in range(40))
    loop = "for user in users:\n" + "        connection.deliver(user.address, retry)\n" * 10
    (root / "long.py").write_text(f"def work(users):\n{filler}\n    {loop}\n{filler}")
    hits = open_workspace().similar_to(f"def f():\n    {loop}")
    (part,) = [hit for hit in hits if hit.symbol.name == "work"]
    assert (part.shown.range.start.line, part.shown.range.end.line) == (42, 52)


def test_a_cache_that_cannot_be_written_degrades(
    open_workspace: Open, root: Path, cache: Path
) -> None:
    (cache / "workspaces").write_text("in the way")
    workspace = open_workspace()
    assert workspace.status().state is State.DEGRADED
    assert "kept in memory only" in workspace.status().problems[0]
    assert names(workspace, "deliver a message")[0] == "send_mail"


def test_a_model_that_cannot_be_loaded_is_said_and_waits_for_nothing(
    open_workspace: Open, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("snippet_lsp.learning.base_checkpoint", lambda: tmp_path / "nowhere")
    workspace = open_workspace()
    workspace.set_document("mail.py", b"def retry_upload(file): ...\n")
    assert workspace.wait_until_ready(DEADLINE)
    assert workspace.status().state is State.DEGRADED
    assert "no model in" in workspace.status().problems[0]
    assert workspace.search("anything") == []


def test_a_listener_that_fails_ends_nothing(open_workspace: Open) -> None:
    def fail(_status: Status) -> None:
        raise RuntimeError("the listener is gone")

    workspace = open_workspace(on_status=fail)
    assert names(workspace, "deliver a message")[0] == "send_mail"


def test_a_step_that_fails_is_tried_again(
    open_workspace: Open, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = open_workspace()
    (root / "upload.py").write_text("def retry_upload(file): ...\n")
    with monkeypatch.context() as broken:
        broken.setattr("snippet_lsp.difference.discover", lambda *_: 1 / 0)
        workspace.rescan()
        assert workspace.wait_until_ready(DEADLINE)
    assert workspace.status().state is State.DEGRADED
    workspace.rescan()
    assert workspace.wait_until_ready(DEADLINE)
    assert workspace.status().state is State.READY
    assert names(workspace, "retry_upload")[0] == "retry_upload"


def test_a_step_that_failed_is_tried_again_by_itself(
    open_workspace: Open, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexer, "RETRY", 0.05)
    published = Statuses()
    workspace = open_workspace(on_status=published.put)
    (root / "upload.py").write_text("def retry_upload(file): ...\n")
    with monkeypatch.context() as broken:
        broken.setattr("snippet_lsp.difference.discover", lambda *_: 1 / 0)
        workspace.rescan()
        published.wait_for(lambda: workspace.status().state is State.DEGRADED)
    published.wait_for(lambda: workspace.status().state is State.READY)
    assert names(workspace, "retry_upload")[0] == "retry_upload"


def test_a_result_that_cannot_be_taken_in_costs_no_other() -> None:
    taken: list[str] = []
    with pytest.raises(ZeroDivisionError):
        take_in([lambda: taken.append("first"), lambda: 1 // 0, lambda: taken.append("last")])  # type: ignore[list-item, return-value]
    assert taken == ["first", "last"]


def test_nothing_is_written_into_the_workspace(open_workspace: Open, root: Path) -> None:
    open_workspace().close()
    assert [path.name for path in root.rglob("*")] == ["mail.py"]
    assert len([*workspace_cache(root).glob("index-*/*.segment")]) == 1


def test_a_folder_that_is_not_there_has_nothing(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "nowhere")
    try:
        assert workspace.wait_until_ready(DEADLINE)
        assert workspace.search("anything") == []
    finally:
        workspace.close()


def test_closing_while_indexing_ends_soon(root: Path) -> None:
    for number in range(300):
        (root / f"part{number}.py").write_text(MAIL * 20)
    workspace = Workspace(root)
    workspace.close()
    assert not workspace.wait_until_ready(0)


def test_answers_of_several_folders_are_merged_by_score(open_workspace: Open) -> None:
    hits = open_workspace().search("send a message", 3)
    merged = merge_hits([hits, hits], 4)
    assert [place for place, _ in merged] == [0, 1, 0, 1]
    assert merged[0][1] == merged[1][1] == hits[0]


def test_what_was_left_to_a_writer_that_ends_is_read(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        (root / f"part{number}.py").write_text(MAIL)
    folder = index_folder(workspace_cache(root), load_encoder(base_checkpoint()).checkpoint)
    other = Storage(folder)
    assert other.is_writer
    monkeypatch.setattr(reading, "_FEW_FILES", 1)
    workspace = Workspace(root)
    try:
        assert not workspace.wait_until_ready(2.0), "the writer may read them yet"
        monkeypatch.undo()
        other.close()
        assert workspace.wait_until_ready(DEADLINE)
        assert workspace.status().files == 4
    finally:
        workspace.close()


def test_what_its_writer_leaves_out_for_ever_is_read(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        (root / f"part{number}.py").write_text(MAIL)
    other = Storage(index_folder(workspace_cache(root), load_encoder(base_checkpoint()).checkpoint))
    monkeypatch.setattr(reading, "_FEW_FILES", 1)
    monkeypatch.setattr(following, "PATIENCE", 0.2)
    workspace = Workspace(root, Settings(index_workers=1))
    try:
        assert workspace.wait_until_ready(DEADLINE)
        assert (workspace.status().state, workspace.status().files) == (State.READY, 4)
        assert other.is_writer
    finally:
        workspace.close()
        other.close()


def test_vectors_are_pruned_with_the_other_caches(
    open_workspace: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    pruned = threading.Event()
    monkeypatch.setattr(VectorStore, "prune", lambda _store: pruned.set())
    monkeypatch.setattr(indexer, "QUIET", 0.05)
    open_workspace()
    assert pruned.wait(DEADLINE)
