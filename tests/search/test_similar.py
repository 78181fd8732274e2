"""Code, and the code that is most like it."""

from __future__ import annotations

import pytest

from snippet_lsp.search import definition_at, definition_in, similar
from snippet_lsp.types import Alike, Hit, Span, Symbol
from tests.search.workspaces import snapshot_of, texts_of

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
    symbol = at("return send(user")
    hits = similar(
        snapshot_of(mail_py=SOURCE), symbol, 3, texts_of(mail_py=SOURCE), leave_out="mail.py"
    )
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
    hits = similar(snapshot_of(mail_py=SOURCE), piece, 2, texts_of(mail_py=SOURCE))
    assert {hit.symbol.name for hit in hits} == {"send_mail", "post_mail"}


def test_code_without_a_definition_is_taken_as_it_is() -> None:
    piece = definition_in("send(user.mail)", ["python"])
    assert (piece.name, piece.code) == ("", "send(user.mail)")


COPIES = {
    "same": """
def send_mail(user, path):
  file = open(
    path,
  )

  return send(user.mail, file)
""",
    "renamed": """
def mail(who, name):
    it = open(name)
    return send(who.mail, it)
""",
    "edited": """
def post(user, path):
    file = open(path)
    log(path)
    return send(user.mail, file)
""",
    "other": """
def sort(items):
    return sorted(items)
""",
}


@pytest.mark.parametrize(
    ("copy", "alike", "least", "most"),
    [
        ("same", Alike.IDENTICAL, 100, 100),
        ("renamed", Alike.RENAMED, 95, 99),
        ("edited", Alike.EDITED, 60, 94),
    ],
)
def test_copies_are_labelled(copy: str, alike: Alike, least: int, most: int) -> None:
    sources = {"other_py": COPIES["other"], "copy_py": COPIES[copy]}
    hits = similar(snapshot_of(**sources), at("return send(user"), 5, texts_of(**sources))
    assert (hits[0].path, hits[0].alike) == ("copy.py", alike)
    assert least <= hits[0].match <= most
    assert [hit.alike for hit in hits[1:]] == [None] * (len(hits) - 1)


def test_copies_come_in_the_order_of_likeness() -> None:
    sources = {f"{name}_py": text for name, text in COPIES.items()}
    hits = similar(snapshot_of(**sources), at("return send(user"), 5, texts_of(**sources))
    assert [hit.path for hit in hits][:3] == ["same.py", "renamed.py", "edited.py"]
    assert matches(hits) == sorted(matches(hits), reverse=True)


def test_a_text_that_has_changed_is_not_compared() -> None:
    snapshot = snapshot_of(copy_py=COPIES["same"])
    for texts in (texts_of(copy_py="def send_mail(): ..."), texts_of()):
        (hit,) = similar(snapshot, at("return send(user"), 5, texts)
        assert hit.alike is not Alike.IDENTICAL


def test_the_same_in_another_language_comes_before_its_like_in_this() -> None:
    sources = {
        "text_py": "def parse_date(text):\n    return date(text)\n"
        "def read_file(path):\n    with open(path) as file:\n        return file.read()\n",
        "text_go": "func sendMail(user User, path string) error {\n\tfile := open(path)\n"
        "\treturn send(user.mail, file)\n}\n",
    }
    hits = similar(snapshot_of(**sources), at("return send(user"), 3, texts_of(**sources))
    assert hits[0].symbol.name == "sendMail"


def test_what_all_names_have_in_common_says_little() -> None:
    body = "(path, key):\n    for item in sorted(open(path)):\n        key(item)\n"
    names = [f"mail_{word}" for word in ("send", "write", "sort", "close", "retry", "set", "list")]
    source = "".join(f"def {name}{body}" for name in [*names, "file_load"])
    piece = definition_in("def mail_load(path):\n    return open(path)\n", ["python"])
    hits = similar(snapshot_of(all_py=source), piece, 3, texts_of(all_py=source))
    assert hits[0].symbol.name == "file_load"


def test_a_type_does_not_have_the_idea_of_a_function() -> None:
    like = {
        "function_go": "func sendMail(user User) {\n\treturn send(user.mail, open(path))\n}\n",
        "type_go": "type sendMail struct {\n\tuser User\n\tmail Mail\n\tpath Path\n}\n",
    }
    hits = similar(snapshot_of(**like), at("return send(user"), 5, texts_of(**like))
    labels = {hit.path: hit.alike for hit in hits if hit.match > 60}
    assert labels == {"function.go": Alike.IDEA, "type.go": None}


def test_nothing_known_finds_nothing() -> None:
    piece = definition_in("@@ !! ??", ["python"])
    assert similar(snapshot_of(mail_py=SOURCE), piece, 5, texts_of(mail_py=SOURCE)) == []


def matches(hits: list[Hit]) -> list[int]:
    return [hit.match for hit in hits]


def at(text: str) -> Symbol:
    offset = SOURCE.index(text)
    symbol = definition_at("mail.py", SOURCE.encode(), Span(offset, offset))
    assert symbol is not None
    return symbol
