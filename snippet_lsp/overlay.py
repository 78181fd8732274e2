"""Open buffers to what the index needs of them, each state from the one before.

An edit costs a reparse and the bags of the symbols whose text it changed. Knows no files and no
snapshots; which buffers are searched, and when, is decided elsewhere.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace

from .encoder.bag import Bag, bag_of
from .errors import ExtractionError
from .files.contents import content_hash, is_generated, is_minified
from .files.reasons import Reason
from .index.columns import IndexedFile
from .reader import ReadFile
from .syntax import HEAD, Extraction, extract_next, language_of
from .types import Symbol

log = logging.getLogger(__name__)

_Text = tuple[str, str, str, str, str]
"""What a symbol's bag depends on."""


@dataclass(frozen=True, slots=True)
class Overlay:
    """One state of an open buffer."""

    read: ReadFile
    _extraction: Extraction
    _known: dict[_Text, tuple[Bag, bytes]]
    """Bags and their keys."""


class Overlays:
    """The open buffers that are searched, and why others are not."""

    def __init__(self) -> None:
        self.left_out: dict[str, str] = {}
        """Why buffers are not searched that would be if they said something else, by path."""
        self._overlays: dict[str, Overlay] = {}

    def read(self, path: str, source: bytes, max_size: int) -> ReadFile | None:
        """Take apart the text of a buffer; None where it is not to be searched."""
        before, reason = self._overlays.pop(path, None), ""
        if len(source) > max_size:
            reason = Reason.TOO_LARGE.value
        elif is_minified(source):
            reason = Reason.MINIFIED.value
        else:
            try:
                if (overlay := read_overlay(path, source, before)) is not None:
                    self._overlays[path] = overlay
            except ExtractionError as error:
                reason = str(error)
            except MemoryError:
                raise
            except Exception:  # As for a file, a text that nobody thought of costs one buffer.
                log.exception("%s (open buffer) cannot be taken apart", path)
                reason = "taking it apart failed; the log says how"
        if reason and reason != self.left_out.get(path):
            log.info("%s (open buffer) is not searched: %s", path, reason)
        self.left_out.pop(path, None)
        if reason:
            self.left_out[path] = reason
        return self._overlays[path].read if path in self._overlays else None

    def drop(self, path: str) -> None:
        """Forget a buffer."""
        self._overlays.pop(path, None)
        self.left_out.pop(path, None)


def read_overlay(path: str, source: bytes, before: Overlay | None) -> Overlay | None:
    """Take apart a buffer's text (UTF-8), given an earlier state of it, as `read_source` does.

    None in no registered language. Raises ExtractionError.
    """
    language = language_of(path, source[:HEAD])
    if language is None:
        return None
    if before is not None and before.read.file.language != language.name:
        before = None
    earlier = before._extraction if before else None
    extraction = extract_next(source, language.name, path, earlier)
    known = before._known if before else {}
    now: dict[_Text, tuple[Bag, bytes]] = {}
    bags: list[Bag] = []
    keys: list[bytes] = []
    for symbol in extraction.symbols:
        text = _text_of(symbol)
        if text not in now:
            if text in known:
                now[text] = known[text]
            else:
                bag = bag_of(symbol)
                now[text] = bag, bag.key
        bag, key = now[text]
        bags.append(bag)
        keys.append(key)
    file = IndexedFile(path, content_hash(source), language.name, is_generated(source))
    symbols = tuple(replace(symbol, code="") for symbol in extraction.symbols)
    read = ReadFile(file, symbols, tuple(bags), tuple(keys), len(source))
    return Overlay(read, extraction, now)


def _text_of(symbol: Symbol) -> _Text:
    return symbol.name, symbol.container, symbol.signature, symbol.documentation, symbol.code
