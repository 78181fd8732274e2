"""Why a file does or does not count."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple


class Reason(str, Enum):
    """What was decided about a file; the value is what `snippet-lsp files --why` prints."""

    INDEXED = "indexed"
    IGNORED_BY_GIT = "ignored by git"
    IGNORED_BY_SNIPPETIGNORE = "ignored by .snippetignore"
    EXCLUDED_BY_SETTINGS = "excluded by files.exclude"
    BUILT_IN_EXCLUSION = "never indexed"
    NO_LANGUAGE = "no supported language"
    TOO_LARGE = "too large"
    BINARY = "not text"
    MINIFIED = "minified"
    UNREADABLE = "cannot be read"
    SYMLINK = "symbolic link"
    SPECIAL = "not a regular file"
    BAD_NAME = "name is not valid text"


FAILURES = frozenset({Reason.UNREADABLE, Reason.BAD_NAME})
"""The reasons that nobody chose: what should have been indexed could not be."""


class Refusal(NamedTuple):
    """Why a file, or everything below a folder, does not count."""

    reason: Reason
    detail: str
    """What decided it: a pattern and where it stands, a size, a system error. May be empty."""
