"""Generated files on their way into segments, and segments taken apart again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from hypothesis import strategies as st

from snippet_lsp.encoder import Bag, Field
from snippet_lsp.index import IndexedFile, PreparedFile, Segment
from snippet_lsp.index.lexical import path_weights, weigh
from snippet_lsp.types import Position, Range, Span, Symbol, SymbolKind
from tests.models import WORDS

DIMENSION = 3

texts = st.text(st.sampled_from("ab_Zß\n語🎉 \0"), max_size=5)
paths = st.text(st.sampled_from("ab/ß\n"), min_size=1, max_size=6)
numbers = st.integers(0, 2**31 - 1)
positions = st.builds(Position, numbers, numbers, numbers, numbers)
ranges = st.builds(Range, positions, positions)
symbols = st.builds(
    Symbol,
    kind=st.sampled_from(SymbolKind),
    name=texts,
    container=texts,
    signature=texts,
    documentation=texts,
    code=st.just(""),
    language=st.just(""),
    span=st.builds(Span, numbers, numbers),
    range=ranges,
    name_range=ranges,
)
words = st.sampled_from([*WORDS, "reading", "größe", "語", "🎉"])
counts = st.dictionaries(words, st.integers(1, 255), max_size=4)
bags = st.builds(Bag, st.tuples(*[counts] * len(Field)))


@st.composite
def files(draw: st.DrawFn, path: str) -> PreparedFile:
    """A file; its vectors are of whole numbers, and nothing of it comes from source."""
    language = draw(st.sampled_from(["python", "c_sharp"]))
    found = draw(st.lists(symbols, max_size=4))
    named = tuple(Symbol(**{**fields_of(symbol), "language": language}) for symbol in found)
    random = np.random.default_rng(draw(st.integers(0, 99)))
    vectors = random.integers(0, 9, (len(named), DIMENSION)).astype(np.float32)
    digest = draw(st.binary(max_size=4))
    file = IndexedFile(path, digest, language, draw(st.booleans()))
    of_rows = tuple(draw(st.lists(bags, min_size=len(named), max_size=len(named))))
    return PreparedFile(file, named, of_rows, vectors)


projects = st.lists(paths, max_size=4, unique=True).flatmap(
    lambda some: st.tuples(*(files(path) for path in some))
)


def fields_of(symbol: Symbol) -> dict[str, object]:
    """A symbol's fields by name."""
    return {name: getattr(symbol, name) for name in Symbol.__slots__}


def check_holds(segment: Segment, expected: Sequence[PreparedFile]) -> None:
    """That a segment is what these files make, whatever way it came about."""
    assert list(segment.files) == [one.file for one in expected]
    keys = []
    for place, one in enumerate(expected):
        assert segment.symbols_of(place) == one.symbols
        assert segment.files.place_of(one.file.path) == place
        keys += [bag.key for bag in one.bags]
    rows = [(place, symbol) for place, one in enumerate(expected) for symbol in one.symbols]
    assert [segment.symbol(row) for row in range(len(segment))] == [symbol for _, symbol in rows]
    assert segment.file_of.tolist() == [place for place, _ in rows]
    assert [row.tobytes() for row in segment.keys] == keys
    vectors = [one.vectors for one in expected] or [np.zeros((0, DIMENSION), np.float32)]
    np.testing.assert_array_equal(segment.vectors, np.concatenate(vectors))
    assert segment.names.of(range(len(rows))) == [
        symbol.name.lower().replace("\n", " ") for _, symbol in rows
    ]
    check_postings(segment, expected)


def check_postings(segment: Segment, expected: Sequence[PreparedFile]) -> None:
    """That every term's rows and weights are those that the bags give one by one."""
    wanted: dict[str, dict[int, float]] = {}
    row = 0
    lengths = []
    for one in expected:
        for bag in one.bags:
            weights: Mapping[str, float] = weigh(bag, path_weights(one.file.path))
            lengths.append(sum(weights.values()))
            for term, weight in weights.items():
                wanted.setdefault(term, {})[row] = weight
            row += 1
    postings = segment.postings
    found = {}
    for term in postings.terms:
        rows, values = postings.of(term)
        assert rows.tolist() == sorted(rows.tolist())
        found[term] = dict(zip(rows.tolist(), values.tolist(), strict=True))
        assert postings.count(term) == len(rows)
    assert found == wanted
    assert postings.lengths.tolist() == lengths
    assert dict(segment.lexicon.near("reed", 1)) == {
        term: slips for term, slips in (("read", 1),) if term in wanted
    }
