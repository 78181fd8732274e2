"""The extension's package.json agrees with the server, and nothing in it leads away from home."""

from __future__ import annotations

import json
import re
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from snippet_lsp.config import Settings, resolve_settings
from snippet_lsp.server import similar
from tests.test_docs import setting_name

from .install import EXTENSION, ROOT

PACKAGE: dict[str, Any] = json.loads((EXTENSION / "package.json").read_text("utf-8"))
CONTRIBUTED = PACKAGE["contributes"]
SETTINGS: dict[str, dict[str, Any]] = CONTRIBUTED["configuration"]["properties"]
README = (ROOT / "README.md").read_text("utf-8")

OWN = {
    "snippet.serverPath",
    "snippet.codeLens.enabled",
    "snippet.workspaceSymbols.enabled",
    "snippet.trace.server",
}
"""Settings of the extension itself."""


def test_settings_are_those_of_the_server() -> None:
    server = {setting_name(field.name): field.default for field in fields(Settings)}
    contributed = {name: its["default"] for name, its in SETTINGS.items() if name not in OWN}
    assert contributed == json.loads(json.dumps(server))


def test_defaults_are_of_the_types_that_the_server_takes() -> None:
    nested: dict[str, dict[str, Any]] = {}
    for name in SETTINGS.keys() - OWN:
        _, section, key = name.split(".")
        nested.setdefault(section, {})[key] = SETTINGS[name]["default"]
    assert resolve_settings(nested) == Settings()


@pytest.mark.parametrize("name", sorted(SETTINGS.keys() - OWN))
def test_descriptions_are_those_of_the_readme(name: str) -> None:
    (said,) = re.findall(rf"^\| `{re.escape(name)}` \| `.+?` \| (.+?) \|$", README, re.MULTILINE)
    described = SETTINGS[name]["markdownDescription"]
    assert plain(described).startswith(plain(said.partition(" (")[0]).rstrip("."))


def plain(text: str) -> str:
    return text.replace("`", "").casefold()


def test_settings_that_run_programs_are_not_read_from_folders_that_are_not_trusted() -> None:
    restricted = PACKAGE["capabilities"]["untrustedWorkspaces"]["restrictedConfigurations"]
    assert restricted == ["snippet.serverPath"]
    assert SETTINGS["snippet.serverPath"]["scope"] == "machine-overridable"


def test_every_command_is_registered_and_none_is_the_server_s() -> None:
    source = (EXTENSION / "src" / "extension.ts").read_text("utf-8")
    registered = set(re.findall(r'^    "(snippet\.[\w.]+)":', source, re.MULTILINE))
    contributed = {command["command"] for command in CONTRIBUTED["commands"]}
    assert contributed <= registered
    assert similar.COMMAND not in registered
    used = {entry["command"] for menu in CONTRIBUTED["menus"].values() for entry in menu}
    used |= {key["command"] for key in CONTRIBUTED["keybindings"]}
    assert used <= contributed


def test_commands_that_take_an_argument_are_not_in_the_palette() -> None:
    hidden = {
        entry["command"]
        for entry in CONTRIBUTED["menus"]["commandPalette"]
        if entry["when"] == "false"
    }
    of_items = {entry["command"] for entry in CONTRIBUTED["menus"]["view/item/context"]}
    assert of_items <= hidden


def test_packages_are_locked_without_addresses() -> None:
    lock = json.loads((EXTENSION / "package-lock.json").read_text("utf-8"))
    assert all("resolved" not in package for package in lock["packages"].values())


def test_engine_is_the_oldest_version_that_the_types_are_for() -> None:
    assert PACKAGE["engines"]["vscode"] == f"^{PACKAGE['devDependencies']['@types/vscode']}"


def test_the_extension_s_readme_lists_its_own_settings() -> None:
    text = (EXTENSION / "README.md").read_text("utf-8")
    rows = re.findall(r"^\| `(snippet\.[\w.]+)` \| `(.+?)` \|", text, re.MULTILINE)
    listed = {name: json.loads(default) for name, default in rows}
    assert listed == {name: SETTINGS[name]["default"] for name in OWN}


def test_pictures_of_the_walkthrough_are_there() -> None:
    steps = CONTRIBUTED["walkthroughs"][0]["steps"]
    images = [Path(step["media"]["image"]).name for step in steps]
    assert [name for name in images if not (ROOT / "docs" / "images" / name).exists()] == []
    assert all(step["media"]["altText"] for step in steps)


def test_pictures_are_small() -> None:
    pictures = list((ROOT / "docs" / "images").glob("vscode-*.png"))
    assert pictures
    assert [path.name for path in pictures if path.stat().st_size > 150_000] == []
