"""Snapshots of small sources written in a test's text."""

from __future__ import annotations

from textwrap import dedent

from snippet_lsp.encoder import Encoder
from snippet_lsp.files.contents import content_hash
from snippet_lsp.index import PreparedFile, Snapshot, empty_snapshot
from snippet_lsp.reader import read_source
from snippet_lsp.search.similar import Texts
from tests.models import tiny_encoder


def texts_of(**sources: str) -> Texts:
    """The texts of the same files."""
    texts = {_path(key): dedent(text).encode() for key, text in sources.items()}

    def text_of(path: str, digest: bytes) -> bytes | None:
        text = texts.get(path)
        return text if text is not None and content_hash(text) == digest else None

    return text_of


def snapshot_of(encoder: Encoder | None = None, **sources: str) -> Snapshot:
    """A snapshot of files given as `folder__name_py="…"`."""
    encoder = encoder or tiny_encoder()
    return empty_snapshot(encoder).with_files(prepared_files(encoder, **sources))


def prepared_files(encoder: Encoder, **sources: str) -> list[PreparedFile]:
    """The same files on their way into a snapshot."""
    prepared = []
    for key, text in sources.items():
        read = read_source(_path(key), dedent(text).encode())
        assert read is not None
        vectors = encoder.encode_bags(read.bags)
        prepared.append(PreparedFile(read.file, read.symbols, read.bags, vectors))
    return prepared


def _path(key: str) -> str:
    stem, _, extension = key.replace("__", "/").rpartition("_")
    return f"{stem}.{extension}"
