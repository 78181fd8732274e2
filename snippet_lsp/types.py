"""The frozen data that crosses folders.

Nothing here has behaviour beyond trivial properties, and nothing here imports from the rest of
the package.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
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
    BLOCK = "block"
    """Some lines of a long function; it has no name, and its container is the function."""

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

    def covers(self, other: Span) -> bool:
        """Whether all of `other` lies in this."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        """Whether they share a byte."""
        return self.start < other.end and other.start < self.end


NOWHERE = Range(Position(0, 0, 0, 0), Position(0, 0, 0, 0))
"""The range of what stands in no file."""


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
        """`container.name`; of a block that of its function."""
        return ".".join(part for part in (self.container, self.name) if part)

    @property
    def title(self) -> str:
        """The name; of a block that of its function."""
        return self.name or self.container.rpartition(".")[2]


class MatchedWord(NamedTuple):
    """A word of a question, and the word of a symbol that answers it."""

    asked: str
    found: str
    field: str
    """Where it stands: `name`, `container`, `signature`, `documentation`, `code` or `path`."""


class Shares(NamedTuple):
    """How much each way of finding a symbol counted; together 1, or all 0 where nothing was."""

    name: float
    """The name as it was typed."""
    words: float
    meaning: float
    """The nearness of vectors."""


@dataclass(frozen=True, slots=True)
class Why:
    """Why a symbol was found."""

    words: tuple[MatchedWord, ...]
    """One for each word of the question that the symbol has."""
    phrase: str
    """The sentence of its documentation closest to the question, or ""."""
    shares: Shares


class Alike(str, Enum):
    """In what way one piece of code is like another, from most to least."""

    IDENTICAL = "identical"
    """The same but for layout and comments."""
    RENAMED = "renamed"
    """The same but for names that are its own to choose."""
    EDITED = "edited"
    """A copy in which something was changed, added or left out."""
    IDEA = "idea"
    """Written in another way, or in another language, and probably for the same purpose."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One answer to a search."""

    path: str
    """Relative to the workspace's root, with "/" separators."""
    symbol: Symbol
    score: float
    """What results are ordered by; comparable between folders for the same query."""
    match: int
    """0-100, for people; never higher than that of a result ranked above.

    Of a search the probability that this is what was meant (`search/certainty.py`)."""
    block: Symbol | None = None
    """The part of `symbol` that answers, where that is clearly better than all of it."""
    alike: Alike | None = None
    """Of an answer to code: in what way it is like it; None if it is only the nearest there is."""
    why: Why | None = None
    """Only where it was asked for."""

    @property
    def shown(self) -> Symbol:
        """What answers: the block, or else the symbol."""
        return self.block or self.symbol

    @property
    def is_part(self) -> bool:
        """Whether what answers is a part of a function."""
        return self.shown.kind is SymbolKind.BLOCK


@dataclass(frozen=True, slots=True)
class Found:
    """What a query found."""

    hits: tuple[Hit, ...]
    """Best first."""
    correction: str = ""
    """The words that were searched for instead, where there seemed to be a slip; else ""."""
    remark: str = ""
    """What to tell whoever asked: why there is nothing, or what was not taken as a filter."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """Functions that are copies of one."""

    members: tuple[Hit, ...]
    """The one that is most like all others, then these, most alike first; each one's `alike` and
    `match` say how it is like the first."""
    alike: Alike
    """The way in which the one least like the first is like it."""
    match: int
    """0-100, for people: how alike they are on average."""
    saves: int
    """Lines beyond one copy, times how alike they are."""
    score: float
    """What clusters are ordered by: `saves`, less for tests, examples and generated files."""


LEAST_LINES = 5
"""Functions that are shorter are not worth a report of duplicates: getters, forwarders."""


@dataclass(frozen=True, slots=True)
class Duplicates:
    """What a workspace holds more than once."""

    clusters: tuple[Cluster, ...]
    """Best first."""
    found: int
    """Clusters that there are; `clusters` may be the first of them."""
    functions: int
    """Functions that were compared."""
    saves: int
    """The sum over all clusters."""


class State(str, Enum):
    """How much of the workspace is searchable."""

    STARTING = "starting"
    """Nothing is known yet."""
    INDEXING = "indexing"
    """Answers come from what is there; files are still being read."""
    READY = "ready"
    """Everything on disk and in open buffers is searchable."""
    DEGRADED = "degraded"
    """Searchable, but something is amiss: see `Status.problems`."""


@dataclass(frozen=True, slots=True)
class Status:
    """What a workspace knows about itself at one moment."""

    state: State
    files: int
    """Files that are searchable."""
    symbols: int
    pending: int
    """Files known to be new or changed that are not searchable yet."""
    total: int
    """Files of the running scan, for progress: `total - pending` are done."""
    failed: int
    """Files that could not be read or parsed; the log says why."""
    generation: int
    """Counts published snapshots."""
    checkpoint: str
    """Hash of the model that the vectors are made with; "" before it is loaded."""
    nearest: str
    """How nearest vectors are found: "exact" or "annoy"."""
    recall: float | None = None
    """With Annoy: the share of the ten nearest that it found in the sample it was built with."""
    problems: tuple[str, ...] = ()
    """One line each: what is amiss and what to do."""
    left_out: Mapping[str, int] = field(default_factory=dict)
    """How many files are left out, by reason (`files.reasons.Reason`), of those that were looked
    at: not of what git ignores, nor of folders that are passed over as a whole."""
    age: float | None = None
    """Seconds since what is searched was last compared with all of the disk; None before."""
    encoded: int = 0
    """Vectors that were made since the start, rather than found where they are kept."""
    learning: float | None = None
    """How much of learning this folder is done; None while it is not learnt."""
