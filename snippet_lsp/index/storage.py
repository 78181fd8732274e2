"""The folder of one workspace's index: the catalog, segment files, and who may write them.

Of all programs that have a workspace open one is the writer, which is whoever took the lock; the
others follow its catalog. What cannot be read is left out, with a line in the log, and what cannot
be written leaves everything in memory: source files are the truth, and are read again.
"""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from ..errors import SegmentError, StoreError
from . import nearest
from .caches import LOCK
from .catalog import Catalog, Contents, FileRow, SegmentRow
from .lock import WriterLock
from .packing import ENDING, Written, checksum_of, open_mapped
from .segment import Segment
from .snapshot import LivingSegment, part, whole

log = logging.getLogger(__name__)

CHECK_AGAIN = 7 * 86_400.0
"""Seconds after which a segment's file is compared with its checksum again."""
_TRIES = 3
CATALOG = "catalog.sqlite3"


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a folder holds."""

    segments: tuple[LivingSegment, ...] = ()
    files: tuple[FileRow, ...] = ()


class Storage:
    """One index folder; None for a workspace that is kept in memory. One thread may use it."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder
        self.problem = ""
        """Why nothing can be written; "" while all is well, or while another is the writer."""
        self._lock = WriterLock(folder / LOCK) if folder else None
        self._catalog: Catalog | None = None
        self._version = 0
        self._saved: dict[str, SegmentRow] = {}
        self.lead()

    @property
    def is_writer(self) -> bool:
        """Whether this program writes; else it follows, or keeps everything in memory."""
        return self._lock is not None and self._lock.is_held

    @property
    def follows(self) -> bool:
        """Whether another program is the writer."""
        return self._lock is not None and not self._lock.is_held and not self.problem

    def close(self) -> None:
        """Release the folder: another program may become its writer."""
        if self._catalog is not None:
            self._catalog.close()
            self._catalog = None
        if self._lock is not None:
            self._lock.release()

    def lead(self) -> bool:
        """Become the writer if there is none; whether this became it now, and is to load again."""
        if self._lock is None or self._lock.is_held:
            return False
        try:
            if not self._lock.take():
                self.problem = ""
                return False
            if self._catalog is not None:
                self._catalog.close()
                self._catalog = None
            self._catalog = Catalog(self._at(CATALOG))
            self.problem = ""
        except StoreError as error:
            self._lock.release()
            self.problem = f"{error}; the index is kept in memory only"
            return False
        return True

    def is_lost(self) -> bool:
        """Whether somebody removed or replaced what this program is the writer of."""
        return self.is_writer and not (self._catalog and self._catalog.is_in_place())

    def leave(self) -> None:
        """Give the folder up and forget what is in it: it was removed."""
        self.close()
        self._saved = {}

    def has_news(self) -> bool:
        """Whether the writer, another program, has written since `load`."""
        if self.is_writer:
            return False
        catalog = self._followed()
        try:
            return catalog is not None and catalog.version() != self._version
        except StoreError:
            return True

    def holds(self, segment: Segment) -> bool:
        """Whether a segment lies in the folder and in its catalog."""
        return segment.name in self._saved

    def load(self, at_hand: Collection[LivingSegment] = ()) -> Loaded:
        """Everything in the folder; segments `at_hand` that are still in it are used again."""
        for _ in range(_TRIES):
            contents = self._contents()
            segments, damaged = self._segments(contents, at_hand)
            if self.is_writer or not damaged:
                break  # Else the writer may have replaced them meanwhile.
        self._saved = {row.name: row for row in contents.segments if row.name not in damaged}
        for name, error in damaged.items():
            log.warning("segment %s is dropped, and its files read again: %s", name, error)
        loaded = _consistent(segments, contents.files)
        if self.folder is not None and self._catalog is not None and self.is_writer:
            if damaged or loaded.files is not contents.files:
                self._forget(self._catalog, loaded, contents)
            self._tidy(self.folder)
        return loaded

    def new_path(self) -> Path:
        """Where another segment may be written."""
        return self._at(uuid.uuid4().hex + ENDING)

    def save(
        self,
        segments: Sequence[LivingSegment],
        files: Iterable[FileRow],
        gone: Iterable[str],
        added: Mapping[str, Written],
    ) -> None:
        """Make the catalog say which segments there are, and drop the others. Raises StoreError.

        Of `segments` those count that the catalog has or that are `added` to it, by name.
        """
        if self._catalog is None or not self.is_writer:
            raise StoreError("another program writes the index")
        rows = {}
        for living in segments:
            name = living.segment.name
            if name in added:
                written = added[name]
                rows[name] = SegmentRow(
                    name, written.length, written.checksum, living.files, time.time()
                )
            elif name in self._saved:
                rows[name] = replace(self._saved[name], living=living.files)
        dropped = self._saved.keys() - rows.keys()
        changed = [row for name, row in rows.items() if not _is_same(row, self._saved.get(name))]
        self._catalog.write(files, gone, changed, dropped)
        self._saved = rows
        for name in dropped:
            self._unlink(f"{name}{ENDING}")
            self.forget_annoy(name)

    def forget_annoy(self, name: str) -> None:
        """Remove what was built of a segment that is no longer there."""
        if self.folder is not None and self.is_writer and name not in self._saved:
            nearest.remove(self.folder, name)

    def unchecked(self) -> list[str]:
        """Names of segments whose files were not compared with their checksums for long."""
        now = time.time()
        return [
            name for name, row in self._saved.items() if not 0 <= now - row.checked < CHECK_AGAIN
        ]

    def is_sound(self, name: str) -> bool:
        """Whether a segment's file is what was written (a second a gigabyte). For any thread."""
        row = self._saved.get(name)
        if row is None or self.folder is None:
            return True  # Replaced meanwhile.
        try:
            return checksum_of(self._at(name + ENDING)) == row.checksum
        except OSError as error:
            if name not in self._saved:
                return True
            log.warning("segment %s cannot be read: %s", name, error)
            return False

    def doubt(self) -> None:
        """Forget when segments were compared."""
        self._saved = {name: replace(row, checked=0.0) for name, row in self._saved.items()}

    def note_checked(self, names: Iterable[str]) -> None:
        """Remember that segments are sound."""
        now = time.time()
        rows = [replace(self._saved[name], checked=now) for name in names if name in self._saved]
        if self._catalog is not None and self.is_writer:
            with suppress(StoreError):  # Then they are compared once more.
                self._catalog.write(segments=rows)
                self._saved |= {row.name: row for row in rows}

    def _at(self, name: str) -> Path:
        if self.folder is None:
            raise StoreError("the index is kept in memory only")
        return self.folder / name

    def _followed(self) -> Catalog | None:
        """The catalog of the writer, if there is one yet."""
        if self._catalog is not None and not self._catalog.is_in_place():
            self._catalog.close()
            self._catalog = None
            self._version = -1
        if self._catalog is None and self.folder is not None:
            with suppress(StoreError):
                self._catalog = Catalog(self._at(CATALOG), read_only=True)
                self._version = -1
        return self._catalog

    def _contents(self) -> Contents:
        catalog = self._catalog if self.is_writer else self._followed()
        if catalog is None:
            return Contents()
        try:
            self._version = catalog.version()
            return catalog.read()
        except StoreError as error:
            log.warning("%s", error)
        if self.is_writer:
            try:
                catalog.begin_anew()
            except StoreError as error:
                self.leave()
                self.problem = f"{error}; the index is kept in memory only"
        return Contents()

    def _segments(
        self, contents: Contents, at_hand: Collection[LivingSegment]
    ) -> tuple[list[LivingSegment], dict[str, str]]:
        """The segments that are whole, and why the others are not, by name."""
        mapped = {
            one.segment.name: one.segment for one in at_hand if one.segment.name in self._saved
        }
        opened = {row.name: self._open(row, mapped.get(row.name)) for row in contents.segments}
        segments = [one for one in opened.values() if isinstance(one, LivingSegment)]
        return segments, {name: one for name, one in opened.items() if isinstance(one, str)}

    def _open(self, row: SegmentRow, segment: Segment | None) -> LivingSegment | str:
        """A segment, mapped unless it is given, or why it cannot be used."""
        try:
            if segment is None:
                segment = open_mapped(self._at(row.name + ENDING), row.length)
            if len(segment.files) != len(row.living):
                return f"{len(segment.files)} files instead of {len(row.living)}"
            return part(whole(segment), row.living)
        except (SegmentError, IndexError, ValueError) as error:
            return str(error)

    def _forget(self, catalog: Catalog, loaded: Loaded, contents: Contents) -> None:
        """Write what is left where something was damaged."""
        kept = {row.path for row in loaded.files}
        rows = {row.name: row for row in contents.segments}
        left = [
            replace(rows.pop(living.segment.name), living=living.files)
            for living in loaded.segments
        ]
        gone = [row.path for row in contents.files if row.path not in kept]
        try:
            catalog.write(gone=gone, segments=left, dropped=rows)
        except StoreError as error:
            log.warning("%s", error)
        else:
            self._saved = {row.name: row for row in left}

    def _tidy(self, folder: Path) -> None:
        """Remove files that the catalog does not name: their writer died before it could tell."""
        with suppress(OSError):
            for path in folder.iterdir():
                is_of_segment = path.suffix == ENDING or nearest.ENDING in path.suffixes
                is_known = path.name.partition(".")[0] in self._saved
                if (is_of_segment and not is_known) or path.suffix == ".tmp":
                    self._unlink(path.name)

    def _unlink(self, name: str) -> None:
        try:
            self._at(name).unlink(missing_ok=True)
        except OSError as error:
            log.info("%s is removed later: %s", name, error)  # Windows keeps what is mapped.


def _is_same(row: SegmentRow, saved: SegmentRow | None) -> bool:
    return (
        saved is not None
        and row.checked == saved.checked
        and (row.living is saved.living or np.array_equal(row.living, saved.living))
    )


def _consistent(segments: Sequence[LivingSegment], files: tuple[FileRow, ...]) -> Loaded:
    """What the segments and the files' rows agree in, which is all but after damage."""
    searched = {row.path for row in files if not row.skipped}
    if len(searched) == sum(int(np.count_nonzero(living.files)) for living in segments):
        return Loaded(tuple(segments), files)
    kept, found = [], set[str]()
    for living in segments:
        alive, held = living.files.copy(), set(found)
        try:
            for place in np.flatnonzero(alive).tolist():
                path = living.segment.files.paths[place]
                alive[place] = path in searched and path not in held
                held.add(path)
            kept.append(part(living, alive))
        except (IndexError, ValueError) as error:
            name = living.segment.name
            log.warning("segment %s is dropped, and its files read again: %s", name, error)
        else:
            found = held
    return Loaded(tuple(kept), tuple(row for row in files if row.skipped or row.path in found))
