"""What is in a snapshot, for comparing two."""

from __future__ import annotations

from snippet_lsp.index import Snapshot
from snippet_lsp.index.segment import FloatArray
from snippet_lsp.types import Symbol


def symbols_of(snapshot: Snapshot) -> dict[str, tuple[Symbol, ...]]:
    """The symbols of every living file, by path: what two equal snapshots agree in."""
    return {file.path: snapshot.symbols_of(file.path) for file in snapshot.files()}


def vectors_of(snapshot: Snapshot) -> dict[str, FloatArray]:
    """[symbols, dimension] of every living file, by path."""
    found = {}
    for living in snapshot.segments:
        segment = living.segment
        for place, file in enumerate(segment.files):
            if living.files[place]:
                start, end = segment.first_row[place : place + 2]
                found[file.path] = segment.vectors[start:end]
    return found
