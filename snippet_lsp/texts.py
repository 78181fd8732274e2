"""Many texts as one array of bytes, so that they can lie in a file and cost no object each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

ByteArray = npt.NDArray[np.uint8]
IntArray = npt.NDArray[np.int64]
Runs = Sequence[tuple[int, int]]
"""Places from the first of each to before the second."""

_PIECE = 1 << 16
"""Texts moved at a time."""


@dataclass(frozen=True, eq=False)
class Texts:
    """Texts in UTF-8 one after another, a newline before each and after the last.

    A text may hold newlines itself. Whatever the arrays hold, reading a text raises nothing but
    IndexError: they may come from a file that is damaged.
    """

    arena: ByteArray
    starts: IntArray
    """[texts + 1]: where each begins in `arena`; at the end the length of that."""

    def __len__(self) -> int:
        return len(self.starts) - 1

    def __getitem__(self, place: int) -> str:
        at = self._at
        return str(self._bytes[at[place] : at[place + 1] - 1], "utf-8", "replace")

    def __iter__(self) -> Iterator[str]:
        return (self[place] for place in range(len(self)))

    def raw(self, place: int) -> bytes:
        """A text as it is kept."""
        at = self._at
        return bytes(self._bytes[at[place] : at[place + 1] - 1])

    # A memoryview gives out a number three times as fast as an array does.
    @cached_property
    def _at(self) -> memoryview:
        return np.ascontiguousarray(self.starts, np.int64).data

    @cached_property
    def _bytes(self) -> memoryview:
        return self.arena.data

    @cached_property
    def text(self) -> str:
        """All of them; made when it is first asked for."""
        return self.arena.tobytes().decode("utf-8", "replace")

    @cached_property
    def places(self) -> IntArray:
        """[texts]: where each begins in `text`."""
        if self.text.isascii():
            return self.starts[:-1]
        begins = np.cumsum((self.arena & 0xC0) != 0x80)
        places: IntArray = begins[self.starts[:-1] - 1]
        return places


def build_texts(texts: Iterable[str]) -> Texts:
    """Some texts; what UTF-8 cannot say is kept as "?"."""
    return build_raw([text.encode("utf-8", "replace") for text in texts])


def build_raw(raws: Sequence[bytes]) -> Texts:
    """Some byte strings."""
    starts = np.ones(len(raws) + 1, np.int64)
    np.cumsum(np.fromiter(map(len, raws), np.int64, len(raws)) + 1, out=starts[1:])
    starts[1:] += 1
    arena = b"\n".join((b"", *raws, b""))
    return Texts(np.frombuffer(arena, np.uint8), starts)


def join_texts(parts: Sequence[tuple[Texts, Runs]]) -> Texts:
    """One of several, of each the runs of places that are kept."""
    arenas, starts = joined_pieces(parts)
    return Texts(np.concatenate(arenas), np.concatenate(starts))


def joined_pieces(parts: Sequence[tuple[Texts, Runs]]) -> tuple[list[ByteArray], list[IntArray]]:
    """The same in pieces, those of the arena being views of what is joined."""
    arenas, starts = [np.frombuffer(b"\n", np.uint8)], []
    at = 1
    for texts, runs in parts:
        for first, end in runs:
            begin, stop = int(texts.starts[first]), int(texts.starts[end])
            arenas.append(texts.arena[begin:stop])
            starts.append(texts.starts[first:end] + (at - begin))
            at += stop - begin
    return arenas, [*starts, np.array([at], np.int64)]


def take_texts(texts: Texts, places: IntArray) -> Texts:
    """The texts at some places, in that order."""
    begins = texts.starts[places]
    sizes = texts.starts[places + 1] - begins
    starts = np.ones(len(places) + 1, np.int64)
    starts[1:] += np.cumsum(sizes)
    arena = np.empty(int(starts[-1]), np.uint8)
    arena[0] = ord("\n")
    for first in range(0, len(places), _PIECE):
        some = slice(first, first + _PIECE)
        begin, end = int(starts[first]), int(starts[min(first + _PIECE, len(places))])
        at = np.repeat(begins[some] - starts[:-1][some], sizes[some])
        at += np.arange(begin, end)
        np.take(texts.arena, at, out=arena[begin:end], mode="clip")
    return Texts(arena, starts)
