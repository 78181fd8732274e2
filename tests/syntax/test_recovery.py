"""What stands around a syntax error is found, and nothing that is no code.

The error of each text is where its comment says so; the golden `broken.*` files have more of them.
"""

from __future__ import annotations

import random
from pathlib import Path
from textwrap import dedent

import pytest

from snippet_lsp.syntax import extract, islands, language_of

GOLDEN = Path(__file__).parent / "golden"


def test_definitions_behind_an_unclosed_bracket_are_found() -> None:
    check_symbols(
        "python",
        """\
        def before():
            return compute(1, [2, 3


        # Its comment comes along.
        @cached
        def after():
            pass
        """,
        ["function before 1-2", "function after 6-8"],
    )


def test_members_behind_an_error_stay_members() -> None:
    check_symbols(
        "typescript",
        """\
        export class Cart {
          total(tax: number) {
            return this.items.map((item => item.price;
          }

          clear() {
            this.items = [];
          }
        }
        """,
        ["class Cart 1-9", "method Cart.total 2-4", "method Cart.clear 6-8"],
    )


def test_a_missing_brace_does_not_put_one_function_into_another() -> None:
    check_symbols(
        "go",
        """\
        package p

        func first() {
            if true {
                run()
        }

        func second() {
            run()
        }
        """,
        ["function first 3-6", "function second 8-10"],
    )


def test_a_missing_end_does_not_move_what_follows_out_of_its_class() -> None:
    check_symbols(
        "ruby",
        """\
        class Cart
          def total
            items.each do |item|
              puts item
          end

          def clear
            items.clear
          end
        end

        def main
        end
        """,
        [
            "class Cart 1-10",
            "method Cart.total 2-5",
            "method Cart.clear 7-9",
            "function main 12-13",
        ],
    )


def test_a_namespace_that_indents_nothing_keeps_what_it_holds() -> None:
    check_symbols(
        "cpp",
        """\
        namespace shop {

        int before() { return call(1; }

        int after() {
            return 1;
        }

        }  // namespace shop
        """,
        ["module shop 1-9", "function shop.before 3-3", "function shop.after 5-7"],
    )


@pytest.mark.parametrize("above", ["", "\n", "\n\n"])
def test_code_that_must_be_opened_is_found_behind_its_tag(above: str) -> None:
    down = len(above)
    check_symbols(
        "php",
        above
        + """\
        <?php

        function before() {
            return [1, 2;
        }

        function after() {
            return 1;
        }
        """,
        [f"function before {3 + down}-{5 + down}", f"function after {7 + down}-{9 + down}"],
    )


def test_examples_in_documentation_are_no_definitions() -> None:
    source = '''\
        class Typed:
            """Found.

            Example::

                def example():
                    pass
            """

            def half_typed(self, x

            def after(self):
                return 1
        '''
    check_symbols(
        "python",
        source,
        ["class Typed 1-13", "method Typed.half_typed 10-10", "method Typed.after 12-13"],
    )


def test_what_the_grammar_cannot_read_changes_nothing_around_it() -> None:
    check_symbols(
        "c",
        """\
        void help(void) {
            const char *lines[] = {
        "usage",
        "    what it does",
            };
            FOREACH(line, lines) print(line) UNLESS(line == NULL);
        }

        void after(void) {
        }
        """,
        ["function help 1-7", "function after 9-10"],
    )


def test_the_search_ends_when_its_parses_are_spent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(islands, "PARSE_LIMIT", 0)
    source = b"def before():\n    return (1\n\n\ndef after():\n    pass\n"
    assert [symbol.name for symbol in extract(source, "python", "a.py")] == ["a", "before"]


@pytest.mark.parametrize("name", ["sample.go", "sample.py", "sample.rb", "sample.swift"])
def test_most_symbols_survive_one_lost_character(name: str) -> None:
    source = (GOLDEN / name).read_bytes()
    language = language_of(name)
    assert language is not None
    whole = {
        (symbol.kind, symbol.qualified_name): symbol.span
        for symbol in extract(source, language.name, name)[1:]
    }
    chance = random.Random(1)
    brackets = [at for at, byte in enumerate(source) if byte in b"()[]{}"]
    expected = kept = 0
    for at in chance.sample(brackets, 25):
        found = {
            (symbol.kind, symbol.qualified_name)
            for symbol in extract(source[:at] + source[at + 1 :], language.name, name)
        }
        others = {key for key, span in whole.items() if not span.start <= at < span.end}
        expected += len(others)
        kept += len(others & found)
    assert kept / expected > 0.9


def check_symbols(language: str, source: str, expected: list[str]) -> None:
    symbols = extract(dedent(source).encode(), language, "sample")
    found = [
        f"{symbol.kind.value} {symbol.qualified_name}"
        f" {symbol.range.start.line + 1}-{symbol.range.end.line + 1}"
        for symbol in symbols[1:]
    ]
    assert found == expected
