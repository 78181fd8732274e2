"""A Neovim screen as an SVG picture, drawn from what is really on the screen."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Any
from xml.sax.saxutils import escape

from .nvim import Nvim

WIDTH, HEIGHT, SIZE = 8.4, 18.0, 14.0
"""Of a cell, and of the letters in it, in pixels."""

FONT = "ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace"


@dataclass(frozen=True, slots=True)
class Look:
    """How a cell is drawn; colours are 24 bits."""

    foreground: int
    background: int
    bold: bool
    italic: bool


def draw(nvim: Nvim) -> str:
    """The screen of a Neovim as it is now."""
    paper, ink, rows = _screen(nvim)
    width, height = len(rows[0]) * WIDTH, len(rows) * HEIGHT
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}"'
        f' width="{width:g}" height="{height:g}" font-family="{FONT}" font-size="{SIZE:g}">',
        f'<rect width="100%" height="100%" fill="{_colour(paper)}"/>',
    ]
    for number, row in enumerate(rows):
        cells = [(text, _look(attributes, ink, paper)) for text, attributes in row]
        column = 0
        for look, run in groupby(cells, key=lambda cell: cell[1]):
            texts = [text for text, _ in run]
            parts += _run(number, column, texts, look, paper)
            column += len(texts)
    return "\n".join([*parts, "</svg>", ""])


def _screen(nvim: Nvim) -> tuple[int, int, list[list[tuple[str, dict[str, Any]]]]]:
    """Background, foreground, and text and attributes of all cells, as the screen is painted."""
    columns, lines = nvim.lua("return { vim.o.columns, vim.o.lines }")
    rows: list[list[tuple[str, dict[str, Any]]]] = []
    colours = {"update_bg": 0xFFFFFF, "update_fg": 0}
    row = column = 0
    attributes: dict[str, Any] = {}
    for name, *calls in nvim.repaint():
        for call in calls:
            if name == "clear":
                rows = [[(" ", {}) for _ in range(columns)] for _ in range(lines)]
            elif name == "cursor_goto":
                row, column = call
            elif name == "highlight_set":
                attributes = call[0]
            elif name == "put" and rows and row < lines and column < columns:
                # Beyond that was an earlier, larger screen.
                rows[row][column] = (call[0], attributes)
                column += 1
            elif name in colours:
                colours[name] = call[0]
    return colours["update_bg"], colours["update_fg"], rows


def _run(row: int, column: int, texts: list[str], look: Look, behind: int) -> list[str]:
    """Cells of one look beside each other."""
    x, y, width = column * WIDTH, row * HEIGHT, len(texts) * WIDTH
    parts = []
    if look.background != behind:
        parts.append(
            f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{HEIGHT:g}"'
            f' fill="{_colour(look.background)}"/>'
        )
    text = "".join(texts)
    if text.strip():
        style = ' font-weight="bold"' * look.bold + ' font-style="italic"' * look.italic
        parts.append(
            f'<text x="{x:g}" y="{y + HEIGHT - 5:g}" textLength="{width:g}" xml:space="preserve"'
            f' fill="{_colour(look.foreground)}"{style}>{escape(text)}</text>'
        )
    return parts


def _look(attributes: dict[str, Any], ink: int, paper: int) -> Look:
    foreground, background = attributes.get("foreground", ink), attributes.get("background", paper)
    if attributes.get("reverse"):
        foreground, background = background, foreground
    bold, italic = attributes.get("bold", False), attributes.get("italic", False)
    return Look(foreground, background, bold, italic)


def _colour(bits: int) -> str:
    return f"#{bits:06x}"
