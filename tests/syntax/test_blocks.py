"""Which parts of a long function are blocks."""

from __future__ import annotations

import time
from textwrap import dedent, indent

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from snippet_lsp.syntax import LANGUAGES, extract
from snippet_lsp.syntax.blocks import LONG
from snippet_lsp.types import Symbol, SymbolKind

# Language: what stands before and after the statements of a function, a statement, and a loop.
LOOPS = {
    "bash": ("f() {", "}", "x=1", "for x in a b; do\n{}\ndone"),
    "c": ("void f(int a) {", "}", "x = 1;", "for (;;) {{\n{}\n}}"),
    "c_sharp": ("class C {\nvoid F() {", "}\n}", "x = 1;", "foreach (var x in y) {{\n{}\n}}"),
    "cpp": ("void f(int a) {", "}", "x = 1;", "for (auto x : y) {{\n{}\n}}"),
    "dart": ("void f(a) {", "}", "x = 1;", "for (var x in y) {{\n{}\n}}"),
    "elixir": ("def f(a) do", "end", "x = 1", "for x <- y do\n{}\nend"),
    "go": ("package p\nfunc f(a int) {", "}", "x = 1", "for _, x := range y {{\n{}\n}}"),
    "haskell": ("f a = do", "", "print a", "forM_ a $ \\x -> do\n{}"),
    "java": ("class C {\nvoid f() {", "}\n}", "x = 1;", "for (int x : y) {{\n{}\n}}"),
    "javascript": ("function f(a) {", "}", "x = 1;", "for (const x of y) {{\n{}\n}}"),
    "julia": ("function f(a)", "end", "x = 1", "for x in y\n{}\nend"),
    "kotlin": ("fun f(a: Int) {", "}", "x = 1", "for (x in y) {{\n{}\n}}"),
    "lua": ("function f(a)", "end", "x = 1", "for x in y do\n{}\nend"),
    "php": ("<?php\nfunction f($a) {", "}", "$x = 1;", "foreach ($y as $x) {{\n{}\n}}"),
    "python": ("def f(a):", "", "x = 1", "for x in y:\n{}"),
    "ruby": ("def f(a)", "end", "x = 1", "y.each do |x|\n{}\nend"),
    "rust": ("fn f(a: i32) {", "}", "x = 1;", "for x in y {{\n{}\n}}"),
    "scala": ("def f(a: Int) = {", "}", "x = 1", "for (x <- y) {{\n{}\n}}"),
    "swift": ("func f(a: Int) {", "}", "x = 1", "for x in y {{\n{}\n}}"),
    "tsx": ("function f(a) {", "}", "x = 1;", "for (const x of y) {{\n{}\n}}"),
    "typescript": ("function f(a) {", "}", "x = 1;", "for (const x of y) {{\n{}\n}}"),
    "zig": ("fn f(a: i32) void {", "}", "x = 1;", "for (y) |x| {{\n{}\n}}"),
}
MARKS = {
    "--": ("haskell", "lua"),
    "#": ("bash", "elixir", "julia", "python", "ruby"),
}
FILLER = 20


def test_every_language_is_tried() -> None:
    assert set(LOOPS) == set(LANGUAGES)


@pytest.mark.parametrize("language", LOOPS)
def test_a_loop_is_a_block(language: str) -> None:
    (found,) = blocks_of(long_function(language, ""), language)
    assert stripped(found.code) == stripped(loop(language))
    assert (found.name, found.signature, found.documentation) == ("", "", "")
    assert found.name_range.start == found.name_range.end == found.range.start


@pytest.mark.parametrize("language", LOOPS)
def test_the_comment_above_a_loop_belongs_to_it(language: str) -> None:
    mark = next((mark for mark, languages in MARKS.items() if language in languages), "//")
    (found,) = blocks_of(long_function(language, f"{mark} Read every line."), language)
    assert found.documentation == "Read every line."
    assert stripped(found.code) == [f"{mark} Read every line.", *stripped(loop(language))]


def test_a_short_function_has_no_blocks() -> None:
    source = long_function("python", "# Read every line.")
    assert blocks_of(source.replace("    x = 1\n", "", FILLER), "python") == []


def test_a_paragraph_ends_at_a_blank_line_or_the_next_comment() -> None:
    check_blocks(
        """
        # Open what is to be read.
        a = 1
        b = 2
        c = 3
        d = 4

        e = 5

        # Close it.
        a = 0
        b = 0
        c = 0
        d = 0
        # Say so.
        f = 6
        """,
        "Open what is to be read. | a = 1 … d = 4",
        "Close it. | a = 0 … d = 0",
    )


def test_a_paragraph_that_would_be_short_goes_on_past_a_comment() -> None:
    check_blocks(
        """
        # Open what is to be read.
        a = 1
        # Read it.
        b = 2
        # Close it.
        c = 3

        d = 4
        """,
        "Open what is to be read. | a = 1 … c = 3",
    )


def test_branches_are_blocks_with_their_conditions() -> None:
    check_blocks(
        f"""
        if a:
        {statements(10)}
        elif b:
        {statements(11)}
        else:
        {statements(12)}
        """,
        " | if a: … x = 11",
        " | if a: … x = 9",
        " | elif b: … x = 10",
        " | else: … x = 11",
    )


def test_definitions_within_are_symbols_and_no_blocks() -> None:
    check_blocks(
        f"""
        # Used below.
        def inner():
        {statements(14)}
        """
    )


def test_blocks_belong_to_the_innermost_function() -> None:
    inner = f"def inner():\n{indent(python_function('# Read it.', 'for x in y:'), '    ')}"
    source = f"def outer():\n{indent(inner, '    ')}\n" + "    x = 1\n" * LONG
    (found,) = blocks_of(source, "python")
    assert found.container == "outer.inner"


def test_a_function_that_starts_in_the_middle_of_a_line_holds_its_blocks() -> None:
    source = "static int x; " + long_function("c", "").lstrip()
    symbols = extract(source.encode(), "c", "a.c", with_blocks=True)
    (function,) = [s for s in symbols if s.kind is SymbolKind.FUNCTION]
    for block in [s for s in symbols if s.kind is SymbolKind.BLOCK]:
        assert function.span.start <= block.span.start < block.span.end <= function.span.end


def test_a_comment_without_words_is_no_documentation() -> None:
    (found,) = blocks_of(long_function("c", "/* ---------- */"), "c")
    assert found.documentation == ""


@given(st.integers(0, 2000), st.integers(0, 300), st.sampled_from(["", "{", "}", '"', "/*", "\n("]))
@settings(max_examples=60)
def test_blocks_of_broken_code_are_parts_of_functions(at: int, cut: int, put: str) -> None:
    source = long_function("c", "/* Read every line. */") * 3
    source = source[: at % len(source)] + put + source[at % len(source) + cut :]
    symbols = extract(source.encode(), "c", "a.c", with_blocks=True)
    assert symbols == extract(source.encode(), "c", "a.c", with_blocks=True)
    assert [s for s in symbols if s.kind is not SymbolKind.BLOCK] == extract(
        source.encode(), "c", "a.c"
    )
    for row, block in enumerate(symbols):
        if block.kind is SymbolKind.BLOCK:
            around = [s for s in symbols[:row] if s.kind.is_callable and holds(s, block)]
            assert around[-1].qualified_name == block.container


@pytest.mark.parametrize(
    "statements",
    [
        "if (a) {\n\n\n\n\n" * 4_000 + "}" * 4_000,
        "// a\nx = 1;\n" * 20_000,
        "// a\n" * 40_000 + "x = 1;\n",
        "if (a) {\n" * 2_000 + "x();" * 20_000 + "\n\n\n\n\n" + "}" * 2_000,
        "else if (a) {\nx();\n\n\n\n\n}\n" * 5_000,
    ],
    ids=["deep", "comments", "one comment", "a long line", "branches"],
)
def test_blocks_are_found_in_linear_time(statements: str) -> None:
    source = f"function f() {{\n{statements}\n}}\n".encode()
    started = time.process_time()
    extract(source, "javascript", "a.js")
    alone = time.process_time() - started
    extract(source, "javascript", "a.js", with_blocks=True)
    assert time.process_time() - started - alone < 2 * alone + 1


def check_blocks(body: str, *expected: str) -> None:
    """The blocks of a Python function with `body` in it: `documentation | first … last line`."""
    source = f"def f():\n{indent(dedent(body), '    ')}\n" + "\n    x = 1" * 4 * LONG
    found = []
    for block in blocks_of(source, "python"):
        lines = [line for line in stripped(block.code) if not line.startswith("#")]
        found.append(f"{block.documentation} | {lines[0]} … {lines[-1]}")
    assert found == list(expected)


def blocks_of(source: str, language: str) -> list[Symbol]:
    symbols = extract(source.encode(), language, "sample", with_blocks=True)
    return [symbol for symbol in symbols if symbol.kind is SymbolKind.BLOCK]


def long_function(language: str, comment: str) -> str:
    """A function with a loop of a dozen lines in the middle."""
    before, after, statement, _ = LOOPS[language]
    filler = f"{statement}\n" * FILLER
    body = f"{filler}\n{comment}\n" if comment else f"{filler}\n"
    body = indent(f"{body}{loop(language)}\n\n{filler}", "    ")
    return f"{before}\n{body}{after}\n"


def loop(language: str) -> str:
    _, _, statement, template = LOOPS[language]
    return template.format(indent("\n".join([statement] * 10), "    "))


def statements(count: int) -> str:
    """Lines for the f-string of a dedented body."""
    return "\n".join(f"            x = {number}" for number in range(count))[8:]


def python_function(comment: str, head: str) -> str:
    lines = (
        ["x = 1"] * FILLER + ["", comment, head] + ["    x = 2"] * 10 + ["", *["x = 1"] * FILLER]
    )
    return "\n".join(lines)


def stripped(code: str) -> list[str]:
    return [line.strip() for line in code.splitlines()]


def holds(outer: Symbol, inner: Symbol) -> bool:
    return outer.span.start <= inner.span.start and inner.span.end <= outer.span.end
