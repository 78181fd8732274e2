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
        seen(window).save(FOLDER / f"vscode-{name}.png", optimize=True)


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
            first, *rest = self.frames
            path = FOLDER / f"vscode-{name}.gif"
            first.save(path, append_images=rest, duration=self.milliseconds, loop=0, optimize=True)


def seen(window: Window) -> Image:
    """What is on the screen, in few colours."""
    from PIL import Image

    whole = Image.open(io.BytesIO(window.page.screenshot()))
    return whole.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
