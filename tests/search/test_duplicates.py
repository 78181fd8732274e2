"""Functions that are there more than once."""

from __future__ import annotations

import pytest

from snippet_lsp.errors import Cancelled
from snippet_lsp.search import duplicates
from snippet_lsp.search.minhash import meetings, signatures
from snippet_lsp.types import Alike, Duplicates
from tests.search.workspaces import snapshot_of, texts_of

TOTAL = """
def total(items, rate):
    result = 0
    for item in items:
        if item.price > 0:
            result += item.price * rate
    return round(result, 2)
"""
RENAMED = TOTAL.replace("total", "add_up").replace("result", "value").replace("items", "goods")
EDITED = TOTAL.replace(
    "        if item.price > 0:\n", "        log(item)\n        if item.price:\n"
)
OTHER = """
def connect(host, port):
    while True:
        try:
            return socket.create_connection((host, port), timeout=5)
        except OSError as error:
            logger.warning("no connection: %s", error)
            time.sleep(1)
"""


def report(*, limit: int = 10, least_lines: int = 5, path: str = "", **sources: str) -> Duplicates:
    return duplicates(
        snapshot_of(**sources), texts_of(**sources), limit, least_lines=least_lines, path=path
    )


def paths(found: Duplicates) -> list[list[str]]:
    return [[hit.path for hit in cluster.members] for cluster in found.clusters]


def test_copies_make_a_cluster() -> None:
    found = report(a_py=TOTAL, b_py=OTHER, c_py=RENAMED, d_py=EDITED, e_py=TOTAL)
    (cluster,) = found.clusters
    assert sorted(hit.path for hit in cluster.members) == ["a.py", "c.py", "d.py", "e.py"]
    assert cluster.members[0].alike is None
    kinds = [hit.alike for hit in cluster.members[1:]]
    assert kinds == [Alike.IDENTICAL, Alike.RENAMED, Alike.EDITED]
    matches = [hit.match for hit in cluster.members]
    assert matches[:2] == [100, 100]
    assert matches == sorted(matches, reverse=True)
    assert (cluster.alike, found.found, found.functions) == (Alike.EDITED, 1, 5)
    assert 16 < cluster.saves < 20  # three copies of six or seven lines, less what was edited


def test_what_saves_more_comes_first_and_tests_later() -> None:
    copy = OTHER.replace("connect", "link")
    assert paths(report(a_py=TOTAL, b_py=TOTAL, c_py=OTHER, d_py=copy)) == [
        ["c.py", "d.py"],
        ["a.py", "b.py"],
    ]
    found = report(a_py=TOTAL, b_py=TOTAL, tests__c_py=OTHER, tests__d_py=copy)
    assert paths(found) == [["a.py", "b.py"], ["tests/c.py", "tests/d.py"]]
    assert paths(report(limit=1, a_py=TOTAL, b_py=TOTAL, c_py=OTHER, d_py=copy)) == [
        ["c.py", "d.py"]
    ]


def test_short_and_trivial_functions_are_left_out() -> None:
    getter = "def get_name(self):\n\n\n\n\n    return self.name\n"
    assert report(a_py=getter, b_py=getter).clusters == ()
    assert report(least_lines=7, a_py=TOTAL, b_py=TOTAL).functions == 0


def test_functions_within_reported_ones_are_not_reported_again() -> None:
    inner = "".join(f"    {line}\n" for line in TOTAL.strip().splitlines())
    outer = f"def outer(a):\n{inner}    return [total(b, 2) for b in a if b]\n"
    assert paths(report(a_py=outer, b_py=outer)) == [["a.py", "b.py"]]
    assert report(a_py=f"def outer(a):\n{inner}    return total\n").clusters == ()


def test_looking_only_below_a_path() -> None:
    sources = {"src__a_py": TOTAL, "src__b_py": TOTAL, "srcs__c_py": TOTAL}
    assert paths(report(path="src", **sources)) == [["src/a.py", "src/b.py"]]
    assert paths(report(path="src/", **sources)) == [["src/a.py", "src/b.py"]]
    assert report(path="src/a.py", **sources).functions == 1


def test_files_that_have_changed_are_passed_over() -> None:
    snapshot = snapshot_of(a_py=TOTAL, b_py=TOTAL)
    assert duplicates(snapshot, texts_of(a_py=TOTAL, b_py=OTHER), 5).functions == 1


def test_progress_ends_the_search() -> None:
    snapshot, texts = snapshot_of(a_py=TOTAL, b_py=TOTAL), texts_of(a_py=TOTAL, b_py=TOTAL)
    told: list[float] = []

    def count(done: float) -> bool:
        told.append(done)
        return True

    assert duplicates(snapshot, texts, 5, progress=count).clusters
    assert told == sorted(told)
    assert all(0 <= done < 1 for done in told)
    with pytest.raises(Cancelled):
        duplicates(snapshot, texts, 5, progress=lambda _done: False)


def test_the_order_of_files_changes_nothing() -> None:
    sources = {"a_py": TOTAL, "b_py": RENAMED, "c_py": EDITED, "d_py": OTHER}
    backwards = dict(reversed(sources.items()))
    assert paths(report(**sources)) == paths(report(**backwards))


def test_nothing_gives_nothing() -> None:
    assert report() == Duplicates((), 0, 0, 0)


def test_sequences_that_share_most_of_their_runs_meet() -> None:
    common = [f"t{i}" for i in range(60)]
    edited = [*common[:30], "new", *common[31:]]
    strange = [f"u{i}" for i in range(60)]
    assert meetings(signatures([common, strange, edited, []], 4)).tolist() == [[0, 2]]
