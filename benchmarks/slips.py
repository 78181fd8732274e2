"""Slips of the finger: a letter left out, put in or taken for another, or two swapped."""

from __future__ import annotations

import random
import re

SHORTEST = 4
"""Letters of a word that gets a slip."""

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_WORD = re.compile(rf"(?<![^\W_])[A-Za-z]{{{SHORTEST},}}(?![^\W_])")


def with_slip(text: str, choice: random.Random) -> str | None:
    """The text with one slip in one of its words; None if it has no word that is long enough."""
    words = list(_WORD.finditer(text))
    if not words:
        return None
    word = choice.choice(words)
    return text[: word.start()] + _slip(word[0], choice) + text[word.end() :]


def _slip(word: str, choice: random.Random) -> str:
    kind = choice.choice(["left out", "put in", "taken for another", "swapped"])
    while True:
        at = choice.randrange(len(word))
        letter = choice.choice(_LETTERS)
        if kind == "left out":
            slipped = word[:at] + word[at + 1 :]
        elif kind == "put in":
            slipped = word[:at] + letter + word[at:]
        elif kind == "taken for another":
            slipped = word[:at] + letter + word[at + 1 :]
        else:
            slipped = word[:at] + word[at : at + 2][::-1] + word[at + 2 :]
        if slipped != word:
            return slipped
