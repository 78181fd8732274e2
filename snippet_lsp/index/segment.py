"""A segment: the symbols of some files with their vectors and postings. Immutable arrays.

A row is one symbol. Rows of a file are consecutive and in the order of its symbols. What is no
longer true of a segment is kept beside it, in `Snapshot`, as tombstones. There is no object a row
or a file, so a segment costs next to nothing until it is looked at, and may lie in a mapped file
(`packing.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

import numpy as np
import numpy.typing as npt

from ..encoder import Bag
from ..encoder.spelling import Lexicon
from ..types import Symbol, SymbolKind
from .columns import Columns, Files, IndexedFile, build_files
from .lexical import Postings, build_postings
from .names import Names, build_names
from .nearest import Annoy
from .symbols import Symbols, build_symbols

KEY_BYTES = 16
MOST_SEEN = 1_000
"""Symbols of a segment that are kept as objects."""

FloatArray = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.int32]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class PreparedFile:
    """A file on its way into a segment."""

    file: IndexedFile
    symbols: tuple[Symbol, ...]
    bags: tuple[Bag, ...]
    """One a symbol."""
    vectors: FloatArray
    """[symbols, dimension], unit or zero rows."""
    keys: tuple[bytes, ...] = ()
    """The key of each bag; none where nobody has computed them."""


@dataclass(frozen=True, eq=False)
class Segment:
    """Rows with everything that is searched by; see the module."""

    files: Files
    first_row: IntArray
    """[files + 1]: where each file's rows begin."""
    file_of: IntArray
    """[rows]: the place in `files` of each row's file."""
    function_of: IntArray
    """[rows]: the row of the function that a block is a part of; its own for every other row."""
    symbols: Symbols
    keys: npt.NDArray[np.uint8]
    """[rows, KEY_BYTES]: the key of each symbol's bag."""
    vectors: FloatArray
    """[rows, dimension]."""
    postings: Postings
    names: Names
    name: str = ""
    """Of the file that it lies in, without the ending; "" for one in memory."""
    annoy: Annoy | None = None
    """Set when the segment is large enough to be searched approximately."""

    def __len__(self) -> int:
        return len(self.file_of)

    @cached_property
    def columns(self) -> Columns:
        """What filters look at."""
        return Columns(self.files, self.symbols.kinds)

    @cached_property
    def lexicon(self) -> Lexicon:
        """The terms of `postings`, by what they look like."""
        return self.postings.lexicon()

    @cached_property
    def is_block(self) -> BoolArray:
        """[rows]: whether the row is a part of another row's symbol."""
        is_block: BoolArray = self.function_of != np.arange(len(self), dtype=np.int32)
        return is_block

    def symbol(self, row: int) -> Symbol:
        """The symbol of a row."""
        symbol = self._seen.get(row)
        if symbol is None:
            if len(self._seen) >= MOST_SEEN:
                self._seen.clear()
            files = self.files
            language = files.languages[files.language_of[self.file_of[row]]]
            symbol = self._seen[row] = self.symbols.symbol(row, language)
        return symbol

    @cached_property
    def _seen(self) -> dict[int, Symbol]:
        """Symbols looked at of late: a question looks at one several times, the next one again."""
        return {}

    def symbols_of(self, place: int) -> tuple[Symbol, ...]:
        """The symbols of a file, in the order of their rows."""
        language = self.files.languages[self.files.language_of[place]]
        first, end = self.first_row[place : place + 2].tolist()
        return tuple(self.symbols.symbol(row, language) for row in range(first, end))


def build_segment(prepared: Sequence[PreparedFile], dimension: int) -> Segment:
    """One segment of some files of different paths."""
    counts = [len(one.symbols) for one in prepared]
    symbols = [symbol for one in prepared for symbol in one.symbols]
    vectors = [one.vectors for one in prepared if len(one.vectors)]
    keys = b"".join(key for one in prepared for key in one.keys or (bag.key for bag in one.bags))
    return Segment(
        files=build_files([one.file for one in prepared]),
        first_row=np.array([0, *accumulate(counts)], np.int32),
        file_of=np.repeat(np.arange(len(prepared), dtype=np.int32), counts),
        function_of=_functions([one.symbols for one in prepared]),
        symbols=build_symbols(symbols),
        keys=np.frombuffer(keys, np.uint8).reshape(len(symbols), KEY_BYTES),
        vectors=np.ascontiguousarray(
            np.concatenate(vectors) if vectors else np.zeros((0, dimension)), np.float32
        ),
        postings=build_postings([(one.file.path, one.bags) for one in prepared]),
        names=build_names([symbol.name for symbol in symbols]),
    )


def _functions(files: Sequence[Sequence[Symbol]]) -> IntArray:
    """[rows]: the row itself, or of a block the row of the function that it is a part of.

    A block whose function cannot be told, as in broken code, stands for itself.
    """
    functions: list[int] = []
    for symbols in files:
        first = len(functions)
        around: list[int] = []
        for row, symbol in enumerate(symbols, first):
            function = row
            while around and symbols[around[-1] - first].span.end < symbol.span.end:
                around.pop()
            if symbol.kind is SymbolKind.BLOCK:
                named = (
                    outer
                    for outer in reversed(around)
                    if symbols[outer - first].qualified_name == symbol.container
                )
                function = next(named, row)
            elif symbol.kind.is_callable:
                around.append(row)
            functions.append(function)
    return np.array(functions, np.int32)
