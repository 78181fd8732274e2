"""docs/query-language.md says what queries mean; its examples are asked here."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from snippet_lsp.errors import QueryError
from snippet_lsp.search import ask, search
from snippet_lsp.search.filters import ALIASES, PURPOSES, Filter, Property, split_query
from snippet_lsp.types import SymbolKind
from tests.search.workspaces import snapshot_of

DOCUMENT = (Path(__file__).parents[2] / "docs" / "query-language.md").read_text("utf-8")

PYTHON = '''
class Session:
    def retry_upload(self, file, attempts):
        """Send a file again."""

    def close(self): ...
'''
PROJECT = {
    "src__http__client_py": PYTHON,
    "src__http__client_ts": "function retryRequest(request) { return again(request); }\n",
    "src__upload_go": "package x\n\nfunc RetryAll(uploads []string, attempts int) {}\n",
    "tests__test_client_py": "def test_retry():\n    assert Session()\n",
}


def examples() -> list[tuple[str, str]]:
    rows = re.findall(
        r"^\| `([^|]+)` \| (`.*`) \|$", DOCUMENT.split("## Examples")[1], re.MULTILINE
    )
    assert len(rows) > 8
    return rows


@pytest.mark.parametrize(("query", "cell"), examples())
def test_examples_of_the_document(query: str, cell: str) -> None:
    expected = re.findall(r"`(.+?)`", cell)
    hits = search(snapshot_of(**PROJECT), query, 50)
    names = [hit.symbol.qualified_name for hit in hits if hit.symbol.kind is not SymbolKind.MODULE]
    words, _, _ = split_query(query)
    if words:
        # What has none of the words may follow: it is found by meaning.
        names = names[: len(expected)]
    assert sorted(names) == sorted(expected)


def test_the_document_names_every_filter_and_kind() -> None:
    table = "\n".join(re.findall(r"^\|.*", DOCUMENT, re.MULTILINE))
    for name in ALIASES:
        assert f"{name}:" in table
    for kind in SymbolKind:
        assert f"`{kind.value}`" in table


@pytest.mark.parametrize(
    "text",
    [
        "std::sort",
        "Foo::bar",
        "name::space",
        "http://example.com/x",
        "file://x",
        "a: b",
        "name: str",
        "lang:",
        "Foo.bar:baz",
        "x:int",
        "12:30",
        ":symbol",
        "{key:value}",
        "path/to:thing",
        "-v --verbose",
        "-1 x",
        "name=value",
        "-name=value",
        "C:\\Users",
        "don't \"stop",
        'x="y"',
    ],
)
def test_ordinary_text_is_no_filter(text: str) -> None:
    assert split_query(text) == (text, (), "")


LANG, KIND, PATH, NAME = Property.LANGUAGE, Property.KIND, Property.PATH, Property.NAME


@pytest.mark.parametrize(
    ("text", "words", "filters"),
    [
        ("a lang:py b", "a b", [Filter(LANG, ("python",))]),
        ("language:c#", "", [Filter(LANG, ("c_sharp",))]),
        ("lang:C++,golang", "", [Filter(LANG, ("cpp", "go"))]),
        ("lang:js lang:rs", "", [Filter(LANG, ("javascript", "rust"))]),
        (
            "lang:ts -lang:tsx",
            "",
            [Filter(LANG, ("typescript", "tsx")), Filter(LANG, ("tsx",), True)],
        ),
        ("+language=go,py x", "x", [Filter(LANG, ("go", "python"))]),
        ("Kind:Method", "", [Filter(KIND, ("method",))]),
        ("kind:callable", "", [Filter(KIND, ("function", "method", "constructor"))]),
        ("path:a path:b", "", [Filter(PATH, ("a",)), Filter(PATH, ("b",))]),
        ('file:"my files/**",x', "", [Filter(PATH, ("my files/**", "x"))]),
        ("-name:get,", "", [Filter(NAME, ("get",), True)]),
        ('"kind:method" x', "kind:method x", [Filter(Property.WORDS, ("kind", "method"))]),
        ('-"old code" x', "x", [Filter(Property.WORDS, ("old", "code"), True)]),
        ('"" x', "x", []),
    ],
)
def test_filters_as_they_are_written(text: str, words: str, filters: list[Filter]) -> None:
    assert split_query(text) == (words, tuple(filters), "")


def test_values_that_do_not_exist_are_errors_that_say_what_does() -> None:
    with pytest.raises(QueryError, match=r"no language is called 'klingon'; there are .*python"):
        split_query("x lang:klingon")
    with pytest.raises(QueryError, match=r"no kind is called 'verb'; there are function, method"):
        split_query("kind:verb")


@pytest.mark.parametrize("text", ["knid:method", "langauge:py", "repo:mine", "author:me"])
def test_what_looks_like_a_filter_is_text_and_that_is_said(text: str) -> None:
    words, filters, remark = split_query(f"retry {text}")
    assert (words, filters) == (f"retry {text}", ())
    for known in PURPOSES:
        assert f"{known.value}:" in remark
    found = ask(snapshot_of(**PROJECT), f"retry {text}", 5)
    assert found.hits
    assert (found.remark, found.correction) == (remark, "")


@pytest.mark.parametrize(
    ("query", "remark"),
    [
        ("x lang:zig", "nothing passes lang:zig; there are go, python, typescript"),
        ("x path:nowhere", "nothing passes path:nowhere"),
        ("lang:go kind:class", "nothing passes lang:go kind:class together"),
        ('kind:method "nonsense"', 'nothing passes "nonsense"'),
        ("retry", ""),
    ],
)
def test_it_is_said_which_filter_leaves_nothing(query: str, remark: str) -> None:
    assert ask(snapshot_of(**PROJECT), query, 5).remark == remark


def test_a_list_of_what_passes_is_in_the_order_of_names() -> None:
    hits = search(snapshot_of(**PROJECT), "kind:callable", 3)
    assert [hit.symbol.name for hit in hits] == ["close", "retry_upload", "RetryAll"]
    grouped = search(snapshot_of(**PROJECT), "kind:callable", 9, group_by_file=True)
    assert [hit.symbol.name for hit in grouped] == [
        "close",
        "RetryAll",
        "retryRequest",
        "test_retry",
    ]
