"""What lies below a folder is what a walk through everything that is known finds."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from snippet_lsp.index.catalog import FileRow
from snippet_lsp.index.known import KnownFiles

names = st.sampled_from(["a", "b", "lib", "lib-2", "lib0", "\U0001f40d"])
paths = st.lists(names, min_size=1, max_size=3).map("/".join)
steps = st.tuples(st.sampled_from(["put", "drop", "ask"]), st.lists(paths, max_size=3))


@settings(max_examples=60)
@given(st.lists(steps, max_size=20))
def test_below_is_what_a_walk_finds(history: list[tuple[str, list[str]]]) -> None:
    rows: dict[str, FileRow] = {}
    known = KnownFiles()
    for number, (what, some) in enumerate(history):
        if what == "put":
            new = {path: FileRow(path, number, 0) for path in some}
            rows |= new
            known.put(new.values())
        elif what == "drop":
            rows = {path: row for path, row in rows.items() if path not in some}
            known.drop(some)
        for folder in some:
            walked = sorted(path for path in rows if path.startswith(f"{folder}/"))
            assert known.below(folder) == walked
    assert known.rows == rows


def test_many_at_once() -> None:
    known = KnownFiles([FileRow("lib/a.py", 0, 0)])
    assert known.below("lib") == ["lib/a.py"]
    many = [f"lib/{number:03}.py" for number in range(500)]
    known.put(FileRow(path, 0, 0) for path in many)
    assert known.below("lib") == [*many, "lib/a.py"]
    known.drop(many)
    assert known.below("lib") == ["lib/a.py"]
