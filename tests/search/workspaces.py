"""Snapshots of small sources written in a test's text."""

from __future__ import annotations

from textwrap import dedent

from snippet_lsp.encoder import Encoder
from snippet_lsp.index import PreparedFile, Snapshot, empty_snapshot
from snippet_lsp.reader import read_source
from tests.models import tiny_encoder


def snapshot_of(encoder: Encoder | None = None, **sources: str) -> Snapshot:
    """A snapshot of files given as `folder__name_py="…"`."""
    encoder = encoder or tiny_encoder()
    return empty_snapshot(encoder).with_files(prepared_files(encoder, **sources))


def prepared_files(encoder: Encoder, **sources: str) -> list[PreparedFile]:
    """The same files on their way into a snapshot."""
    prepared = []
    for key, text in sources.items():
        stem, _, extension = key.replace("__", "/").rpartition("_")
        read = read_source(f"{stem}.{extension}", dedent(text).encode())
        assert read is not None
        vectors = encoder.encode_bags(read.bags)
        prepared.append(PreparedFile(read.stored.file, read.bags, vectors))
    return prepared
