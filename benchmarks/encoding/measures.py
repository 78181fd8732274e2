"""The rows of the table: what is asked of every system, and what the answers count."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from snippet_lsp.encoder.checkpoint import Floats
from snippet_lsp.encoder.evaluate import rank
from snippet_lsp.search.roles import agreement, directions

from .report import Row
from .stdlib import standard_library
from .synonyms import synonyms
from .systems import System, Words, fused
from .tasks import Task, cosqa, repository, undocumented
from .typos import corrected, with_slip
from .word_order import Order, Wording, WordOrder, orders, preference, word_order

DIRECTIONS = 0.3
"""What agreement of directions, -1 to 1, weighs beside a cosine."""

SLIPS = 3
"""Slips tried for each question."""

Values = dict[str, npt.NDArray[np.floating]]
"""By system, for each question."""


def cosqa_rows(systems: Sequence[System], file: Path) -> Iterator[Row]:
    """Web questions over Python functions."""
    documented = cosqa(file)
    code = replace(documented, symbols=[undocumented(symbol) for symbol in documented.symbols])
    alone, both = reciprocal_ranks(systems, code)
    title = "CoSQA dev, docstrings removed, MRR"
    yield Row(title, alone, must=".37", aim=".45")
    yield Row(f"{title}, with BM25", both)
    alone, both = reciprocal_ranks(systems, documented)
    title = "CoSQA dev, with docstrings, MRR"
    yield Row(title, alone)
    yield Row(f"{title}, with BM25", both, must=".46", aim=".54")
    yield from typo_rows(systems, code)


def typo_rows(systems: Sequence[System], task: Task) -> Iterator[Row]:
    """What a slip in one word costs, for the questions that have a word to slip in."""
    asked = [
        (query, with_slip(query, seed), want)
        for seed in range(SLIPS)
        for query, want in zip(task.queries, task.wanted, strict=True)
        if with_slip(query, seed) != query
    ]
    clean, slipped, wanted = zip(*asked, strict=True)
    before, after, mended = (
        reciprocal_ranks(systems, replace(task, queries=queries, wanted=wanted))[0]
        for queries in (clean, slipped, corrected(task, slipped))
    )
    title = f"MRR lost by one typo, {SLIPS} in each question"
    lost = {name: before[name] - mended[name] for name in before}
    yield Row(title, lost, clean, must="≤ .01", aim="0")
    lost = {name: before[name] - after[name] for name in before}
    yield Row(f"{title}, uncorrected", lost, clean)


def repository_rows(systems: Sequence[System], folders: Sequence[Path]) -> Iterator[Row]:
    """Documentation to the function that it was taken from, in repositories held out."""
    found = [(folder.name, *reciprocal_ranks(systems, repository(folder))) for folder in folders]
    title = f"documentation → function in {len(found)} repositories, mean MRR"
    yield Row(title, _means([alone for _, alone, _ in found]), must=".58", aim=".65")
    yield Row(f"{title}, with BM25", _means([both for _, _, both in found]), must=".62", aim=".70")
    for name, alone, both in found:
        yield Row(f"– {name}", alone, is_part=True)
        yield Row(f"– {name}, with BM25", both, is_part=True)


def _means(found: Sequence[Values]) -> Values:
    return {name: np.array([each[name].mean() for each in found]) for name in found[0]}


def word_order_rows(systems: Sequence[System]) -> Iterator[Row]:
    """Which of two mirrored functions is asked for."""
    data = word_order()
    dense, fused_scores = scores(systems, data.task)
    alone, both = (
        {name: preference(each, data.task.wanted, data.wrong) for name, each in found.items()}
        for found in (dense, fused_scores)
    )
    pairs = np.array([" ".join(question.pair) for question in data.questions])
    wording = [question.wording for question in data.questions]
    order = orders(data)
    plain = np.array([each is not Wording.PARAPHRASE for each in wording])

    title = f"word order, right direction of {plain.sum()} questions"
    yield Row(title, _chosen(alone, plain), pairs[plain], must=".95", aim=".99")
    yield Row(f"{title}, with BM25", _chosen(both, plain), pairs[plain])
    directed = {name: _directed(each, data) for name, each in dense.items()}
    title = "the same with the directions of words, as search sees them (search/roles.py)"
    yield Row(title, _chosen(directed, plain), pairs[plain])
    parts = {one.value: np.array([each is one for each in wording]) for one in Wording}
    parts |= {one.value: plain & np.array([each is one for each in order]) for one in Order}
    for name, part in parts.items():
        yield Row(f"– {name} ({part.sum()})", _chosen(alone, part), pairs[part])
        yield Row(f"– {name}, with directions", _chosen(directed, part), pairs[part])


def _directed(dense: Floats, data: WordOrder) -> Floats:
    """`preference`, with what the directions of words say added to the scores."""
    told = dense.copy()
    for place, question in enumerate(data.questions):
        ways = directions(question.text)
        for function in (data.task.wanted[place], data.wrong[place]):
            told[place, function] += DIRECTIONS * agreement(ways, data.task.symbols[function])
    return preference(told, data.task.wanted, data.wrong)


def _chosen(values: Values, chosen: npt.NDArray[np.bool_]) -> Values:
    return {name: each[chosen] for name, each in values.items()}


def synonym_rows(systems: Sequence[System]) -> Iterator[Row]:
    """Questions that share no stem with what they look for."""
    task = synonyms(standard_library())
    alone, both = reciprocal_ranks(systems, task)
    pool = f"{len(task.symbols):,} functions of Python {sys.version_info[0]}.{sys.version_info[1]}"
    title = f"synonyms without a shared stem, {len(task.queries)} over {pool}, MRR"
    yield Row(title, alone, must=".18", aim=".30")
    yield Row(f"{title}, with BM25", both)


def reciprocal_ranks(systems: Sequence[System], task: Task) -> tuple[Values, Values]:
    """1 / rank [queries] of the wanted function by system, alone and with BM25."""
    alone, both = scores(systems, task)
    return _ranked(alone, task.wanted), _ranked(both, task.wanted)


def _ranked(found: Mapping[str, Floats], wanted: Sequence[int]) -> Values:
    return {
        name: np.array([1 / rank(row, want) for row, want in zip(each, wanted, strict=True)])
        for name, each in found.items()
    }


def scores(systems: Sequence[System], task: Task) -> tuple[dict[str, Floats], dict[str, Floats]]:
    """Scores [queries, functions] by system, alone and with BM25, which is not in the second."""
    alone = {system.name: system.scores(task) for system in systems}
    words = alone[Words.name]
    both = {name: fused(each, words) for name, each in alone.items() if name != Words.name}
    return alone, both
