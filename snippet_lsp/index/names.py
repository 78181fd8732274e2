"""The names of a segment's symbols as one text, so that a scan runs at the C library's speed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True, eq=False)
class Names:
    """Lower-cased names, a line a row."""

    text: str
    starts: npt.NDArray[np.int64]
    """[rows]: where each row's line begins."""

    def containing(self, part: str, limit: int) -> list[int]:
        """Rows, at most `limit`, whose name contains `part` (lower case)."""
        return list(self._rows(re.finditer(re.escape(part), self.text), limit))

    def subsequences(self, letters: str, limit: int) -> list[int]:
        """Rows, at most `limit`, whose name begins with the first of `letters` and has the others.

        The order of the letters is kept (`gct` finds `get_current_time`).
        """
        first, *others = (re.escape(letter) for letter in letters)
        # Up to the first of each letter: one way to match, where `.*?` has exponentially many.
        pattern = f"^_*{first}" + "".join(f"[^\n{letter}]*{letter}" for letter in others)
        return list(self._rows(re.finditer(pattern, self.text, re.MULTILINE), limit))

    def _rows(self, matches: Iterator[re.Match[str]], limit: int) -> Iterator[int]:
        last = -1
        for match in matches:
            row = int(np.searchsorted(self.starts, match.start(), "right")) - 1
            if row != last:
                yield row
                last = row
                limit -= 1
            if limit == 0:
                return


def build_names(names: Sequence[str]) -> Names:
    """Names in the order of rows."""
    lines = [name.lower().replace("\n", " ") for name in names]
    starts = [0, *accumulate(len(line) + 1 for line in lines)][: len(lines)]
    return Names("\n".join(lines), np.array(starts, np.int64))
