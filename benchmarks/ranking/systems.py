"""What is compared: search as it is, with each signal switched off, and what stands alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from snippet_lsp.encoder.subtokens import subtokens
from snippet_lsp.index import Snapshot
from snippet_lsp.index.segment import FloatArray
from snippet_lsp.search import search
from snippet_lsp.search.asking import corrected
from snippet_lsp.search.candidates import Candidates
from snippet_lsp.search.query import Query, parse_query
from snippet_lsp.search.ranking import gather, one_a_file, score, spread
from snippet_lsp.search.weights import WEIGHTS, Weights

from .questions import DEPTH, Lines, Question

ABLATIONS: Mapping[str, Weights] = {
    "nearness of meaning": replace(WEIGHTS, dense=0.0),
    "the rest of the file": replace(WEIGHTS, file=0.0),
    "words of the path": replace(WEIGHTS, path=0.0),
    "nearly all words of the question": replace(WEIGHTS, complete=0.0),
    "words of the name in the question": replace(WEIGHTS, named=0.0),
    "names spelt out in a question": replace(WEIGHTS, identifier=0.0),
    "from what to what": replace(WEIGHTS, roles=0.0),
    "resemblance to a typed name": replace(WEIGHTS, typed=0.0),
    "fewer hits of one file": replace(WEIGHTS, same_file=1.0, same_name=1.0),
    "tests, copies and examples lower": replace(WEIGHTS, priors=0.0),
}
"""All signals but one."""

LEXICAL_ALONE = "BM25 alone"
DENSE_ALONE = "dense alone"
ANY_WORD = "files by lines with any word"
SEARCH = "search"


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """A question with the candidates for it, so that they can be ranked in many ways."""

    question: Question
    query: Query
    """Its text taken apart, slips corrected."""
    found: Candidates
    lines: npt.NDArray[np.int64]
    """[candidates, 2]: the first and the last line of each."""

    def ndcg(self, scores: FloatArray, *, grouped: bool) -> float:
        """NDCG@10 of the candidates in the order of their scores."""
        best = np.argsort(-scores, kind="stable")[:DEPTH]
        results = [
            (self.found.files[self.found.file[place]].path, *self.lines[place].tolist())
            for place in best.tolist()
            if scores[place] > 0
        ]
        return self.question.ndcg(results, grouped=grouped)

    def ranked(self, weights: Weights, *, grouped: bool) -> float:
        """NDCG@10 of a ranking with these weights."""
        scores = score(self.found, self.query, weights)
        if grouped:
            return self.ndcg(one_a_file(self.found, scores), grouped=True)
        return self.ndcg(spread(self.found, scores, self.query, weights), grouped=False)


def ask(snapshot: Snapshot, question: Question) -> Asked:
    """Find the candidates for a question."""
    query = corrected(snapshot, parse_query(question.text))
    found = gather(snapshot, query)
    ranges = [found.symbol(place).range for place in range(len(found))]
    lines = [(r.start.line + 1, r.end.line + 1) for r in ranges]
    return Asked(question, query, found, np.array(lines, np.int64).reshape(-1, 2))


def searched(snapshot: Snapshot, question: Question, *, grouped: bool) -> float:
    """NDCG@10 of what the program answers."""
    hits = search(snapshot, question.text, DEPTH, group_by_file=grouped)
    results = [
        (hit.path, hit.symbol.range.start.line + 1, hit.symbol.range.end.line + 1) for hit in hits
    ]
    return question.ndcg(results, grouped=grouped)


def baselines(asked: Asked, texts: Mapping[str, str], *, grouped: bool) -> dict[str, float]:
    """NDCG@10 of what stands alone."""
    found = asked.found
    arrange: Callable[[FloatArray], FloatArray] = (
        (lambda scores: one_a_file(found, scores)) if grouped else (lambda scores: scores)
    )
    return {
        LEXICAL_ALONE: asked.ndcg(arrange(found.lexical), grouped=grouped),
        DENSE_ALONE: asked.ndcg(arrange(found.dense), grouped=grouped),
        ANY_WORD: asked.question.ndcg(by_any_word(asked.question.text, texts), grouped=grouped),
    }


def by_any_word(text: str, texts: Mapping[str, str]) -> Sequence[Lines]:
    """Whole files by how many of their lines have any word of a question."""
    words = {word for word in subtokens(text) if len(word) > 2}
    pattern = re.compile(rf"^.*(?:{'|'.join(map(re.escape, sorted(words)))}).*$", re.M | re.I)
    counts = {path: len(pattern.findall(source)) for path, source in texts.items()} if words else {}
    ordered = sorted(counts, key=lambda path: (-counts[path], path))
    return [(path, 1, 1 << 29) for path in ordered[:DEPTH] if counts[path]]


def texts_of(snapshot: Snapshot, root: Path) -> dict[str, str]:
    """The text of every indexed file."""
    return {
        file.path: (root / file.path).read_text("utf-8", errors="replace")
        for file in snapshot.files()
    }
