"""Why a result was found."""

from __future__ import annotations

import pytest

from snippet_lsp.search import ask
from snippet_lsp.types import MatchedWord, Why
from tests.search.workspaces import snapshot_of

SOURCE = '''
class Session:
    def upload_files(self, path):
        """Open the connection. Retry failed uploads of a file. Then close it."""
        return self.response

def close(): ...
'''


def why(query: str, name: str = "upload_files") -> Why:
    hits = ask(snapshot_of(http__client_py=SOURCE), query, 5, explain=True).hits
    (found,) = [hit.why for hit in hits if hit.symbol.name == name]
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("query", "word"),
    [
        ("uploading a file", MatchedWord("uploading", "upload", "name")),
        ("upload in a session", MatchedWord("session", "session", "container")),
        ("upload to a path", MatchedWord("path", "path", "signature")),
        ("retrying an upload", MatchedWord("retrying", "retry", "documentation")),
        ("upload response", MatchedWord("response", "response", "code")),
        ("http upload", MatchedWord("http", "http", "path")),
        ("retyr upload files", MatchedWord("retry", "retry", "documentation")),
    ],
)
def test_words_that_match_and_where(query: str, word: MatchedWord) -> None:
    assert word in why(query).words


def test_only_words_that_match_are_told() -> None:
    told = {word.asked for word in why("how to upload a zebra file").words}
    assert told == {"upload", "file"}


def test_the_closest_sentence_of_the_documentation() -> None:
    assert why("retry an upload of files").phrase == "Retry failed uploads of a file."
    assert why("close", "close").phrase == ""


def test_shares_of_each_way_of_finding() -> None:
    by_name, by_words = why("upload_files").shares, why("retry the uploads").shares
    assert by_name.name > 0.5
    assert by_words.name == 0
    assert by_words.words > 0
    for shares in (by_name, by_words):
        assert sum(shares) == pytest.approx(1, abs=0.01)


def test_a_list_needs_no_reason_and_nothing_is_told_unasked() -> None:
    snapshot = snapshot_of(a_py=SOURCE)
    assert ask(snapshot, "upload", 5).hits[0].why is None
    assert ask(snapshot, "kind:class", 5, explain=True).hits[0].why is None
