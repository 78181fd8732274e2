"""A comment or docstring in any language's markers gives the text that its author meant."""

from __future__ import annotations

from collections.abc import Callable
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snippet_lsp.syntax.documentation import LIMIT, clean, docstring


@pytest.mark.parametrize(
    "comment",
    [
        '"""Says hello."""',
        "'''Says hello.'''",
        'r"Says hello."',
        "'Says hello.'",
        '"""\nSays hello.\n"""',
        '@doc "Says hello."',
        '@doc ~S"""\nSays hello.\n"""',
        "# Says hello.",
        "#Says hello.",
        "## Says hello.",
        "#' Says hello.",
        "=begin\nSays hello.\n=end",
        "#= Says hello. =#",
        "// Says hello.",
        "/// Says hello.",
        "//! Says hello.",
        "///< Says hello.",
        "/* Says hello. */",
        "/** Says hello. */",
        "/*! Says hello. */",
        "/**< Says hello. */",
        "/**\n * Says hello.\n */",
        "/**\n * Says hello.\n **/",
        "/*\n   Says hello.\n*/",
        "-- Says hello.",
        "--- Says hello.",
        "-- | Says hello.",
        "{- Says hello. -}",
        "{-| Says hello. -}",
        "--[[ Says hello. ]]",
        "--[==[\nSays hello.\n]==]",
    ],
)
def test_markers_and_quotes_go(comment: str) -> None:
    check_clean(comment, "Says hello.")


@pytest.mark.parametrize("comment", ["", "#", "//", "/**/", "/** */", '""', "# ----", "/* **** */"])
def test_nothing_said_is_nothing(comment: str) -> None:
    check_clean(comment, "")


def test_lines_and_their_indentation_stay() -> None:
    check_clean(
        """\
        /**
         * Splits a line:
         *
         *     split("a, b")
         *
         * * at commas
         * * at ends
         */""",
        """\
        Splits a line:

            split("a, b")

        * at commas
        * at ends""",
    )


def test_a_block_without_margins_is_dedented() -> None:
    check_clean(
        """\
        /* Splits a line:
           - at commas,
             also escaped ones
        */""",
        """\
        Splits a line:
        - at commas,
          also escaped ones""",
    )


def test_a_docstring_is_dedented_below_its_first_line() -> None:
    check_clean(
        '''\
        """Splits a line.

            >>> split("a, b")

        At commas.
        """''',
        """\
        Splits a line.

            >>> split("a, b")

        At commas.""",
    )


def test_line_comments_are_read_as_one() -> None:
    check_clean("// Splits a line\r\n//\r\n//   at commas.", "Splits a line\n\n  at commas.")


def test_rules_and_banners_go() -> None:
    check_clean(
        """\
        //===- split.cpp - Splits lines -----*- C++ -*-===//
        // ================================
        // ------------ Commas ------------
        // ********************************""",
        """\
        split.cpp - Splits lines
        Commas""",
    )


def test_a_dash_is_no_rule() -> None:
    check_clean("# a -- b, c --- d\n# -1 -- +1", "a -- b, c --- d\n-1 -- +1")


def test_words_for_tools_go() -> None:
    check_clean(
        """\
        # -*- coding: utf-8 -*-
        # shellcheck disable=SC2034
        # frozen_string_literal: true
        # Splits lines.""",
        "Splits lines.",
    )


def test_doxygen_commands_for_the_summary_go() -> None:
    check_clean("/// @brief Splits a line.\n/// \\details At commas.", "Splits a line.\nAt commas.")


def test_xml_documentation_keeps_names() -> None:
    check_clean(
        """\
        /// <summary>
        /// Splits <paramref name="line"/>, see <see cref="M:Text.Join"/>.
        /// </summary>
        /// <param name="line">What to split.</param>
        /// <returns>A <c>List&lt;string&gt;</c>.</returns>""",
        """\
        Splits line, see Text.Join.
        line: What to split.
        A List<string>.""",
    )


def test_javadoc_markup_goes() -> None:
    check_clean(
        """\
        /**
         * Splits a <b>line</b>.
         * <p>
         * See {@link Text#join}, returns {@code null} for none.
         */""",
        """\
        Splits a line.
        See Text#join, returns null for none.""",
    )


@pytest.mark.parametrize(
    "text", ["A List<T> or <value>.", "usage: split <list> [<item>]", "i < n && n > 0", "a{@b}"]
)
def test_angle_brackets_that_are_no_markup_stay(text: str) -> None:
    check_clean(f"// {text}", text)


def test_long_documentation_is_cut() -> None:
    assert len(clean("/* " + "word " * LIMIT + "*/")) <= LIMIT


@pytest.mark.parametrize(
    ("string", "said"),
    [('"""Says hello."""', "Says hello."), ('@doc "Hello."', "Hello."), ("@doc false", "")],
)
def test_only_strings_are_docstrings(string: str, said: str) -> None:
    assert docstring(string) == said


WRITTEN_AS: dict[str, Callable[[list[str]], str]] = {
    "docstring": lambda lines: '"""' + "\n".join(lines) + '\n"""',
    "hashes": lambda lines: "\n".join(f"# {line}" for line in lines),
    "slashes": lambda lines: "\n".join(f"/// {line}" for line in lines),
    "dashes": lambda lines: "\n".join(f"-- {line}" for line in lines),
    "margins": lambda lines: "/**\n" + "\n".join(f" * {line}" for line in lines) + "\n */",
    "indented": lambda lines: "/*\n" + "\n".join(f"    {line}" for line in lines) + "\n    */",
    "haskell": lambda lines: "{- |\n" + "\n".join(lines) + "\n-}",
    "lua": lambda lines: "--[[\n" + "\n".join(lines) + "\n]]",
    "julia": lambda lines: "#=\n" + "\n".join(lines) + "\n=#",
}
WORDS = st.lists(st.sampled_from(["split", "größe", "😀", "a", "ß.", "x,y", "(n)"]), min_size=1)


@pytest.mark.parametrize("style", WRITTEN_AS)
@given(paragraph=st.lists(WORDS.map(" ".join), min_size=1))
def test_any_words_survive_any_style(style: str, paragraph: list[str]) -> None:
    assert clean(WRITTEN_AS[style](paragraph)) == "\n".join(paragraph)


@given(st.text(alphabet="/*-#\"'{}|[]=<>@ \n\r\tab", max_size=60))
def test_no_text_is_too_odd(text: str) -> None:
    said = clean(text)
    assert said == said.strip()


def check_clean(comment: str, text: str) -> None:
    assert clean(dedent(comment)) == dedent(text)
