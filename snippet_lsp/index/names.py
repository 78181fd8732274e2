"""The names of a segment's symbols as one text, so that a scan runs at the C library's speed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
import numpy.typing as npt

_LETTER = {letter: 1 << place for place, letter in enumerate("abcdefghijklmnopqrstuvwxyz")}


@dataclass(frozen=True, slots=True, eq=False)
class Names:
    """Lower-cased names, a line a row."""

    text: str
    """Begins and ends with a line end."""
    starts: npt.NDArray[np.int64]
    """[rows]: where each row's line begins."""
    letters: npt.NDArray[np.int32]
    """[rows]: a bit for each letter from a to z that the name has."""

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
        first, *others = (re.escape(letter) for letter in letters)
        # Up to the first of each letter: one way to match, where `.*?` has exponentially many.
        pattern = re.compile(f"_*{first}" + "".join(f"[^\n{one}]*{one}" for one in others))
        rows = []
        for row in np.flatnonzero(self.letters & wanted == wanted).tolist():
            if pattern.match(self.text, self.starts[row]):
                rows.append(row)
                if len(rows) == limit:
                    break
        return rows

    def _finds(self, part: str, shift: int) -> Iterator[int]:
        """Where `part` begins, `shift` characters on; a find may begin where the last one ends."""
        at = self.text.find(part)
        while at >= 0:
            yield at + shift
            at = self.text.find(part, at + max(1, len(part) - 1))

    def _rows(self, places: Iterator[int], limit: int) -> Iterator[int]:
        last = -1
        for place in places:
            row = int(np.searchsorted(self.starts, place, "right")) - 1
            if row != last:
                yield row
                last = row
                limit -= 1
            if limit <= 0:
                return


def build_names(names: Sequence[str]) -> Names:
    """Names in the order of rows."""
    lines = [name.lower().replace("\n", " ") for name in names]
    starts = list(accumulate((len(line) + 1 for line in lines), initial=1))[:-1]
    return Names(
        "\n" + "".join(line + "\n" for line in lines),
        np.array(starts, np.int64),
        np.array([_letters(line) for line in lines], np.int32),
    )


def _letters(name: str) -> int:
    bits = 0
    for letter in set(name):
        bits |= _LETTER.get(letter, 0)
    return bits
