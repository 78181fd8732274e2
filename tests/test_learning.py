"""Learning a folder: when, in a process that may be killed, and a swap that is all or nothing."""

from __future__ import annotations

import json
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from snippet_lsp import learner, learning, studying
from snippet_lsp.config import Settings, cache_directory, workspace_cache
from snippet_lsp.encoder import base_checkpoint
from snippet_lsp.encoder.checkpoint import load_checkpoint, save_checkpoint
from snippet_lsp.encoder.words import widened
from snippet_lsp.errors import LearningError, StoreError
from snippet_lsp.index.lock import WriterLock
from snippet_lsp.learning import Outcome, Signs, due, forget, models_folder, prune, serve, served
from snippet_lsp.workspace import Workspace, remove_index

MAIL = """
def send_mail(user, text):
    connection = open_line(user)
    connection.write(text)
"""
KEY = "0" * 32
READY = Signs(
    enabled=True,
    has_torch=True,
    symbols=1000,
    idle=100.0,
    load=0.2,
    on_battery=False,
    attempt=None,
    now=1e9,
)


@pytest.mark.parametrize(
    ("change", "is_due"),
    [
        ({}, True),
        ({"enabled": False}, False),
        ({"has_torch": False}, False),
        ({"symbols": 20}, False),
        ({"idle": 5.0}, False),
        ({"load": 1.5}, False),
        ({"on_battery": True}, False),
    ],
)
def test_learns_when_it_may_and_nobody_is_disturbed(change: dict[str, Any], is_due: bool) -> None:
    assert due(replace(READY, **change)) is is_due


@pytest.mark.parametrize(
    ("days", "symbols", "failures", "is_due"),
    [
        (0.5, 1000, 0, False),
        (2, 1000, 0, False),
        (2, 500, 0, True),
        (8, 1000, 0, True),
        (8, 1000, 1, False),
        (15, 1000, 1, True),
        (-3, 1000, 0, True),
    ],
)
def test_learns_again_when_much_has_changed_and_later_after_failures(
    days: float, symbols: int, failures: int, is_due: bool
) -> None:
    attempt = {"at": 1e9 - days * 86_400, "symbols": symbols, "failures": failures}
    assert due(replace(READY, attempt=attempt)) is is_due


def report(promoted: bool = True) -> dict[str, Any]:
    return {"key": KEY, "base": "b", "verdict": {"promoted": promoted, "reason": "because"}}


def learnt() -> str:
    """A checkpoint that was learnt, and is as good as the base; returns its identity."""
    base = load_checkpoint(base_checkpoint())
    save_checkpoint(models_folder() / KEY, widened(base, ["xyzzy", "plugh"]), {})
    (models_folder() / KEY / "report.json").write_text(json.dumps(report()))
    return load_checkpoint(models_folder() / KEY).identity


class Finished:
    """In the place of the process: it has ended, and says this."""

    outcomes: Callable[[], Outcome]

    def __init__(self, root: Path, settings: Settings, progress: Callable[..., None]) -> None:
        progress("learning", 0.5)
        self._is_ended = False

    def end(self) -> None:
        self._is_ended = True

    def outcome(self) -> Outcome:
        return Outcome() if self._is_ended else type(self).outcomes()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "mail.py").write_text(MAIL)
    return folder


@pytest.fixture
def workspace(root: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workspace]:
    """Ready, with a process in which whatever is learnt is better."""
    monkeypatch.setattr(learner, "Learning", Finished)
    monkeypatch.setattr(learner, "has_torch", lambda: True)
    Finished.outcomes = lambda: Outcome(report=report())
    opened = Workspace(root, Settings())
    assert opened.wait_until_ready(60)
    yield opened
    opened.close()


def check_unchanged(workspace: Workspace, checkpoint: str) -> None:
    """The base goes on serving, now and after a new start."""
    assert workspace.status().checkpoint == checkpoint
    assert [hit.symbol.name for hit in workspace.search("send mail")] == ["send_mail", "mail"]
    assert served(workspace.root) == base_checkpoint()


def test_what_was_learnt_serves_when_all_is_indexed_with_it(
    workspace: Workspace, root: Path
) -> None:
    own = learnt()
    workspace.set_document("mail.py", b"def send_letter(user): return post(user)\n")
    generation = workspace.status().generation
    shares: list[float] = []
    assert workspace.learn(shares.append)["key"] == KEY
    assert shares == [0.5]
    status = workspace.status()
    assert status.checkpoint == own
    assert status.generation > generation
    assert status.learning is None
    assert workspace.model()["own"]
    # The open buffer came along, and changes still come.
    assert workspace.search("send letter")[0].symbol.name == "send_letter"
    workspace.close_document("mail.py")
    assert workspace.wait_until_ready(60)
    assert workspace.search("send mail")[0].symbol.name == "send_mail"
    workspace.close()
    again = Workspace(root)
    assert again.wait_until_ready(60)
    assert again.status().checkpoint == own
    again.close()


def test_what_is_not_promoted_changes_nothing(workspace: Workspace) -> None:
    learnt()
    checkpoint = workspace.status().checkpoint
    Finished.outcomes = lambda: Outcome(report=report(promoted=False))
    assert not workspace.learn()["verdict"]["promoted"]
    check_unchanged(workspace, checkpoint)
    assert workspace.model()["report"]["verdict"]["reason"] == "because"


def test_a_failure_is_noted_and_changes_nothing(workspace: Workspace) -> None:
    checkpoint = workspace.status().checkpoint
    Finished.outcomes = lambda: Outcome(problem="the process that learns ended")
    for failures in (1, 2):
        with pytest.raises(LearningError, match="ended"):
            workspace.learn()
        attempt = learning.last_attempt(workspace.root)
        assert attempt is not None
        assert attempt["failures"] == failures
    check_unchanged(workspace, checkpoint)


def test_a_checkpoint_that_is_torn_changes_nothing(workspace: Workspace) -> None:
    learnt()
    checkpoint = workspace.status().checkpoint
    tensors = models_folder() / KEY / "model.safetensors"
    tensors.write_bytes(tensors.read_bytes()[:1000])
    with pytest.raises(LearningError, match="could not be made"):
        workspace.learn()
    check_unchanged(workspace, checkpoint)


def test_a_disk_that_fills_at_the_swap_changes_nothing(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    learnt()
    checkpoint = workspace.status().checkpoint
    monkeypatch.setattr(learner, "serve", full)
    with pytest.raises(LearningError, match="cannot be noted"):
        workspace.learn()
    check_unchanged(workspace, checkpoint)


def test_ended_while_it_indexes_changes_nothing(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    learnt()
    checkpoint = workspace.status().checkpoint
    begun, go_on = threading.Event(), threading.Event()
    opened = learner.Generations.replace

    def slow(self: Any, model: Any, documents: Any, wanted: Any, commit: Any) -> None:
        begun.set()
        assert go_on.wait(30)
        opened(self, model, documents, wanted, commit)

    monkeypatch.setattr(learner.Generations, "replace", slow)
    failures: list[Exception] = []

    def learn() -> None:
        try:
            workspace.learn()
        except LearningError as error:
            failures.append(error)

    thread = threading.Thread(target=learn)
    thread.start()
    assert begun.wait(30)
    with pytest.raises(LearningError, match="is being learnt"):
        workspace.learn()
    workspace.end_learning()
    go_on.set()
    thread.join(60)
    assert [str(failure) for failure in failures] == ["learning was ended"]
    check_unchanged(workspace, checkpoint)


def test_a_half_made_index_of_a_program_that_was_killed_is_made_again(
    workspace: Workspace, root: Path
) -> None:
    own = learnt()
    (workspace_cache(root) / f"index-4-{own[:12]}").mkdir()
    (workspace_cache(root) / f"index-4-{own[:12]}" / "catalog.sqlite3").write_bytes(b"torn")
    workspace.learn()
    assert workspace.status().checkpoint == own
    assert workspace.search("send mail")[0].symbol.name == "send_mail"


def test_without_torch_it_says_what_to_install(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(learner, "has_torch", lambda: False)
    with pytest.raises(LearningError, match="pip install"):
        workspace.learn()
    assert "pip install" in workspace.model()["problem"]


def test_a_checkpoint_that_is_gone_leaves_the_base(root: Path) -> None:
    serve(root, KEY)
    assert served(root) == base_checkpoint()
    learnt()
    assert served(root) == models_folder() / KEY


def test_clearing_removes_what_was_learnt_unless_another_folder_has_it(
    workspace: Workspace, root: Path, tmp_path: Path
) -> None:
    learnt()
    workspace.learn()
    workspace.close()
    clone = tmp_path / "clone"
    serve(clone, KEY)
    remove_index(root)
    assert (models_folder() / KEY).is_dir()
    assert not workspace_cache(root).exists()
    forget(clone)
    assert not (models_folder() / KEY).exists()


def test_old_checkpoints_go_unless_they_are_served(root: Path) -> None:
    learnt()
    prune(now=1e12)
    assert not (models_folder() / KEY).exists()
    learnt()
    serve(root, KEY)
    prune(now=1e12)
    assert (models_folder() / KEY).is_dir()


def repository(root: Path) -> None:
    """72 documented functions in 24 files, whose documentation has words of its own."""
    verbs = {"fetch": "get", "retain": "store", "dispatch": "send"}
    things = "customer parcel invoice tariff ledger voucher depot courier".split()
    root.mkdir(exist_ok=True)
    for thing in things:
        for verb, does in verbs.items():
            text = "".join(
                f"def {does}_{thing}_{how}(self, {how}):\n"
                f'    """{verb.title()} the {thing} that the {how} asks for."""\n'
                f"    {thing} = self.{does}({how})\n"
                f"    return self.check({thing}, {how}.key)\n\n\n"
                for how in ("clerk", "driver", "agent")
            )
            (root / f"{thing}_{does}.py").write_text(text)


@pytest.mark.torch
def test_a_process_learns_once_for_all_clones(tmp_path: Path) -> None:
    models = models_folder()
    models.mkdir(parents=True, mode=0o700)
    for name in ("one", "two"):
        repository(tmp_path / name)
    said: list[str] = []
    first = studying.study(tmp_path / "one", Settings(), models, lambda what, _: said.append(what))
    assert {"reading", "learning", "writing"} <= {*said}
    assert first["pairs"]["documentation"] == 72
    said.clear()
    assert studying.study(tmp_path / "two", Settings(), models, lambda what, _: said.append(what))
    assert said == ["reading"]
    (folder,) = [path for path in models.iterdir() if path.is_dir()]
    assert folder.name == first["key"]
    assert all(stat.S_IMODE(file.stat().st_mode) == 0o600 for file in folder.iterdir())
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@pytest.mark.torch
def test_a_disk_that_is_full_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    models = models_folder()
    models.mkdir(parents=True)
    repository(tmp_path / "one")
    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(StoreError, match="No space left"):
        studying.study(tmp_path / "one", Settings(), models)
    assert not [path for path in models.iterdir() if path.is_dir()]


def test_only_one_program_learns_at_a_time(root: Path) -> None:
    lock = WriterLock(models_folder() / studying.LOCK)
    assert lock.take()
    with pytest.raises(StoreError, match="another repository is being learnt"):
        studying.study(root, Settings(), models_folder())
    lock.release()


def test_few_functions_teach_nothing_and_what_was_unfinished_goes(root: Path) -> None:
    unfinished = models_folder() / "unfinished-x"
    unfinished.mkdir(parents=True)
    with pytest.raises(LearningError, match="1 functions are too few"):
        studying.study(root, Settings(), models_folder())
    assert not unfinished.exists()


def test_the_process_ends_with_whoever_started_it(root: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "snippet_lsp.studying", str(root), "--into", str(models_folder())],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    said, _ = process.communicate(timeout=60)
    assert process.returncode in (0, 1)
    assert b"Traceback" not in said


@pytest.mark.torch
def test_a_process_that_is_killed_leaves_the_base(tmp_path: Path) -> None:
    repository(tmp_path / "shop")
    workspace = Workspace(tmp_path / "shop", Settings())
    assert workspace.wait_until_ready(60)
    with pytest.raises(LearningError, match="ended"):
        workspace.learn(lambda _share: workspace.end_learning())
    assert served(workspace.root) == base_checkpoint()
    assert learning.last_attempt(workspace.root) is None
    workspace.close()
    assert not [path for path in (cache_directory() / "models").iterdir() if path.is_dir()]
