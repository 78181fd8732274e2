"""The functions of the running Python's standard library: a pool that everyone has."""

from __future__ import annotations

import sysconfig
from functools import cache
from pathlib import Path

from snippet_lsp.encoder import bag_of
from snippet_lsp.encoder.pairs import fingerprint
from snippet_lsp.syntax import extract
from snippet_lsp.types import Symbol

_LEFT_OUT = frozenset(
    """
    __phello__ ensurepip idlelib lib2to3 pydoc_data site-packages test tests tkinter turtledemo
    """.split()
)


@cache
def standard_library() -> dict[str, Symbol]:
    """Functions and methods by "module.qualified_name", in order; equal ones once."""
    root = Path(sysconfig.get_path("stdlib"))
    found: dict[str, Symbol] = {}
    seen: set[bytes] = set()
    for path in sorted(root.rglob("*.py")):
        relative = path.relative_to(root)
        if _LEFT_OUT.isdisjoint(relative.parts):
            module = ".".join(relative.with_suffix("").parts).removesuffix(".__init__")
            for symbol in extract(path.read_bytes(), "python", relative.as_posix()):
                key = fingerprint(bag_of(symbol))
                if symbol.kind.is_callable and key not in seen:
                    seen.add(key)
                    found.setdefault(f"{module}.{symbol.qualified_name}", symbol)
    return found
