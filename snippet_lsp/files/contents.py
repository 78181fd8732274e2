"""Bytes on disk to UTF-8 text, and what kind of text it is.

Knows no ignore rules and no syntax. Nothing here raises for broken input: what cannot be indexed
comes back as a `Refusal`.
"""

from __future__ import annotations

import codecs
import errno
import hashlib
import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path

from .reasons import Reason, Refusal

HASH_SIZE = 16
"""Bytes in a content hash."""


@dataclass(frozen=True, slots=True)
class Contents:
    """The text of one file, as an editor would show it."""

    source: bytes
    """UTF-8 without a byte order mark; what had no character is U+FFFD."""
    encoding: str
    """How the file is stored, as Python names it."""


def read(path: Path, limit: int) -> Contents | Refusal:
    """The text of a regular file of at most `limit` bytes, or why it is not indexed."""
    data = read_bytes(path, limit)
    if isinstance(data, Refusal):
        return data
    decoded = decode(data)
    if decoded is None:
        return Refusal(Reason.BINARY, "")
    source, encoding = decoded
    if is_minified(source):
        return Refusal(Reason.MINIFIED, "")
    return Contents(source, encoding)


def content_hash(source: bytes) -> bytes:
    """`HASH_SIZE` bytes that stand for a UTF-8 text; the same for a file and an open buffer."""
    return hashlib.blake2b(source, digest_size=HASH_SIZE).digest()


def read_bytes(path: Path, limit: int) -> bytes | Refusal:
    """The bytes of a regular file, never through a symbolic link and never from a device."""
    # The file may have been replaced since it was listed; opening a fifo must not block.
    flags = os.O_RDONLY | _NO_FOLLOW | _NO_BLOCK | _AS_BYTES
    try:
        descriptor = os.open(path, flags)
        try:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                return Refusal(Reason.SPECIAL, "")
            with os.fdopen(descriptor, "rb", closefd=False) as file:
                data = file.read(limit + 1)
        finally:
            os.close(descriptor)
    except OSError as error:
        if error.errno == errno.ELOOP:
            return Refusal(Reason.SYMLINK, "")
        return Refusal(Reason.UNREADABLE, error.strerror or str(error))
    if len(data) > limit:
        return Refusal(Reason.TOO_LARGE, f"more than {limit:,} bytes")
    return data


_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0)
_NO_BLOCK = getattr(os, "O_NONBLOCK", 0)
_AS_BYTES = getattr(os, "O_BINARY", 0)


def decode(data: bytes) -> tuple[bytes, str] | None:
    """`data` as UTF-8 without a byte order mark, and its encoding; None where it is not text.

    A byte order mark decides, then valid UTF-8, then the coding line that Python, Emacs and Vim
    read, then Windows-1252, which almost everything else turns out to be. UTF-16 without a mark
    counts as binary.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            text = data[len(mark) :].decode(encoding, "replace")
            return None if "\0" in text else (text.encode(), encoding)
    if b"\0" in data:
        return None
    try:
        data.decode()
    except UnicodeDecodeError:
        return _decode_legacy(data)
    return data, "utf-8"


# UTF-32 first: its little-endian mark begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

_CODING_LINE = re.compile(rb"\A(?:[^\r\n]*(?:\r\n|\r|\n))?[^\r\n]*?coding[ \t]*[:=][ \t]*([-\w.]+)")

# Codecs that are no character sets; punycode takes time quadratic in the text.
_NOT_CHARSETS = {"idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape"}


def _decode_legacy(data: bytes) -> tuple[bytes, str]:
    declared = _CODING_LINE.match(data[:1024])
    candidates = [declared[1].decode("ascii", "ignore")] if declared else []
    for name in [*candidates, "cp1252"]:
        if (text := _decoded(data, name)) is not None:
            return text.encode("utf-8", "replace"), name
    return data.decode("latin-1").encode(), "latin-1"


def _decoded(data: bytes, name: str) -> str | None:
    try:
        encoding = codecs.lookup(name).name.replace("_", "-")
        # The declaration could be read as ASCII, so an encoding in which it could not is wrong.
        if encoding in _NOT_CHARSETS or name.encode(encoding) != name.encode("ascii"):
            return None
        return data.decode(encoding)
    except (LookupError, ValueError):
        return None


def is_minified(source: bytes) -> bool:
    """Whether most of a text is program code on very long lines.

    Long lines alone say little: tables, embedded fonts and test vectors have them too. But they
    have none of the words that statements are made of.
    """
    long_lines = b"\n".join(line for line in source.splitlines() if len(line) > _LONG_LINE)
    if 2 * len(long_lines) <= len(source):
        return False
    sample = long_lines[:_SAMPLE]
    blank = sample.count(b" ") + sample.count(b"\t")
    return blank < 0.1 * len(sample) and 200 * len(_STATEMENT.findall(sample)) > len(sample)


# Minified libraries have 15 to 30 such words in 1,000 bytes and 1 to 4 % blanks, data below 2
# words; some minifiers break their lines after 500 bytes.
_LONG_LINE = 250
_SAMPLE = 100_000
_STATEMENT = re.compile(
    rb"=>|(?<![\w'\".$-])"
    rb"(?:break|case|const|else|for|function|if|let|new|return|this|throw|typeof|var|while)\b"
)


def is_generated(source: bytes) -> bool:
    """Whether a comment near the top says that a program wrote the text.

    The phrase must open its line, as it does in headers: generators hold it in their strings.
    """
    return _GENERATED.search(source[:_HEADER]) is not None


_HEADER = 2048
_GENERATED = re.compile(
    rb"""
    ^ [^\w"'`@\r\n]*                                    # comment markers
    (?: (?i:Code\ generated\ .*DO\ NOT\ EDIT)
      | @(?:partially-)?generated\b
      | (?i:auto[ -]?generated)\b
      | (?:Automatically|AUTOMATICALLY)\ (?i:generated)\b  # in the middle of prose: lower case
      | (?:Generated|GENERATED)\ (?i:by|from|using|with)\b
      | (?i:this(?:\ [\w-]+){0,2}?\ (?:class|code|file|header|module|source)
            \ (?:is|was|has\ been)\ (?:an?\ )?(?:auto[ -]?|automatically\ )?generated)\b
      | (?i:this\ is\ an\ (?:auto[ -]?|automatically\ )generated)\b
    )
    """,
    re.MULTILINE | re.VERBOSE,
)
