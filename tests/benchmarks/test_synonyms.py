"""Questions that only meaning can answer really are."""

from __future__ import annotations

import pytest

from benchmarks.encoding.stdlib import standard_library
from benchmarks.encoding.synonyms import read_questions, synonyms
from snippet_lsp.encoder.subtokens import subtokens
from snippet_lsp.index.terms import term_of
from snippet_lsp.types import Symbol

pytestmark = pytest.mark.slow

CARRYING_NOTHING = frozenset(
    """
    a an and are as at be by do does each for from has have how i if in into is it its not of off
    on one or other so such that the them they this to was what when where which who will with
    """.split()
)


def shared_stems(question: str, symbol: Symbol) -> set[str]:
    said = (symbol.name, symbol.container, symbol.signature, symbol.documentation)
    asked = set(subtokens(question)) - CARRYING_NOTHING
    return {term_of(word) for word in asked} & {term_of(word) for word in subtokens(" ".join(said))}


def test_a_form_of_the_same_word_is_shared() -> None:
    symbol = standard_library()["textwrap.dedent"]
    assert shared_stems("what is a text without its spaces", symbol) == {"text", "space"}


@pytest.mark.parametrize(("name", "question"), list(read_questions()))
def test_no_stem_is_shared(name: str, question: str) -> None:
    symbol = standard_library().get(name)
    if symbol is None:
        pytest.skip("not in this version of Python")
    assert not shared_stems(question, symbol), symbol.documentation


def test_the_data_is_large_and_most_of_it_is_there() -> None:
    names = [name for name, _ in read_questions()]
    assert len(set(names)) == len(names) > 120
    task = synonyms(standard_library())
    assert len(task.queries) > 0.9 * len(names)
    assert len(task.symbols) > 5000
    name, question = next(read_questions())
    place = task.queries.index(question)
    assert task.symbols[task.wanted[place]] is standard_library()[name]
