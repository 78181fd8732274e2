"""The names of a segment's symbols as one text, so that a scan runs at the C library's speed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from ..texts import ByteArray, Texts, build_texts

_LETTER = {letter: 1 << place for place, letter in enumerate("abcdefghijklmnopqrstuvwxyz")}
_BITS = np.zeros(256, np.int32)
_BITS[ord("a") : ord("z") + 1] = [*_LETTER.values()]


@dataclass(frozen=True, eq=False)
class Names:
    """Lower-cased names, a line a row."""

    lines: Texts
    """None holds a newline."""
    letters: npt.NDArray[np.int32]
    """[rows]: a bit for each letter from a to z that the name has."""
    firsts: ByteArray
    """[rows]: the first byte of each name that is no underscore, or 0."""

    @property
    def text(self) -> str:
        """All names; begins and ends with a line end."""
        return self.lines.text

    @property
    def starts(self) -> npt.NDArray[np.int64]:
        """[rows]: where each row's line begins in `text`."""
        return self.lines.places

    def equal(self, name: str, limit: int) -> list[int]:
        """Rows, at most `limit`, whose name is `name` (lower case)."""
        return list(self._rows(self._finds(f"\n{name}\n", 1), limit))

    def of(self, rows: Sequence[int]) -> list[str]:
        """The lower-cased names of some rows."""
        starts = [*self.starts.tolist(), len(self.text)]
        return [self.text[starts[row] : starts[row + 1] - 1] for row in rows]

    def containing(self, part: str, limit: int) -> list[int]:
        """Rows, at most `limit`, whose name contains `part` (lower case); prefixes first."""
        rows = list(self._rows(self._finds(f"\n{part}", 1), limit))
        rows += self._rows(self._finds(part, 0), limit - len(rows)) if len(rows) < limit else []
        return list(dict.fromkeys(rows))

    def subsequences(self, letters: str, limit: int) -> list[int]:
        """Rows, at most `limit`, whose name begins with the first of `letters` and has the others.

        The order of the letters is kept (`gct` finds `get_current_time`).
        """
        wanted = 0
        for letter in letters:
            wanted |= _LETTER.get(letter, 0)
        raw = [letter.encode("utf-8", "replace") for letter in letters]
        # Up to the first of each letter: one way to match, where `.*?` has exponentially many.
        pattern = re.compile(b"_*" + re.escape(raw[0]) + b"".join(map(_up_to, raw[1:])))
        could = (self.letters & wanted == wanted) & (self.firsts == raw[0][0])
        rows = []
        for row in np.flatnonzero(could).tolist():
            if pattern.match(self._bytes, self.lines.starts[row]):
                rows.append(row)
                if len(rows) == limit:
                    break
        return rows

    @cached_property
    def _bytes(self) -> bytes:
        return self.lines.arena.tobytes()

    def _finds(self, part: str, shift: int) -> Iterator[int]:
        """Where `part` begins, `shift` bytes on; a find may begin where the last one ends."""
        raw = part.encode("utf-8", "replace")
        at = self._bytes.find(raw)
        while at >= 0:
            yield at + shift
            at = self._bytes.find(raw, at + max(1, len(raw) - 1))

    def _rows(self, places: Iterator[int], limit: int) -> Iterator[int]:
        last = -1
        for place in places:
            row = int(np.searchsorted(self.lines.starts, place, "right")) - 1
            if row != last:
                yield row
                last = row
                limit -= 1
            if limit <= 0:
                return


def build_names(names: Sequence[str]) -> Names:
    """Names in the order of rows."""
    lines = build_texts([name.lower().replace("\n", " ") for name in names])
    starts, arena = lines.starts[:-1], lines.arena
    letters = np.bitwise_or.reduceat(_BITS[arena], starts) if len(names) else _BITS[:0]
    begins = starts.copy()
    while (is_low := arena[begins] == ord("_")).any():
        begins += is_low
    firsts = np.where(arena[begins] == ord("\n"), 0, arena[begins]).astype(np.uint8)
    return Names(lines, letters, firsts)


def _up_to(letter: bytes) -> bytes:
    """The expression of what stands before a character in a line, and of that."""
    escaped = re.escape(letter)
    others = b"[^\n%b]*" % escaped if len(letter) == 1 else b"(?:(?!%b)[^\n])*" % escaped
    return others + escaped
