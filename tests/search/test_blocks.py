"""A question about a part of a long function."""

from __future__ import annotations

import numpy as np
import pytest

from snippet_lsp.index import Snapshot, empty_snapshot
from snippet_lsp.search import search
from snippet_lsp.search.blocks import LIFT
from snippet_lsp.search.candidates import collect
from snippet_lsp.search.lexical import lexical_scores
from snippet_lsp.types import Hit
from tests.models import tiny_encoder
from tests.search.workspaces import prepared_files, snapshot_of

FILLER = "".join(f"    step_{number} = {number}\n" for number in range(30))
LONG = f"""
def update(config):
{FILLER}
    # Retry the upload of a file.
    for path in config.list:
        upload(path)
        retry(path)
        close(path)

{FILLER}
def upload(path):
    return http(path)
"""


def test_the_part_that_answers_is_shown() -> None:
    (hit, *_) = search(snapshot_of(jobs_py=LONG), "retry the upload of each file in a list", 5)
    assert (hit.symbol.name, hit.shown.documentation) == ("update", "Retry the upload of a file.")
    assert hit.symbol.range.start < hit.shown.range.start < hit.shown.range.end
    assert hit.shown.container == "update"


def test_a_function_is_one_answer() -> None:
    hits = search(snapshot_of(jobs_py=LONG), "retry the upload of a file", 10)
    assert sorted(hit.symbol.name for hit in hits) == ["jobs", "update", "upload"]


def test_a_name_means_all_of_a_function() -> None:
    for name in ("update", "retry"):
        assert all(hit.block is None for hit in search(snapshot_of(jobs_py=LONG), name, 10))


def test_a_question_about_the_whole_shows_the_whole() -> None:
    (hit, *_) = search(snapshot_of(jobs_py=LONG), "update steps of config", 5)
    assert (hit.symbol.name, hit.block) == ("update", None)


def test_a_function_has_its_own_scores_or_those_of_its_best_block() -> None:
    snapshot = snapshot_of(jobs_py=LONG)
    segment = snapshot.segments[0].segment
    terms = {"retri": 1.0, "upload": 1.0}
    (scores,), perfect = lexical_scores(snapshot, terms)
    found = collect(snapshot, snapshot.encoder.encode_query("retry upload"), terms, {})
    rows = found.row.tolist()
    assert not segment.is_block[rows].any()
    (block,) = np.flatnonzero(segment.is_block)
    function = int(segment.function_of[block])
    best = max(scores[function], LIFT * scores[block]) / perfect
    assert found.lexical[rows.index(function)] == pytest.approx(best)
    assert scores[block] > scores[function]
    for row in set(rows) - {function}:
        assert found.lexical[rows.index(row)] == pytest.approx(scores[row] / perfect)


def test_segments_make_no_difference() -> None:
    sources = {f"jobs{number}_py": LONG.replace("update", f"update_{number}") for number in "abc"}
    encoder = tiny_encoder()
    whole = snapshot_of(encoder, **sources)
    parts = empty_snapshot(encoder)
    for key, source in sources.items():
        parts = parts.with_files(prepared_files(encoder, **{key: source}))
    question = "retry the upload of each file"
    assert answers(whole, question) == answers(parts, question)


def answers(snapshot: Snapshot, question: str) -> list[tuple[str, str, int]]:
    return [described(hit) for hit in search(snapshot, question, 20)]


def described(hit: Hit) -> tuple[str, str, int]:
    return hit.path, hit.symbol.name, hit.shown.range.start.line


def test_blocks_are_no_symbols_to_count() -> None:
    snapshot = snapshot_of(jobs_py=LONG)
    assert (snapshot.symbol_count, snapshot.row_count) == (3, 4)
    emptied = snapshot.with_files([], ["jobs.py"])
    assert (emptied.symbol_count, emptied.row_count) == (0, 0)


def test_a_function_that_starts_in_the_middle_of_a_line_is_indexed() -> None:
    loop = "for (;;) {\n" + "    upload(file, retry);\n" * 15 + "}\n"
    source = f"static int x; int send(int n) {{ {loop}" + "    n += 1;\n" * 40 + "}\n"
    snapshot = snapshot_of(a_c=source)
    (segment,) = [living.segment for living in snapshot.segments]
    for row, function in enumerate(segment.function_of.tolist()):
        block, around = segment.symbol(row), segment.symbol(function)
        assert row == function or around.qualified_name == block.container
    assert [hit.symbol.name for hit in search(snapshot, "upload file", 1)] == ["send"]
