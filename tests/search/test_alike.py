"""Pieces of code as tokens, and how alike they are."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snippet_lsp.search.alike import alike, in_order
from snippet_lsp.search.tokens import Tokens, tokens_of
from snippet_lsp.types import Alike

FUNCTION = """def total(items, rate):
    # Sum up.
    result = 0
    for item in items:
        result += item.price * rate
    return round(result, 2)
"""


@pytest.mark.parametrize(
    ("language", "code", "tokens"),
    [
        ("python", "x = 'it' # no\n", 'x = "it"'),
        ("python", "f(a,\n  b,\n)", "f ( a , b )"),
        ("python", 'def f():\n  """Says."""\n  return 1', "def f ( ) : <in> return 1"),
        ("python", "if a:\n    b\nc", "if a : <in> b <out> c"),
        ("python", "a = 1 + \\\n    2", "a = 1 + 2"),
        ("javascript", "a?.b === `x` // y\n/* z */;", 'a ?. b === "x"'),
        (
            "rust",
            "fn f<'a>(x: &'a str) -> char { 'c' }",
            "fn f < ' a > ( x : & ' a str ) -> char { \"c\" }",
        ),
        ("haskell", "f x = x + 1 -- more\n{- and -}", "f x = x + 1"),
        ("lua", "local a = 1 -- one", "local a = 1"),
        ("php", "#[Pure]\n$a = 1; # one", "# [ Pure ] $ a = 1"),
    ],
)
def test_tokens_are_without_comments_and_layout(language: str, code: str, tokens: str) -> None:
    assert " ".join(tokens_of(code, language).exact) == tokens


@pytest.mark.parametrize(
    ("replacements", "kind"),
    [
        ({}, Alike.IDENTICAL),
        ({"    # Sum up.\n": "\n"}, Alike.IDENTICAL),
        ({"    ": "  "}, Alike.IDENTICAL),
        ({"total": "add_up"}, Alike.RENAMED),
        ({"result": "sum_of_all", "item.": "one.", "item in": "one in"}, Alike.RENAMED),
        ({"items": "result", "result": "items"}, Alike.EDITED),  # two names become one
        ({".price": ".cost"}, Alike.EDITED),  # another member
        ({"round(": "floor("}, Alike.EDITED),  # another function
        ({"2)": "3)"}, Alike.EDITED),
        ({"        result +=": "    result +="}, Alike.EDITED),  # out of the loop
    ],
)
def test_kinds_of_copies(replacements: dict[str, str], kind: Alike) -> None:
    changed = FUNCTION
    for old, new in replacements.items():
        changed = changed.replace(old, new)
    name = "add_up" if "add_up" in changed else "total"
    found, likeness = alike(taken(FUNCTION), tokens_of(changed, "python", name))
    assert found is kind, likeness
    assert (likeness == 1) == (kind is Alike.IDENTICAL)


def test_other_code_and_other_languages_are_no_copies() -> None:
    other = (
        "def close(self):\n    if self.file:\n        self.file.close()\n        self.file = None"
    )
    assert alike(taken(FUNCTION), taken(other))[0] is None
    assert alike(taken(FUNCTION), tokens_of(FUNCTION, "ruby", "total"))[0] is None
    assert alike(taken(""), taken("")) == (None, 0.0)


def test_members_and_keyword_arguments_are_not_free_names() -> None:
    tokens = taken("def f(a, key=None):\n    return a.b(key=key, c=a).d")
    free = [t for t, is_local in zip(tokens.exact, tokens.is_local, strict=True) if is_local]
    assert free == ["f", "a", "key", "a", "key", "a"]


@given(*[st.lists(st.sampled_from("abc"), max_size=40)] * 2)
def test_in_order_is_the_longest_common_subsequence(a: list[str], b: list[str]) -> None:
    assert in_order(a, b) == pytest.approx(plain(a, b))
    assert in_order(a, b) == in_order(b, a)


def plain(a: list[str], b: list[str]) -> float:
    lengths = dict.fromkeys(product(range(len(a) + 1), range(len(b) + 1)), 0)
    for i, j in product(range(len(a)), range(len(b))):
        longer = max(lengths[i, j + 1], lengths[i + 1, j])
        lengths[i + 1, j + 1] = lengths[i, j] + 1 if a[i] == b[j] else longer
    return 2 * lengths[len(a), len(b)] / (len(a) + len(b)) if a and b else 0.0


@given(st.text(max_size=200), st.sampled_from(["python", "javascript", "haskell", "php", "rust"]))
def test_any_text_is_like_itself(text: str, language: str) -> None:
    tokens = tokens_of(text, language)
    expected = Alike.IDENTICAL if tokens.exact else None
    assert alike(tokens, tokens_of(text, language))[0] is expected


def taken(code: str) -> Tokens:
    return tokens_of(code, "python", code[4:].partition("(")[0])
