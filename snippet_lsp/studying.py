"""A folder's files to what can be learnt from them.

Reads every file as indexing does, and the commits of a git repository as text.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from .config import Settings
from .encoder.repository import Repository, gather
from .errors import ExtractionError
from .files.contents import Contents, is_generated, read
from .files.discover import discover
from .files.folders import Rules
from .files.history import commits
from .syntax import HEAD, extract, language_of, may_hold_code
from .types import Symbol

TIME_LIMIT = 5.0
"""Seconds for one file."""


def read_repository(root: Path, settings: Settings) -> Repository:
    """What the files of a folder teach; files that cannot be read teach nothing."""
    return gather(_files(root, settings), commits(root))


def _files(root: Path, settings: Settings) -> Iterator[tuple[str, list[Symbol]]]:
    rules = Rules(exclude=settings.files_exclude, max_size=settings.files_max_size)
    for found in discover(root, rules, may_hold_code):
        contents = read(root / found.path, settings.files_max_size)
        if not isinstance(contents, Contents) or is_generated(contents.source):
            continue
        language = language_of(found.path, contents.source[:HEAD])
        if language is None:
            continue
        try:
            yield found.path, extract(contents.source, language.name, found.path, TIME_LIMIT)
        except ExtractionError:
            continue
