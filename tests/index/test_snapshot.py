"""Any sequence of changes gives the snapshot that a fresh one of the same files would be."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from snippet_lsp.encoder import bag_of
from snippet_lsp.index import IndexedFile, PreparedFile, Snapshot, empty_snapshot
from snippet_lsp.search.lexical import lexical_scores
from snippet_lsp.syntax import extract
from tests.models import WORDS, tiny_encoder
from tests.snapshots import symbols_of, vectors_of

ENCODER = tiny_encoder()
PATHS = [f"{folder}/{name}.py" for folder in ("mail", "http") for name in "abcd"]

files = st.dictionaries(
    st.sampled_from(PATHS),
    st.lists(st.sampled_from(WORDS), max_size=4, unique=True),
    min_size=1,
    max_size=3,
)
changes = st.lists(st.tuples(files, st.sets(st.sampled_from(PATHS), max_size=2)), max_size=14)


def prepared(path: str, names: list[str]) -> PreparedFile:
    source = "".join(f"def {name}({name}_of):\n    return {name}\n" for name in names).encode()
    symbols = tuple(extract(source, "python", path))
    bags = tuple(bag_of(symbol) for symbol in symbols)
    return PreparedFile(
        IndexedFile(path, source, "python", False), symbols, bags, ENCODER.encode_bags(bags)
    )


@given(changes)
def test_incremental_equals_from_scratch(
    steps: list[tuple[dict[str, list[str]], set[str]]],
) -> None:
    snapshot, expected = empty_snapshot(ENCODER), dict[str, list[str]]()
    for added, removed in steps:
        gone = removed - set(added)
        snapshot = snapshot.with_files([prepared(*item) for item in added.items()], gone)
        for path in gone:
            expected.pop(path, None)
        expected |= added
    fresh = empty_snapshot(ENCODER).with_files([prepared(*item) for item in expected.items()])
    check_equal(snapshot, fresh)


def test_small_segments_are_merged() -> None:
    snapshot = empty_snapshot(ENCODER)
    for number in range(100):
        snapshot = snapshot.with_files([prepared(f"{number}.py", ["send", "mail"])])
    assert snapshot.file_count == 100
    assert len(snapshot.segments) <= 8


def test_a_snapshot_never_changes() -> None:
    before = empty_snapshot(ENCODER).with_files([prepared("a.py", ["send"])])
    after = before.with_files([prepared("a.py", ["parse"])], ["b.py"])
    assert [s.name for s in symbols_of(before)["a.py"]] == ["a", "send"]
    assert [s.name for s in symbols_of(after)["a.py"]] == ["a", "parse"]


def check_equal(snapshot: Snapshot, fresh: Snapshot) -> None:
    """The same files, vectors and, for any word, the same scores."""
    assert symbols_of(snapshot) == symbols_of(fresh)
    assert (snapshot.file_count, snapshot.row_count) == (fresh.file_count, fresh.row_count)
    vectors, expected = vectors_of(snapshot), vectors_of(fresh)
    for path in symbols_of(fresh):
        np.testing.assert_array_equal(vectors[path], expected[path])
    for word in ("send", "mail", "of", "http", "nowhere"):
        ours, perfect = scores_by_symbol(snapshot, word)
        theirs, expected_perfect = scores_by_symbol(fresh, word)
        assert ours.keys() == theirs.keys()
        np.testing.assert_allclose(perfect, expected_perfect, rtol=1e-6)
        np.testing.assert_allclose(list(ours.values()), list(theirs.values()), rtol=1e-5)


def scores_by_symbol(
    snapshot: Snapshot, word: str
) -> tuple[dict[tuple[str, int, int], float], float]:
    scores, perfect = lexical_scores(snapshot, {word: 1.0})
    found = {}
    for living, of_rows in zip(snapshot.segments, scores, strict=True):
        for row in np.flatnonzero(of_rows):
            segment = living.segment
            file, symbol = segment.files[segment.file_of[row]], segment.symbol(int(row))
            found[file.path, symbol.span.start, symbol.span.end] = float(of_rows[row])
    return dict(sorted(found.items())), perfect


def test_what_is_dead_is_given_back() -> None:
    names = [f"{number}.py" for number in range(40)]
    snapshot = empty_snapshot(ENCODER).with_files([prepared(name, ["send"]) for name in names])
    snapshot = snapshot.with_files([prepared("0.py", ["retry"])], names[1:])
    assert sum(len(living.segment) for living in snapshot.segments) <= 4
    terms = {term for living in snapshot.segments for term in living.segment.postings.terms}
    assert "send" not in terms
