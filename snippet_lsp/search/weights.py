"""What ranking weighs: every fitted number in one place.

Fitted by `python -m benchmarks.retrieval … --fit`, which prints what stands here.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each signal counts where the lexical score counts 1; 0 switches one off."""

    dense: float = 1.05
    """Nearness of meaning."""
    file: float = 1.5
    """What the rest of its file says for a symbol."""
    path: float = 1.4
    """Share of the path's words that the question has."""
    complete: float = 3.0
    """Having nearly all words of a question, as what raises an error has those of its message."""
    named: float = 0.25
    """Share of the name's words that the question has."""
    identifier: float = 0.9
    """A question in words with the name in it as it is written in code."""
    roles: float = 0.8
    """From what to what: "int to string" is not "string to int"."""
    typed: float = 0.75
    """How much a typed name counts beside all else together, 0 to 1."""
    same_file: float = 0.7
    """Factor on a file's second hit, squared on its third, and so on: no file crowds out others."""
    same_name: float = 0.9
    """The same for a typed name: who types `get` wants all of that name first."""
    priors: float = 1.0
    """Exponent of the factors for tests, copies, examples and generated files."""


WEIGHTS = Weights()
