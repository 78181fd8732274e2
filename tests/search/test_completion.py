"""What is proposed where `|` stands in a query."""

from __future__ import annotations

import pytest

from snippet_lsp.search import complete
from tests.search.workspaces import snapshot_of

SNAPSHOT = snapshot_of(
    src__http__client_py="class Session:\n    def retry(self): ...\n",
    src__upload_go="package x\nfunc RetryAll() {}\n",
)


@pytest.mark.parametrize(
    ("query", "proposed"),
    [
        ("|", ["lang:", "path:", "in:", "kind:", "name:"]),
        ("retry |", ["lang:", "path:", "in:", "kind:", "name:"]),
        ("retry la|", ["retry lang:"]),
        ("retry -pa|", ["retry -path:"]),
        ("file|", ["path:"]),  # under another name
        ("xyz|", []),
        ("lang:|", None),
        ("lang:p|", ["lang:python", "lang:php"]),  # what is here comes first
        ("lang:go,py|", ["lang:go,python"]),
        ("-lang:py| x", ["-lang:python x"]),
        ("kind:con|", ["kind:constructor"]),
        ("path:cl|", ["path:src/http/client.py"]),
        ("in:src/|", ["in:src/http/", "in:src/upload.go"]),
        ("path:h|", ["path:src/http/"]),
        ("name:re|", ["name:RetryAll", "name:retry"]),
        ("std::so|", []),
        ('"lang:p|', []),
    ],
)
def test_proposals(query: str, proposed: list[str] | None) -> None:
    cursor = query.index("|")
    text = query.replace("|", "")
    found = complete(SNAPSHOT, text, cursor)
    results = [text[: one.start] + one.text + text[one.end :] for one in found]
    if proposed is None:
        assert results[:2] == ["lang:go", "lang:python"]
        assert len(results) > 10
    elif query in ("|", "retry |"):
        assert [result.removeprefix("retry ") for result in results] == proposed
    else:
        assert results == proposed
    assert all(one.detail for one in found)


def test_languages_and_kinds_are_known_before_anything_is_indexed() -> None:
    assert [one.text for one in complete(None, "lang:rub", 8)] == ["ruby"]
    assert complete(None, "path:a", 6) == []


def test_nothing_completes_what_is_too_long_to_ask() -> None:
    assert complete(SNAPSHOT, "x" * 1995 + " lang:", 2001) == []
    assert complete(SNAPSHOT, "x" * 1994 + " lang:", 2000) != []
