"""Bytes to symbols: the language registry, one query file a language, and extraction.

Owns everything that knows tree-sitter. Does not read files and does not know what a symbol is
used for.
"""

from .extract import extract
from .incremental import Extraction, extract_next
from .languages import HEAD, LANGUAGES, Language, language_of, may_hold_code

__all__ = [
    "HEAD",
    "LANGUAGES",
    "Extraction",
    "Language",
    "extract",
    "extract_next",
    "language_of",
    "may_hold_code",
]
