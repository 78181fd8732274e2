"""What is searchable: the store on disk, immutable segments, and snapshots of them.

Owns SQLite and Annoy. Does not read source files and does not rank.
"""

from .columns import IndexedFile
from .segment import PreparedFile, Segment
from .snapshot import Snapshot, empty_snapshot
from .store import Store

__all__ = ["IndexedFile", "PreparedFile", "Segment", "Snapshot", "Store", "empty_snapshot"]
