"""The files of a segment and what filters look at: columns, and no object for each file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from ..texts import Texts, build_raw, build_texts
from ..types import SymbolKind
from .terms import KeyArray, keys_of, place_of

KINDS = tuple(SymbolKind)


@dataclass(frozen=True, slots=True)
class IndexedFile:
    """What the index knows of one file besides its symbols."""

    path: str
    digest: bytes
    """Hash of the text that the symbols were found in."""
    language: str
    generated: bool
    """Whether the file says of itself that a program wrote it."""


@dataclass(frozen=True, eq=False)
class Files:
    """Files in the order of their rows. An `IndexedFile` is made whenever one is looked at."""

    paths: Texts
    digests: Texts
    language_names: Texts
    """The languages there are."""
    language_of: npt.NDArray[np.int16]
    """[files]: the place of each file's language in `language_names`."""
    generated: npt.NDArray[np.bool_]
    path_keys: KeyArray
    """[files], ascending: the keys of the paths."""
    path_order: npt.NDArray[np.int32]
    """[files]: the places of the files that `path_keys` are of."""

    def __len__(self) -> int:
        return len(self.language_of)

    def __getitem__(self, place: int) -> IndexedFile:
        return IndexedFile(
            self.paths[place],
            self.digests.raw(place),
            self.languages[self.language_of[place]],
            bool(self.generated[place]),
        )

    def __iter__(self) -> Iterator[IndexedFile]:
        return (self[place] for place in range(len(self)))

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """The languages there are."""
        return tuple(self.language_names)

    def place_of(self, path: str) -> int | None:
        """The place of a file by its path."""
        return place_of(self.path_keys, self.paths, path, self.path_order)


@dataclass(frozen=True, eq=False)
class Columns:
    """Properties of a segment's files and rows; texts are made when they are first looked at."""

    files: Files
    kind_of: npt.NDArray[np.int8]
    """[rows]: the place of each symbol's kind in `KINDS`."""

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages there are."""
        return self.files.languages

    @property
    def language_of(self) -> npt.NDArray[np.int16]:
        """[files]: the place of each file's language in `languages`."""
        return self.files.language_of

    @cached_property
    def _lines(self) -> Texts:
        """The files' paths; none holds a newline."""
        paths = self.files.paths
        if int(np.count_nonzero(paths.arena == ord("\n"))) == len(paths) + 1:
            return paths
        return build_texts([path.replace("\n", " ") for path in paths])

    @property
    def paths(self) -> str:
        """The files' paths, a newline before each and after the last."""
        return self._lines.text

    @cached_property
    def folded(self) -> str:
        """`paths` in lower case, each character in the same place."""
        return fold(self.paths)

    @property
    def path_starts(self) -> npt.NDArray[np.int64]:
        """[files]: where each file's path begins."""
        return self._lines.places


def build_files(files: Sequence[IndexedFile]) -> Files:
    """The table of some files of different paths."""
    languages = list(dict.fromkeys(file.language for file in files))
    place = {language: number for number, language in enumerate(languages)}
    keys, _ = keys_of([file.path for file in files])
    order = np.argsort(keys, kind="stable").astype(np.int32)
    return Files(
        build_texts(file.path for file in files),
        build_raw([file.digest for file in files]),
        build_texts(languages),
        np.array([place[file.language] for file in files], np.int16),
        np.array([file.generated for file in files], np.bool_),
        keys[order],
        order,
    )


def fold(text: str) -> str:
    """Text in lower case, of the same length."""
    if text.isascii():
        return text.lower()
    return "".join(low if len(low := letter.lower()) == 1 else letter for letter in text)
