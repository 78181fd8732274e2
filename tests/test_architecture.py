"""What ARCHITECTURE.md forbids does not happen."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from snippet_lsp.server.transport import frame, read_messages

ROOT = Path(__file__).parent.parent
SOURCES = sorted((ROOT / "snippet_lsp").rglob("*.py"))
MOST_LINES = 400


def test_data_flows_one_way() -> None:
    # In a process of its own: it turns off all loggers that there are.
    lint = "from importlinter.cli import lint_imports; exit(lint_imports(no_cache=True))"
    done = subprocess.run([sys.executable, "-c", lint], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_files_stay_short(source: Path) -> None:
    assert len(source.read_text("utf-8").splitlines()) <= MOST_LINES


@pytest.mark.parametrize(
    ("action", "unwanted"),
    [
        ("import snippet_lsp", ["click", "numpy"]),
        ("import snippet_lsp.cli", ["numpy", "tree_sitter", "pygls", "sqlite3", "torch"]),
        ("import snippet_lsp.server", ["torch", "tree_sitter", "annoy"]),
        ("import snippet_lsp.__main__, snippet_lsp.server.app", ["click", "numpy", "watchdog"]),
        ("import snippet_lsp.workspace", ["torch", "pygls"]),
    ],
)
def test_imports_bring_no_more_than_they_need(action: str, unwanted: list[str]) -> None:
    assert modules_after(action).isdisjoint(unwanted)


def test_searching_imports_no_torch(project: Path) -> None:
    loaded = modules_after(
        "import snippet_lsp.cli as cli;"
        f"assert cli.run(['search', 'retry upload', {str(project)!r}]) == 0"
    )
    assert "snippet_lsp.search" in loaded
    assert "torch" not in loaded


def test_serving_imports_no_torch(project: Path) -> None:
    folders = [{"uri": project.as_uri(), "name": "project"}]
    session = [
        {
            "id": 1,
            "method": "initialize",
            "params": {"capabilities": {}, "workspaceFolders": folders},
        },
        {"method": "initialized", "params": {}},
        {"id": 2, "method": "snippet/search", "params": {"query": "retry upload"}},
    ]
    with subprocess.Popen(
        [sys.executable, "-X", "importtime", "-m", "snippet_lsp", "serve"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as server:
        assert server.stdin
        assert server.stdout
        for message in session:
            server.stdin.write(frame({"jsonrpc": "2.0", **message}))
        server.stdin.flush()
        answered = (m for m in read_messages(server.stdout) if isinstance(m, dict))
        assert any(m.get("id") == 2 and "result" in m for m in answered)
        _, report = server.communicate()
    loaded = set(re.findall(r"([\w.]+)$", report.decode(), re.MULTILINE))
    assert "snippet_lsp.workspace" in loaded
    assert "torch" not in loaded


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "client.py").write_text("def retry_upload(): pass\n", "utf-8")
    return tmp_path


def modules_after(action: str) -> set[str]:
    """The modules that a new interpreter has loaded after it has done something."""
    report = f"{action}\nimport sys\nprint(*sys.modules, file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", report], check=False, capture_output=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr
    return set(done.stderr.split())
