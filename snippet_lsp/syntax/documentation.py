"""Documentation text without its comment markers and string quotes, in any language."""

from __future__ import annotations

import re
from html import unescape
from textwrap import dedent

LIMIT = 4000
"""Longest documentation kept, in characters: past it are licences and tutorials."""

_QUOTED = re.compile(
    r"""^(?:@\w+\s+)?[~\w]{0,3}(\"{3}|'{3}|["'])(?P<text>.*?)\1?$""",
    re.DOTALL,
)
_DOCSTRING = re.compile(r"(?:@doc\s+)?(?:~[sS]|\w{0,3})[\"']")
_OPENING = re.compile(
    r"^(?:/\*[*!]*(?!/)<?|//[/!]*<?|\{-+\s*\|?|--\[=*\[|#=(?!=)|\(\*+|=begin\b|\"\"\""
    r"|--+[ \t]?[|^]?|#[#!:']*|;+|%+)[ \t]?"
)
_CLOSING = {
    opening: re.compile(rf"(?<![ \t])[ \t]*{closing}$")
    for opening, closing in (
        ("/*", r"(?<!\*)\*+/"),
        ("{-", r"-\}"),
        ("--[", r"\]=*\]"),
        ("#=", r"=#"),
        ("(*", r"\*\)"),
        ("=begin", r"^=end\b.*"),
    )
}
_MARGIN = re.compile(r"^[ \t]*\*(?![*/])[ \t]?")
_RULE = re.compile(r"^[ \t]*[-=*#~_/]{3,}[ \t]*$")
_DECORATION = re.compile(r"[-=*#~/]{3}")
_BANNER = re.compile(
    r"^[ \t]*[-=*#~]{3,}-?[ \t]+(?=\w)"
    r"|(?<=\S)[ \t]+(?:[-=*#~/]*-\*-[^*]*-\*-[-=*#~/]*|[-=*#~/]{3,})(?:[ \t]+[-=*#~/]+)?$"
)
_TAG = re.compile(
    r"<(?P<close>/?)(?P<name>b|br|c|code|description|em|example|exception|i|inheritdoc|item|li|list"
    r"|ol|p|para|param|paramref|pre|remarks|returns|see|seealso|strong|summary|term|tt|typeparam"
    r"|typeparamref|ul|value)(?:\s+\w+=\"(?:[A-Z]:)?(?P<value>[^\"]*)\")*\s*(?P<empty>/?)>"
)
_CLOSING_TAG = re.compile(r"</(\w+)>")
_UNPAIRED = {"br", "li", "p"}
_INLINE = re.compile(r"\{@\w+\s+([^{}]*)\}")
_BRIEF = re.compile(r"^([ \t]*)[@\\](?:brief|details|short|summary)\b[ \t]*")
_PRAGMA = re.compile(
    r"^[ \t]*(?:-\*-.*-\*-|vim?:|coding[:=]|shellcheck \w+=|(?:luacheck|pylint|scalafmt|scalastyle"
    r"|stylua|swiftlint|tslint): ?\w|eslint-|prettier-ignore|clang-format o|noinspection \w"
    r"|go:\w|\+build |nolint\b|frozen_string_literal:|rubocop:|typed: \w|@ts-\w|@jsx |@flow\b"
    r"|jshint |istanbul |c8 |<reference |phpcs:|@?(?:phpstan|psalm)-ignore)"
)


def clean(text: str) -> str:
    """Documentation as its author would read it: no markers, quotes, margins, rules or pragmas."""
    text = text[: 4 * LIMIT]
    if quoted := _QUOTED.match(text.strip()):
        return _tidy(_dedent_docstring(quoted["text"]).split("\n"))
    lines: list[str] = []
    opened = 0
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
            opened = len(lines)
        if closing and (closed := closing.search(line.rstrip())):
            line = line[: closed.start()]
            closing = None
            lines.append(line)
            if len(lines) > opened + 1:
                lines[opened + 1 :] = dedent("\n".join(lines[opened + 1 :])).split("\n")
            continue
        lines.append(line.rstrip())
    return _tidy(lines)


def docstring(text: str) -> str:
    """What a string says, or one that is given to `@doc`; "" where `text` is neither."""
    return clean(text) if _DOCSTRING.match(text) else ""


def _dedent_docstring(text: str) -> str:
    first, newline, rest = text.partition("\n")
    return first.strip() + newline + dedent(rest)


def _tidy(lines: list[str]) -> str:
    kept = [_plain(line) for line in lines if not (_RULE.match(line) or _PRAGMA.match(line))]
    return dedent("\n".join(_without_tags(kept))).strip()[:LIMIT].rstrip()


def _plain(line: str) -> str:
    """A line without what decorates it."""
    if _DECORATION.search(line):
        line = _BANNER.sub("", line)
    return _BRIEF.sub(r"\1", line).rstrip()


def _without_tags(lines: list[str]) -> list[str]:
    """Lines without the markup of XML documentation and Javadoc, of which names are kept.

    Only what is closed counts as markup: `<value>` alone is somebody's placeholder.
    """
    text = "\n".join(lines)
    if "<" not in text and "{@" not in text:
        return lines
    paired = {*_CLOSING_TAG.findall(text), *_UNPAIRED}

    def named(tag: re.Match[str]) -> str:
        if not (tag["empty"] or tag["name"] in paired):
            return tag[0]
        return (tag["value"] or "") + ("" if tag["empty"] or not tag["value"] else ": ")

    kept: list[str] = []
    for line in lines:
        plain = _INLINE.sub(r"\1", _TAG.sub(named, line))
        if plain != line:
            plain = unescape(plain).rstrip()
        if plain.strip() or not line.strip():
            kept.append(plain)
    return kept
