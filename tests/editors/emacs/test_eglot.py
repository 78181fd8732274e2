"""The configuration of docs/editors.md in a real Emacs with Eglot."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from ..conftest import missing
from ..neovim.nvim import ROOT, environment
from ..neovim.test_similar import CART, SHOP

PACKAGES = "apt-get install --no-install-recommends emacs-nox elpa-eglot"


@pytest.mark.slow
def test_search_similar_and_unsaved_text(tmp_path: Path) -> None:
    emacs = shutil.which("emacs") or missing("Emacs", PACKAGES)
    folder = tmp_path / "shop"
    (folder / ".git").mkdir(parents=True)
    subprocess.run(["git", "init", "--quiet"], cwd=folder, check=True)
    (folder / "shop.py").write_text(SHOP)
    (folder / "cart.py").write_text(CART)
    block = re.search(r"```elisp\n(.*?)```", (ROOT / "docs" / "editors.md").read_text(), re.DOTALL)
    assert block is not None
    settings = tmp_path / "settings.el"
    settings.write_text(";; -*- lexical-binding: t -*-\n" + block[1])
    smoke = Path(__file__).parent / "smoke.el"
    done = subprocess.run(
        [emacs, "-q", "--batch", "-l", settings, "-l", smoke],
        cwd=folder,
        env=environment(tmp_path / "home"),
        capture_output=True,
        text=True,
        timeout=120,
    )
    if "Cannot open load file" in done.stderr:
        missing("Eglot", PACKAGES)
    said = [line for line in done.stderr.splitlines() if re.match(r"[A-Z]+( |$)", line)]
    assert done.returncode == 0, done.stderr
    offers = [line for line in said if line.startswith("OFFERED")]
    assert re.match(r'OFFERED \("[ \d]+% total_price  shop.py:1"', offers[0])
    assert '% cart_sum  cart.py:4"' in offers[1]
    assert [line for line in said if not line.startswith("OFFERED")] == [
        "FIRST def total_price(items, tax):",
        "AT shop.py:1:4",
        "AT cart.py:4:4",
        "AT cart.py:4:4",
        "FIRST def repaint_the_fence(colour):",
        "DONE",
    ]
