"""What holds for the symbols of any text in any language, however broken the text is.

Each sample is cut, shortened and spoilt at a random byte, as typing would do.
"""

from __future__ import annotations

import time
import tracemalloc
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from snippet_lsp.errors import ExtractionError
from snippet_lsp.files.lines import LineIndex
from snippet_lsp.syntax import extract, language_of
from snippet_lsp.syntax.documentation import clean
from snippet_lsp.syntax.parse import parse
from snippet_lsp.types import Symbol, SymbolKind

GOLDEN = Path(__file__).parent / "golden"
SAMPLES = sorted(path for path in GOLDEN.glob("sample.*") if path.suffix != ".symbols")

SPOILERS = (
    *("(", ")", "{", "}", "[", "<", '"', "'", "`", '"""', "/*", "*/", "--[[", "{-", "#", "//"),
    *("\n", "\r", "\r\n", "\t", "\x00", "\ufeff", "\u2028", "é", "😀", "=", "=>", "->", ":", ";"),
    *("end", "class ", "def ", "function ", "fn ", "struct X ", "@", "\\", "$", "x" * 50),
)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.name)
@given(
    at=st.integers(0, 20_000),
    removed=st.integers(0, 200),
    inserted=st.one_of(st.sampled_from(SPOILERS).map(str.encode), st.binary(max_size=8)),
    keeps_rest=st.booleans(),
)
@example(at=0, removed=0, inserted=b"", keeps_rest=True)
@settings(max_examples=25)
def test_symbols_of_a_spoilt_sample(
    sample: Path, at: int, removed: int, inserted: bytes, keeps_rest: bool
) -> None:
    text = sample.read_bytes()
    at %= len(text) + 1
    rest = text[at + removed :] if keeps_rest else b""
    check_symbols(text[:at] + inserted + rest, sample.name)


@pytest.mark.parametrize("length", [45, 5_000])
@pytest.mark.parametrize("run", ["-", "=", "*", "#", "/", " ", "\t", "<", "{@"])
def test_a_long_run_in_a_comment_is_read_in_linear_time(run: str, length: int) -> None:
    started = time.process_time()
    clean(f"// x {run * length} y z")
    clean(f"/* x {run * length} y z */")
    assert time.process_time() - started < 0.5


def test_a_parser_that_has_lost_its_way_is_stopped() -> None:
    # The TSX grammar makes something of nothing without end.
    endless = "x = (" + 40 * "\n" + "}"
    started = time.process_time()
    with pytest.raises(ExtractionError):
        extract(endless.encode(), "tsx", "a.tsx")
    # So it does over the lines that open and close a block, when those are read alone.
    inner = "".join(f"    <Item number={{{n}}} />\n" for n in range(40))
    source = f"function App() {{\n  return (\n{inner}  }}\n}}\n\nfunction after() {{}}\n"
    names = [symbol.name for symbol in extract(source.encode(), "tsx", "a.tsx")]
    assert "after" in names
    assert time.process_time() - started < 5


def test_texts_that_were_parsed_are_let_go_of() -> None:
    text = b"value = 1\n" * 20_000
    parse(text, "python", 10)
    tracemalloc.start()
    for _ in range(5):
        parse(text, "python", 10)
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert held < len(text)


def check_symbols(source: bytes, path: str) -> None:
    language = language_of(path)
    assert language is not None
    symbols = extract(source, language.name, path)
    assert extract(source, language.name, path) == symbols
    assert bool(symbols) == bool(source.strip())
    lines = LineIndex(source)
    for symbol in symbols:
        check_places(symbol, source, lines)
        assert symbol.name
        assert "\n" not in symbol.signature
        assert symbol.language == language.name
    spans = [symbol.span for symbol in symbols]
    for before, after in pairwise(spans):
        assert (before.start, -before.end) <= (after.start, -after.end), "outermost first"


def check_places(symbol: Symbol, source: bytes, lines: LineIndex) -> None:
    start, end = symbol.span
    assert 0 <= start <= end <= len(source)
    assert symbol.range == lines.range(symbol.span)
    name = symbol.name_range
    assert symbol.range.start <= name.start <= name.end <= symbol.range.end
    if symbol.kind.is_callable:
        assert symbol.code == source[start:end].decode("utf-8", "replace")
    if symbol.kind is not SymbolKind.MODULE and name.start != name.end and valid(source):
        named = source[offset(lines, name.start) : offset(lines, name.end)].decode()
        assert symbol.name in named


def offset(lines: LineIndex, position: tuple[int, int, int, int]) -> int:
    return lines.offset(position[0], position[1], "utf-8")


def valid(source: bytes) -> bool:
    try:
        source.decode()
    except UnicodeDecodeError:
        return False
    return True
