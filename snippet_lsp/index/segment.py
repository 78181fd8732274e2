"""A segment: the symbols of some files with their vectors and postings. Immutable.

A row is one symbol. Rows of a file are consecutive and in the order of its symbols. What is no
longer true of a segment is kept beside it, in `Snapshot`, as tombstones.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate

import numpy as np
import numpy.typing as npt

from ..encoder import Bag
from ..encoder.spelling import Lexicon, build_lexicon
from ..types import Symbol, SymbolKind
from .columns import Columns, build_columns
from .lexical import Postings, build_postings, merge_postings
from .names import Names, build_names
from .nearest import Annoy

FloatArray = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.int32]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class IndexedFile:
    """What the index keeps of one file."""

    path: str
    digest: bytes
    """Hash of the text that the symbols were found in."""
    language: str
    generated: bool
    """Whether the file says of itself that a program wrote it."""
    symbols: tuple[Symbol, ...]
    """Without their `code`."""


@dataclass(frozen=True, slots=True, eq=False)
class PreparedFile:
    """A file on its way into a segment."""

    file: IndexedFile
    bags: tuple[Bag, ...]
    """One a symbol."""
    vectors: FloatArray
    """[symbols, dimension], unit or zero rows."""


@dataclass(frozen=True, slots=True, eq=False)
class Segment:
    """Rows with everything that is searched by; see the module."""

    files: tuple[IndexedFile, ...]
    file_of: IntArray
    """[rows]: the place in `files` of each row's file."""
    first_row: IntArray
    """[files + 1]: where each file's rows begin."""
    function_of: IntArray
    """[rows]: the row of the function that a block is a part of; its own for every other row."""
    vectors: FloatArray
    """[rows, dimension]."""
    postings: Postings
    names: Names
    columns: Columns
    lexicon: Lexicon
    """The terms of `postings`, by what they look like."""
    annoy: Annoy | None = None
    """Set when the segment is large enough to be searched approximately."""
    place_of: dict[str, int] = field(default_factory=dict)
    """Path to place in `files`."""

    def __len__(self) -> int:
        return len(self.file_of)

    @property
    def is_block(self) -> BoolArray:
        """[rows]: whether the row is a part of another row's symbol."""
        is_block: BoolArray = self.function_of != np.arange(len(self), dtype=np.int32)
        return is_block

    def symbol(self, row: int) -> Symbol:
        """The symbol of a row."""
        place = int(self.file_of[row])
        return self.files[place].symbols[row - int(self.first_row[place])]


def build_segment(prepared: Sequence[PreparedFile], dimension: int) -> Segment:
    """One segment of some files."""
    vectors = [p.vectors for p in prepared if len(p.vectors)]
    return _assemble(
        [p.file for p in prepared],
        np.concatenate(vectors) if vectors else np.zeros((0, dimension), np.float32),
        build_postings([(p.file.path, p.bags) for p in prepared]),
    )


def merge_segments(parts: Sequence[tuple[Segment, BoolArray]]) -> Segment:
    """One segment of the living files of several; each comes with which of its files live."""
    files: list[IndexedFile] = []
    vectors: list[FloatArray] = []
    postings: list[tuple[Postings, BoolArray]] = []
    for segment, living in parts:
        rows = living[segment.file_of]
        files.extend(f for f, lives in zip(segment.files, living, strict=True) if lives)
        vectors.append(segment.vectors[rows])
        postings.append((segment.postings, rows))
    return _assemble(files, np.concatenate(vectors), merge_postings(postings))


def _assemble(files: Sequence[IndexedFile], vectors: FloatArray, postings: Postings) -> Segment:
    counts = [len(file.symbols) for file in files]
    symbols = [symbol for file in files for symbol in file.symbols]
    return Segment(
        files=tuple(files),
        file_of=np.repeat(np.arange(len(files), dtype=np.int32), counts),
        first_row=np.array([0, *accumulate(counts)], np.int32),
        function_of=_functions(files),
        vectors=np.ascontiguousarray(vectors, np.float32),
        postings=postings,
        columns=build_columns([(file.path, file.language) for file in files], symbols),
        lexicon=build_lexicon(postings.terms),
        names=build_names([symbol.name for symbol in symbols]),
        place_of={file.path: place for place, file in enumerate(files)},
    )


def _functions(files: Sequence[IndexedFile]) -> IntArray:
    """[rows]: the row itself, or of a block the row of the function that it is a part of.

    A block whose function cannot be told, as in broken code, stands for itself.
    """
    functions: list[int] = []
    for file in files:
        first = len(functions)
        around: list[int] = []
        for row, symbol in enumerate(file.symbols, first):
            function = row
            while around and file.symbols[around[-1] - first].span.end < symbol.span.end:
                around.pop()
            if symbol.kind is SymbolKind.BLOCK:
                named = (
                    outer
                    for outer in reversed(around)
                    if file.symbols[outer - first].qualified_name == symbol.container
                )
                function = next(named, row)
            elif symbol.kind.is_callable:
                around.append(row)
            functions.append(function)
    return np.array(functions, np.int32)
