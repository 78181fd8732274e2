"""The console command `snippet-lsp`, and `python -m snippet_lsp`."""

from __future__ import annotations

import sys
from typing import NoReturn


def main() -> NoReturn:
    """Do what the arguments say. What editors start does not wait for a parser of arguments."""
    if sys.argv[1:] in (["serve"], ["serve", "--stdio"]):
        from .server import serve

        sys.exit(serve())
    from .cli import main

    main()


if __name__ == "__main__":
    main()
