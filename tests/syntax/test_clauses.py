"""Clauses and equations of one function are one symbol where the language has them."""

from __future__ import annotations

from snippet_lsp.syntax import extract


def test_equations_belong_to_the_signature_above_them() -> None:
    check_functions(
        "haskell",
        """\
        -- | How many there are.
        size :: Tree a -> Int
        {-# INLINE size #-}
        size Leaf = 0
        -- both sides
        size (Node l r) = size l + size r

        depth Leaf = 0
        """,
        ["size :: Tree a -> Int (2-6)", "depth Leaf (8-8)"],
    )


def test_names_that_differ_by_a_prime_are_two_functions() -> None:
    check_functions("haskell", "go 0 = 1\ngo' 0 = 1\n", ["go 0 (1-1)", "go' 0 (2-2)"])


def test_clauses_follow_each_other_without_documentation_between() -> None:
    check_functions(
        "elixir",
        """\
        def fact(0), do: 1
        def fact(n), do: n * fact(n - 1)

        @doc "With an accumulator."
        def fact(n, acc), do: n * acc
        """,
        ["def fact(0) (1-2)", "def fact(n, acc) (5-5)"],
    )


def test_clauses_with_something_between_stay_apart() -> None:
    check_functions(
        "elixir",
        "def a(0), do: 1\ndef b(0), do: 1\ndef a(1), do: 2\n",
        ["def a(0) (1-1)", "def b(0) (2-2)", "def a(1) (3-3)"],
    )


def test_overloads_are_not_clauses() -> None:
    check_functions(
        "julia",
        "area(s::Square) = 1\narea(c::Circle) = 2\n",
        [
            "area(s::Square) (1-1)",
            "area(c::Circle) (2-2)",
        ],
    )


def check_functions(language: str, source: str, expected: list[str]) -> None:
    text = source.replace("\n        ", "\n").strip()
    symbols = extract(text.encode(), language, "sample")
    found = [
        f"{symbol.signature} ({symbol.range.start.line + 1}-{symbol.range.end.line + 1})"
        for symbol in symbols
        if symbol.kind.is_callable
    ]
    assert found == expected
