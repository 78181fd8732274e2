"""Whether an index is whole and says of the disk what is there: catalog, segments and sources.

Reads everything and changes nothing; another program may be writing meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np

from .config import Settings
from .difference import difference
from .errors import SegmentError, StoreError
from .files.contents import Contents, content_hash, read
from .files.folders import Rules
from .index import Segment
from .index.catalog import Catalog, FileRow, SegmentRow
from .index.packing import ENDING, checksum_of, open_mapped
from .index.storage import CATALOG


def check_index(root: Path, index: Path, settings: Settings) -> Iterator[str]:
    """A line for each thing that is amiss with an index; a second for every few hundred megabytes.

    Raises StoreError when there is no index.
    """
    catalog = Catalog(index / CATALOG, read_only=True)
    try:
        contents = catalog.read()
    except StoreError as error:
        yield str(error)
        return
    finally:
        catalog.close()
    found: dict[str, bytes] = {}
    for row in contents.segments:
        try:
            segment = _opened(index, row)
        except (SegmentError, OSError) as error:
            yield f"segment {row.name}: {error}"
            continue
        yield from _twice(segment, row, found)
    rows = {row.path: row for row in contents.files}
    yield from _unlisted(rows, found)
    yield from _different(root, settings, rows, found)


def _opened(index: Path, row: SegmentRow) -> Segment:
    path = index / f"{row.name}{ENDING}"
    segment = open_mapped(path, row.length)
    if checksum_of(path) != row.checksum:
        raise SegmentError("it is not what was written: its checksum differs")
    if len(segment.files) != len(row.living):
        raise SegmentError(f"it has {len(segment.files)} files instead of {len(row.living)}")
    return segment


def _twice(segment: Segment, row: SegmentRow, found: dict[str, bytes]) -> Iterator[str]:
    """Collect the living files of a segment, by path, with the hashes of their texts."""
    for place in np.flatnonzero(row.living).tolist():
        file = segment.files[place]
        if file.path in found:
            yield f"{file.path}: it is in two segments"
        found[file.path] = file.digest


def _unlisted(rows: Mapping[str, FileRow], found: Mapping[str, bytes]) -> Iterator[str]:
    searched = {path for path, row in rows.items() if not row.skipped}
    for path in sorted(searched - found.keys()):
        yield f"{path}: it is in no segment"
    for path in sorted(found.keys() - searched):
        yield f"{path}: it is in a segment, and the catalog does not have it"


def _different(
    root: Path, settings: Settings, rows: Mapping[str, FileRow], found: Mapping[str, bytes]
) -> Iterator[str]:
    rules = Rules(exclude=settings.files_exclude, max_size=settings.files_max_size)
    disk = difference(root, rules, rows)
    for path in sorted(disk.gone):
        yield f"{path}: it is not there any more, or left out now"
    for info in sorted(disk.changed, key=lambda info: info.path):
        if info.path not in rows:
            yield f"{info.path}: it is not indexed"
    for path, digest in sorted(found.items()):
        if path in disk.gone:
            continue
        contents = read(root / path, settings.files_max_size)
        if isinstance(contents, Contents) and content_hash(contents.source) != digest:
            yield f"{path}: it has changed since it was indexed"
