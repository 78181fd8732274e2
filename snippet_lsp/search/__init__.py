"""Ranking: pure functions of a snapshot and a question. Each signal is a small function.

Owns no state and reads no files.
"""

from .pieces import definition_at, definition_in
from .ranking import search
from .similar import similar_to_bag

__all__ = ["definition_at", "definition_in", "search", "similar_to_bag"]
