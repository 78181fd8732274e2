"""Questions over a pool of functions, and where they come from.

Symbols are kept, not bags: what has no documentation in a task never had it, whatever a bag is
made of.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby
from pathlib import Path

from snippet_lsp.encoder import Bag, bag_of
from snippet_lsp.encoder.bag import without_documentation
from snippet_lsp.encoder.pairs import Pair, pairs_of_tree
from snippet_lsp.syntax import HEAD, extract, language_of
from snippet_lsp.types import Symbol

_MOST_QUERIES = 500


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

    The pool is that of training pairs: every function with a sentence, and as many without.
    """
    pairs, symbols = [], []
    for pair, symbol in _pairs_with_symbols(folder):
        pairs.append(pair)
        symbols.append(undocumented(symbol))
    asked = spread([i for i, pair in enumerate(pairs) if pair.sentence], _MOST_QUERIES)
    return Task(folder.name, symbols, [pairs[i].sentence for i in asked], asked)


def _pairs_with_symbols(folder: Path) -> Iterator[tuple[Pair, Symbol]]:
    in_order = sorted(pairs_of_tree(folder.name, folder, []), key=lambda pair: pair.path)
    for path, pairs in groupby(in_order, key=lambda pair: pair.path):
        source = (folder / path).read_bytes()
        language = language_of(path, source[:HEAD])
        assert language, path
        symbols = extract(source, language.name, path)
        by_bag = {bag_of(symbol).key: symbol for symbol in reversed(symbols)}
        for pair in pairs:
            yield pair, by_bag[pair.bag.key]


def spread(places: Sequence[int], most: int) -> list[int]:
    """At most `most` of `places`, evenly."""
    step = max(1.0, len(places) / most)
    return [places[int(i * step)] for i in range(min(most, len(places)))]
