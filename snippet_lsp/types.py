"""The frozen data that crosses folders.

Nothing here has behaviour beyond trivial properties, and nothing here imports from the rest of
the package.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple


class SymbolKind(str, Enum):
    """What a symbol is; the value is what `kind:` filters and `--json` print."""

    FUNCTION = "function"
    METHOD = "method"
    CONSTRUCTOR = "constructor"
    CLASS = "class"
    STRUCT = "struct"
    INTERFACE = "interface"
    TRAIT = "trait"
    ENUM = "enum"
    MODULE = "module"

    @property
    def is_callable(self) -> bool:
        """Whether the symbol has a body that runs when it is called."""
        return self in _CALLABLE


_CALLABLE = {SymbolKind.FUNCTION, SymbolKind.METHOD, SymbolKind.CONSTRUCTOR}


class Position(NamedTuple):
    """A place in a text: 0-based line, and the column in each unit an LSP client may count in.

    All three columns are kept, so that converting a stored position never needs the text again.
    """

    line: int
    utf8: int
    utf16: int
    utf32: int


class Range(NamedTuple):
    """A half-open range between two positions."""

    start: Position
    end: Position


class Span(NamedTuple):
    """A half-open range of byte offsets in the UTF-8 text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Symbol:
    """A definition found in one source text.

    `code` is the symbol's own source: for functions all of it; for classes and modules the header,
    fields and member signatures, since their members are symbols themselves. The index keeps
    symbols with `code` emptied.
    """

    kind: SymbolKind
    name: str
    container: str
    """Names of the enclosing definitions joined with ".", outermost first; "" at top level."""
    signature: str
    """The declaration up to its body, on one line."""
    documentation: str
    """The docstring or doc comment without its markers."""
    code: str
    language: str
    span: Span
    range: Range
    name_range: Range

    @property
    def qualified_name(self) -> str:
        """`container.name`."""
        return f"{self.container}.{self.name}" if self.container else self.name
