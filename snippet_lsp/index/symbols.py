"""The symbols of a segment as columns. A `Symbol` is made whenever one is looked at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ..texts import Texts, build_texts
from ..types import Position, Range, Span, Symbol
from .columns import KINDS

PLACES = 18
"""Numbers that say where a symbol is: its span, then line and columns of four positions."""


@dataclass(frozen=True, slots=True, eq=False)
class Symbols:
    """Symbols by row, without their code."""

    kinds: npt.NDArray[np.int8]
    """[rows]: places in `KINDS`."""
    names: Texts
    containers: Texts
    signatures: Texts
    documentation: Texts
    places: npt.NDArray[np.int32]
    """[rows, PLACES]."""

    def __len__(self) -> int:
        return len(self.kinds)

    def symbol(self, row: int, language: str) -> Symbol:
        """The symbol of a row, of a file in a language."""
        at = self.places[row].tolist()
        return Symbol(
            KINDS[self.kinds[row]],
            self.names[row],
            self.containers[row],
            self.signatures[row],
            self.documentation[row],
            "",
            language,
            Span(at[0], at[1]),
            Range(Position(*at[2:6]), Position(*at[6:10])),
            Range(Position(*at[10:14]), Position(*at[14:])),
        )


def build_symbols(symbols: Sequence[Symbol]) -> Symbols:
    """The columns of some symbols."""
    kinds = {kind: number for number, kind in enumerate(KINDS)}
    places: list[int] = []
    for symbol in symbols:
        places += symbol.span
        for range_ in (symbol.range, symbol.name_range):
            places += range_.start
            places += range_.end
    return Symbols(
        np.array([kinds[symbol.kind] for symbol in symbols], np.int8),
        build_texts([symbol.name for symbol in symbols]),
        build_texts([symbol.container for symbol in symbols]),
        build_texts([symbol.signature for symbol in symbols]),
        build_texts([symbol.documentation for symbol in symbols]),
        np.array(places, np.int32).reshape(len(symbols), PLACES),
    )
