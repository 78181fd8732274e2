"""What is asked, and what must come first."""

from __future__ import annotations

import pytest

from snippet_lsp.errors import QueryError
from snippet_lsp.index import Snapshot
from snippet_lsp.search import search
from tests.search.workspaces import snapshot_of

CLIENT = """
class Session:
    def get(self, url):
        \"\"\"Send a request and return the response.\"\"\"
        return self.request("GET", url)

    def get_all(self, urls):
        return [self.get(url) for url in urls]

    def close(self): ...

class Pool:
    def get(self): ...

def getTimeZone(name):
    return zones[name]

def parse_response_headers(text):
    return dict(line.split(":") for line in text.splitlines())
"""


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("get_all", "Session.get_all"),
        ("getAll", "Session.get_all"),
        ("GETALL", "Session.get_all"),
        ("get_time_zone", "getTimeZone"),
        ("gtz", "getTimeZone"),
        ("getT", "getTimeZone"),
        ("Pool.get", "Pool.get"),
        ("Pool::get", "Pool.get"),
        ("Session.get", "Session.get"),
        ("Session", "Session"),
        ("close()", "Session.close"),
        ("prh", "parse_response_headers"),
        ("parse headers of a response", "parse_response_headers"),
        ("send request", "Session.get"),
    ],
)
def test_what_is_meant_comes_first(query: str, first: str) -> None:
    check_first(snapshot_of(http__client_py=CLIENT), query, first)


def test_what_is_written_out_finds_its_initials() -> None:
    source = "def check_csrf(token): ...\n\ndef open_site(path): ...\n"
    snapshot = snapshot_of(middleware_py=source)
    check_first(snapshot, "cross site request forgery", "check_csrf")


def test_a_test_comes_after_what_it_tests() -> None:
    source = "def retry_upload(file):\n    return upload(file)\n"
    snapshot = snapshot_of(
        tests__test_upload_py=source.replace("retry_upload", "test_retry_upload"),
        upload_py=source,
    )
    assert search(snapshot, "retry an upload", 5)[0].path == "upload.py"
    assert search(snapshot, "test for retry upload", 5)[0].path == "tests/test_upload.py"


def test_grouping_gives_the_best_of_each_file() -> None:
    snapshot = snapshot_of(a_py=CLIENT, b_py=CLIENT.replace("Session", "Client"))
    hits = search(snapshot, "get", 10, group_by_file=True)
    assert sorted(hit.path for hit in hits) == ["a.py", "b.py"]


def test_one_file_does_not_crowd_out_another() -> None:
    many = "".join(f"def send_mail_{n}(user):\n    return mail\n" for n in range(20))
    snapshot = snapshot_of(many_py=many, other_py="def mail_user(user):\n    send(mail)\n")
    assert "other.py" in {hit.path for hit in search(snapshot, "send mail to user", 5)}


def test_results_are_ordered_and_bounded() -> None:
    hits = search(snapshot_of(http__client_py=CLIENT), "get the response of a url", 4)
    assert len(hits) == 4
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert all(0 <= hit.match <= 100 for hit in hits)


@pytest.mark.parametrize("query", ["", "   ", "!?", "😀", "zzzzqqqq xyzzy"])
def test_a_question_without_an_answer_has_none(query: str) -> None:
    assert search(snapshot_of(http__client_py=CLIENT), query, 5) == []


def test_nothing_indexed_gives_nothing() -> None:
    assert search(snapshot_of(), "send mail", 5) == []


def test_a_question_that_is_too_long_is_refused() -> None:
    with pytest.raises(QueryError, match="2000 is the most"):
        search(snapshot_of(), "x" * 2001, 5)


def check_first(snapshot: Snapshot, query: str, expected: str) -> None:
    hits = search(snapshot, query, 5)
    assert hits, f"nothing found for {query!r}"
    assert hits[0].symbol.qualified_name == expected, [h.symbol.qualified_name for h in hits]


def test_a_name_of_many_short_words_costs_no_more_than_others() -> None:
    source = f"def {'aa_' * 20}(): ...\n"
    assert search(snapshot_of(a_py=source), "a" * 30 + "b", 5) == []
