"""Preprocessor macros that the grammars of C and C++ cannot read, blanked before parsing.

A grammar sees `class API Widget : Base {` or a lone `BEGIN_NAMESPACE` as broken code and loses what
stands around it. Macros are told by their capitals and by their place; each becomes as many spaces,
so that every offset stays. Names and signatures are cut from the original text.
"""

from __future__ import annotations

import re

_DIRECTIVE = rb"\#(?:[^\\\n]|\\\r?\n|\\.)*"
"""Consumed whole, so that nothing in it is blanked."""

_MACROS = rb"((?:[A-Z][A-Z0-9_]{2,}[ \t]+)+)"
_SPECIFIERS = rb"(?:(?:static|inline|virtual|explicit|friend|constexpr|extern)[ \t]+)*"

_BEFORE_TYPE_AND_NAME = _SPECIFIERS + _MACROS + rb"(?=[A-Za-z_][\w:<>,&*\ \t]*?[&*\ \t][~A-Za-z_])"

_BEFORE_NAME = _SPECIFIERS + _MACROS + rb"(?=~?\w+[ \t]*\()"

_BEFORE_CLASS_NAME = rb"(?:class|struct|union)[ \t]+" + _MACROS + rb"(?=\w[\w:<>,\ \t]*(?:\n\s*)?[:{])"

_CALL_ON_A_LINE = rb"""
    ([A-Z][A-Z0-9_]{2,}\((?:[^()\n]|\([^()\n]*\))*\))[ \t\r]*(?=\n\s*[A-Za-z_~\#}/\[])
"""
"""`DECLARE_PRIVATE(Widget)` without a semicolon, where the next line starts anew."""

_ALONE_ON_A_LINE = rb"([A-Z][A-Z0-9_]{2,})[ \t\r]*$"

_ACCESS = rb"(?:public|protected|private)([ \t]+\w+)[ \t]*:"


def _starting_lines(*patterns: bytes) -> re.Pattern[bytes]:
    """A line, or what follows `template <…>` on it, that starts with one of the patterns."""
    starts = rb"(?:(?<![(,=|&?+<\-]\n)^|>)[ \t]*(?:" + b"|".join(patterns) + b")"
    return re.compile(starts, re.MULTILINE | re.VERBOSE)


# In C the last word before a name must stay: a function without a type is not parsed.
_C = _starting_lines(_DIRECTIVE, _CALL_ON_A_LINE, _BEFORE_TYPE_AND_NAME)
_CPP = _starting_lines(
    _DIRECTIVE,
    _CALL_ON_A_LINE,
    _ALONE_ON_A_LINE,
    _BEFORE_TYPE_AND_NAME,
    _BEFORE_NAME,
    _BEFORE_CLASS_NAME,
    _ACCESS,
)


def blank_c(source: bytes) -> bytes:
    """C source of the same length, with the macros that its grammar cannot read as spaces."""
    return _C.sub(_blank, source)


def blank_cpp(source: bytes) -> bytes:
    """C++ source of the same length, with the macros that its grammar cannot read as spaces."""
    return _CPP.sub(_blank, source)


def _blank(match: re.Match[bytes]) -> bytes:
    if match.lastindex is None:
        return match[0]
    start, end = (offset - match.start() for offset in match.span(match.lastindex))
    return match[0][:start] + b" " * (end - start) + match[0][end:]
