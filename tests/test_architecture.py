"""What ARCHITECTURE.md forbids does not happen."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

ROOT = Path(__file__).parent.parent
SOURCES = sorted((ROOT / "snippet_lsp").rglob("*.py"))
MOST_LINES = 400


def test_data_flows_one_way(capsys: pytest.CaptureFixture[str]) -> None:
    code = lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True)
    assert code == 0, capsys.readouterr().out


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_files_stay_short(source: Path) -> None:
    assert len(source.read_text("utf-8").splitlines()) <= MOST_LINES


@pytest.mark.parametrize(
    ("action", "unwanted"),
    [
        ("import snippet_lsp", ["click", "numpy"]),
        ("import snippet_lsp.cli", ["numpy", "tree_sitter", "pygls", "sqlite3", "torch"]),
        ("import snippet_lsp.server", ["torch", "tree_sitter", "annoy"]),
        ("import snippet_lsp.workspace", ["torch", "pygls"]),
    ],
)
def test_imports_bring_no_more_than_they_need(action: str, unwanted: list[str]) -> None:
    assert modules_after(action).isdisjoint(unwanted)


def test_searching_imports_no_torch(tmp_path: Path) -> None:
    (tmp_path / "client.py").write_text("def retry_upload(): pass\n", "utf-8")
    loaded = modules_after(
        "import snippet_lsp.cli as cli;"
        f"assert cli.run(['search', 'retry upload', {str(tmp_path)!r}]) == 0"
    )
    assert "snippet_lsp.search" in loaded
    assert "torch" not in loaded


def modules_after(action: str) -> set[str]:
    """The modules that a new interpreter has loaded after it has done something."""
    report = f"{action}\nimport sys\nprint(*sys.modules, file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", report], check=False, capture_output=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr
    return set(done.stderr.split())
