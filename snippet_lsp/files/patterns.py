"""The patterns of ignore files, as git reads them.

Bytes throughout, since git's wildcards match bytes. Says which pattern of one file matches a
path; what follows for the path is decided in `folders.py`.

The rules are those of git's documentation and, where that is silent, of what git does. (pathspec
differs in some, raises for a few patterns, and takes hours over `*a*a*a*a*a*a*a*a*b`.)
"""

from __future__ import annotations

import re
import string
import sys
from collections.abc import Iterator
from dataclasses import dataclass

# File systems where git is set up to ignore case.
_FLAGS = re.DOTALL | (re.IGNORECASE if sys.platform in ("darwin", "win32") else re.RegexFlag(0))


@dataclass(frozen=True, slots=True)
class Pattern:
    """One line of an ignore file."""

    text: str
    """The line, to be shown."""
    negated: bool
    """Whether it takes back what an earlier pattern ignores (`!keep.py`)."""
    folders_only: bool
    """Whether it ended in "/"."""
    on_name: bool
    """Whether it holds no "/" and so is matched with the last part of a path."""
    regex: bytes


@dataclass(frozen=True, slots=True)
class Patterns:
    """The patterns of one ignore file, in its order."""

    lines: tuple[Pattern, ...]
    _any_name: re.Pattern[bytes]
    _any_path: re.Pattern[bytes]

    def last_match(self, path: bytes, is_folder: bool) -> Pattern | None:
        """The pattern that decides about a path, relative to the ignore file's folder.

        Only the path itself is matched: what is decided about a folder holds for all below it.
        """
        name = path[path.rfind(b"/") + 1 :]
        if not (self._any_name.fullmatch(name) or self._any_path.fullmatch(path)):
            return None
        for pattern in reversed(self.lines):
            if (is_folder or not pattern.folders_only) and re.fullmatch(
                pattern.regex, name if pattern.on_name else path, _FLAGS
            ):
                return pattern
        return None


def parse(text: bytes) -> Patterns:
    """The patterns of an ignore file's contents. Lines that can match nothing are left out."""
    lines = tuple(_parse(text.removeprefix(b"\xef\xbb\xbf")))
    return Patterns(
        lines,
        _any_of([pattern.regex for pattern in lines if pattern.on_name]),
        _any_of([pattern.regex for pattern in lines if not pattern.on_name]),
    )


def _any_of(regexes: list[bytes]) -> re.Pattern[bytes]:
    return re.compile(b"|".join(regexes) if regexes else _NEVER, _FLAGS)


_NEVER = rb"(?!)"


def _parse(text: bytes) -> Iterator[Pattern]:
    for number, raw in enumerate(text.split(b"\n")):
        line = _without_trailing_spaces(raw.removesuffix(b"\r"))
        if line.startswith(b"#") or len(line) > _LONGEST:
            continue
        glob = line.removeprefix(b"!")
        folders_only = glob.endswith(b"/")
        glob = glob.removesuffix(b"/")
        on_name = b"/" not in glob
        glob = glob.removeprefix(b"/")
        regex = _translate(glob, number) if glob else None
        if regex is not None:
            shown = line.decode("utf-8", "replace")
            yield Pattern(shown, line.startswith(b"!"), folders_only, on_name, regex)


_LONGEST = 4096
"""Bytes: longer than any path, and no work for a compiler of regular expressions."""


def _without_trailing_spaces(line: bytes) -> bytes:
    stripped = line.rstrip(b" ")
    backslashes = len(stripped) - len(stripped.rstrip(b"\\"))
    # The last backslash may hide the first of the spaces.
    return line[: len(stripped) + backslashes % 2]


def _translate(glob: bytes, number: int) -> bytes | None:
    """The regular expression of a glob; None if it can match nothing.

    A wildcard that is not the last takes the first place where the text after it fits: those
    that follow can match whatever a later place would leave them. So they need no backtracking,
    which would take exponential time, and stand in a lookahead, whose result is final.
    """
    chunks = _chunks(glob)
    if chunks is None:
        return None
    regex = b""
    wildcards = 0

    def final(inner: bytes) -> bytes:
        nonlocal wildcards
        wildcards += 1
        name = b"p%d_%d" % (number, wildcards)
        return b"(?=(?P<%s>%s))(?P=%s)" % (name, inner, name)

    for chunk in chunks:
        is_last = chunk is chunks[-1]
        body = chunk.parts[0]
        for part in chunk.parts[1:-1]:
            body += final(b"[^/]*?" + part)
        if len(chunk.parts) > 1:
            inner = b"[^/]*?" + chunk.parts[-1]
            body += inner if is_last else final(inner)
        inner = chunk.before + body
        regex += inner if is_last or not chunk.before else final(inner)
    return regex


@dataclass(frozen=True, slots=True)
class _Chunk:
    """What stands between two `**`."""

    before: bytes
    """The regular expression of the `**` before it; empty for the first."""
    parts: list[bytes]
    """Regular expressions of what stands between two `*`, all of a fixed length."""


_FOLDERS = b"(?:[^/]*/)*?"
_ANYTHING = b".*?"


def _chunks(glob: bytes) -> list[_Chunk] | None:
    chunks = [_Chunk(b"", [b""])]
    literal = len(glob) - len(glob.lstrip(_PLAIN))
    at = 0
    while at < len(glob):
        char = glob[at : at + 1]
        if char == b"*":
            start = at
            while glob[at : at + 1] == b"*":
                at += 1
            # git matches a literal beginning by itself, so `**` is at a beginning after it, too.
            is_double = (
                at - start > 1
                and (start == literal or glob[start - 1 : start] == b"/")
                and (at == len(glob) or glob.startswith((b"/", b"\\/"), at))
            )
            if not is_double:
                chunks[-1].parts.append(b"")
            elif glob.startswith(b"/", at):
                chunks.append(_Chunk(_FOLDERS, [b""]))
                at += 1
            else:
                chunks.append(_Chunk(_ANYTHING, [b""]))
            continue
        if char == b"[":
            bracket = _bracket(glob, at)
            if bracket is None:
                return None
            regex, at = bracket
        elif char == b"?":
            regex, at = b"[^/]", at + 1
        else:
            at += char == b"\\"
            if at == len(glob):
                return None
            regex, at = re.escape(glob[at : at + 1]), at + 1
        chunks[-1].parts[-1] += regex
    return chunks


# All bytes but those that make a glob.
_PLAIN = bytes(set(range(256)) - set(b"*?[\\"))


def _bracket(glob: bytes, at: int) -> tuple[bytes, int] | None:
    """The regular expression of the bracket at `at`, and where it ends; None if it is broken."""
    at += 1
    negated = glob[at : at + 1] in (b"!", b"^")
    at += negated
    members: set[int] = set()
    previous = 0
    first = True
    while first or glob[at : at + 1] != b"]":
        first = False
        if named := _NAMED.match(glob, at):
            if named[1] not in _CLASSES:
                return None
            members.update(_CLASSES[named[1]])
            previous, at = 0, named.end()
            continue
        is_range = previous > 0 and _RANGE.match(glob, at) is not None
        at += is_range
        at += glob[at : at + 1] == b"\\"
        if at >= len(glob):
            return None
        members.update(range(previous if is_range else glob[at], glob[at] + 1))
        previous = 0 if is_range else glob[at]
        at += 1
    if negated:
        members = set(range(256)) - members
    members.discard(ord("/"))
    if not members:
        return None
    return b"[%s]" % b"".join(b"\\x%02x" % member for member in sorted(members)), at + 1


_RANGE = re.compile(rb"-[^\]]", re.DOTALL)
_NAMED = re.compile(rb"\[:([^\]]*):\]")
_CLASSES = {
    b"alnum": (string.digits + string.ascii_letters).encode(),
    b"alpha": string.ascii_letters.encode(),
    b"blank": b" \t",
    b"cntrl": bytes([*range(32), 127]),
    b"digit": string.digits.encode(),
    b"graph": bytes(range(33, 127)),
    b"lower": string.ascii_lowercase.encode(),
    b"print": bytes(range(32, 127)),
    b"punct": string.punctuation.encode(),
    b"space": b" \t\n\r",
    b"upper": string.ascii_uppercase.encode(),
    b"xdigit": string.hexdigits.encode(),
}
