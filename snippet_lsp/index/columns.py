"""What filters look at, a column for each property: languages, kinds and paths of a segment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
import numpy.typing as npt

from ..types import Symbol, SymbolKind

KINDS = tuple(SymbolKind)


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """Properties of a segment's files and rows."""

    languages: tuple[str, ...]
    """The languages there are."""
    language_of: npt.NDArray[np.int16]
    """[files]: the place of each file's language in `languages`."""
    kind_of: npt.NDArray[np.int8]
    """[rows]: the place of each symbol's kind in `KINDS`."""
    paths: str
    """The files' paths, a newline before each and after the last."""
    folded: str
    """`paths` in lower case, each character in the same place."""
    path_starts: npt.NDArray[np.int64]
    """[files]: where each file's path begins."""


def build_columns(files: Sequence[tuple[str, str]], symbols: Sequence[Symbol]) -> Columns:
    """Columns of files, given as path and language, and of the symbols of their rows."""
    languages = tuple(dict.fromkeys(language for _, language in files))
    place = {language: number for number, language in enumerate(languages)}
    kinds = {kind: number for number, kind in enumerate(KINDS)}
    lines = [path.replace("\n", " ") for path, _ in files]
    paths = "".join(f"\n{line}" for line in lines) + "\n"
    starts = list(accumulate((len(line) + 1 for line in lines), initial=1))[:-1]
    return Columns(
        languages,
        np.array([place[language] for _, language in files], np.int16),
        np.array([kinds[symbol.kind] for symbol in symbols], np.int8),
        paths,
        fold(paths),
        np.array(starts, np.int64),
    )


def fold(text: str) -> str:
    """Text in lower case, of the same length."""
    if text.isascii():
        return text.lower()
    return "".join(low if len(low := letter.lower()) == 1 else letter for letter in text)
