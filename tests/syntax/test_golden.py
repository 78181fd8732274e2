"""Every language's sample gives exactly the symbols listed beside it.

`golden/NAME.EXT` is a realistic file, `golden/NAME.EXT.symbols` what must be found in it. After a
change that you meant, `UPDATE_GOLDEN=1 pytest tests/syntax` rewrites the lists: read the diff.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from snippet_lsp.syntax import LANGUAGES, extract, language_of
from snippet_lsp.types import Symbol

GOLDEN = Path(__file__).parent / "golden"
SAMPLES = sorted(path for path in GOLDEN.iterdir() if path.suffix != ".symbols")


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.name)
def test_sample_gives_its_symbols(sample: Path) -> None:
    check_symbols(sample)


def test_every_language_has_a_sample() -> None:
    found = {language.name for path in SAMPLES if (language := language_of(path.name))}
    assert found == set(LANGUAGES)


def check_symbols(sample: Path) -> None:
    language = language_of(sample.name)
    assert language is not None
    symbols = extract(sample.read_bytes(), language.name, sample.name)
    listing = "".join(render(symbol) for symbol in symbols)
    expected = sample.with_name(sample.name + ".symbols")
    if os.environ.get("UPDATE_GOLDEN"):
        expected.write_text(listing, "utf-8")
    assert listing == expected.read_text("utf-8")


def render(symbol: Symbol) -> str:
    """`kind qualified.name first-last @name-position`, then signature and documentation if any."""
    start, end = symbol.range
    name = symbol.name_range.start
    lines = [
        f"{symbol.kind.value} {symbol.qualified_name} {start.line + 1}-{end.line + 1}"
        f" @{name.line + 1}:{name.utf16 + 1}"
    ]
    if symbol.signature:
        lines.append(f"    {symbol.signature}")
    lines += [f"    | {line}".rstrip() for line in symbol.documentation.splitlines()]
    return "\n".join(lines) + "\n"
