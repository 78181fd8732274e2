"""`snippet-lsp model`: which model serves a folder, and what was learnt of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from snippet_lsp.cli import run
from snippet_lsp.learning import Outcome, note_attempt

INTERVAL = {"mean": 0.055, "low": 0.042, "high": 0.067}
REPORT = {
    "key": "k",
    "base": "b",
    "seconds_reading": 1.0,
    "verdict": {
        "promoted": True,
        "reason": "better on what it had not learnt",
        "alpha": 1.0,
        "questions": 957,
        "before": 0.597,
        "after": 0.652,
        "gain": INTERVAL,
        "general_before": 0.817,
        "general_change": INTERVAL,
    },
    "judged_by": "documentation",
    "functions": 1709,
    "pairs": {"documentation": 957, "name": 971, "commit": 0},
    "words": 39,
    "changed": [{"word": "repl", "before": ["replace"], "after": ["replacer"]}],
    "steps": 300,
    "seconds": 6.5,
}


def test_nothing_was_learnt(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["model", str(tmp_path)]) == 1
    said = capsys.readouterr().out
    assert "the base model" in said
    assert f"snippet-lsp model {tmp_path} --learn" in said


def test_what_was_learnt_and_why_it_serves(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    note_attempt(tmp_path, 1709, Outcome(report=REPORT))
    assert run(["model", str(tmp_path)]) == 0
    said = capsys.readouterr().out
    for line in (
        "promoted: better on what it had not learnt",
        "MRR 0.597 → 0.652, +0.055 [+0.042, +0.067], of 957 questions by documentation",
        "957 documentation, 971 name; 1,709 functions",
        "7.5 of CPU",
        "repl           replacer   (before: replace)",
    ):
        assert line in said


def test_what_went_wrong_is_said_for_people_and_programs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    note_attempt(tmp_path, 3, Outcome(problem="3 functions are too few to learn from"))
    assert run(["model", str(tmp_path)]) == 1
    assert "too few to learn from" in capsys.readouterr().out
    run(["model", str(tmp_path), "--json"])
    told = json.loads(capsys.readouterr().out)
    assert (told["own"], told["failures"], told["symbols"]) == (False, 1, 3)


def test_learning_without_torch_says_what_to_install(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("snippet_lsp.learner.has_torch", lambda: False)
    assert run(["model", str(tmp_path), "--learn"]) == 2
    assert "pip install 'snippet-lsp[finetune]'" in capsys.readouterr().err
