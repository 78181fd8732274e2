"""A writer on a folder and a cache, without the threads of the indexer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from snippet_lsp.config import Settings
from snippet_lsp.difference import Difference
from snippet_lsp.encoder import Encoder
from snippet_lsp.index.packing import unpack
from snippet_lsp.index.segment import Segment
from snippet_lsp.index.storage import Storage
from snippet_lsp.index.vectors import VectorStore
from snippet_lsp.writer import Writer


def open_writer(
    root: Path, cache: Path | None, encoder: Encoder, settings: Settings | None = None
) -> Writer:
    """A writer that has taken in everything; without a cache one that keeps all in memory."""
    storage = Storage(cache / "index" if cache else None)
    vectors = VectorStore(cache / "vectors.sqlite3" if cache else None, encoder.dimension)
    writer = Writer(root, settings or Settings(), encoder, Path(), storage, vectors)
    update(writer, writer.load())
    update(writer, writer.difference())
    return writer


def update(writer: Writer, difference: Difference) -> None:
    """What the indexer does about a difference."""
    parcels = [writer.read(info.path) for info in difference.changed]
    writer.commit(parcels, difference.gone)


def close(writer: Writer) -> None:
    """End as a program does that is not killed."""
    writer.flush()
    writer.close()


def damage_within(path: Path, damage: Callable[[Segment], None]) -> None:
    """Change what an array of a segment's file says, which nothing but its checksum shows."""
    data = bytearray(path.read_bytes())
    damage(unpack(data))
    path.write_bytes(data)
