"""Documentation text without its comment markers and string quotes, in any language."""

from __future__ import annotations

import re
from textwrap import dedent

LIMIT = 4000
"""Longest documentation kept, in characters: past it are licences and tutorials."""

_QUOTED = re.compile(
    r"""^(?:@\w+\s+)?[~\w]{0,3}(\"{3}|'{3}|["'])(?P<text>.*?)\1?$""",
    re.DOTALL,
)
_OPENING = re.compile(
    r"^(?:/\*[*!]*<?|//[/!]*<?|\{-+\s*\|?|--\[=*\[|#=(?!=)|\(\*+|\"\"\"|--+[ \t]?[|^]?"
    r"|#[#!:']*|;+|%+)[ \t]?"
)
_CLOSING = {
    opening: re.compile(rf"[ \t]*{closing}$")
    for opening, closing in (
        ("/*", r"\*+/"),
        ("{-", r"-\}"),
        ("--[", r"\]=*\]"),
        ("#=", r"=#"),
        ("(*", r"\*\)"),
    )
}
_MARGIN = re.compile(r"^[ \t]*\*(?![*/])[ \t]?")
_RULE = re.compile(r"^[ \t]*[-=*#~_/]{3,}[ \t]*$")
_PRAGMA = re.compile(
    r"^[ \t]*(?:-\*-.*-\*-|vim?:|coding[:=]|shellcheck \w+=|(?:luacheck|pylint|scalafmt|scalastyle"
    r"|stylua|swiftlint|tslint): ?\w|eslint-|prettier-ignore|clang-format o|noinspection \w)"
)


def clean(text: str) -> str:
    """Documentation as its author would read it: no markers, quotes, margins, rules or pragmas."""
    if quoted := _QUOTED.match(text.strip()):
        return _tidy(_dedent_docstring(quoted["text"]).split("\n"))
    lines: list[str] = []
    closing: re.Pattern[str] | None = None
    for raw in text.replace("\r\n", "\n").split("\n"):
        line = raw.strip()
        if closing:
            line = _MARGIN.sub("", raw)
        elif opening := _OPENING.match(line):
            marker = opening[0]
            closing = next(
                (end for start, end in _CLOSING.items() if marker.startswith(start)), None
            )
            line = line[opening.end() :]
        if closing and (closed := closing.search(line.rstrip())):
            line = line[: closed.start()]
            closing = None
        lines.append(line.rstrip())
    return _tidy(lines)


def _dedent_docstring(text: str) -> str:
    first, newline, rest = text.partition("\n")
    return first.strip() + newline + dedent(rest)


def _tidy(lines: list[str]) -> str:
    kept = [line.rstrip() for line in lines if not (_RULE.match(line) or _PRAGMA.match(line))]
    return dedent("\n".join(kept)).strip()[:LIMIT].rstrip()
