"""The configuration of docs/editors.md in a real Vim with ALE."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from ..conftest import missing
from ..neovim.nvim import ROOT, environment
from ..neovim.test_similar import CART, SHOP

PACKAGES = "apt-get install --no-install-recommends vim-nox vim-ale"
ALE = Path("/usr/share/vim/vimfiles/pack/dist-bundle/opt/ale")


@pytest.mark.slow
def test_symbols_are_searched_by_meaning(tmp_path: Path) -> None:
    vim = shutil.which("vim") or missing("Vim", PACKAGES)
    if not ALE.exists():
        missing("ALE", PACKAGES)
    folder = tmp_path / "shop"
    (folder / ".git").mkdir(parents=True)
    (folder / "shop.py").write_text(SHOP)
    (folder / "cart.py").write_text(CART)
    block = re.search(r"```vim\n(.*?)```", (ROOT / "docs" / "editors.md").read_text(), re.DOTALL)
    assert block is not None
    settings = tmp_path / "settings.vim"
    before = "set nocompatible\nfiletype plugin on\npackadd ale\n"
    settings.write_text(before + "let g:ale_linters = {'python': ['snippet']}\n" + block[1])
    report = tmp_path / "report"
    smoke = Path(__file__).parent / "smoke.vim"
    subprocess.run(
        [vim, "-es", "-n", "-i", "NONE", "-u", settings, "-S", smoke],
        cwd=folder,
        env={**environment(tmp_path / "home"), "REPORT": str(report)},
        check=True,
        timeout=120,
    )
    *answers, place = report.read_text().splitlines()
    assert answers[0].endswith("shop.py:1:5 total_price")
    assert any(answer.endswith("cart.py:4:5 cart_sum") for answer in answers)
    assert place == "cart.py:4:5"
