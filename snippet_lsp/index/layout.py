"""What arrays a segment consists of: their names, types, and how their sizes depend on each other.

Merging and packing go by this table; neither knows what an array is for, but where it says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from ..texts import Texts
from .columns import Files
from .lexical import Postings
from .names import Names
from .segment import KEY_BYTES, Segment
from .symbols import PLACES, Symbols
from .terms import Terms

Array = npt.NDArray[Any]
Pieces = Mapping[str, list[Array]]
"""Each array of a segment by its name, in pieces that follow each other."""

COLUMNS: Mapping[str, tuple[str, str]] = {
    "file_of": ("<i4", "row"),
    "function_of": ("<i4", "row"),
    "keys": ("|u1", "row"),
    "vectors": ("<f4", "row"),
    "symbols.kinds": ("|i1", "row"),
    "symbols.places": ("<i4", "row"),
    "names.letters": ("<i4", "row"),
    "names.firsts": ("|u1", "row"),
    "postings.lengths": ("<f4", "row"),
    "files.language_of": ("<i2", "file"),
    "files.generated": ("|b1", "file"),
    "files.path_keys": ("<u8", "file"),
    "files.path_order": ("<i4", "file"),
    "postings.terms.keys": ("<u8", "term"),
    "postings.terms.checks": ("<u8", "term"),
    "postings.letters": ("<u4", "term"),
    "postings.rows": ("<i4", "posting"),
    "postings.weights": ("<f4", "posting"),
}
"""Arrays with their types, and what they have an element of."""
BOUNDS: Mapping[str, tuple[str, str, str]] = {
    "first_row": ("<i4", "file", "row"),
    "postings.starts": ("<i8", "term", "posting"),
}
"""Arrays that say where what each thing has of another begins, and how many there are in all."""
TEXTS: Mapping[str, str] = {
    "symbols.names": "row",
    "symbols.containers": "row",
    "symbols.signatures": "row",
    "symbols.documentation": "row",
    "names.lines": "row",
    "files.paths": "file",
    "files.digests": "file",
    "files.language_names": "language",
    "postings.terms.texts": "term",
}
"""Texts, and what each is of."""
WIDTHS: Mapping[str, int | None] = {"keys": KEY_BYTES, "symbols.places": PLACES, "vectors": None}
"""Columns with several numbers a row; how many, if it is always the same."""
TYPES: Mapping[str, str] = {
    **{name: kind for name, (kind, *_) in (*COLUMNS.items(), *BOUNDS.items())},
    **{f"{name}.arena": "|u1" for name in TEXTS},
    **{f"{name}.starts": "<i8" for name in TEXTS},
}
"""Every array's type."""

_PARTS: Mapping[str, type[Any]] = {
    "files": Files,
    "symbols": Symbols,
    "names": Names,
    "postings": Postings,
    "postings.terms": Terms,
    **dict.fromkeys(TEXTS, Texts),
}
"""The parts of a segment that have arrays, or parts that do."""

_T = TypeVar("_T")


def arrays_of(segment: Segment) -> dict[str, Array]:
    """Every array of a segment by its name."""
    return dict(_arrays(segment, ""))


def segment_of(arrays: Mapping[str, Array], name: str = "") -> Segment:
    """The segment of some arrays, all of which there must be, in a file that is called so."""
    return _make(Segment, "", arrays, {"name": name})


def check(arrays: Mapping[str, Array]) -> None:
    """Whether all arrays are there, and their sizes agree. Raises ValueError."""
    if arrays.keys() != TYPES.keys():
        raise ValueError("other arrays")
    counts: dict[str, int] = {}
    for name, (_, what) in COLUMNS.items():
        array = arrays[name]
        _agree(counts, what, len(array), name)
        width = WIDTHS.get(name) or array.shape[-1]
        if array.ndim != 1 + (name in WIDTHS) or (name in WIDTHS and array.shape[1] != width):
            raise ValueError(f"{name} has shape {array.shape}")
    for name, what in TEXTS.items():
        arena, starts = arrays[f"{name}.arena"], arrays[f"{name}.starts"]
        _agree(counts, what, len(starts) - 1, name)
        _ends(starts, 1, len(arena), name)
    for name, (_, what, of) in BOUNDS.items():
        _agree(counts, what, len(arrays[name]) - 1, name)
        _ends(arrays[name], 0, counts[of], name)


def _arrays(part: Any, prefix: str) -> Iterator[tuple[str, Array]]:
    for field in fields(part):
        value, name = getattr(part, field.name), prefix + field.name
        if name in TYPES:
            yield name, value
        elif name in _PARTS:
            yield from _arrays(value, f"{name}.")


def _make(
    kind: type[_T], prefix: str, arrays: Mapping[str, Array], others: Mapping[str, str]
) -> _T:
    values: dict[str, Any] = dict(others)
    for field in fields(kind):  # type: ignore[arg-type]
        name = prefix + field.name
        if name in _PARTS:
            values[field.name] = _make(_PARTS[name], f"{name}.", arrays, {})
        elif name in TYPES:
            values[field.name] = arrays[name]
    return kind(**values)


def _agree(counts: dict[str, int], what: str, count: int, name: str) -> None:
    if counts.setdefault(what, count) != count or count < 0:
        raise ValueError(f"{name} has {count} instead of {counts[what]}")


def _ends(bounds: Array, first: int, last: int, name: str) -> None:
    if bounds.ndim != 1 or (bounds[0], bounds[-1]) != (first, last):
        raise ValueError(f"{name} does not end where it should")


def shape_of(pieces: list[Array]) -> tuple[int, ...]:
    """The shape of an array in pieces."""
    return (sum(map(len, pieces)), *pieces[0].shape[1:])


def joined(pieces: Pieces) -> dict[str, Array]:
    """The arrays themselves."""
    return {
        name: some[0] if len(some) == 1 else np.concatenate(some) for name, some in pieces.items()
    }
