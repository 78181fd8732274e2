"""Functions of public packages that do the same, in several languages.

`data/similar-tasks.tsv` names them: a task, a package of `data/similar-packages.tsv`, a path and a
function. They were matched by name and looked through by hand. No code of theirs is kept here: the
packages are fetched by pip, npm and apt. None of them is in `models/corpus.toml`.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np

from snippet_lsp.encoder import Encoder, bag_of
from snippet_lsp.encoder.corpus import Apt, FetchError, Package, fetch
from snippet_lsp.files.contents import content_hash
from snippet_lsp.index import IndexedFile, PreparedFile, Snapshot, empty_snapshot
from snippet_lsp.syntax import HEAD, extract, language_of
from snippet_lsp.types import Span, Symbol

DATA = Path(__file__).parent / "data"

_FAMILIES = {"typescript": "javascript", "tsx": "javascript"}


@dataclass(frozen=True, slots=True)
class Function:
    """One way to do a task."""

    task: str
    path: str
    """Made up where the name is masked, since files are often named for their function."""
    symbol: Symbol
    source: bytes
    """The text that `symbol.span` points into."""

    @property
    def language(self) -> str:
        """Its language; TypeScript counts as JavaScript."""
        return _FAMILIES.get(self.symbol.language, self.symbol.language)


def fetch_packages(folder: Path) -> None:
    """Download and unpack what is not there yet; what cannot be had is told and left out."""
    folder.mkdir(parents=True, exist_ok=True)
    apt = Apt(folder / "apt")
    apt.update()
    for registry, name, version in _rows("similar-packages.tsv"):
        try:
            fetch(Package(registry, name, version, "", name), folder, apt)
        except FetchError as error:  # noqa: PERF203 - each package on its own
            print(f"{name}: {error}", file=sys.stderr)


def read_tasks(folder: Path) -> list[Function]:
    """The functions of all tasks, those that are missing told and left out."""
    functions = []
    for place, (task, package, path, name) in enumerate(_rows("similar-tasks.tsv")):
        symbol, source = _find(folder / package / "tree" / path, path, name)
        if symbol is None:
            print(f"{package}: no {name} in {path}", file=sys.stderr)
        else:
            functions.append(Function(task, f"{place}/{path}", symbol, source))
    return functions


def masked(function: Function) -> Function:
    """The function without its own name, wherever it says it; nor that of its type and file."""
    name = re.escape(function.symbol.name)
    own = re.compile(rf"(?<![A-Za-z0-9_]){name}(?![A-Za-z0-9_])", re.IGNORECASE)

    def without(text: str) -> str:
        return own.sub("_", text)

    symbol = function.symbol
    code = without(symbol.code)
    source = code.encode()
    place, _, rest = function.path.partition("/")
    return replace(
        function,
        path=f"{place}/_{Path(rest).suffix}",
        source=source,
        symbol=replace(
            symbol,
            name="",
            container="",
            signature=without(symbol.signature),
            documentation=without(symbol.documentation),
            code=code,
            span=Span(0, len(source)),
        ),
    )


def index_functions(functions: Sequence[Function], encoder: Encoder) -> Snapshot:
    """A snapshot in which every function is a file of its own."""
    prepared = []
    for function in functions:
        symbol = function.symbol
        bag = bag_of(symbol)
        digest = content_hash(function.source)
        kept = (replace(symbol, code=""),)
        file = IndexedFile(function.path, digest, symbol.language, False)
        prepared.append(PreparedFile(file, kept, (bag,), encoder.encode_bags([bag])))
    return empty_snapshot(encoder).with_files(prepared)


def relevance(functions: Sequence[Function]) -> tuple[np.ndarray, np.ndarray]:
    """[n, n] whether a column is an answer for a row, and whether it may be shown for it.

    Answers do the same in another language. What does the same in the row's own is left out.
    """
    tasks = np.array([f.task for f in functions])
    languages = np.array([f.language for f in functions])
    is_same_task = tasks[:, None] == tasks[None]
    is_same_language = languages[:, None] == languages[None]
    return is_same_task & ~is_same_language, ~(is_same_task & is_same_language)


def _find(file: Path, path: str, name: str) -> tuple[Symbol | None, bytes]:
    if not file.is_file():
        return None, b""
    source, symbols = _extracted(file, path)
    named = [s for s in symbols if s.qualified_name == name and s.kind.is_callable]
    return max(named, key=lambda s: s.span.end - s.span.start, default=None), source


@cache
def _extracted(file: Path, path: str) -> tuple[bytes, list[Symbol]]:
    source = file.read_bytes().decode("utf-8", "replace").encode()
    language = language_of(path, source[:HEAD])
    return source, extract(source, language.name, path) if language else []


def _rows(name: str) -> list[list[str]]:
    lines = (DATA / name).read_text("utf-8").splitlines()
    return [line.split("\t") for line in lines if not line.startswith("#")]
