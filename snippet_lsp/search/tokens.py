"""Code as the tokens that comparing it looks at: no comments, no layout, no docstrings.

One expression a family of languages, no parser: what is compared may be a few lines, and hundreds
of functions are compared for one answer. Does not know what a token means beyond its kind.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from sys import intern

MOST = 4000
"""Tokens of one piece that are looked at; longer functions are data or generated."""

_SLASHES = r"//[^\n]*|/\*.*?\*/"
_HASH = r"\#[^\n]*"
_COMMENTS = {
    **dict.fromkeys(("python", "ruby", "bash", "elixir"), _HASH),
    "php": rf"{_SLASHES}|\#(?!\[)[^\n]*",
    "julia": rf"\#=.*?=\#|{_HASH}",
    "haskell": r"--+[^\n]*|\{-.*?-\}",
    "lua": r"--\[\[.*?\]\]|--[^\n]*",
}
_TRIPLE = r'"""(?:\\.|.)*?"""' + r"|'''(?:\\.|.)*?'''"
_STRING = r'"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`'
_QUOTED = r"'(?:\\.|[^'\\\n])*'"
_CHARACTER = r"'(?:\\[^'\n]{1,8}|[^'\\\n])'"
_CHARACTERS = frozenset("c cpp rust haskell zig java c_sharp scala kotlin go julia".split())
_REST = (
    r"|0[xX][0-9a-fA-F_]+|[0-9][0-9_]*(?:\.[0-9_]+)?(?:[eE][+-]?[0-9]+)?"
    r"|[^\W\d][\w$]*"
    r"|<<=|>>>?=?|\*\*=?|===?|!==?|<=>|&&|\|\||[-+*/%&|^<>:]=|->|=>|::|\?\.|\.\.\.?|<<|\+\+|--|//"
    r"|\S"
)
_INDENTED = frozenset({"python"})
"""Languages in which layout is structure, and a triple-quoted line is documentation."""

_FAMILIES = {"typescript": "javascript", "tsx": "javascript", "cpp": "c"}

KEYWORDS = frozenset(
    """
    abstract and as assert async await begin bool boolean break byte case catch char class const
    constructor continue def default defer del delete do double elif else elsif end ensure enum
    except export extends extern false final finally float fn for foreach from func function
    global go goto if impl implements import in instanceof int interface is lambda let long loop
    match module mut namespace new nil none nonlocal not null nullptr of or override package pass
    private protected pub public raise ref rescue return self short signed sizeof static str string
    struct super switch then this throw throws trait true try type typedef typeof unless unsafe
    unsigned until use using val var void volatile when where while with yield
    """.split()
)
"""Words that say how a language is written, not what a function does; of all languages."""

_RESERVED = KEYWORDS - frozenset(
    """
    begin case default end ensure exports extern interface list long loop match mod module of
    package range ref short str string super then type until use using val where
    """.split()
)
"""Of these, the words that few languages allow as names."""

_QUALIFIERS = frozenset({".", "->", "::", "?."})
_OPENING, _CLOSING = frozenset("([{"), frozenset(")]}")
_RECEIVERS = frozenset({"self", "this", "cls"})
_DROPPED = frozenset(";")
_HEADER_ENDS = frozenset(":")
_PUNCTUATION = frozenset("()[]{},;:.") | {"<in>", "<out>"}
_LOCAL = "<v>"
_VIEWS = 512
"""Pieces of which other views are kept: one is compared with many, one after another."""


@dataclass(frozen=True, slots=True, eq=False)
class Tokens:
    """A piece of code, taken apart; small, since a report of duplicates holds all functions."""

    family: str
    """Languages that are compared token by token have one family."""
    exact: tuple[str, ...]
    """Every token but comments, layout and docstrings; strings without their kind of quotes."""
    is_local: bytes
    """For each token 1 if it is a name that the piece is free to choose, else 0."""

    @property
    def renamed(self) -> tuple[str, ...]:
        """The tokens with every free name replaced by the number of its first appearance."""
        return _renamed(self)

    @property
    def telling(self) -> tuple[str, ...]:
        """The tokens without punctuation."""
        return _telling(self)

    @property
    def shape(self) -> tuple[str, ...]:
        """The same without the free names, of which only the places are left."""
        return _shape(self)


@lru_cache(maxsize=_VIEWS)
def _renamed(tokens: Tokens) -> tuple[str, ...]:
    numbers: dict[str, str] = {}
    return tuple(
        numbers.setdefault(token, f"<{len(numbers)}>") if local else token
        for token, local in zip(tokens.exact, tokens.is_local, strict=True)
    )


@lru_cache(maxsize=_VIEWS)
def _telling(tokens: Tokens) -> tuple[str, ...]:
    return tuple(token for token in tokens.exact if token not in _PUNCTUATION)


@lru_cache(maxsize=_VIEWS)
def _shape(tokens: Tokens) -> tuple[str, ...]:
    return tuple(
        _LOCAL if local else token
        for token, local in zip(tokens.exact, tokens.is_local, strict=True)
        if token not in _PUNCTUATION
    )


def tokens_of(code: str, language: str, name: str = "") -> Tokens:
    """The tokens of a piece of code; `name` is its own, which it is free to choose."""
    read = [intern(token) for token in _read(code, language)][:MOST]
    # A comma before the closing bracket is layout.
    found = [a for a, b in pairwise([*read, ""]) if not (a == "," and b in _CLOSING)]
    return Tokens(family_of(language), tuple(found), bytes(_locals(found, name, language)))


def family_of(language: str) -> str:
    """The name that languages share whose code is compared token by token."""
    return _FAMILIES.get(language, language)


def _read(code: str, language: str) -> Iterator[str]:
    indented = language in _INDENTED
    levels = [0]
    depth = 0
    at_line_start = True
    for match in _pattern(language).finditer(code):
        token = match[0]
        if match.lastgroup == "comment":
            continue
        if match.lastgroup == "line":
            at_line_start = True
            if depth == 0 and indented and (rest := match["after"]) is not None:
                yield from _layout(levels, len(rest.expandtabs()))
            continue
        if match.lastgroup == "text":
            if at_line_start and indented and token[:3] in ('"""', "'''"):
                continue
            token = f'"{token.strip(chr(34) + chr(39) + chr(96))}"'
        elif token in _OPENING:
            depth += 1
        elif token in _CLOSING:
            depth = max(0, depth - 1)
        at_line_start = False
        if token not in _DROPPED:
            yield token


def _layout(levels: list[int], column: int) -> Iterator[str]:
    """What a line's indentation opens and closes."""
    if column > levels[-1]:
        levels.append(column)
        yield "<in>"
    while column < levels[-1]:
        levels.pop()
        yield "<out>"


def _locals(tokens: Sequence[str], name: str, language: str) -> Iterator[bool]:
    """Whether each token is a free name: no reserved word, member, type or keyword argument.

    A callee is one where the same name is used otherwise too.
    """
    names = []
    own = []
    depth = 0
    in_header = True
    for place, token in enumerate(tokens):
        before = tokens[place - 1] if place else ""
        after = tokens[place + 1] if place + 1 < len(tokens) else ""
        if token in _OPENING:
            depth += 1
        elif token in _CLOSING:
            depth -= 1
        elif token in _HEADER_ENDS and depth == 0:
            in_header = False
        is_argument = language == "python" and after == "=" and depth > 0 and not in_header
        is_name = (token[0].islower() or token[0] in "_$@") and token not in _RESERVED
        names.append(is_name and before not in _QUALIFIERS and after != "::" and not is_argument)
        is_member = before in _QUALIFIERS and tokens[place - 2] not in _RECEIVERS
        own.append(token == name and not is_member)
    free = {
        token
        for token, is_name, after in zip(tokens, names, [*tokens[1:], ""], strict=False)
        if is_name and after != "("
    }
    return (
        is_own or (is_name and token in free)
        for token, is_name, is_own in zip(tokens, names, own, strict=True)
    )


def _pattern(language: str) -> re.Pattern[str]:
    if language not in _PATTERNS:
        quoted = _CHARACTER if language in _CHARACTERS else _QUOTED
        comment = _COMMENTS.get(language, _SLASHES)
        line = r"\n(?=[^\S\n]*\S)(?P<after>[^\S\n]*)" if language in _INDENTED else r"\n\s*"
        _PATTERNS[language] = re.compile(
            rf"(?P<comment>{comment}|\\\n)|(?P<text>{_TRIPLE}|{_STRING}|{quoted})|(?P<line>{line}){_REST}",
            re.DOTALL,
        )
    return _PATTERNS[language]


_PATTERNS: dict[str, re.Pattern[str]] = {}
