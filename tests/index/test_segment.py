"""What goes into a segment comes out, also after merging and packing."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from snippet_lsp.encoder import Bag
from snippet_lsp.index import IndexedFile, PreparedFile, Segment
from snippet_lsp.index import terms as terms_module
from snippet_lsp.index.merging import merge_segments
from snippet_lsp.index.packing import pack, unpack
from snippet_lsp.index.segment import build_segment
from snippet_lsp.types import Position, Range, Span, Symbol, SymbolKind
from tests.index.files import DIMENSION, check_holds, projects

Project = tuple[PreparedFile, ...]

NOWHERE = Position(0, 0, 0, 0)
SYMBOL = Symbol(
    SymbolKind.FUNCTION,
    "ab",
    "",
    "ab()",
    "",
    "",
    "python",
    Span(0, 9),
    Range(NOWHERE, NOWHERE),
    Range(NOWHERE, NOWHERE),
)


@given(projects)
def test_a_segment_holds_what_it_was_made_of(project: Project) -> None:
    segment = build_segment(project, DIMENSION)
    check_holds(segment, project)
    check_holds(unpack(packed_bytes(segment)), project)


@given(st.lists(projects, min_size=1, max_size=3), st.data())
def test_merging_is_building_from_what_is_kept(parts: list[Project], data: Any) -> None:
    segments = [build_segment(project, DIMENSION) for project in parts]
    kept: list[PreparedFile] = []
    masks = []
    for project in parts:
        paths = {one.file.path for one in kept}
        mask = [one.file.path not in paths and data.draw(st.booleans()) for one in project]
        kept += [one for one, is_kept in zip(project, mask, strict=True) if is_kept]
        masks.append(np.array(mask, np.bool_))
    packed = [unpack(packed_bytes(segment)) for segment in segments]
    merged = merge_segments(list(zip(packed, masks, strict=True)))
    check_holds(merged, kept)
    check_holds(unpack(packed_bytes(merged)), kept)
    assert packed_bytes(merged) == packed_bytes(build_segment(kept, DIMENSION))


def test_terms_whose_hashes_are_equal_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    real = terms_module._digest
    monkeypatch.setattr(terms_module, "_digest", lambda raw: bytes(8) + real(raw)[:8])
    terms_module._key_of.cache_clear()
    bags = [Bag((dict.fromkeys(words.split(), 1), {}, {}, {}, {})) for words in ("ab cd", "cd ef")]
    files = [
        PreparedFile(IndexedFile(path, b"", "python", False), (SYMBOL,), (bag,), np.ones((1, 3)))
        for path, bag in zip(("b/c.py", "c/b.py"), bags, strict=True)
    ]
    parts = [build_segment([file], DIMENSION) for file in files]
    merged = merge_segments([(part, np.ones(1, np.bool_)) for part in parts])
    assert len(np.unique(merged.postings.terms.keys)) < len(merged.postings.terms)
    check_holds(merged, files)
    terms_module._key_of.cache_clear()


def packed_bytes(segment: Segment) -> bytes:
    return b"".join(pack(segment))
