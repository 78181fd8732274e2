"""Open buffers as they are searched: a segment for the one being typed in, and one for the others.

Never written to disk, and never merged with what is.
"""

from __future__ import annotations

import numpy as np

from .index.merging import merge_segments
from .index.segment import FloatArray, Segment
from .index.snapshot import LivingSegment, whole


class Shown:
    """The segments of open buffers."""

    def __init__(self) -> None:
        self._segments: dict[str, Segment] = {}
        """A segment of one file for each buffer that can be searched; the last shown comes last."""
        self._others: tuple[tuple[Segment, ...], LivingSegment] | None = None

    def show(self, path: str, segment: Segment) -> None:
        """Search a buffer."""
        self._segments.pop(path, None)
        self._segments[path] = segment

    def drop(self, path: str) -> None:
        """Search a buffer no more."""
        self._segments.pop(path, None)

    def vectors(self, path: str) -> dict[bytes, FloatArray]:
        """The vectors of a buffer, by key."""
        segment = self._segments.get(path)
        if segment is None:
            return {}
        return {
            key.tobytes(): vector for key, vector in zip(segment.keys, segment.vectors, strict=True)
        }

    def segments(self) -> tuple[LivingSegment, ...]:
        """All of them, as few segments."""
        if not self._segments:
            return ()
        *others, last = self._segments.values()
        if not others:
            return (whole(last),)
        if self._others is None or self._others[0] != tuple(others):
            parts = [(one, np.ones(len(one.files), np.bool_)) for one in others]
            self._others = (tuple(others), whole(merge_segments(parts)))
        return (self._others[1], whole(last))
