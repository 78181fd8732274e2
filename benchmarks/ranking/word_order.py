"""Word order as search sees it: all files with mirrored functions as one workspace."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from snippet_lsp.search import search
from snippet_lsp.search.weights import WEIGHTS, Weights

from ..encoding.report import Row
from ..encoding.word_order import FOLDER, Question, Wording, read_questions
from .questions import snapshot_of
from .systems import SEARCH

_DEPTH = 200
WITHOUT = "without roles"


def word_order_rows() -> list[Row]:
    """For each wording the share of questions with the right one first, and of pairs both ways."""
    snapshot = snapshot_of(FOLDER)
    questions = list(read_questions())
    systems = {SEARCH: WEIGHTS, WITHOUT: replace(WEIGHTS, roles=0.0)}

    def prefers(question: Question, weights: Weights) -> bool:
        """Whether the function that is meant comes before its mirror."""
        for hit in search(snapshot, question.text, _DEPTH, weights=weights):
            if hit.path == question.file:
                if hit.symbol.qualified_name == question.right:
                    return True
                if hit.symbol.qualified_name == question.mirror:
                    return False
        return False

    right = {
        name: {question: prefers(question, weights) for question in questions}
        for name, weights in systems.items()
    }
    rows = []
    for wording in Wording:
        asked = [question for question in questions if question.wording is wording]
        pairs = list(dict.fromkeys(question.pair for question in asked))
        both = {
            name: np.array(
                [all(found[q] for q in asked if q.pair == pair) for pair in pairs], float
            )
            for name, found in right.items()
        }
        must, aim = ("", "") if wording is Wording.PARAPHRASE else (".85", ".95")
        rows.append(Row(f"word order, {wording.value}, both right", both, None, must, aim))
    return rows
