"""Any sequence of changes gives the snapshot that a fresh one of the same files would be."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from snippet_lsp.encoder import bag_of
from snippet_lsp.index import IndexedFile, PreparedFile, Snapshot, empty_snapshot
from snippet_lsp.index import snapshot as snapshot_module
from snippet_lsp.index.packing import pack, unpack
from snippet_lsp.index.segment import Segment
from snippet_lsp.index.snapshot import MergePlan, flush_plan, merge_plan
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


@pytest.fixture(scope="module", autouse=True)
def little() -> Iterator[None]:
    """Segments of a few rows count as large ones."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(snapshot_module, "LITTLE", 8)
        yield


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
    check_equal(snapshot, from_scratch(expected))


class Changes(RuleBasedStateMachine):
    """Changes of any kind, while what was planned before them is being merged or written."""

    def __init__(self) -> None:
        super().__init__()
        self.snapshot = empty_snapshot(ENCODER)
        self.expected: dict[str, list[str]] = {}
        self.seen: dict[str, list[list[str]]] = {path: [] for path in PATHS}
        self.merged: Segment | None = None

    @rule(added=files, removed=st.sets(st.sampled_from(PATHS), max_size=2))
    def change(self, added: dict[str, list[str]], removed: set[str]) -> None:
        made = [prepared(*item) for item in added.items()]
        removed -= set(added)
        self.snapshot = self.snapshot.with_files(made, removed)
        self.expected |= added
        for path in removed:
            self.expected.pop(path, None)
        for path, names in added.items():
            self.seen[path].append(names)

    @rule(path=st.sampled_from(PATHS), back=st.integers(0, 3))
    def switch_back(self, path: str, back: int) -> None:
        for names in self.seen[path][-1 - back :][:1]:
            wanted = {path: prepared(path, names).file.digest}
            self.snapshot, found = self.snapshot.with_revived(wanted)
            if found:
                self.expected[path] = names

    @precondition(lambda self: self.snapshot.plan is None)
    @rule(planned=st.sampled_from([merge_plan, flush_plan]))
    def begin(self, planned: Callable[[Snapshot], MergePlan | None]) -> None:
        if plan := planned(self.snapshot):
            self.snapshot = self.snapshot.with_plan(plan)
            self.merged = plan.merged()
            if planned is flush_plan:
                self.merged = unpack(b"".join(pack(self.merged)), "written")

    @precondition(lambda self: self.snapshot.plan is not None)
    @rule(succeeds=st.booleans())
    def finish(self, succeeds: bool) -> None:
        self.snapshot = self.snapshot.with_merged(self.merged if succeeds else None)

    @invariant()
    def equals_one_from_scratch(self) -> None:
        check_equal(self.snapshot, from_scratch(self.expected))


TestChanges = Changes.TestCase
TestChanges.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)


def test_a_file_switched_back_is_not_read_again() -> None:
    snapshot = empty_snapshot(ENCODER).with_files(
        [prepared(path, ["send", "mail"]) for path in PATHS]
    )
    changed = snapshot.with_files([prepared(PATHS[0], ["retry"])])
    wanted = {path: prepared(path, ["send", "mail"]).file.digest for path in PATHS[:1]}
    back, found = changed.with_revived(wanted)
    assert found == {PATHS[0]}
    check_equal(back, snapshot)
    assert back.with_revived({PATHS[0]: b"another"})[1] == set()


def test_what_happens_during_a_merge_is_not_lost() -> None:
    first = {path: prepared(path, ["send", path[0]]) for path in PATHS}
    snapshot = empty_snapshot(ENCODER).with_files([*first.values()])
    before = snapshot.with_files([prepared(PATHS[0], ["retry"])])
    plan = flush_plan(before)
    assert plan is not None
    merged = plan.merged()
    meanwhile, revived = before.with_plan(plan).with_revived(
        {PATHS[0]: first[PATHS[0]].file.digest}
    )
    assert revived == {PATHS[0]}
    meanwhile = meanwhile.with_files([prepared(PATHS[1], ["parse"])], PATHS[2:3])
    after = meanwhile.with_merged(merged)
    check_equal(after, meanwhile)
    check_equal(meanwhile.with_merged(None), meanwhile)
    gone = before.with_plan(plan).with_files((), PATHS).with_merged(merged)
    assert gone.segments == ()


def test_small_segments_are_merged() -> None:
    snapshot = empty_snapshot(ENCODER)
    for number in range(100):
        snapshot = settled(snapshot.with_files([prepared(f"{number}.py", ["send", "mail"])]))
    assert snapshot.file_count == 100
    assert len(snapshot.segments) <= 8


def test_a_snapshot_never_changes() -> None:
    before = empty_snapshot(ENCODER).with_files([prepared("a.py", ["send"])])
    after = before.with_files([prepared("a.py", ["parse"])], ["b.py"])
    assert [s.name for s in symbols_of(before)["a.py"]] == ["a", "send"]
    assert [s.name for s in symbols_of(after)["a.py"]] == ["a", "parse"]


def settled(snapshot: Snapshot) -> Snapshot:
    """A snapshot in which nothing is left to be merged."""
    while plan := merge_plan(snapshot):
        snapshot = snapshot.with_plan(plan).with_merged(plan.merged())
    return snapshot


def from_scratch(sources: dict[str, list[str]]) -> Snapshot:
    return empty_snapshot(ENCODER).with_files([prepared(*item) for item in sources.items()])


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
    snapshot = settled(snapshot.with_files([prepared("0.py", ["retry"])], names[1:]))
    assert sum(len(living.segment) for living in snapshot.segments) <= 4
    terms = {term for living in snapshot.segments for term in living.segment.postings.terms}
    assert "send" not in terms
