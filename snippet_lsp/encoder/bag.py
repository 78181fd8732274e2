"""What the encoder sees of a symbol: its subtokens by field, with counts.

A bag is all that a vector depends on besides the checkpoint, so vectors are kept by its key.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from hashlib import blake2b

from ..types import Symbol
from .subtokens import count_subtokens

MOST_TOKENS = 400
"""Distinct subtokens kept of one field."""

MOST_COUNT = 255
"""Largest count; what counts is its logarithm."""

_CODE_LIMIT = 1 << 16
_DOCUMENTATION_LIMIT = 1000


class Field(IntEnum):
    """The parts of a symbol that get a weight of their own."""

    NAME = 0
    CONTAINER = 1
    SIGNATURE = 2
    """Parameters and types, without the name."""
    DOCUMENTATION = 3
    BODY = 4
    """The code without signature and documentation."""


@dataclass(frozen=True, slots=True)
class Bag:
    """The subtokens of a symbol with their counts, a mapping for each `Field` in its order."""

    fields: tuple[Mapping[str, int], ...]

    @property
    def key(self) -> bytes:
        """16 bytes that are equal for equal bags, on every platform and Python version."""
        canonical = [sorted(field.items()) for field in self.fields]
        text = json.dumps(canonical, ensure_ascii=True, separators=(",", ":"))
        return blake2b(text.encode("ascii"), digest_size=16).digest()


def bag_of(symbol: Symbol) -> Bag:
    """The bag of a symbol; its place, path and file play no part."""
    name = count_subtokens(symbol.name)
    signature = count_subtokens(symbol.signature)
    code = without_documentation(symbol.code[:_CODE_LIMIT], symbol.documentation)
    body = count_subtokens(code)
    # The code repeats the signature, and that the name: what stands there is counted once.
    _subtract(body, signature)
    _subtract(signature, name)
    documentation = count_subtokens(symbol.documentation[:_DOCUMENTATION_LIMIT])
    container = count_subtokens(symbol.container)
    return Bag(tuple(map(_capped, (name, container, signature, documentation, body))))


def without_documentation(code: str, documentation: str) -> str:
    """`code` without the docstring in it; documentation outside the code changes nothing."""
    if not documentation:
        return code
    lines = documentation.split("\n")
    start = code.find(lines[0])
    if start < 0:
        return code
    last = code.find(lines[-1], start if len(lines) == 1 else start + len(lines[0]))
    if last < 0:
        return code
    return code[:start] + " " + code[last + len(lines[-1]) :]


def _subtract(counts: dict[str, int], others: Mapping[str, int]) -> None:
    for token, count in others.items():
        if token in counts:
            counts[token] -= count


def _capped(counts: Mapping[str, int]) -> dict[str, int]:
    kept = {
        token: count if count < MOST_COUNT else MOST_COUNT
        for token, count in counts.items()
        if count > 0
    }
    if len(kept) > MOST_TOKENS:
        return dict(sorted(kept.items(), key=_by_worth)[:MOST_TOKENS])
    return kept


def _by_worth(item: tuple[str, int]) -> tuple[bool, int, str]:
    """Words before single letters and numbers, frequent ones first."""
    token, count = item
    return (len(token) < 3 or token.isdigit(), -count, token)
