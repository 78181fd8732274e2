"""Macros that hide definitions from a grammar, blanked before parsing.

In C and C++ a grammar sees `class API Widget : Base {` or a lone `BEGIN_NAMESPACE` as broken code
and loses what stands around it; there macros are told by their capitals and by their place. In Rust
it does not look into `pin_project! { struct … }`. What is blanked becomes as many spaces, so that
every offset stays; names and signatures are cut from the original text.
"""

from __future__ import annotations

import re

_DIRECTIVE = rb"\#(?:[^\\\n]|\\\r?\n|\\.)*"
"""Consumed whole, so that nothing in it is blanked."""

_MACROS = rb"((?:(?:[A-Z][A-Z0-9_]{2,}|__[a-z]\w*(?<!_))[ \t]+)+)"
_SPECIFIERS = rb"(?:(?:static|inline|virtual|explicit|friend|constexpr|extern)[ \t]+)*"

_BEFORE_TYPE_AND_NAME = (
    _SPECIFIERS
    + _MACROS
    + rb"(?=[A-Za-z_](?:[\w:&*\ \t]|<[^<>;{}()\n]{0,200}>)*?[&*\ \t>][~A-Za-z_])"
)

_BEFORE_NAME = _SPECIFIERS + _MACROS + rb"(?=~?\w+[ \t]*\()"

_BEFORE_CLASS_NAME = (
    rb"(?:class|struct|union)[ \t]+" + _MACROS + rb"(?=\w[\w:<>,\ \t]*(?:\n\s*)?[:{])"
)

_CALL_ON_A_LINE = rb"""
    ([A-Z][A-Z0-9_]{2,}\((?:[^()\n]|\([^()\n]*\))*\))[ \t\r]*(?=\n\s*[A-Za-z_~\#}/\[])
"""
"""`DECLARE_PRIVATE(Widget)` without a semicolon, where the next line starts anew."""

_BEFORE_BODY = rb"""
    \)\s*(?:(?:const|final|noexcept|override)\s+)*
    ([A-Z][A-Z0-9_]{2,}(?:\((?:[^()\n]|\([^()\n]*\))*\))?)(?=\s*[{;])
"""
"""`size() const REQUIRES(mutex) {`, `free(void *block) DEALLOCATES;`"""

_ALONE_ON_A_LINE = rb"([A-Z][A-Z0-9_]{2,})[ \t\r]*$"

_ACCESS = rb"(?:public|protected|private)([ \t]+\w+)[ \t]*:"

# Where the line before does not end amid an expression.
_LINE_START = rb"(?<![(,=|&?+<\-]\n)^"


def _macros(start: bytes, *at_start: bytes) -> re.Pattern[bytes]:
    """What stands at a `start`, or before a body."""
    pattern = start + rb"[ \t]*(?:" + b"|".join(at_start) + b")|" + _BEFORE_BODY
    return re.compile(pattern, re.MULTILINE | re.VERBOSE)


# In C the last word before a name must stay: a function without a type is not parsed.
_C = _macros(_LINE_START, _DIRECTIVE, _CALL_ON_A_LINE, _BEFORE_TYPE_AND_NAME)
_CPP = _macros(
    b"(?:" + _LINE_START + b"|>)",  # `>` ends `template <…>`
    _DIRECTIVE,
    _CALL_ON_A_LINE,
    _ALONE_ON_A_LINE,
    _BEFORE_TYPE_AND_NAME,
    _BEFORE_NAME,
    _BEFORE_CLASS_NAME,
    _ACCESS,
)

_MACRO_LINE = re.compile(rb"^([ \t]*)(?:([\w:]+![ \t]*\{)|\})[ \t\r]*$", re.MULTILINE)
_ITEM = re.compile(
    rb"""^[ \t]*(?:pub(?:\([\w:\ ]+\))?[ \t]+)?(?:(?:async|const|unsafe|extern)[ \t]+)*
    (?:enum|fn|impl|macro_rules!|mod|struct|trait|union)\b""",
    re.MULTILINE | re.VERBOSE,
)
_INTERPOLATION = re.compile(rb"(?<![\w(/])#\w")
_DEPTH = 16
"""Macros within macros that are looked into; each level costs a reading of its body."""


def blank_c(source: bytes) -> bytes:
    """C source of the same length, with the macros that its grammar cannot read as spaces."""
    return _C.sub(_blank, source)


def blank_cpp(source: bytes) -> bytes:
    """C++ source of the same length, with the macros that its grammar cannot read as spaces."""
    return _CPP.sub(_blank, source)


def blank_rust(source: bytes) -> bytes:
    """Rust source of the same length, with macros around whole items as spaces.

    Templates of code (`quote! { … }`) hold no items of their own and stay.
    """
    blanked = bytearray(source)
    opened: dict[bytes, re.Match[bytes]] = {}
    for line in _MACRO_LINE.finditer(source):
        if line[2]:
            if len(opened) < _DEPTH:
                opened[line[1]] = line
            continue
        start = opened.pop(line[1], None)
        if start is None or b"quote" in start[2]:
            continue
        body = source[start.end() : line.start()]
        whole = body.count(b"{") == body.count(b"}")
        if whole and _ITEM.search(body) and not _INTERPOLATION.search(body):
            for wrapping in (start, line):
                blanked[wrapping.start() : wrapping.end()] = b" " * len(wrapping[0])
    return bytes(blanked)


def _blank(match: re.Match[bytes]) -> bytes:
    if match.lastindex is None:
        return match[0]
    start, end = (offset - match.start() for offset in match.span(match.lastindex))
    return match[0][:start] + b" " * (end - start) + match[0][end:]
