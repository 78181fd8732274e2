"""Packages of public registries with questions about them: `data/questions`.

A TOML file a package: where it comes from (`registry`, `package`, `version`), `root`, the folder in
it that is the workspace, `held_back` where nothing may be tuned on it, and a table a category, of
questions with their answers: "path" or "path: qualified name". Nothing of the packages is kept
here; none of them is in `models/corpus.toml`.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from snippet_lsp.encoder.corpus import Apt, FetchError, Package, fetch

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

FOLDER = Path(__file__).parent.parent / "data" / "questions"


@dataclass(frozen=True, slots=True)
class Source:
    """A package and what is asked about it."""

    name: str
    package: Package
    root: str
    """The workspace's folder, below where packages are unpacked."""
    held_back: bool
    questions: tuple[tuple[str, str, tuple[str, ...]], ...]
    """Category, question, answers."""


def read_packages(folder: Path = FOLDER) -> list[Source]:
    """The packages of a folder of TOML files, by name."""
    return [_read(file) for file in sorted(folder.glob("*.toml"))]


def _read(file: Path) -> Source:
    table = tomllib.loads(file.read_text("utf-8"))
    package = Package(table["registry"], table["package"], table["version"], "", table["package"])
    questions = [
        (category, text, tuple(answers))
        for category, texts in table.items()
        if isinstance(texts, dict)
        for text, answers in texts.items()
    ]
    root = f"{package.folder}/tree/{table['root']}"
    return Source(file.stem, package, root, table.get("held_back", False), tuple(questions))


def fetch_all(folder: Path, into: Path) -> None:
    """Download and unpack what is not there yet; what cannot be had is told and left out."""
    into.mkdir(parents=True, exist_ok=True)
    apt = Apt(into / "apt")
    apt.update()
    for each in read_packages(folder):
        try:
            fetch(each.package, into, apt)
        except FetchError as error:  # noqa: PERF203 - each package on its own
            print(f"{each.name}: {error}", file=sys.stderr)
