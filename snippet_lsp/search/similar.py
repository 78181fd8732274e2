"""Code to the code most like it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ..encoder import Bag
from ..index.lexical import weigh
from ..index.snapshot import Snapshot
from ..types import Hit, Span, SymbolKind
from .candidates import candidates
from .ranking import to_hits

LEXICAL = 0.8
"""Weight of shared vocabulary, where the dense side has 1."""
_MOST_TERMS = 60


def similar_to_bag(
    snapshot: Snapshot, bag: Bag, limit: int, leave_out: tuple[str, Span] | None = None
) -> list[Hit]:
    """What is most like any piece of code.

    `leave_out` is where that code comes from: symbols that overlap it are no answers.
    """
    vector = snapshot.encoder.encode_bags([bag])[0]
    found = candidates(snapshot, vector, _telling_terms(bag), {})
    best_lexical = max((c.lexical for c in found), default=0.0) or 1.0
    scored = []
    for c in found:
        if c.symbol.kind is SymbolKind.MODULE:
            continue
        if leave_out and c.file.path == leave_out[0] and _overlap(c.symbol.span, leave_out[1]):
            continue
        shared = c.lexical / best_lexical * min(1.0, 2 * best_lexical)
        scored.append((c, (c.dense + LEXICAL * shared) / (1 + LEXICAL)))
    return to_hits(scored, limit)


def _telling_terms(bag: Bag) -> Mapping[str, float]:
    """The terms of a piece of code that say most, with the damped weight of each."""
    weights = weigh(bag, {})
    ordered = sorted(weights.items(), key=lambda item: (-item[1], item[0]))[:_MOST_TERMS]
    return {term: float(np.log1p(weight)) for term, weight in ordered if len(term) > 1}


def _overlap(a: Span, b: Span) -> bool:
    return a.start < b.end and b.start < a.end
