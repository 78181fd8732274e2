"""The public functions of the running Python's standard library: a pool that everyone has."""

from __future__ import annotations

import sysconfig
from functools import cache
from pathlib import Path

from snippet_lsp.syntax import extract
from snippet_lsp.types import Symbol

from .tasks import code_key

_LEFT_OUT = frozenset(
    """
    __phello__ ensurepip idlelib lib2to3 pydoc_data site-packages test tests tkinter turtledemo
    """.split()
)


@cache
def standard_library() -> dict[str, Symbol]:
    """Functions and methods by "module.qualified_name", in order; equal ones once.

    What a leading underscore marks as private is left out: it is mostly a public function's other
    half, and as good an answer.
    """
    root = Path(sysconfig.get_path("stdlib"))
    found: dict[str, Symbol] = {}
    seen: set[bytes] = set()
    for path in sorted(root.rglob("*.py")):
        relative = path.relative_to(root)
        module = ".".join(relative.with_suffix("").parts).removesuffix(".__init__")
        if not _LEFT_OUT.isdisjoint(relative.parts) or _is_private(module):
            continue
        for symbol in extract(path.read_bytes(), "python", relative.as_posix()):
            key = code_key(symbol)
            is_public = symbol.kind.is_callable and not _is_private(symbol.qualified_name)
            if is_public and key not in seen:
                seen.add(key)
                found.setdefault(f"{module}.{symbol.qualified_name}", symbol)
    return found


def _is_private(name: str) -> bool:
    return any(part.startswith("_") for part in name.split("."))
