"""Questions with one slip of the finger in one word, the same ones every time."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

from snippet_lsp.encoder import base_checkpoint, load_encoder
from snippet_lsp.index import IndexedFile, PreparedFile, empty_snapshot
from snippet_lsp.search import ask

from .tasks import Task

SHORTEST = 4
"""Letters of a word that gets a slip."""

_FIRST_LETTER = 0.1
"""Share of the slips that may fall on a word's first letter, which people seldom get wrong."""

_WORD = re.compile(rf"(?<![^\W_])[A-Za-z]{{{SHORTEST},}}(?![^\W_])")
_KEYBOARD = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


def with_slip(text: str, seed: int = 0) -> str:
    """`text` with two letters swapped, one left out, doubled or taken for one beside it.

    Unchanged if it has no word that is long enough. Another seed makes another slip.
    """
    words = list(_WORD.finditer(text))
    if not words:
        return text
    choice = random.Random(f"{seed} {text}")
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


def corrected(task: Task, queries: Sequence[str]) -> list[str]:
    """The questions as search corrects them in a workspace of the task's functions."""
    encoder = load_encoder(base_checkpoint())
    file = IndexedFile("functions.py", b"", "python", False)
    prepared = PreparedFile(
        file, tuple(task.symbols), tuple(task.bags), encoder.encode_bags(task.bags)
    )
    snapshot = empty_snapshot(encoder).with_files([prepared])
    return [ask(snapshot, query, 1).correction or query for query in queries]
