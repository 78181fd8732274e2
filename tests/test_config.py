"""Settings from what clients send, and where caches lie."""

from __future__ import annotations

import os
from dataclasses import fields
from pathlib import Path
from typing import Any

import platformdirs
import pytest

from snippet_lsp.config import (
    CACHE_VARIABLE,
    Settings,
    cache_directory,
    resolve_settings,
    workspace_cache,
)
from snippet_lsp.errors import ConfigError


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (None, Settings()),
        ({}, Settings()),
        ({"learn": {"enabled": False}}, Settings(learn_enabled=False)),
        ({"files": {"exclude": ["*.gen.py"]}}, Settings(files_exclude=("*.gen.py",))),
        ({"files": {"maxSize": 5}}, Settings(files_max_size=5)),
        ({"files": {"max_size": 5}}, Settings(files_max_size=5)),
        ({"index": {"workers": 0}}, Settings(index_workers=0)),
        # null is what editors send for a setting that is not set
        ({"learn": None, "files": {"exclude": None}}, Settings()),
        # an older server knows fewer settings than its client
        ({"learn": {"colour": "red"}, "elsewhere": {"on": True}}, Settings()),
        # neither a section nor a mistake that stops the server
        ({"files": "everything"}, Settings()),
    ],
)
def test_options_become_settings(options: dict[str, Any] | None, expected: Settings) -> None:
    assert resolve_settings(options) == expected


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"learn": {"enabled": 1}}, "snippet.learn.enabled must be true or false, not 1"),
        ({"learn": {"enabled": "no"}}, "snippet.learn.enabled must be true or false, not 'no'"),
        ({"files": {"maxSize": True}}, "snippet.files.maxSize must be a whole number, not True"),
        ({"files": {"maxSize": 1.5}}, "snippet.files.maxSize must be a whole number, not 1.5"),
        ({"files": {"maxSize": -1}}, "snippet.files.maxSize must not be negative, but is -1"),
        ({"files": {"exclude": "*.py"}}, "snippet.files.exclude must be a list of strings"),
        ({"files": {"exclude": [1]}}, "snippet.files.exclude must be a list of strings"),
    ],
)
def test_wrong_type_is_named(options: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError, match="^" + message.replace(".", r"\.").replace("*", r"\*")):
        resolve_settings(options)


def test_every_setting_has_a_section_and_a_default() -> None:
    for field in fields(Settings):
        section, _, name = field.name.partition("_")
        options = {section: {name: field.default}}
        assert resolve_settings(options) == Settings()


def test_cache_follows_the_variable(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path / "here"))
    assert cache_directory() == tmp_path / "here"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(CACHE_VARIABLE, "relative")
    assert cache_directory() == tmp_path / "relative"


@pytest.mark.parametrize("value", [None, ""])
def test_cache_follows_the_platform(value: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    if value is None:
        monkeypatch.delenv(CACHE_VARIABLE)
    else:
        monkeypatch.setenv(CACHE_VARIABLE, value)
    assert cache_directory() == Path(platformdirs.user_cache_dir("snippet-lsp", appauthor=False))


def test_workspaces_do_not_share_a_cache(tmp_path: Path) -> None:
    one, other = tmp_path / "a" / "project", tmp_path / "b" / "project"
    assert workspace_cache(one) != workspace_cache(other)
    assert workspace_cache(one).name.startswith("project-")
    assert workspace_cache(one).parent == workspace_cache(other).parent


def test_a_workspace_has_one_cache_however_it_is_reached(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "project"
    root.mkdir()
    monkeypatch.chdir(root)
    assert workspace_cache(Path()) == workspace_cache(root)
    assert workspace_cache(root / "." / ".." / "project") == workspace_cache(root)
    if os.name == "posix":
        (tmp_path / "link").symlink_to(root)
        assert workspace_cache(tmp_path / "link") == workspace_cache(root)


def test_the_root_of_the_disk_has_a_cache() -> None:
    assert workspace_cache(Path(Path.cwd().anchor)).name
