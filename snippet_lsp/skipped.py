"""Files that were read and are not searched, counted as they come and go.

A status is told after every edit, and there may be many thousands of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from .index.catalog import FileRow


class Skipped:
    """Rows of files that are not searched, by path."""

    def __init__(self, rows: Iterable[FileRow] = ()) -> None:
        self.failed = 0
        """How many should have been."""
        self._rows: dict[str, FileRow] = {}
        self._counts: Counter[str] = Counter()
        for row in rows:
            self.add(row)

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def add(self, row: FileRow) -> None:
        """Take in how a file looks now, which is forgotten if it is searched."""
        self.drop(row.path)
        if row.skipped:
            self._rows[row.path] = row
            self._count(row, 1)

    def drop(self, path: str) -> None:
        """Forget a file."""
        if (row := self._rows.pop(path, None)) is not None:
            self._count(row, -1)

    def counts(self, apart_from: Iterable[str]) -> Counter[str]:
        """How many there are by reason, some paths apart."""
        shadowed = (self._rows[path] for path in apart_from if path in self._rows)
        return self._counts - Counter(map(_reason, shadowed))

    def _count(self, row: FileRow, by: int) -> None:
        self._counts[_reason(row)] += by
        self.failed += by * row.is_failure


def _reason(row: FileRow) -> str:
    return row.skipped.partition(":")[0]
