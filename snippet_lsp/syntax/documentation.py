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
    r"^(?:/\*[*!]*<?|//[/!]*<?|\{-+\s*\|?|--\[=*\[|#=|\(\*+|\"\"\"|--[-|^*]*|#[#!:']*|;+|%+)[ \t]?"
)
_CLOSING = re.compile(r"[ \t]*(?:\*+/|-\}|\]=*\]|=#|\*\))$")
_MARGIN = re.compile(r"^[ \t]*\*(?!\*)[ \t]?")
_RULE = re.compile(r"^[ \t]*[-=*#~_/]{3,}[ \t]*$")


def clean(text: str) -> str:
    """Documentation as its author would read it aloud: no markers, quotes, margins or rules."""
    if quoted := _QUOTED.match(text.strip()):
        return _tidy(_dedent_docstring(quoted["text"]).split("\n"))
    lines: list[str] = []
    in_block = False
    for raw in text.replace("\r\n", "\n").split("\n"):
        line = raw.strip()
        if not in_block and (opening := _OPENING.match(line)):
            marker = opening[0].strip()
            in_block = marker.startswith(("/*", "{-", "--[", "#=", "(*"))
            line = line[opening.end() :]
        elif in_block:
            line = _MARGIN.sub("", raw) if raw.lstrip().startswith("*") else raw
        if in_block and (closing := _CLOSING.search(line.rstrip())):
            line = line[: closing.start()]
            in_block = False
        lines.append(line.rstrip())
    return _tidy(lines)


def _dedent_docstring(text: str) -> str:
    first, newline, rest = text.partition("\n")
    return first.strip() + newline + dedent(rest)


def _tidy(lines: list[str]) -> str:
    kept = [line.rstrip() for line in lines if not _RULE.match(line)]
    return dedent("\n".join(kept)).strip()[:LIMIT].rstrip()
