"""Pictures of the workbench for the documents, taken only if SNIPPET_PICTURES is set."""

from __future__ import annotations

import io
import os
from typing import TYPE_CHECKING

from .install import ROOT

if TYPE_CHECKING:
    from PIL.Image import Image

    from .window import Window

FOLDER = ROOT / "docs" / "images"
WANTED = bool(os.environ.get("SNIPPET_PICTURES"))
COLOURS = 96


def take(window: Window, name: str) -> None:
    """Keep what is on the screen as docs/images/vscode-NAME.png."""
    if WANTED:
        FOLDER.mkdir(parents=True, exist_ok=True)
        in_few_colours([seen(window)])[0].save(FOLDER / f"vscode-{name}.png", optimize=True)


class Recording:
    """Frames that become docs/images/vscode-NAME.gif."""

    def __init__(self) -> None:
        self.frames: list[Image] = []
        self.milliseconds: list[int] = []

    def add(self, window: Window, milliseconds: int = 90) -> None:
        """Show what is on the screen for so long."""
        if WANTED:
            self.frames.append(seen(window))
            self.milliseconds.append(milliseconds)

    def save(self, name: str) -> None:
        if self.frames:
            first, *rest = in_few_colours(self.frames)
            path = FOLDER / f"vscode-{name}.gif"
            first.save(path, append_images=rest, duration=self.milliseconds, loop=0, optimize=True)


def seen(window: Window) -> Image:
    """What is on the screen."""
    from PIL import Image

    return Image.open(io.BytesIO(window.page.screenshot())).convert("RGB")


def in_few_colours(pictures: list[Image]) -> list[Image]:
    """Pictures of one size, all in the same colours: what two have in common is stored once."""
    from PIL import Image

    width, height = pictures[0].size
    all_of_them = Image.new("RGB", (width, height * len(pictures)))
    for place, picture in enumerate(pictures):
        all_of_them.paste(picture, (0, height * place))
    palette = all_of_them.quantize(COLOURS)
    return [one.quantize(palette=palette, dither=Image.Dither.NONE) for one in pictures]
