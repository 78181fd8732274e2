"""What makes a file or a symbol less likely to be meant, whatever was asked."""

from __future__ import annotations

import re
from functools import lru_cache

from ..index.segment import IndexedFile
from ..index.terms import term_of
from ..types import Symbol, SymbolKind

_TEST = re.compile(
    r"(?:^|/)(?:tests?|testing|specs?|__tests__|__mocks__|fixtures?|mocks?)(?:/|$)"
    r"|(?:^|/)(?:test_[^/]*|conftest\.py)$|[^/]*(?:_test|_spec|\.test|\.spec|Tests?|Spec)\.\w+$"
)
_ASIDE = re.compile(
    r"(?:^|/)(?:vendor|third_party|3rdparty|external|node_modules|examples?|samples?|demos?|docs?"
    r"|benchmarks?|_?compat|legacy|deprecated)(?:/|\.|$)"
)
_TEST_TERMS = frozenset(map(term_of, ("test", "spec", "mock", "fixture")))
_ASIDE_TERMS = frozenset(
    map(term_of, ("example", "sample", "demo", "benchmark", "vendor", "compat", "legacy", "docs"))
)

TEST = 0.75
ASIDE = 0.85
GENERATED = 0.8
MODULE = 0.9
"""A whole file is seldom the answer where one of its symbols would be."""


def file_prior(file: IndexedFile, terms: frozenset[str]) -> float:
    """At most 1: lower for tests, copies, examples and generated files, unless asked for."""
    factor = 1.0
    is_test, is_aside = _roles(file.path)
    if is_test and not terms & _TEST_TERMS:
        factor *= TEST
    if is_aside and not terms & _ASIDE_TERMS:
        factor *= ASIDE
    if file.generated:
        factor *= GENERATED
    return factor


@lru_cache(maxsize=1 << 16)
def _roles(path: str) -> tuple[bool, bool]:
    """Whether a path is a test's, and whether it lies aside of the main code."""
    return _TEST.search(path) is not None, _ASIDE.search(path) is not None


def symbol_prior(symbol: Symbol) -> float:
    """A factor, at most 1: lower for the file as a unit."""
    return MODULE if symbol.kind is SymbolKind.MODULE and not symbol.signature else 1.0
