"""Slips are seen through, and nothing that exists is taken for one."""

from __future__ import annotations

import pytest

from snippet_lsp.search import ask
from tests.search.workspaces import snapshot_of

SOURCE = """
def retry_upload(file):
    \"\"\"Send it again after the quiescing of the server.\"\"\"

def parse_uplod_header(text):
    return uplod(text)

def getTimeZone(name):
    return zones[name]

class Kwargs: ...

def sedate(animal): ...
"""


@pytest.mark.parametrize(
    ("query", "correction"),
    [
        ("retyr an upload", "retry an upload"),
        ("Retyr an upload", "retry an upload"),
        ("retyr", "retry"),
        ("retry_uplaod", "retry_upload"),
        ("time zoen", "time zone"),
        ("quiecsing", "quiescing"),  # a word that only the workspace knows
        ("retyr lang:py -path:tests", "retry"),
        ("send mial", "send mail"),  # a word that only the model knows
        ("fle header", "file header"),  # three letters
        ("uploa a file", "upload a file"),  # of a stem that is known, but no form of it
        ("sed a message", "send a message"),  # only what is typed last may be the start of a word
        ("message sed", ""),
        ("uplod a file", ""),  # is in the workspace
        ("kwarg", ""),  # could become one that is
        ("gettz", ""),  # humps of a name
        ("getTimeZ", ""),
        ("sendmail", ""),  # two words
        ("cfg", ""),
        ('"retyr" upload', ""),  # between quotes
        ("xylophone", ""),
    ],
)
def test_what_is_searched_for_instead(query: str, correction: str) -> None:
    assert ask(snapshot_of(a_py=SOURCE), query, 5).correction == correction


@pytest.mark.parametrize("query", ["retyr uplaods", "retry_uplaod"])
def test_a_slip_finds_what_was_meant(query: str) -> None:
    assert ask(snapshot_of(a_py=SOURCE), query, 5).hits[0].symbol.name == "retry_upload"


def test_a_rare_word_of_the_workspace_stays_what_it_is() -> None:
    common = "\n".join(f"def upload_{n}(file): ..." for n in range(50))
    snapshot = snapshot_of(a_py=SOURCE, b_py=common)
    found = ask(snapshot, "uplod header", 5)
    assert found.correction == ""
    assert found.hits[0].symbol.name == "parse_uplod_header"


def test_nothing_is_corrected_where_nothing_is_indexed() -> None:
    assert ask(snapshot_of(), "retyr", 5).correction == ""
