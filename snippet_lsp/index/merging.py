"""One segment of the living files of several: arrays moved in long pieces, no object a row.

What is kept of a segment is a few runs of rows. The postings of a term follow each other in the
order of the parts, so nothing is sorted but the terms.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, pairwise

import numpy as np
import numpy.typing as npt

from ..texts import Runs, Texts, build_texts, join_texts, joined_pieces, take_texts
from .columns import Files
from .layout import COLUMNS, TEXTS, Array, Pieces, arrays_of, joined, segment_of
from .lexical import Postings
from .segment import BoolArray, Segment
from .terms import Terms

_IntArray = npt.NDArray[np.int64]

_AT_A_TIME = 1 << 20
"""Postings that are moved together."""


def merge_segments(parts: Sequence[tuple[Segment, BoolArray]]) -> Segment:
    """One segment of some files of several; each comes with which of its files are kept.

    No two of the files kept may have the same path.
    """
    return segment_of(joined(merged_pieces(parts)))


def merged_pieces(parts: Sequence[tuple[Segment, BoolArray]]) -> Pieces:
    """The same in pieces most of which are views of what is merged, to be written as they are."""
    segments = [segment for segment, _ in parts]
    files = [_runs(kept) for _, kept in parts]
    rows = [
        [(int(segment.first_row[first]), int(segment.first_row[end])) for first, end in runs]
        for segment, runs in zip(segments, files, strict=True)
    ]
    runs_of = {"row": rows, "file": files}
    arrays = [arrays_of(segment) for segment in segments]
    pieces: dict[str, list[Array]] = {}
    for name, (_, what) in COLUMNS.items():
        if what in runs_of:
            pieces[name] = _pieces([part[name] for part in arrays], runs_of[what])
    for name, what in TEXTS.items():
        if what in runs_of:
            arenas = [part[f"{name}.arena"] for part in arrays]
            starts = [part[f"{name}.starts"] for part in arrays]
            texts = [Texts(*both) for both in zip(arenas, starts, strict=True)]
            joined_texts = joined_pieces(list(zip(texts, runs_of[what], strict=True)))
            pieces[f"{name}.arena"], pieces[f"{name}.starts"] = joined_texts
    counts = np.concatenate(_pieces([np.diff(segment.first_row) for segment in segments], files))
    pieces["first_row"] = [np.zeros(1, np.int32), np.cumsum(counts, dtype=np.int32)]
    pieces["file_of"] = [np.repeat(np.arange(len(counts), dtype=np.int32), counts)]
    pieces["function_of"] = [
        of_run + np.int32(shift)
        for of_run, shift in zip(pieces["function_of"], chain(*_shifts(rows)), strict=False)
    ] or pieces["function_of"]
    pieces |= _merge_languages([segment.files for segment in segments], files)
    pieces |= _merge_paths([segment.files for segment in segments], files)
    pieces |= _merge_postings([segment.postings for segment in segments], rows)
    return pieces


def _runs(kept: BoolArray) -> list[tuple[int, int]]:
    """Where runs of True begin and end."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], kept, [False]]).astype(np.int8)))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))


def _shifts(rows: Sequence[Runs]) -> list[list[int]]:
    """For each run of each part how much further its rows come to lie."""
    shifts: list[list[int]] = []
    at = 0
    for runs in rows:
        shifts.append([])
        for first, end in runs:
            shifts[-1].append(at - first)
            at += end - first
    return shifts


def _pieces(columns: Sequence[Array], runs: Sequence[Runs]) -> list[Array]:
    """The runs of several columns one after another; a piece without elements if there are none."""
    pieces = [
        column[first:end] for column, some in zip(columns, runs, strict=True) for first, end in some
    ]
    return pieces or [columns[0][:0]]


def _merge_languages(parts: Sequence[Files], runs: Sequence[Runs]) -> Pieces:
    """The languages that are left, in the order of the files."""
    known = list(dict.fromkeys(name for part in parts for name in part.languages))
    renamed = [
        np.array([known.index(name) for name in part.languages], np.int16)[part.language_of]
        for part in parts
    ]
    of_files = np.concatenate(_pieces(renamed, runs))
    used, firsts, language_of = np.unique(of_files, return_index=True, return_inverse=True)
    by_first = np.argsort(firsts)
    rank = np.argsort(by_first).astype(np.int16)
    names = build_texts([known[number] for number in used[by_first].tolist()])
    return {
        "files.language_names.arena": [names.arena],
        "files.language_names.starts": [names.starts],
        "files.language_of": [rank[language_of]],
    }


def _merge_paths(parts: Sequence[Files], runs: Sequence[Runs]) -> Pieces:
    keys = []
    for part in parts:
        of_files = np.empty_like(part.path_keys)
        of_files[part.path_order] = part.path_keys
        keys.append(of_files)
    path_keys = np.concatenate(_pieces(keys, runs))
    order = np.argsort(path_keys, kind="stable").astype(np.int32)
    return {"files.path_keys": [path_keys[order]], "files.path_order": [order]}


def _merge_postings(parts: Sequence[Postings], runs: Sequence[Runs]) -> Pieces:
    kept = [_kept(part, some) for part, some in zip(parts, runs, strict=True)]
    counts = [_counts(part, of_part) for part, of_part in zip(parts, kept, strict=True)]
    used = [np.flatnonzero(of_part) for of_part in counts]
    terms, letters, places = _merge_terms(parts, used)
    totals = np.zeros(len(terms), np.int64)
    for of_part, some, at in zip(counts, used, places, strict=True):
        totals[at] += of_part[some]
    starts = np.zeros(len(terms) + 1, np.int64)
    np.cumsum(totals, out=starts[1:])
    rows = np.empty(int(starts[-1]), np.int32)
    weights = np.empty(int(starts[-1]), np.float32)
    free = starts[:-1].copy()
    renumbered = [
        _renumbered(part, some, shifts)
        for part, some, shifts in zip(parts, runs, _shifts(runs), strict=True)
    ]
    for part, alive, of_part, some, at, new_rows in zip(
        parts, kept, counts, used, places, renumbered, strict=True
    ):
        target = np.zeros(len(of_part), np.int64)
        target[some] = free[at]
        free[at] += of_part[some]
        _move(part, alive, of_part, target, new_rows, rows, weights)
    return {
        "postings.terms.texts.arena": [terms.texts.arena],
        "postings.terms.texts.starts": [terms.texts.starts],
        "postings.terms.keys": [terms.keys],
        "postings.terms.checks": [terms.checks],
        "postings.letters": [letters],
        "postings.starts": [starts],
        "postings.rows": [rows],
        "postings.weights": [weights],
    }


def _kept(part: Postings, runs: Runs) -> BoolArray | None:
    """[rows]: which are kept; None if all are."""
    if sum(end - first for first, end in runs) == len(part.lengths):
        return None
    kept = np.zeros(len(part.lengths), np.bool_)
    for first, end in runs:
        kept[first:end] = True
    return kept


def _counts(part: Postings, kept: BoolArray | None) -> _IntArray:
    """[terms]: the postings that are kept of each."""
    if kept is None:
        return np.diff(part.starts)
    counts = np.zeros(len(part.terms), np.int64)
    for first, end in _term_runs(part.starts):
        begin, stop = part.starts[first], part.starts[end]
        before = np.zeros(stop - begin + 1, np.int64)
        np.cumsum(kept[part.rows[begin:stop]], out=before[1:])
        counts[first:end] = np.diff(before[part.starts[first : end + 1] - begin])
    return counts


def _renumbered(part: Postings, runs: Runs, shifts: Sequence[int]) -> npt.NDArray[np.int32]:
    """[rows]: the new number of each row that is kept."""
    rows = np.arange(len(part.lengths), dtype=np.int32)
    for (first, end), shift in zip(runs, shifts, strict=True):
        rows[first:end] += shift
    return rows


def _move(
    part: Postings,
    kept: BoolArray | None,
    counts: _IntArray,
    target: _IntArray,
    new_rows: npt.NDArray[np.int32],
    rows: npt.NDArray[np.int32],
    weights: npt.NDArray[np.float32],
) -> None:
    """Put the postings that are kept of each term, `counts` of them, from `target` on."""
    for first, end in _term_runs(part.starts):
        whole = slice(part.starts[first], part.starts[end])
        from_rows, from_weights = part.rows[whole], part.weights[whole]
        if kept is not None:
            alive = kept[from_rows]
            from_rows, from_weights = from_rows[alive], from_weights[alive]
        sizes = counts[first:end]
        at = np.repeat(target[first:end] - np.cumsum(sizes) + sizes, sizes)
        at += np.arange(len(at))
        rows[at] = new_rows[from_rows]
        weights[at] = from_weights


def _term_runs(starts: _IntArray) -> Iterator[tuple[int, int]]:
    """Runs of terms with a bounded number of postings, or of one term that has more."""
    first = 0
    while first < len(starts) - 1:
        end = int(starts.searchsorted(starts[first] + _AT_A_TIME, "right")) - 1
        end = max(first + 1, end)
        yield first, end
        first = end


def _merge_terms(
    parts: Sequence[Postings], used: Sequence[_IntArray]
) -> tuple[Terms, npt.NDArray[np.uint32], list[_IntArray]]:
    """The terms used in any part, their letters, and for each part the new places of those used."""
    keys = np.concatenate([part.terms.keys[some] for part, some in zip(parts, used, strict=True)])
    checks = np.concatenate(
        [part.terms.checks[some] for part, some in zip(parts, used, strict=True)]
    )
    order = np.argsort(keys, kind="stable")
    sorted_keys, sorted_checks = keys[order], checks[order]
    is_same_key = sorted_keys[1:] == sorted_keys[:-1]
    if (is_same_key & (sorted_checks[1:] != sorted_checks[:-1])).any():
        order = np.lexsort((checks, keys))
        sorted_keys, sorted_checks = keys[order], checks[order]
        is_same_key = sorted_keys[1:] == sorted_keys[:-1]
    is_first = np.ones(len(order), np.bool_)
    is_first[1:] = ~(is_same_key & (sorted_checks[1:] == sorted_checks[:-1]))
    new = np.empty(len(order), np.int64)
    new[order] = np.cumsum(is_first) - 1
    bounds = np.cumsum([0, *map(len, used)])
    places = [new[begin:end] for begin, end in pairwise(bounds.tolist())]
    firsts = order[is_first]
    letters = np.concatenate([part.letters[some] for part, some in zip(parts, used, strict=True)])
    texts = [(part.terms.texts, [(0, len(part.terms))]) for part in parts]
    sizes = np.cumsum([0] + [len(part.terms) for part in parts]).tolist()
    sources = np.concatenate([some + base for some, base in zip(used, sizes, strict=False)])
    terms = Terms(
        take_texts(join_texts(texts), sources[firsts]),
        sorted_keys[is_first],
        sorted_checks[is_first],
    )
    return terms, letters[firsts], places
