"""What commits say of the functions that they changed: subjects, and names in their hunks.

Owns reading git's log as text. Bounded: the latest commits, and so many bytes of their patches.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from . import git

_MOST_COMMITS = 1000
_MOST_BYTES = 20_000_000
_SUBJECT = b"\x1e"
_FILE = re.compile(r'^\+\+\+ "?b/(.*?)"?$')
_HUNK = re.compile(r"^@@ [^@]*@@ (.*)$")
_DEFINING = re.compile(
    r"^[+-]\s*(?:[\w@]+\s+)*(?:def|func|fn|fun|function|class|sub)\s+(?:\([^)]*\)\s*)?(?:self\.)?(\w+)"
)
_NAME = re.compile(r"(\w+)\s*(?:[(<:{=]|$)")


@dataclass(frozen=True, slots=True)
class Commit:
    """A subject, and what its changes touched: names in hunks by path."""

    subject: str
    changed: Mapping[str, frozenset[str]]


def commits(folder: Path) -> list[Commit]:
    """The latest commits of the work tree around a folder, paths relative to it; none without git.

    Merges are passed over.
    """
    said = git.latest_patches(str(folder), _MOST_COMMITS) or b""
    texts = said[:_MOST_BYTES].split(_SUBJECT)[1:]
    if len(said) > _MOST_BYTES:
        del texts[-1:]
    return [_commit(text.decode("utf-8", "replace")) for text in texts]


def _commit(text: str) -> Commit:
    subject, _, patch = text.partition("\n")
    changed: dict[str, set[str]] = {}
    names: set[str] = set()
    for line in patch.splitlines():
        if path := _FILE.match(line):
            names = changed.setdefault(path[1], set())
        else:
            names.update(_named(line))
    return Commit(subject, {path: frozenset(found) for path, found in changed.items() if found})


def _named(line: str) -> Iterator[str]:
    """The names that a hunk's head or a changed line defines."""
    if hunk := _HUNK.match(line):
        yield from _NAME.findall(hunk[1])[:3]
    elif defining := _DEFINING.match(line):
        yield defining[1]
