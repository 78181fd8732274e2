"""Segments as bytes: one format for files that are mapped and for what worker processes return.

    arrays     little-endian, each at a multiple of 64 bytes
    header     JSON: name, type, shape and offset of each array
    end        magic, format, the header's length and checksum

The header comes last, so that what is merged can be written as it is made. Nothing is copied to
open a segment, and the time does not depend on its size: what is checked is the header, that arrays
lie within the file, and that their sizes agree. Damage within arrays shows in the checksum of the
file, which takes a second per gigabyte; until somebody compares it, a damaged segment gives wrong
answers or exceptions, but never reads outside its bytes. Merge none that has not been compared.
"""

from __future__ import annotations

import json
import math
import mmap
import os
import struct
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

import numpy as np

from ..errors import SegmentError
from .layout import TYPES, Array, Pieces, arrays_of, check, segment_of, shape_of
from .merging import merged_pieces
from .segment import BoolArray, Segment

FORMAT = 1
"""Changes whenever an older program would misread an array."""
ENDING = ".segment"

_MAGIC = b"snippet\0"
_END = struct.Struct("<8sII16s")
_ALIGNMENT = 64
_LONGEST_HEADER = 1 << 16
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Written:
    """What tells whether a segment's file is whole."""

    length: int
    checksum: bytes


def pack(segment: Segment) -> list[bytes | memoryview]:
    """A segment as pieces whose concatenation `unpack` takes; the arrays are not copied."""
    return list(_packed({name: [array] for name, array in arrays_of(segment).items()}))


def unpack(buffer: bytes | bytearray | memoryview | mmap.mmap, name: str = "") -> Segment:
    """The segment that lies in a buffer, all of which it is. Raises SegmentError."""
    try:
        arrays = _read(memoryview(buffer))
        check(arrays)
    except (struct.error, ValueError, TypeError, LookupError, OverflowError) as error:
        raise SegmentError(f"no whole segment: {error}") from error
    return segment_of(arrays, name)


def write(segment: Segment, path: Path) -> Written:
    """Write a segment under another name, see to it that it is on disk, and rename it.

    Raises OSError; then nothing is left behind.
    """
    return _write({name: [array] for name, array in arrays_of(segment).items()}, path)


def write_merged(parts: Sequence[tuple[Segment, BoolArray]], path: Path) -> Written:
    """Write what `merge_segments` makes of the same, which need never be in memory as a whole."""
    return _write(merged_pieces(parts), path)


def open_mapped(path: Path, length: int) -> Segment:
    """The segment in a file that must have a length. Raises SegmentError."""
    try:
        with path.open("rb") as file:
            found = os.fstat(file.fileno()).st_size
            if found != length or not length:
                raise SegmentError(f"{path.name} has {found} bytes instead of {length}")
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError) as error:
        raise SegmentError(f"cannot map {path.name}: {error}") from error
    return unpack(mapped, path.stem)


def checksum_of(path: Path) -> bytes:
    """The checksum of a file as `write` computed it. Raises OSError."""
    digest = blake2b(digest_size=16)
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.digest()


def _write(pieces: Pieces, path: Path) -> Written:
    unfinished = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    digest = blake2b(digest_size=16)
    length = 0
    try:
        with unfinished.open("wb") as file:
            for piece in _packed(pieces):
                file.write(piece)
                digest.update(piece)
                length += len(piece)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except BaseException:
        with suppress(OSError):
            unfinished.unlink()
        raise
    _sync_folder(path.parent)
    return Written(length, digest.digest())


def _packed(pieces: Pieces) -> Iterator[bytes | memoryview]:
    places = []
    at = 0
    for name, some in pieces.items():
        shape = shape_of(some)
        places.append([name, TYPES[name], shape, at])
        for piece in some:
            array: Array = np.ascontiguousarray(piece, TYPES[name])
            yield array.reshape(-1).view(np.uint8).data
        size = math.prod(shape) * np.dtype(TYPES[name]).itemsize
        at += _aligned(size)
        yield bytes(_aligned(size) - size)
    header = json.dumps(places, separators=(",", ":")).encode("ascii")
    yield header
    yield _END.pack(_MAGIC, FORMAT, len(header), _digest(header))


def _read(buffer: memoryview) -> dict[str, Array]:
    end = len(buffer) - _END.size
    magic, version, size, checksum = _END.unpack_from(buffer, end)
    if magic != _MAGIC or version != FORMAT:
        raise ValueError("another format")
    length = end - size
    header = bytes(buffer[length:end]) if length >= 0 else b""
    if size > _LONGEST_HEADER or len(header) != size or _digest(header) != checksum:
        raise ValueError("a damaged header")
    whole = np.frombuffer(buffer, np.uint8)
    arrays = {}
    used = 0
    for name, kind, shape, at in json.loads(header):
        if kind != TYPES[name]:
            raise ValueError(f"{name} is {kind}")
        count = math.prod(shape) * np.dtype(kind).itemsize
        if min([at, count, *shape]) < 0 or at % _ALIGNMENT or at + count > length:
            raise ValueError(f"{name} lies outside")
        arrays[name] = whole[at : at + count].view(kind).reshape(shape)
        used += _aligned(count)
    if used != length:
        raise ValueError(f"{length} bytes instead of {used}")
    return arrays


def _aligned(size: int) -> int:
    return -(-size // _ALIGNMENT) * _ALIGNMENT


def _digest(header: bytes) -> bytes:
    return blake2b(header, digest_size=16).digest()


def _sync_folder(folder: Path) -> None:
    """Have the renaming itself on disk, where a folder can be opened (not on Windows)."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
