"""What on disk is not as it was last read. Compares names, sizes and times, and reads no file."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Protocol

from .files.discover import FileInfo, Matcher, discover
from .files.folders import Rules, meant_by
from .files.reasons import Reason
from .files.watch import outermost
from .syntax import may_hold_code

_MOST_FOLDERS = 8
"""Folders that are compared one by one: git is asked for each. For more, everything is compared."""


class Known(Protocol):
    """A file on disk as it was last read."""

    @property
    def size(self) -> int:
        """Bytes."""
        ...

    @property
    def mtime_ns(self) -> int:
        """When it was last written."""
        ...


@dataclass(frozen=True, slots=True)
class Difference:
    """Between the disk and what is known of it."""

    changed: tuple[FileInfo, ...] = ()
    gone: tuple[str, ...] = ()
    left_out: Mapping[Reason, int] | None = None
    """Of a whole comparison: how many files do not count, and why."""


def difference(root: Path, rules: Rules, known: Mapping[str, Known]) -> Difference:
    """Between all of the disk and what is known, by path."""
    left_out: Counter[Reason] = Counter()
    found = {info.path: info for info in discover(root, rules, may_hold_code, left_out)}
    changed = tuple(info for info in found.values() if _has_changed(info, known))
    return Difference(changed, tuple(path for path in known if path not in found), left_out)


def difference_at(
    root: Path,
    rules: Rules,
    known: Mapping[str, Known],
    below: Callable[[str], Iterable[str]],
    paths: Iterable[str],
) -> Difference:
    """The same for some relative paths only, and for whatever changes with them (`meant_by`).

    `below` gives the known paths in a folder and in folders in it: the cost is that of what is
    looked at, however much is known.
    """
    places = outermost(place for path in paths if (place := meant_by(path)) is not None)
    if "" in places:
        return difference(root, rules, known)
    folders = {path for path in places if os.path.isdir(root / path)}  # noqa: PTH112  `is_dir` raises for some paths.
    if len(folders) > _MOST_FOLDERS:
        return difference(root, rules, known)
    matcher = Matcher(root, rules, may_hold_code)
    found = matcher.files(places - folders)
    for folder in folders:
        found |= matcher.below(folder)
    changed = tuple(info for info in found.values() if _has_changed(info, known))
    were = chain((path for path in places if path in known), *map(below, places))
    return Difference(changed, tuple(path for path in were if path not in found))


def _has_changed(info: FileInfo, known: Mapping[str, Known]) -> bool:
    last = known.get(info.path)
    return last is None or (last.size, last.mtime_ns) != (info.size, info.mtime_ns)
