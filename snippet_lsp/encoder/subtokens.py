"""Text to subtokens: the lower-cased pieces that identifiers and prose have in common.

Owns how words are cut. Does not know any vocabulary and drops no word for being common.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from functools import lru_cache

LONGEST = 40
"""Letters past which a piece is no word: minified code, encoded data."""

_LONGEST_NUMBER = 8

# "URLs" is one word, "HTTPServer" two; the "2d" of "conv2d" says more than its parts.
_ASCII_PIECE = re.compile(
    r"[A-Z]{2,}s(?![a-z])|[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[1-9][dD](?![a-z])|[0-9]+"
)
_ASCII_WORD = re.compile(r"[A-Za-z0-9]+")
_WORD = re.compile(r"[^\W_]+")
_BLOB_LENGTH = 48
_BLOB = re.compile(rf"[A-Za-z0-9+/=]{{{_BLOB_LENGTH},}}|[0-9a-fA-F]{{24,}}")
_SEPARATORS = re.compile(r"[+/=]")


def subtokens(text: str) -> list[str]:
    """The pieces of `text` in order, cut at case changes, digits, `_`, space and punctuation.

    Letters of every script are kept. Encoded data (hex, base64) and overlong pieces are left out.
    """
    words, cut = _words(text)
    return [piece for word in words for piece in cut(word)]


def count_subtokens(text: str) -> dict[str, int]:
    """How often each of the `subtokens` of `text` occurs in it."""
    words, cut = _words(text)
    counts: dict[str, int] = {}
    for word, count in Counter(words).items():
        for piece in cut(word):
            counts[piece] = counts.get(piece, 0) + count
    return counts


def _words(text: str) -> tuple[list[str], Callable[[str], tuple[str, ...]]]:
    """The words of `text` and what cuts them; long ones are not kept in memory."""
    cut: Callable[[str], tuple[str, ...]] = _pieces_again
    if len(text) > _BLOB_LENGTH and max(map(len, text.split()), default=0) > _BLOB_LENGTH:
        text, cut = _BLOB.sub(_without_data, text), _pieces
    return (_ASCII_WORD if text.isascii() else _WORD).findall(text), cut


def _pieces(word: str) -> tuple[str, ...]:
    """The pieces of a word without `_`, in lower case."""
    pieces = _ASCII_PIECE.findall(word) if word.isascii() else _cut(word)
    return tuple(
        piece
        for piece in map(str.lower, pieces)
        if len(piece) <= _LONGEST_NUMBER or (len(piece) <= LONGEST and not piece.isdigit())
    )


_pieces_again = lru_cache(maxsize=1 << 15)(_pieces)


def _without_data(match: re.Match[str]) -> str:
    """Nothing for encoded data; itself for a long path or a very long name."""
    run = match[0]
    if "/" in run and max(map(len, _SEPARATORS.split(run))) < _BLOB_LENGTH // 2:
        return run
    changes = len(_ASCII_PIECE.findall(run))
    return run if changes * 5 < len(run) and not run.isdigit() else " "


def _cut(word: str) -> list[str]:
    """A word with letters outside ASCII, cut by the same rules."""
    pieces: list[str] = []
    start = 0
    for i in range(1, len(word)):
        before, here = word[i - 1], word[i]
        after = word[i + 1 : i + 2]
        digit_edge = before.isdigit() != here.isdigit()
        rises = before.islower() and here.isupper()
        acronym_ends = before.isupper() and here.isupper() and after.islower()
        if digit_edge or rises or acronym_ends:
            pieces.append(word[start:i])
            start = i
    pieces.append(word[start:])
    return pieces
