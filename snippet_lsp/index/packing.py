"""Segments as bytes: one format for files that are mapped and for what worker processes return.

    magic, header's length, header's checksum
    header     JSON: the whole length, then name, type, shape and offset of each array
    arrays     little-endian, each at a multiple of 64 bytes

Nothing is copied to open one, and the time does not depend on its size: what is checked is the
header, the whole length, that arrays lie within it, and that their sizes agree. Damage within the
arrays shows in the checksum of the file, which takes a second per gigabyte; until somebody compares
it, a damaged segment gives wrong answers or exceptions, but never reads outside its bytes.
"""

from __future__ import annotations

import json
import math
import mmap
import os
import struct
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, fields, is_dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from ..errors import SegmentError
from ..texts import Texts
from .columns import Files
from .lexical import Postings
from .names import Names
from .segment import KEY_BYTES, Segment
from .symbols import PLACES, Symbols
from .terms import Terms

FORMAT = 1
"""Changes whenever an older program would misread an array."""
ENDING = ".segment"

_MAGIC = b"snippet\0"
_START = struct.Struct("<8sII16s")
_ALIGNMENT = 64
_LONGEST_HEADER = 1 << 16
_BLOCK = 1 << 20

_T = TypeVar("_T")
_Array = npt.NDArray[Any]

_CLASSES: Mapping[str, type[Any]] = {
    "files": Files,
    "files.paths": Texts,
    "files.digests": Texts,
    "files.language_names": Texts,
    "symbols": Symbols,
    "symbols.names": Texts,
    "symbols.containers": Texts,
    "symbols.signatures": Texts,
    "symbols.documentation": Texts,
    "postings": Postings,
    "postings.terms": Terms,
    "postings.terms.texts": Texts,
    "names": Names,
    "names.lines": Texts,
}
_COUNTED: Mapping[str, tuple[str, str, int]] = {
    "first_row": ("<i4", "file", 1),
    "file_of": ("<i4", "row", 0),
    "function_of": ("<i4", "row", 0),
    "keys": ("|u1", "row", 0),
    "vectors": ("<f4", "row", 0),
    "files.language_of": ("<i2", "file", 0),
    "files.generated": ("|b1", "file", 0),
    "files.path_keys": ("<u8", "file", 0),
    "files.path_order": ("<i4", "file", 0),
    "symbols.kinds": ("|i1", "row", 0),
    "symbols.places": ("<i4", "row", 0),
    "postings.starts": ("<i8", "term", 1),
    "postings.rows": ("<i4", "posting", 0),
    "postings.weights": ("<f4", "posting", 0),
    "postings.lengths": ("<f4", "row", 0),
    "postings.letters": ("<u4", "term", 0),
    "postings.terms.keys": ("<u8", "term", 0),
    "postings.terms.checks": ("<u8", "term", 0),
    "names.letters": ("<i4", "row", 0),
    "names.firsts": ("|u1", "row", 0),
}
"""For each array its type, what it has an element of, and how many more."""
_TEXTS_OF = {
    "files.paths": "file",
    "files.digests": "file",
    "files.language_names": "language",
    "symbols.names": "row",
    "symbols.containers": "row",
    "symbols.signatures": "row",
    "symbols.documentation": "row",
    "postings.terms.texts": "term",
    "names.lines": "row",
}
_TYPES = {
    **{name: kind for name, (kind, _, _) in _COUNTED.items()},
    **{f"{name}.arena": "|u1" for name in _TEXTS_OF},
    **{f"{name}.starts": "<i8" for name in _TEXTS_OF},
}
_WIDTHS = {"keys": KEY_BYTES, "symbols.places": PLACES}


@dataclass(frozen=True, slots=True)
class Written:
    """What tells whether a segment's file is whole."""

    length: int
    checksum: bytes


def pack(segment: Segment) -> list[bytes | memoryview]:
    """A segment as pieces whose concatenation `unpack` takes; the arrays are not copied."""
    arrays = {
        name: np.ascontiguousarray(array, _TYPES[name]) for name, array in _arrays(segment, "")
    }
    places = []
    at = 0
    for name, array in arrays.items():
        places.append([name, array.dtype.str, array.shape, at])
        at += _aligned(array.nbytes)
    # Offsets count from the end of the header: its own length is then free.
    header = json.dumps([at, places], separators=(",", ":")).encode("ascii")
    header += b" " * (_aligned(_START.size + len(header)) - _START.size - len(header))
    pieces: list[bytes | memoryview] = [
        _START.pack(_MAGIC, FORMAT, len(header), _digest(header)),
        header,
    ]
    for array in arrays.values():
        pieces.append(array.reshape(-1).view(np.uint8).data)
        pieces.append(bytes(_aligned(array.nbytes) - array.nbytes))
    return pieces


def unpack(buffer: bytes | bytearray | memoryview | mmap.mmap, name: str = "") -> Segment:
    """The segment that lies in a buffer, all of which it is. Raises SegmentError."""
    try:
        arrays = _read(buffer)
        _check(arrays)
    except (struct.error, ValueError, TypeError, LookupError, OverflowError) as error:
        raise SegmentError(f"no whole segment: {error}") from error
    return _make(Segment, "", arrays, name=name)


def write(segment: Segment, path: Path) -> Written:
    """Write a segment under another name, see to it that it is on disk, and rename it.

    Raises OSError; then nothing is left behind.
    """
    unfinished = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    digest = blake2b(digest_size=16)
    length = 0
    try:
        with unfinished.open("wb") as file:
            for piece in pack(segment):
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


def _arrays(part: Any, prefix: str) -> Iterator[tuple[str, _Array]]:
    """The arrays of a segment or of a part of it, by name."""
    for field in fields(part):
        value = getattr(part, field.name)
        if isinstance(value, np.ndarray):
            yield prefix + field.name, value
        elif is_dataclass(value) and prefix + field.name in _CLASSES:
            yield from _arrays(value, f"{prefix}{field.name}.")


def _make(kind: type[_T], prefix: str, arrays: Mapping[str, _Array], **others: str) -> _T:
    """A segment, or a part of it, of its arrays."""
    values: dict[str, Any] = dict(others)
    for field in fields(kind):  # type: ignore[arg-type]
        name = prefix + field.name
        if name in _CLASSES:
            values[field.name] = _make(_CLASSES[name], f"{name}.", arrays)
        elif name in arrays:
            values[field.name] = arrays[name]
    return kind(**values)


def _read(buffer: bytes | bytearray | memoryview | mmap.mmap) -> dict[str, _Array]:
    magic, version, size, checksum = _START.unpack_from(buffer)
    if magic != _MAGIC or version != FORMAT:
        raise ValueError("another format")
    body = _START.size + size
    header = bytes(memoryview(buffer)[_START.size : body])
    if size > _LONGEST_HEADER or len(header) != size or _digest(header) != checksum:
        raise ValueError("a damaged header")
    length, places = json.loads(header)
    if len(memoryview(buffer)) != body + length:
        raise ValueError(f"{len(memoryview(buffer))} bytes instead of {body + length}")
    whole = np.frombuffer(buffer, np.uint8)
    arrays = {}
    for name, kind, shape, at in places:
        if kind != _TYPES[name]:
            raise ValueError(f"{name} is {kind}")
        count = math.prod(shape) * np.dtype(kind).itemsize
        if min([at, count, *shape]) < 0 or at % _ALIGNMENT or at + count > length:
            raise ValueError(f"{name} lies outside")
        arrays[name] = whole[body + at : body + at + count].view(kind).reshape(shape)
    return arrays


def _check(arrays: Mapping[str, _Array]) -> None:
    """Whether all arrays are there, and their sizes agree. Raises ValueError."""
    if arrays.keys() != _TYPES.keys():
        raise ValueError("other arrays")
    counts: dict[str, int] = {}
    for name, (_, what, more) in _COUNTED.items():
        array = arrays[name]
        _agree(counts, what, len(array) - more, name)
        is_wide = name in _WIDTHS or name == "vectors"
        if array.ndim != 1 + is_wide or _WIDTHS.get(name, array.shape[-1]) != array.shape[-1]:
            raise ValueError(f"{name} has shape {array.shape}")
    for name, what in _TEXTS_OF.items():
        arena, starts = arrays[f"{name}.arena"], arrays[f"{name}.starts"]
        _agree(counts, what, len(starts) - 1, name)
        if arena.ndim != 1 or starts.ndim != 1 or (starts[0], starts[-1]) != (1, len(arena)):
            raise ValueError(f"{name} do not end where they should")
    for name, what in (("first_row", "row"), ("postings.starts", "posting")):
        if (arrays[name][0], arrays[name][-1]) != (0, counts[what]):
            raise ValueError(f"{name} does not end where it should")


def _agree(counts: dict[str, int], what: str, count: int, name: str) -> None:
    if counts.setdefault(what, count) != count or count < 0:
        raise ValueError(f"{name} has {count} instead of {counts[what]}")


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
