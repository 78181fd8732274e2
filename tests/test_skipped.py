"""Files that are not searched: what is counted is what is there, whatever came and went."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from snippet_lsp.index.catalog import FileRow
from snippet_lsp.skipped import Skipped

PATHS = st.sampled_from(("a.py", "b.py", "c.py"))
REASONS = st.sampled_from(("", "too large", "unreadable: denied", "unreadable: gone"))


@given(st.lists(st.tuples(PATHS, st.none() | REASONS, st.booleans())), st.sets(PATHS))
def test_counts_are_those_of_what_is_there(
    steps: list[tuple[str, str | None, bool]], apart: set[str]
) -> None:
    skipped, rows = Skipped(), dict[str, FileRow]()
    for path, reason, is_failure in steps:
        rows.pop(path, None)
        if reason is None:
            skipped.drop(path)
            continue
        row = FileRow(path, 1, 1, reason, is_failure=bool(reason) and is_failure)
        skipped.add(row)
        if reason:
            rows[path] = row
    assert set(skipped) == set(rows)
    assert skipped.failed == sum(row.is_failure for row in rows.values())
    assert skipped.counts(apart) == Counter(
        row.skipped.partition(":")[0] for path, row in rows.items() if path not in apart
    )
