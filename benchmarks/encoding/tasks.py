"""Questions over a pool of functions, and where they come from.

Symbols are kept, not bags: what has no documentation in a task never had it, whatever a bag is
made of.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from snippet_lsp.encoder import Bag, Field, bag_of
from snippet_lsp.encoder.bag import without_documentation
from snippet_lsp.encoder.sentences import first_sentence
from snippet_lsp.syntax import HEAD, extract, language_of, may_hold_code
from snippet_lsp.types import Symbol, SymbolKind

_MOST_QUERIES = 500
"""Asked of one repository, evenly spread."""
_LARGEST_FILE = 1 << 20
_LONGEST_FUNCTION = 1 << 15
_FEWEST_WORDS = 3
_NOT_ITS_OWN = re.compile(
    r"(?:^|/)(?:_?vendor(?:ed)?|third[_-]?party|node_modules|externals?|deps|bundled|(?:__)?tests?(?:__)?"
    r"|testdata|testing|specs?|unittests|gtest|fixtures|locales?|i18n|min|umd|\.[^/]*)/"
    r"|(?:^|/)test_[^/]*$|[._](?:tests?|spec)\.\w+$|\.(?:min|pb|generated)\.|_pb2\.",
    re.IGNORECASE,
)
_GENERATED = re.compile(
    rb"@generated|code generated|do not edit|auto(?:matically |-?)generated", re.IGNORECASE
)


@dataclass(frozen=True)
class Task:
    """Questions, each with its one right answer among `symbols`."""

    name: str
    symbols: Sequence[Symbol]
    queries: Sequence[str]
    wanted: Sequence[int]
    """[queries]: places in `symbols`."""

    @cached_property
    def bags(self) -> list[Bag]:
        """One a symbol."""
        return [bag_of(symbol) for symbol in self.symbols]


def undocumented(symbol: Symbol) -> Symbol:
    """The same code with nothing said about it."""
    code = without_documentation(symbol.code, symbol.documentation)
    return replace(symbol, code=code, documentation="")


def code_key(symbol: Symbol) -> bytes:
    """Equal for the same code, wherever it stands and whatever is said about it."""
    return bag_of(replace(undocumented(symbol), container="")).key


def cosqa(file: Path) -> Task:
    """CoSQA's format: `codes`, and `queries` of `{query, code_id}`."""
    data = json.loads(file.read_text("utf-8"))
    symbols = [_function_in(code) for code in data["codes"]]
    queries = [query["query"] for query in data["queries"]]
    return Task("CoSQA dev", symbols, queries, [query["code_id"] for query in data["queries"]])


def _function_in(code: str) -> Symbol:
    """The first function of a text; the text itself, nameless, if none can be seen."""
    module, *symbols = extract(code.encode(), "python", "code.py")
    for symbol in symbols:
        if symbol.kind.is_callable:
            return symbol
    return replace(module, name="")


def repository(folder: Path) -> Task:
    """First sentences of documentation as questions; the functions are without theirs.

    The pool is every described function or class and as many others, each once. What is in it does
    not depend on what is trained on: that changes, and what is measured must not.
    """
    described: list[tuple[str, Symbol]] = []
    others: list[Symbol] = []
    seen: set[bytes] = set()
    for path in sorted(folder.rglob("*")):
        for symbol in _symbols_of(path, path.relative_to(folder)):
            if (key := code_key(symbol)) in seen:
                continue
            seen.add(key)
            bare = undocumented(symbol)
            if sentence := first_sentence(symbol.documentation, symbol.name):
                described.append((sentence, bare))
            else:
                others.append(bare)
    random.Random(0).shuffle(others)
    pool = [bare for _, bare in described] + others[: len(described)]
    asked = spread(range(len(described)), _MOST_QUERIES)
    return Task(folder.name, pool, [described[i][0] for i in asked], asked)


def _symbols_of(path: Path, relative: Path) -> Iterator[Symbol]:
    """Functions and classes of a project's own code, with something in them."""
    name = relative.as_posix()
    if _NOT_ITS_OWN.search(name) or not path.is_file() or not may_hold_code(name):
        return
    source = path.read_bytes()
    language = language_of(name, source[:HEAD])
    if language is None or len(source) > _LARGEST_FILE or _GENERATED.search(source[:2000]):
        return
    for symbol in extract(source, language.name, name):
        if symbol.kind is SymbolKind.MODULE or len(symbol.code) > _LONGEST_FUNCTION:
            continue
        bag = bag_of(symbol)
        if bag.fields[Field.NAME] and len(bag.fields[Field.BODY]) >= _FEWEST_WORDS:
            yield symbol


def spread(places: Sequence[int], most: int) -> list[int]:
    """At most `most` of `places`, evenly."""
    step = max(1.0, len(places) / most)
    return [places[int(i * step)] for i in range(min(most, len(places)))]
