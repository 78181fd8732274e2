"""The plugin's Lua as such: luacheck finds nothing, and every file is small."""

from __future__ import annotations

import shutil
import subprocess

from ..conftest import missing
from .nvim import PLUGIN

LONGEST = 350
"""Lines of a file."""


def test_luacheck() -> None:
    luacheck = shutil.which("luacheck") or missing("luacheck", "apt-get install lua-check")
    done = subprocess.run([luacheck, "--no-color", "-q", "."], cwd=PLUGIN, capture_output=True)
    assert done.returncode == 0, done.stdout.decode()


def test_files_are_small() -> None:
    lengths = {path.name: len(path.read_text().splitlines()) for path in PLUGIN.rglob("*.lua")}
    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}
