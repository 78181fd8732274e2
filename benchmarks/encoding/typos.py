"""Questions with one slip of the finger in one word, the same ones every time."""

from __future__ import annotations

import random
import re

SHORTEST = 4
"""Letters of a word that gets a slip."""

_FIRST_LETTER = 0.1
"""Share of the slips that may fall on a word's first letter, which people seldom get wrong."""

_WORD = re.compile(rf"(?<![^\W_])[A-Za-z]{{{SHORTEST},}}(?![^\W_])")
_KEYBOARD = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


def with_slip(text: str) -> str:
    """`text` with two letters swapped, one left out, doubled or taken for one beside it.

    Unchanged if it has no word that is long enough.
    """
    words = list(_WORD.finditer(text))
    if not words:
        return text
    choice = random.Random(text)
    word = choice.choice(words)
    return text[: word.start()] + _slip(word[0], choice) + text[word.end() :]


def _slip(word: str, choice: random.Random) -> str:
    first = 0 if choice.random() < _FIRST_LETTER else 1
    slipped = word
    while slipped == word:
        at = choice.randrange(first, len(word))
        before, letter, after = word[:at], word[at], word[at + 1 :]
        kind = choice.choice(["swap", "drop", "double", "neighbour"])
        if kind == "swap":
            slipped = before + after[:1] + letter + after[1:]
        elif kind == "drop":
            slipped = before + after
        elif kind == "double":
            slipped = before + letter + letter + after
        else:
            slipped = before + choice.choice(neighbours(letter)) + after
    return slipped


def neighbours(letter: str) -> str:
    """The keys around a letter on an American keyboard."""
    row = next(number for number, keys in enumerate(_KEYBOARD) if letter.lower() in keys)
    column = _KEYBOARD[row].index(letter.lower())
    beside = [(row, column - 1), (row, column + 1)]
    above = [(row - 1, column), (row - 1, column + 1)]
    below = [(row + 1, column - 1), (row + 1, column)]
    return "".join(
        _KEYBOARD[y][x]
        for y, x in (*beside, *above, *below)
        if 0 <= y < len(_KEYBOARD) and 0 <= x < len(_KEYBOARD[y])
    )
