"""A segment's file is whole, or it is told to be damaged; nothing that is in it can do harm."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from snippet_lsp.errors import SegmentError
from snippet_lsp.index import Segment
from snippet_lsp.index.layout import arrays_of
from snippet_lsp.index.packing import checksum_of, open_mapped, pack, unpack, write, write_merged
from snippet_lsp.index.segment import build_segment
from snippet_lsp.index.snapshot import Snapshot
from snippet_lsp.search import search
from tests.index.files import check_holds
from tests.models import tiny_encoder
from tests.search.workspaces import prepared_files

ENCODER = tiny_encoder()
FILES = prepared_files(
    ENCODER,
    mail__send_py="""
        def send_mail(user):
            '''Send a mail, größer.'''
            return http.send(user)
        """,
    http__load_go="package http\nfunc LoadConfig(path string) {}\n",
)
SEGMENT = build_segment(FILES, ENCODER.dimension)
WHOLE = b"".join(pack(SEGMENT))


def test_a_written_segment_is_mapped(tmp_path: Path) -> None:
    written = write(SEGMENT, tmp_path / "a1.segment")
    assert [path.name for path in tmp_path.iterdir()] == ["a1.segment"]
    assert written.checksum == checksum_of(tmp_path / "a1.segment")
    mapped = open_mapped(tmp_path / "a1.segment", written.length)
    assert mapped.name == "a1"
    check_holds(mapped, FILES)


def test_what_is_merged_while_it_is_written_is_the_same(tmp_path: Path) -> None:
    parts = [(build_segment([file], ENCODER.dimension), np.ones(1, np.bool_)) for file in FILES]
    written = write_merged(parts, tmp_path / "a.segment")
    assert written.checksum == checksum_of(tmp_path / "a.segment")
    check_holds(open_mapped(tmp_path / "a.segment", written.length), FILES)


def test_arrays_are_views_at_aligned_places() -> None:
    at = 0
    for piece in pack(SEGMENT):
        assert isinstance(piece, bytes) or at % 64 == 0
        at += len(piece)
    arrays = arrays_of(unpack(WHOLE))
    whole = np.frombuffer(WHOLE, np.uint8)
    assert all(np.shares_memory(array, whole) or not array.size for array in arrays.values())


def test_a_file_of_another_length_is_not_mapped(tmp_path: Path) -> None:
    path = tmp_path / "a.segment"
    written = write(SEGMENT, path)
    path.write_bytes(path.read_bytes()[:-64])
    with pytest.raises(SegmentError, match=r"a\.segment has \d+ bytes instead of"):
        open_mapped(path, written.length)
    with pytest.raises(SegmentError, match="no whole segment"):
        open_mapped(path, written.length - 64)
    path.unlink()
    with pytest.raises(SegmentError, match="cannot map"):
        open_mapped(path, written.length)


def test_a_write_that_fails_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.segment").mkdir()
    (tmp_path / "a.segment" / "kept").touch()
    with pytest.raises(OSError, match="segment"):
        write(SEGMENT, tmp_path / "a.segment")
    assert [path.name for path in tmp_path.iterdir()] == ["a.segment"]


@given(st.integers(0, len(WHOLE) - 1), st.integers(1, 255))
def test_a_changed_byte_is_told_or_does_no_harm(at: int, change: int) -> None:
    damaged = bytearray(WHOLE)
    damaged[at] ^= change
    check_harmless(bytes(damaged))


@given(st.integers(0, len(WHOLE)), st.binary(max_size=70))
def test_a_torn_file_is_told(at: int, rest: bytes) -> None:
    if at + len(rest) != len(WHOLE):
        with pytest.raises(SegmentError):
            unpack(WHOLE[:at] + rest)


@given(st.binary(max_size=200))
def test_a_foreign_file_is_told(content: bytes) -> None:
    with pytest.raises(SegmentError):
        unpack(content)


def check_harmless(damaged: bytes) -> None:
    """That a segment of damaged bytes is none, or only ever raises what Python does."""
    try:
        segment = unpack(damaged)
    except SegmentError:
        return
    # Its checksum is wrong, and nothing worse than an exception comes of it.
    with suppress(LookupError, ValueError, TypeError, ArithmeticError):
        look_at_everything(segment)


def look_at_everything(segment: Segment) -> None:
    for place in range(len(segment.files)):
        segment.files.place_of(segment.files[place].path)
        segment.symbols_of(place)
    snapshot = Snapshot(0, ENCODER).with_segments([segment])
    for query in ("send mail", "gct", "lang:go", "path:mail send", "name:send", '"user"', "sennd"):
        search(snapshot, query, 5)
