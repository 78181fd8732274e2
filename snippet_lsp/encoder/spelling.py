"""Words that a word with a slip in it could stand for.

Owns what counts as a slip and how likely each is. Knows no snapshot: what words there are, and how
common each is, comes from the caller.

A slip is a letter left out, put in or taken for another, or two neighbours swapped: the optimal
string alignment distance counts them (Damerau, A technique for computer detection and correction of
spelling errors, 1964). Guesses are weighed as by a noisy channel: how common a word is times how
likely the slip (Kernighan, Church and Gale, A spelling correction program, 1990).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ..texts import Texts, build_texts

SHORTEST = 3
"""Letters; shorter words are abbreviations more often than slips."""
LONG = 8
"""Letters from which two slips are thought of."""

SLIP = 1e-3
"""Likelihood of one slip that fingers make, beside that of a word spelt as it is."""
ODD = 0.1
"""Factor for another one: a letter that is far from those on the keyboard (QWERTY)."""
FIRST_LETTER = 0.2
"""Factor for a slip in the first letter, which people seldom make; never beside another slip."""
JOIN = 0.05
"""Likelihood that two words are written as one."""
NOVEL = 0.01
"""Likelihood of a word that nobody knows, to be shared by all that have as many letters."""

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_PLACES = {key: (2 * x + y, 2 * y) for y, row in enumerate(_ROWS) for x, key in enumerate(row)}
_BITS = np.zeros(128, np.uint32)
_BITS[ord("a") : ord("z") + 1] = 1 << np.arange(26, dtype=np.uint32)
_BITS[ord("0") : ord("9") + 1] = 1 << (26 + np.arange(10, dtype=np.uint32) % 5)
_OTHER = np.uint32(1 << 31)
_END = np.uint16(0xFFFE)
"""What follows the last letter of a word."""
_BIT_COUNT = np.array([bin(value).count("1") for value in range(1 << 16)], np.uint8)


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """Some words, kept so that those near to another are found without looking at each."""

    words: Texts
    """By length."""
    lengths: npt.NDArray[np.int16]
    """[words], ascending: characters of each."""
    letters: npt.NDArray[np.uint32]
    """[words]: a bit for each letter that a word has."""

    def near(self, word: str, most: int) -> list[tuple[str, int]]:
        """The words at most `most` slips from `word`, each with their number."""
        wanted = _codes(word)
        bounds = np.array([len(word) - most, len(word) + most + 1], self.lengths.dtype)
        first, end = self.lengths.searchsorted(bounds).tolist()
        # A slip brings in one letter and takes away one.
        others = self.letters[first:end] ^ np.bitwise_or.reduce(_bits(wanted))
        differing = _BIT_COUNT[others & 0xFFFF] + _BIT_COUNT[others >> 16]
        places = first + np.flatnonzero(differing <= 2 * most)
        slips = self._slips(wanted, places, most)
        close = slips <= most
        return [
            (self.words[place], count)
            for place, count in zip(places[close].tolist(), slips[close].tolist(), strict=True)
        ]

    def has_beginning(self, word: str) -> bool:
        """Whether a word begins so."""
        return f"\n{word}".encode("utf-8", "replace") in self.words.arena.tobytes()

    def _slips(
        self, wanted: npt.NDArray[np.uint16], places: npt.NDArray[np.int64], most: int
    ) -> npt.NDArray[np.int8]:
        """Distances of the words at `places`, those past `most` being any number past it."""
        width = len(wanted) + most
        found = self._letters_of(places, width)
        far = np.int8(most + 1)
        # rows[i][j]: slips between the first i letters of `wanted` and the first j of each word.
        row = before = np.full((width + 1, len(places)), far, np.int8)
        row[: most + 1] = np.arange(most + 1, dtype=np.int8)[:, None]
        for i, letter in enumerate(wanted, 1):
            here = np.full_like(row, far)
            if i <= most:
                here[0] = i
            for j in range(max(1, i - most), min(width, i + most) + 1):
                best = row[j - 1] + (found[:, j - 1] != letter)
                np.minimum(best, row[j] + 1, out=best)
                np.minimum(best, here[j - 1] + 1, out=best)
                if i > 1 and j > 1:
                    swapped = (found[:, j - 1] == wanted[i - 2]) & (found[:, j - 2] == letter)
                    best = np.where(swapped, np.minimum(best, before[j - 2] + 1), best)
                np.minimum(best, far, out=here[j])
            before, row = row, here
        return row[self.lengths[places], np.arange(len(places))]

    def _letters_of(self, places: npt.NDArray[np.int64], width: int) -> npt.NDArray[np.uint16]:
        """[places, width]: the first characters of some words; those past 16 bits are one."""
        starts, arena = self.words.starts, self.words.arena
        at = starts[places, None] + np.arange(width)
        inside = at < starts[places + 1, None] - 1
        found = np.where(inside, arena[np.minimum(at, len(arena) - 1)], _END)
        for number in np.flatnonzero(self.letters[places] & _OTHER).tolist():
            codes = _codes(self.words[places[number]])[:width]
            found[number, : len(codes)] = codes
            found[number, len(codes) :] = _END
        return found


@dataclass(frozen=True, slots=True)
class Guess:
    """A word that could have been meant."""

    word: str
    sureness: float
    """0 to 1; all guesses for a word make 1 at most."""


def build_lexicon(words: Iterable[str]) -> Lexicon:
    """The lexicon of some words, none of which is empty or holds a newline."""
    kept = sorted(words, key=len)
    lengths = np.array([len(word) for word in kept], np.int16)
    return Lexicon(build_texts(kept), lengths, letters_of(kept))


def letters_of(words: Sequence[str]) -> npt.NDArray[np.uint32]:
    """[words]: a bit for each letter that a word has; none holds a newline."""
    if not words:
        return np.zeros(0, np.uint32)
    bits = _bits(_codes("\n".join((*words, ""))))
    sizes = np.fromiter(map(len, words), np.int64, len(words))
    letters: npt.NDArray[np.uint32] = np.bitwise_or.reduceat(bits, np.cumsum(sizes + 1) - sizes - 1)
    return letters


def may_be_slip(word: str) -> bool:
    """Whether a word is of a kind that is ever corrected: letters, and enough of them."""
    return len(word) >= SHORTEST and word.isascii() and word.isalpha()


def guesses(
    word: str,
    near: Iterable[tuple[str, int]],
    commonness: Callable[[str], float],
    as_typed: float = 0.0,
) -> list[Guess]:
    """What a word could have been meant for, likeliest first; nothing if for itself.

    `near` are known words with their number of slips from it; `commonness` is the share of a known
    word among all, and `as_typed` how likely this one is. A word that is more likely two known ones
    in one has no guesses.
    """
    likely = {
        known: commonness(known) * _likelihood(word, known, slips) for known, slips in near if slips
    }
    as_typed = max(as_typed, NOVEL * 26.0 ** -len(word))
    total = sum(likely.values()) + as_typed
    best = max(likely.values(), default=0.0)
    if best < max(as_typed, _as_two(word, commonness)):
        return []
    ordered = sorted(likely.items(), key=lambda item: (-item[1], item[0]))
    return [Guess(known, value / total) for known, value in ordered]


def _likelihood(word: str, known: str, slips: int) -> float:
    if slips > 1:
        return SLIP**slips if word[:1] == known[:1] else 0.0
    likelihood = SLIP if _is_common_slip(word, known) else SLIP * ODD
    return likelihood if word[:1] == known[:1] else FIRST_LETTER * likelihood


def _is_common_slip(word: str, known: str) -> bool:
    """Whether two letters are swapped, or one left out, doubled or taken for one beside it."""
    if len(word) < len(known):
        return True
    pairs = zip(word, known, strict=False)
    at = next((i for i, (here, there) in enumerate(pairs) if here != there), len(known))
    if len(word) > len(known):
        return word[at] == word[at - 1 : at] or _are_beside(word[at], word[at - 1 : at + 2 : 2])
    swapped = word[at + 1 : at + 2] == known[at] and known[at + 1 : at + 2] == word[at]
    return swapped or _are_beside(word[at], known[at])


def _are_beside(letter: str, others: str) -> bool:
    """Whether a letter is next to one of `others` on the keyboard."""
    x, y = _PLACES.get(letter, (-9, -9))
    near = (_PLACES.get(other, (99, 99)) for other in others)
    return any(abs(x - u) + abs(y - v) <= 3 for u, v in near)


def _as_two(word: str, commonness: Callable[[str], float]) -> float:
    """How likely a word is two known ones, of three letters at least, written as one."""
    return JOIN * max(
        (commonness(word[:cut]) * commonness(word[cut:]) for cut in range(3, len(word) - 2)),
        default=0.0,
    )


def _codes(text: str) -> npt.NDArray[np.uint16]:
    codes = np.frombuffer(text.encode("utf-32-le", "replace"), np.uint32)
    return np.minimum(codes, 0xFFFF).astype(np.uint16)


def _bits(codes: npt.NDArray[np.uint16]) -> npt.NDArray[np.uint32]:
    bits = np.where(codes < 128, _BITS[np.minimum(codes, 127)], _OTHER)
    bits[codes == ord("\n")] = 0
    return bits
