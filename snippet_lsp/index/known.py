"""Every file that was read, by path; what lies below a folder is found without looking at all."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Mapping

from .catalog import FileRow

_FEW = 100
"""Paths that find their places one by one; for more all are sorted again."""


class KnownFiles:
    """How files looked when they were read. One thread may use it."""

    def __init__(self, rows: Iterable[FileRow] = ()) -> None:
        self._rows = {row.path: row for row in rows}
        self._paths: list[str] | None = None
        """All paths in order; None until somebody asks for some."""

    @property
    def rows(self) -> Mapping[str, FileRow]:
        """All of them."""
        return self._rows

    def put(self, rows: Iterable[FileRow]) -> None:
        """Take files that were read, in the place of those of the same paths."""
        read = {row.path: row for row in rows}
        new = read.keys() - self._rows.keys()
        self._rows |= read
        if self._paths is not None and len(new) <= _FEW:
            for path in new:
                insort(self._paths, path)
        elif new:
            self._paths = None

    def drop(self, paths: Iterable[str]) -> None:
        """Forget files."""
        gone = {path for path in paths if path in self._rows}
        for path in gone:
            del self._rows[path]
        if self._paths is not None and len(gone) <= _FEW:
            for path in gone:
                del self._paths[bisect_left(self._paths, path)]
        elif gone:
            self._paths = None

    def below(self, folder: str) -> list[str]:
        """The paths of those that lie in a folder or in folders in it."""
        if self._paths is None:
            self._paths = sorted(self._rows)
        first = bisect_left(self._paths, folder + "/")
        end = bisect_left(self._paths, folder + "0")  # What comes after the slash.
        return self._paths[first:end]
