"""What the documents say is so."""

from __future__ import annotations

import json
import re
import shlex
from dataclasses import fields
from pathlib import Path

import click
import pytest

from snippet_lsp.cli import program
from snippet_lsp.config import Settings
from snippet_lsp.syntax import LANGUAGES

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
ARCHITECTURE = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
COMMAND_LINE = (ROOT / "docs" / "command-line.md").read_text("utf-8")
MADE = {"node_modules", "media"}
"""Folders whose documents are copies."""
DOCUMENTS = sorted(
    path
    for path in ROOT.rglob("*.md")
    if not {part for part in path.relative_to(ROOT).parts[:-1] if part.startswith(".")}
    and MADE.isdisjoint(path.parts)
)

HOSTS = {"keepachangelog.com", "semver.org", "127.0.0.1", "localhost", "example.com"}
"""Where documents and build files may point; never to a package registry."""

FUNDING = re.compile(r'"funding": (\{[^}]*\}|\[[^\]]*\]|"[^"]*")')
"""Of the packages in a package-lock.json."""

SPELLING = {"cpp": "C++", "c_sharp": "C#"}
"""Languages that are not written as the registry has them."""


def test_readme_lists_every_setting_with_its_default() -> None:
    rows = re.findall(r"^\| `(snippet\.[\w.]+)` \| `(.+?)` \|", README, re.MULTILINE)
    assert {name: json.loads(default) for name, default in rows} == {
        setting_name(field.name): json.loads(json.dumps(field.default))
        for field in fields(Settings)
    }


def setting_name(field: str) -> str:
    """`files_max_size` is written `snippet.files.maxSize`."""
    section, first, *rest = field.split("_")
    return f"snippet.{section}.{first}" + "".join(word.capitalize() for word in rest)


def test_architecture_says_why_each_dependency_is_there() -> None:
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    (listed,) = re.findall(r"^dependencies = \[\n(.*?)^\]", project, re.MULTILINE | re.DOTALL)
    names = set(re.findall(r'^    "([\w-]+)', listed, re.MULTILINE))
    table = re.findall(r"^\| ([\w, -]+) \|", ARCHITECTURE, re.MULTILINE)
    explained = {name for row in table for name in row.split(", ")}
    assert {name for name in names if not name.startswith("tree-sitter-")} <= explained


def test_readme_lists_every_language() -> None:
    (listed,) = re.findall(r"^- Languages: (.*?)\.\n", README, re.MULTILINE | re.DOTALL)
    assert {name.strip().lower() for name in listed.split(",")} == {
        SPELLING.get(name, name).lower() for name in LANGUAGES
    }


def examples() -> list[str]:
    """Every line in the documents' shell examples that starts snippet-lsp."""
    blocks = re.findall(r"^```sh\n(.*?)^```", README + COMMAND_LINE, re.MULTILINE | re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines()]
    return [line for line in lines if line.startswith("snippet-lsp ")]


@pytest.mark.parametrize("line", examples())
def test_example_has_a_command_and_options_that_exist(line: str) -> None:
    line = line.partition(" < ")[0]
    name, *arguments = shlex.split(line, comments=True)[1:]
    command = program.commands[name]
    known = {option for parameter in command.params for option in parameter.opts}
    assert {a for a in arguments if a.startswith("-") and a != "-"} <= known


def test_every_command_is_documented_with_its_options() -> None:
    table = "\n".join(re.findall(r"^\| `.*", COMMAND_LINE, re.MULTILINE))
    whole = program.make_context("snippet-lsp", [], resilient_parsing=True)
    for name, command in program.commands.items():
        assert f"`{name}" in table
        assert f"snippet-lsp {name}" in README
        text = command.get_help(click.Context(command, info_name=name, parent=whole))
        assert "Usage:" in text


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_relative_links_resolve(document: Path) -> None:
    text = re.sub(r"^```.*?^```", "", document.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    targets = re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", text)
    assert [t for t in targets if not (document.parent / t).exists()] == []


def test_absolute_links_go_to_known_hosts() -> None:
    files = [*DOCUMENTS, ROOT / "pyproject.toml", ROOT / "Makefile", ROOT / ".ci" / "run"]
    files += [path for path in (ROOT / "editors").rglob("package*.json") if path.is_file()]
    found = {
        (path.relative_to(ROOT).as_posix(), host)
        for path in files
        if "node_modules" not in path.parts
        for host in re.findall(r"https?://([\w.-]+)", FUNDING.sub("", path.read_text("utf-8")))
    }
    assert [(path, host) for path, host in sorted(found) if host not in HOSTS] == []
