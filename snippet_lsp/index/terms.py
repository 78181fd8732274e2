"""Words as the lexical index has them, and the tables in which they are looked up.

A term is a word without its ending, so that "parsing" finds `parse`. A table is sorted by keys, so
that neither loading nor looking up makes an object for each of its texts.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

import numpy as np
import numpy.typing as npt
import Stemmer

from ..texts import Texts

KeyArray = npt.NDArray[np.uint64]

_MOST_CACHED = 500_000
_LONGEST = 255

_stems: dict[str, str] = {}
_local = threading.local()


@dataclass(frozen=True, slots=True, eq=False)
class Terms:
    """Distinct terms in the order of their keys: by length, then in no order."""

    texts: Texts
    keys: KeyArray
    """[terms], ascending: the length in the first byte, then 7 bytes of hash."""
    checks: KeyArray
    """[terms]: 8 other bytes of hash; ascending where keys are equal."""

    def __len__(self) -> int:
        return len(self.keys)

    def __iter__(self) -> Iterator[str]:
        return iter(self.texts)

    def __contains__(self, term: str) -> bool:
        return self.place(term) is not None

    def place(self, term: str) -> int | None:
        """The place of a term, if it is one of these."""
        return place_of(self.keys, self.texts, term)


def place_of(
    keys: KeyArray, texts: Texts, text: str, order: npt.NDArray[np.int32] | None = None
) -> int | None:
    """The place of a text among others, given the keys of these in ascending order.

    `order` are the places in `texts` of what the keys are of, if those are not in the same order.
    """
    raw, key = _key_of(text)
    at = int(keys.searchsorted(key))
    while at < len(keys) and keys[at] == key:
        place = at if order is None else int(order[at])
        if texts.raw(place) == raw:
            return place
        at += 1
    return None


def keys_of(texts: Sequence[str]) -> tuple[KeyArray, KeyArray]:
    """[texts]: keys and checks, which are equal together for equal texts only."""
    digests = b"".join([_digest(text.encode("utf-8", "replace")) for text in texts])
    hashes = np.frombuffer(digests, "<u8").reshape(-1, 2)
    lengths = np.fromiter(map(len, texts), np.uint64, len(texts))
    shift = np.uint64(56)
    keys = np.minimum(lengths, np.uint64(_LONGEST)) << shift | hashes[:, 0] >> np.uint64(8)
    return keys, hashes[:, 1].astype(np.uint64)


def lengths_of(keys: KeyArray) -> npt.NDArray[np.int16]:
    """[terms]: how many characters each has, as far as its key says."""
    return (keys >> np.uint64(56)).astype(np.int16)


def term_of(word: str) -> str:
    """The Porter2 stem of a lower-case subtoken, of whatever natural language it is."""
    stem = _stems.get(word)
    if stem is None:
        if len(_stems) > _MOST_CACHED:
            _stems.clear()
        stem = _stems[word] = _stemmer().stemWord(word)
    return stem


@lru_cache(maxsize=1 << 14)
def _key_of(text: str) -> tuple[bytes, np.uint64]:
    keys, _ = keys_of([text])
    return text.encode("utf-8", "replace"), keys[0]


def _digest(raw: bytes) -> bytes:
    return blake2b(raw, digest_size=16).digest()


def _stemmer() -> Stemmer.Stemmer:
    """This thread's stemmer: one must not be used by two."""
    if not hasattr(_local, "stemmer"):
        _local.stemmer = Stemmer.Stemmer("english", 0)
    stemmer: Stemmer.Stemmer = _local.stemmer
    return stemmer
