"""Words as the lexical index has them: without their endings, so that "parsing" finds `parse`."""

from __future__ import annotations

import threading

import Stemmer

_MOST_CACHED = 500_000

_stems: dict[str, str] = {}
_local = threading.local()


def term_of(word: str) -> str:
    """The Porter2 stem of a lower-case subtoken, of whatever natural language it is."""
    stem = _stems.get(word)
    if stem is None:
        if len(_stems) > _MOST_CACHED:
            _stems.clear()
        stem = _stems[word] = _stemmer().stemWord(word)
    return stem


def _stemmer() -> Stemmer.Stemmer:
    """This thread's stemmer: one must not be used by two."""
    if not hasattr(_local, "stemmer"):
        _local.stemmer = Stemmer.Stemmer("english", 0)
    stemmer: Stemmer.Stemmer = _local.stemmer
    return stemmer
