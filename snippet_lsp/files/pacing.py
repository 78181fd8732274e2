"""When all of a folder is worth comparing with the index, because events get lost. Pure functions.

Comparing takes time in proportion to the number of files, so the pause after it is in proportion to
what it took. Where nothing happens nothing is compared.
"""

from __future__ import annotations

from dataclasses import dataclass

NEVER = float("inf")

_AFTER_ACTIVITY = (120.0, 200.0)
_AFTER_RETURN = (15.0, 50.0)
_WITHOUT_WATCH = (5.0, 50.0)
"""The pause after a comparison: at least so many seconds, and so many times what it took."""

LONGEST_PAUSE = 300.0
"""Seconds between two comparisons where nothing reports changes, however few there are."""
_MOST_DOUBLINGS = 10


@dataclass(frozen=True, slots=True)
class Comparison:
    """One of all of the disk with the index."""

    began: float
    """Seconds on the monotonic clock."""
    took: float
    """Seconds."""
    found: int
    """Files that were not as the index had them."""


@dataclass(frozen=True, slots=True)
class Signs:
    """Of somebody being there. Seconds on the monotonic clock."""

    activity: float = 0.0
    """When something was last asked, edited or seen to change."""
    came_back: float = 0.0
    """When somebody last saved a file, or turned to the editor's window."""


def due(last: Comparison, signs: Signs, is_watched: bool, in_vain: int) -> float:
    """When the next comparison is due, or NEVER.

    `in_vain` counts the last comparisons in a row that have found nothing.
    """
    times = [NEVER]
    if signs.came_back > last.began:
        times.append(_after(last, _AFTER_RETURN))
    if signs.activity > last.began:
        times.append(_after(last, _AFTER_ACTIVITY))
    if not is_watched:
        pause = _after(last, _WITHOUT_WATCH) - last.began
        doublings = 0 if signs.activity > last.began else min(in_vain, _MOST_DOUBLINGS)
        times.append(last.began + max(pause, min(LONGEST_PAUSE, pause * 2**doublings)))
    return min(times)


def _after(last: Comparison, pause: tuple[float, float]) -> float:
    least, times = pause
    return last.began + max(least, times * last.took)
