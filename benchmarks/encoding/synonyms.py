"""Questions that share no stem with what they look for: only meaning can find it.

`data/synonyms.tsv` has a function of the standard library and a question a line. No telling word of
the question stands, in any form, in the function's name, class, signature or documentation; in its
body it may. `tests/benchmarks/test_synonyms.py` holds the data to that.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from snippet_lsp.types import Symbol

from .tasks import Task

FILE = Path(__file__).parent / "data" / "synonyms.tsv"


def synonyms(pool: Mapping[str, Symbol]) -> Task:
    """The questions whose functions the running Python has, over all of its functions."""
    places = {name: place for place, name in enumerate(pool)}
    known = [(places[name], text) for name, text in read_questions() if name in places]
    wanted, queries = zip(*known, strict=True)
    return Task("synonyms", list(pool.values()), queries, wanted)


def read_questions(file: Path = FILE) -> Iterator[tuple[str, str]]:
    """The name of a function, and a question for it."""
    for line in file.read_text("utf-8").splitlines():
        name, question = line.split("\t")
        yield name, question
