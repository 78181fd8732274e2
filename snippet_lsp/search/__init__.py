"""Ranking: pure functions of a snapshot and a question. Each signal is a small function.

Owns no state and reads no files.
"""

from .asking import ask, search
from .completion import Completion, complete
from .duplicates import duplicates
from .pieces import definition_at, definition_in
from .similar import similar

__all__ = [
    "Completion",
    "ask",
    "complete",
    "definition_at",
    "definition_in",
    "duplicates",
    "search",
    "similar",
]
