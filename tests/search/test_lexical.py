"""BM25 against the formula written out, and the scan over names against one by one."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snippet_lsp.index import Snapshot
from snippet_lsp.index.names import build_names
from snippet_lsp.search.lexical import K1, B, lexical_scores, rarity
from tests.search.workspaces import snapshot_of

WORDS = "user token file mail".split()
TERMS = {"user": 1.0, "token": 0.5, "absent": 1.0}
VARIANTS = {"user": {"mail": 0.7, "nowhere": 0.9}, "token": {"file": 0.4}}

texts = st.lists(st.sampled_from(WORDS), min_size=1, max_size=6)


@given(st.lists(texts, min_size=1, max_size=5), st.booleans())
def test_scores_are_those_of_the_formula(bodies: list[list[str]], one_is_removed: bool) -> None:
    sources = {f"f{n}_py": f"def f():\n    {' + '.join(body)}\n" for n, body in enumerate(bodies)}
    snapshot = snapshot_of(gone_py="def user_token(): ...\n", **sources)
    if one_is_removed:
        snapshot = snapshot.with_files([], removed=["gone.py"])
    scores, perfect = lexical_scores(snapshot, TERMS, VARIANTS)
    assert perfect == pytest.approx(
        sum((K1 + 1) * rarity_of(snapshot, term) * weight for term, weight in TERMS.items())
    )
    for place, living in enumerate(snapshot.segments):
        for row in range(len(living.segment)):
            expected = written_out(snapshot, place, row) if living.rows[row] else 0.0
            assert scores[place][row] == pytest.approx(expected, rel=1e-4, abs=1e-6)


@given(st.lists(texts, min_size=2, max_size=4))
def test_rarity_counts_what_lives(bodies: list[list[str]]) -> None:
    sources = {f"f{n}_py": f"def f():\n    {' + '.join(body)}\n" for n, body in enumerate(bodies)}
    removed = snapshot_of(gone_py="def user_token(): ...\n", **sources).with_files(
        [], removed=["gone.py"]
    )
    for word in WORDS:
        assert rarity(removed)(word) == rarity(snapshot_of(**sources))(word)


names = st.lists(st.text("abC_é\n", max_size=6), max_size=12)


@given(names, st.text("abc_é", min_size=1, max_size=3), st.integers(1, 12))
def test_a_scan_over_names_finds_what_looking_at_each_would(
    given_names: list[str], part: str, limit: int
) -> None:
    index = build_names(given_names)
    lines = [name.lower().replace("\n", " ") for name in given_names]
    equal = [row for row, line in enumerate(lines) if line == part]
    assert index.equal(part, limit) == equal[:limit]
    containing = [row for row, line in enumerate(lines) if part in line]
    assert sorted(index.containing(part, 100)) == containing
    prefixed = [row for row in containing if lines[row].startswith(part)]
    assert index.containing(part, 100)[: len(prefixed)] == prefixed
    letters = part.replace("_", "")
    if letters:
        found = [row for row, line in enumerate(lines) if begins_and_has(line, letters)]
        assert index.subsequences(letters, limit) == found[:limit]


def begins_and_has(name: str, letters: str) -> bool:
    rest = name.lstrip("_")
    if not rest.startswith(letters[0]):
        return False
    at = 0
    for letter in letters:
        at = rest.find(letter, at) + 1
        if at == 0:
            return False
    return True


def written_out(snapshot: Snapshot, place: int, row: int) -> float:
    living = [
        (s.segment.postings, row)
        for s in snapshot.segments
        for row in range(len(s.segment))
        if s.rows[row]
    ]
    average = sum(postings.lengths[row] for postings, row in living) / len(living)
    postings = snapshot.segments[place].segment.postings
    total = 0.0
    for term, importance in TERMS.items():
        gains = [0.0]
        for spelling, sureness in [(term, 1.0), *VARIANTS.get(term, {}).items()]:
            rows, weights = postings.of(spelling)
            if row in rows:
                weight = float(weights[rows.tolist().index(row)])
                norm = K1 * (1 - B + B * float(postings.lengths[row]) / average)
                idf = min(rarity_of(snapshot, term), rarity_of(snapshot, spelling))
                gains.append(idf * importance * sureness * (K1 + 1) * weight / (weight + norm))
        total += max(gains)
    return total


def rarity_of(snapshot: Snapshot, term: str) -> float:
    count = sum(int(s.rows[s.segment.postings.of(term)[0]].sum()) for s in snapshot.segments)
    return math.log(1 + (snapshot.row_count - count + 0.5) / (count + 0.5))
