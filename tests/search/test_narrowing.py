"""Filters pass what they say, whatever else is indexed: compared with looking at each symbol."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from snippet_lsp.cli.output import record
from snippet_lsp.encoder import Bag
from snippet_lsp.index import PreparedFile, Snapshot, empty_snapshot
from snippet_lsp.index.lexical import path_weights
from snippet_lsp.index.nearest import Annoy
from snippet_lsp.index.terms import term_of
from snippet_lsp.reader import read_source
from snippet_lsp.search import ask, complete, dense, narrowing, search
from snippet_lsp.search.narrowing import narrowed
from snippet_lsp.search.query import parse_query
from snippet_lsp.server.convert import to_result
from snippet_lsp.types import Hit, Symbol, SymbolKind
from tests.models import tiny_encoder
from tests.search.workspaces import prepared_files

BODIES = {
    "py": "class {0}:\n    def send_{0}(self, mail):\n        return upload(mail)\n"
    "def {1}_file(path):\n    '''Retry to {0} the {1}.'''\n",
    "go": "package x\n\n// Send the {0}.\nfunc {0}{1}(mail string) {{ retry(mail) }}\n",
    "rb": "def {0}_all(mail)\n"
    + "".join(f"  step_{number} = {number}\n" for number in range(30))
    + "  # Retry the {1}.\n  mail.each do |one|\n    send_{1}(one)\n    close(one)\n"
    + "    wait(one)\n  end\n"
    + "".join(f"  stop_{number} = {number}\n" for number in range(30))
    + "end\n",
    "ts": "export function {0}Mail(user) {{ return send(user, '{1}'); }}\n",
}
PATHS = (
    "src/upload.py",
    "src/http/Client.ts",
    "src/http/upload_all.go",
    "tests/test_upload.py",
    "lib/src/mail.ts",
    "lib/reload.py",
    "FileUpload.go",
    "app/[id].ts",
    "src/http/all.rb",
)
NAMES = ("read", "Upload", "token")
FILTERS = (
    "lang:py",
    "lang:go,ts",
    "path:upload",
    "path:src/**",
    "path:/src/**",
    "path:*.ts",
    "path:src/*",
    "path:src/**/up*.?o",
    "path:[id]",
    "path:/lib",
    "in:src",
    "in:src/http",
    "in:/src/",
    "in:upload.py",
    "kind:function,class",
    "kind:callable",
    "kind:block",
    "name:upload",
    "name:upload_all",
    "name:*upload*",
    "name:send_*",
    "name:Upload.send",
    '"mail"',
    '"sending uploads"',
    '"upload"',
)


@cache
def prepared(path: str, first: str, second: str) -> PreparedFile:
    extension = path.rpartition(".")[2]
    read = read_source(path, BODIES[extension].format(first, second).encode())
    assert read is not None
    return PreparedFile(read.file, read.symbols, read.bags, tiny_encoder().encode_bags(read.bags))


files = st.lists(
    st.tuples(st.sampled_from(PATHS), st.sampled_from(NAMES), st.sampled_from(NAMES)),
    min_size=1,
    max_size=6,
    unique_by=lambda entry: entry[0],
).map(lambda entries: [prepared(*entry) for entry in entries])
filters = st.lists(
    st.tuples(st.sampled_from(["", "-"]), st.sampled_from(FILTERS)), min_size=1, max_size=3
)


@given(files, filters)
def test_filters_pass_what_they_say(project: list[PreparedFile], written: list[Any]) -> None:
    snapshot = snapshot_of(project)
    query = " ".join(sign + text for sign, text in written)
    expected = {
        (file.file.path, symbol)
        for file in project
        for symbol, bag in zip(file.symbols, file.bags, strict=True)
        if passes_all(file.file.path, file.file.language, symbol, bag, written)
    }
    hits = search(snapshot, query, 1000)
    assert {(hit.path, hit.symbol) for hit in hits} == expected
    assert search(snapshot, query, 3) == hits[:3]
    if '"' not in query:
        keys = [(hit.symbol.name.lower(), hit.path, hit.symbol.span.start) for hit in hits]
        assert keys == sorted(keys)


@given(files, filters)
def test_what_is_searched_for_is_found_among_what_passes(
    project: list[PreparedFile], written: list[Any]
) -> None:
    query = " ".join(sign + text for sign, text in written)
    passing = {
        (file.file.path, symbol): bag
        for file in project
        for symbol, bag in zip(file.symbols, file.bags, strict=True)
        if passes_all(file.file.path, file.file.language, symbol, bag, written)
    }
    found = {(h.path, h.symbol) for h in search(snapshot_of(project), f"retry mail {query}", 1000)}
    assert found <= passing.keys()
    wanted = {term_of("retry"), term_of("mail")}
    assert {key for key, bag in passing.items() if wanted & words_of(bag)} <= found


@given(files, st.sampled_from([text for text in FILTERS if text.startswith(("la", "pa", "in"))]))
def test_it_is_as_though_nothing_else_were_indexed(
    project: list[PreparedFile], written: str
) -> None:
    only = [
        file
        for file in project
        if passes(file.file.path, file.file.language, file.symbols[0], file.bags[0], written)
    ]
    found = search(snapshot_of(project), f"send a mail {written}", 100)
    assert described(found) == described(search(snapshot_of(only), "send a mail", 100))


def described(hits: list[Hit]) -> list[Any]:
    return [(h.path, h.symbol.name, pytest.approx(h.score, abs=1e-4), h.match) for h in hits]


def snapshot_of(project: list[PreparedFile]) -> Snapshot:
    """A snapshot with a tombstone in it, if there is more than one file."""
    snapshot = empty_snapshot(tiny_encoder()).with_files(project)
    if len(project) > 1:
        snapshot = snapshot.with_files([], [project[0].file.path]).with_files(project[:1])
    return snapshot


def passes_all(path: str, language: str, symbol: Symbol, bag: Bag, written: list[Any]) -> bool:
    if symbol.kind is SymbolKind.BLOCK and ("", "kind:block") not in written:
        return False
    of_one = [text for sign, text in written if not sign and text.startswith(("lang", "in", "ki"))]
    for sign, text in written:
        alike = [text]
        if not sign and text in of_one:
            alike = [other for other in of_one if other.split(":")[0] == text.split(":")[0]]
        if any(passes(path, language, symbol, bag, one) for one in alike) == bool(sign):
            return False
    return True


def passes(path: str, language: str, symbol: Symbol, bag: Bag, text: str) -> bool:
    """What each of `FILTERS` says, in plain words."""
    folded, name = path.lower(), symbol.title.lower()
    around = symbol.container.lower()
    if symbol.kind is SymbolKind.BLOCK:
        around = around.rpartition(".")[0]
    parts = folded.split("/")
    methods = ("function", "method", "constructor")
    says = {
        "lang:py": language == "python",
        "lang:go,ts": language in ("go", "typescript", "tsx"),
        "path:upload": "upload" in folded and "reload" not in folded,
        "path:src/**": "src" in parts[:-1],
        "path:/src/**": parts[0] == "src" and len(parts) > 1,
        "path:*.ts": folded.endswith(".ts"),
        "path:src/*": parts[-2:-1] == ["src"],
        "path:src/**/up*.?o": "src" in parts[:-1]
        and parts[-1].startswith("up")
        and parts[-1].endswith(".go"),
        "path:[id]": "[id]" in folded,
        "path:/lib": folded.startswith("lib"),
        "in:src": "src" in parts,
        "in:src/http": "src/http/" in folded,
        "in:/src/": parts[0] == "src",
        "in:upload.py": "upload.py" in parts,
        "kind:function,class": symbol.kind.value in ("function", "class"),
        "kind:callable": symbol.kind.value in methods,
        "kind:block": symbol.kind is SymbolKind.BLOCK,
        "name:upload_all": "upload_all" in name,
        "name:upload": "upload" in name,
        "name:*upload*": "upload" in name,
        "name:send_*": name.startswith("send_"),
        "name:Upload.send": around == "upload" and "send" in name,
        '"mail"': term_of("mail") in words_of(bag),
        '"sending uploads"': {term_of("send"), term_of("upload")} <= words_of(bag),
        '"upload"': term_of("upload") in words_of(bag),
    }
    return says[text]


def words_of(bag: Bag) -> set[str]:
    return {term_of(word) for field in bag.fields for word in field}


class Stingy:
    """Annoy that finds only rows that do not pass."""

    def __init__(self, rows: list[int]) -> None:
        self.rows = rows

    def get_nns_by_vector(self, vector: object, count: int, search_k: int) -> list[int]:
        return self.rows[:count]


@pytest.mark.parametrize("threshold", [1, 10_000])
def test_a_filter_finds_the_nearest_of_few_where_annoy_finds_none(
    monkeypatch: pytest.MonkeyPatch, threshold: int
) -> None:
    monkeypatch.setattr(dense, "THRESHOLD", threshold)
    project = [prepared(path, "Upload", "read") for path in PATHS]
    snapshot = empty_snapshot(tiny_encoder()).with_files(project)
    (living,) = snapshot.segments
    query = parse_query("x in:app")
    outside = np.flatnonzero(~narrowed(snapshot, query.filters).segments[0].rows).tolist()
    (living,) = narrowed(
        snapshot.with_annoy(living.segment, Annoy(Stingy(outside), 1, 1.0)), query.filters
    ).segments
    vector = tiny_encoder().encode_query("mail")
    found = dense.nearest(living, vector, 1)
    rows = np.flatnonzero(living.rows)
    assert found.tolist() == [rows[np.argmax(living.segment.vectors[rows] @ vector)]]


@pytest.mark.parametrize("pattern", ["*a" * 30 + "b", "**/a/" * 12 + "b", "a*" * 30])
def test_patterns_take_no_time(pattern: str) -> None:
    read = read_source("a/" * 40 + "a" * 80 + ".py", b"def x(): ...\n")
    assert read is not None
    file = PreparedFile(read.file, read.symbols, read.bags, tiny_encoder().encode_bags(read.bags))
    assert search(snapshot_of([file]), f"path:{pattern}c", 5) == []


FILLER = "".join(f"    step_{number} = {number}\n" for number in range(30))
LONG = f"""
def outer(config):
{FILLER}
    # Upload all rows.
    for row in config.rows:
        upload(row)
        retry(row)
        close(row)

{FILLER}
def load(path):
    return http(path)
"""


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("upload rows -name:outer", []),
        ("upload rows -kind:function", []),
        ('upload -"retry"', []),
        ("upload rows", ["outer"]),
        ("upload rows name:outer", ["outer"]),
        ("upload rows kind:block", ["block of outer"]),
        ("upload rows kind:block name:outer", ["block of outer"]),
        ("upload rows kind:block -name:outer", []),
        ("kind:block", ["block of outer"]),
        ("upload rows kind:block,function", ["outer"]),
    ],
)
def test_a_block_passes_with_its_function(query: str, found: list[str]) -> None:
    hits = search(snapshot_of(prepared_files(tiny_encoder(), jobs_py=LONG)), query, 10)
    shown = [
        "block of " * (hit.symbol.kind is SymbolKind.BLOCK) + hit.symbol.title
        for hit in hits
        if hit.symbol.title not in ("jobs", "load")
    ]
    assert shown == found
    for hit in hits:
        assert record(hit)["name"] == to_result(hit, "file:///jobs.py", "utf-16")["name"] != ""


def test_words_of_a_function_are_those_of_its_blocks_too() -> None:
    many = "".join(
        f"    w{'abcdefghij'[n % 10]}{'klmnopqrst'[n // 10 % 10]}{'uvwxyz'[n // 100]}()\n"
        for n in range(600)
    )
    source = LONG.replace("retry(row)", "zebra(row)").replace("def load", f"{many}\ndef load")
    project = prepared_files(tiny_encoder(), jobs_py=source)
    (outer,) = [
        bag
        for symbol, bag in zip(project[0].symbols, project[0].bags, strict=True)
        if symbol.name == "outer"
    ]
    assert "zebra" not in words_of(outer)
    assert "outer" in [hit.symbol.name for hit in search(snapshot_of(project), '"zebra"', 10)]
    assert search(snapshot_of(project), 'name:outer -"zebra"', 10) == []


@pytest.mark.parametrize(
    "query", ["path:./", "path:.\\", "path:/", "in:.", "in:./", "in:/", "in:.\\"]
)
def test_the_root_holds_everything(query: str) -> None:
    snapshot = snapshot_of([prepared(path, "Upload", "read") for path in PATHS])
    assert narrowed(snapshot, parse_query(query).filters).row_count == snapshot.row_count
    assert ask(snapshot, f"-{query}", 5).remark == f"nothing passes -{query}"


@pytest.mark.parametrize("value", ["*", "()", "x", "Foo.", "?"])
def test_a_file_without_symbols_has_no_names(value: str) -> None:
    read = read_source("empty.py", b"")
    assert read is not None
    assert not read.bags
    file = PreparedFile(read.file, read.symbols, read.bags, tiny_encoder().encode_bags(read.bags))
    snapshot = empty_snapshot(tiny_encoder()).with_files([file])
    assert search(snapshot, f"name:{value}", 5) == []
    assert complete(snapshot, "name:", 5) == []


def test_a_name_that_ends_in_a_joint_means_all_that_is_in_it() -> None:
    project = prepared_files(
        tiny_encoder(),
        a_py="class Foo:\n    def x(self): ...\n    def y(self): ...\ndef z(): ...\n",
    )
    found = search(snapshot_of(project), "name:Foo.", 5)
    assert [hit.symbol.name for hit in found] == ["x", "y"]


def test_only_paths_whose_word_all_rows_have_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []

    def reading(path: str) -> dict[str, float]:
        read.append(path)
        return path_weights(path)

    monkeypatch.setattr(narrowing, "path_weights", reading)
    project = prepared_files(
        tiny_encoder(),
        get_py="def x(): ...\ndef y(): return get()\n",
        page_py="def x(): ...\ndef y(): return get()\n",
        great_py="def x(): ...\n",
    )
    found = search(snapshot_of(project), '"get" kind:function', 9)
    assert {(hit.path, hit.symbol.name) for hit in found} == {("get.py", "y"), ("page.py", "y")}
    assert set(read) == {"get.py"}
