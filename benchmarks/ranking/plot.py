"""Calibration as a picture: an SVG of how often hits are right against what they are shown with."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from .calibration import EDGES, Values

_SIZE, _MARGIN = 400, 50
_LARGEST = 18.0
"""Radius of the dot that stands for the most hits."""

Bin = tuple[float, float, int]
"""The mean of what some hits are shown with, the share of them that is right, and their number."""


def bins(shown: Values, right: Values) -> Iterator[Bin]:
    """The hits in steps of ten percent."""
    for low, high in pairwise(EDGES):
        inside = (shown >= low) & ((shown < high) | (high == 1.0))
        if inside.any():
            yield float(shown[inside].mean()), float(right[inside].mean()), int(inside.sum())


def write_plot(file: Path, shown: Values, right: Values) -> None:
    """A dot a step, as large as its hits are many; on the diagonal percentages are right."""
    steps = list(bins(shown, right))
    most = max(count for *_, count in steps)
    end = _MARGIN + _SIZE
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {end + 20} {end + 20}" '
        'font-family="sans-serif" font-size="12">',
        '<rect width="100%" height="100%" fill="white"/>',
        f'<path d="M{_MARGIN} 20V{_SIZE + 20}H{end}" fill="none" stroke="black"/>',
        f'<path d="M{_MARGIN} {_SIZE + 20}L{end} 20" stroke="gray" stroke-dasharray="4"/>',
        f'<text x="{_MARGIN + _SIZE // 2}" y="{end + 10}" text-anchor="middle">shown</text>',
        '<text x="5" y="14">right</text>',
    ]
    for value in EDGES[::2]:
        x, y = _place(value, value)
        lines += [
            f'<text x="{x:.0f}" y="{_SIZE + 36}" text-anchor="middle">{value:.0%}</text>',
            f'<text x="{_MARGIN - 6}" y="{y + 4:.0f}" text-anchor="end">{value:.0%}</text>',
        ]
    for mean, share, count in steps:
        x, y = _place(mean, share)
        radius = 2 + (_LARGEST - 2) * (count / most) ** 0.5
        lines.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="steelblue" '
            f'fill-opacity="0.7"><title>{count} hits, shown {mean:.0%}, right {share:.0%}'
            "</title></circle>"
        )
    file.write_text("\n".join([*lines, "</svg>\n"]), "utf-8")


def _place(shown: float, right: float) -> tuple[float, float]:
    return _MARGIN + _SIZE * shown, 20 + _SIZE * (1 - right)
