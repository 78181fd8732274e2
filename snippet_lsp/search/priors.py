"""What makes a file or a symbol less likely to be meant, whatever was asked."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np

from ..index.columns import IndexedFile
from ..index.segment import FloatArray
from ..index.terms import term_of
from ..types import Symbol, SymbolKind

_TEST = re.compile(
    r"(?:^|/)(?:tests?|testing|specs?|__tests__|__mocks__|fixtures?|mocks?|test_?data)(?:/|$)"
    r"|(?:^|/)(?:test_[^/]*|conftest\.py|(?:tests?|testing|specs?)\.\w+)$"
    r"|[^/]*(?:_test|_spec|\.test|\.spec|Tests?|Spec)\.\w+$"
)
_ASIDE = re.compile(
    r"(?:^|/)(?:vendor|third_party|3rdparty|external|node_modules|examples?|samples?|demos?|docs?"
    r"|benchmarks?|_?compat|legacy|deprecated)(?:/|\.|$)"
)
_VERSION = re.compile(r"(?:^|/)v(\d{1,4})(?=/|\.\w+$)")
_TEST_TERMS = frozenset(map(term_of, ("test", "spec", "mock", "fixture")))
_ASIDE_TERMS = frozenset(
    map(term_of, ("example", "sample", "demo", "benchmark", "vendor", "compat", "legacy", "docs"))
)

TEST = 0.75
ASIDE = 0.85
GENERATED = 0.8
OLD = 0.85
"""Of `api/v1` beside `api/v2`."""
MODULE = 0.9
"""A whole file is seldom the answer where one of its symbols would be."""


def file_priors(files: Sequence[IndexedFile], terms: frozenset[str]) -> FloatArray:
    """[files], at most 1: lower for tests, copies, examples and generated files, unless asked for.

    Lower also for what has a newer version beside it among these files.
    """
    newest: dict[str, int] = {}
    for file in files:
        for folder, number in _versions(file.path):
            newest[folder] = max(number, newest.get(folder, 0))
    return np.array([_prior(file, terms, newest) for file in files], np.float32)


def _prior(file: IndexedFile, terms: frozenset[str], newest: Mapping[str, int]) -> float:
    factor = 1.0
    is_test, is_aside = _roles(file.path)
    if is_test and not terms & _TEST_TERMS:
        factor *= TEST
    if is_aside and not terms & _ASIDE_TERMS:
        factor *= ASIDE
    if file.generated:
        factor *= GENERATED
    for folder, number in _versions(file.path):
        if number < newest[folder] and str(number) not in terms:
            factor *= OLD
    return factor


@lru_cache(maxsize=1 << 16)
def _roles(path: str) -> tuple[bool, bool]:
    """Whether a path is a test's, and whether it lies aside of the main code."""
    return _TEST.search(path) is not None, _ASIDE.search(path) is not None


@lru_cache(maxsize=1 << 16)
def _versions(path: str) -> tuple[tuple[str, int], ...]:
    """The versions in a path, each with what stands before it."""
    return tuple((path[: found.start()], int(found[1])) for found in _VERSION.finditer(path))


def symbol_prior(symbol: Symbol) -> float:
    """A factor, at most 1: lower for the file as a unit."""
    return MODULE if symbol.kind is SymbolKind.MODULE and not symbol.signature else 1.0
