"""What is searchable: the catalog of what is on disk, immutable segments, and snapshots of them.

Owns SQLite and Annoy. Does not read source files and does not rank.
"""

from .columns import IndexedFile
from .segment import PreparedFile, Segment
from .snapshot import Snapshot, empty_snapshot

__all__ = ["IndexedFile", "PreparedFile", "Segment", "Snapshot", "empty_snapshot"]
