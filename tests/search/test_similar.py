"""Code, and the code that is most like it."""

from __future__ import annotations

from snippet_lsp.encoder import bag_of
from snippet_lsp.search import definition_at, definition_in, similar_to_bag
from snippet_lsp.types import Span, Symbol
from tests.search.workspaces import snapshot_of

SOURCE = """
def send_mail(user, path):
    file = open(path)
    return send(user.mail, file)

def post_mail(user, path):
    file = open(path)
    return send(user.mail, file)

def sort_items(items, key):
    return sorted(items, key=key)

class Zone:
    def to_local(self, time):
        for part in time:
            zone = self.load(part)
        return zone
"""


def test_the_definition_itself_is_no_answer() -> None:
    snapshot = snapshot_of(mail_py=SOURCE)
    symbol = at("return send(user")
    hits = similar_to_bag(snapshot, bag_of(symbol), 3, ("mail.py", symbol.span))
    assert hits[0].symbol.name == "post_mail"
    assert all(hit.symbol.span != symbol.span for hit in hits)


def test_a_cursor_means_the_innermost_definition() -> None:
    assert at("for part").name == "to_local"
    assert at("class Zone").name == "Zone"


def test_a_cursor_outside_of_all_means_nothing() -> None:
    assert definition_at("mail.py", SOURCE.encode(), Span(0, 0)) is None


def test_a_selection_of_a_whole_definition_means_it() -> None:
    start = SOURCE.index("def sort_items")
    end = SOURCE.index("class Zone")
    symbol = definition_at("mail.py", SOURCE.encode(), Span(start - 1, end))
    assert symbol is not None
    assert symbol.name == "sort_items"


def test_a_selection_of_some_lines_means_these() -> None:
    start, end = SOURCE.index("for part"), SOURCE.index("return zone")
    symbol = definition_at("mail.py", SOURCE.encode(), Span(start, end))
    assert symbol is not None
    assert symbol.name == ""
    assert symbol.code == "for part in time:\n            zone = self.load(part)"


def test_pasted_code_may_be_of_another_language() -> None:
    code = "function sendMail(user, path) {\n  return send(user.mail, open(path));\n}"
    piece = definition_in(code, ["python", "javascript"])
    assert (piece.name, piece.language) == ("sendMail", "javascript")
    hits = similar_to_bag(snapshot_of(mail_py=SOURCE), bag_of(piece), 2)
    assert {hit.symbol.name for hit in hits} == {"send_mail", "post_mail"}


def test_code_without_a_definition_is_taken_as_it_is() -> None:
    piece = definition_in("send(user.mail)", ["python"])
    assert (piece.name, piece.code) == ("", "send(user.mail)")


def at(text: str) -> Symbol:
    offset = SOURCE.index(text)
    symbol = definition_at("mail.py", SOURCE.encode(), Span(offset, offset))
    assert symbol is not None
    return symbol
