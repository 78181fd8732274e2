"""What is found in a text that is edited is what is found in the same text from nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
import tree_sitter
from hypothesis import example, given, settings
from hypothesis import strategies as st

from snippet_lsp.syntax import Extraction, extract, extract_next
from snippet_lsp.syntax.edits import edit_between, edited
from snippet_lsp.syntax.extract import text_for
from snippet_lsp.syntax.languages import grammar, language_of

GOLDEN = Path(__file__).parent / "golden"
SAMPLES = sorted(path for path in GOLDEN.iterdir() if path.suffix != ".symbols")

SCRAPS = (
    *("(", ")", "{", "}", "[", "<", '"', "'", "`", '"""', "/*", "*/", "--[[", "{-", "#", "//"),
    *("\n", "\r", "\r\n", "\n\n", "\t", "é", "😀", "=", "=>", "->", ":", ";", ",", "@", "\\", "$"),
    *("end", "class ", "def ", "function ", "fn ", "struct X ", "API_EXPORT ", "BEGIN_X\n"),
)
LINES = ("", "# note\n", "// note\n", "/** note */\n", "x = 1\n", "x();\n", "\n")

pieces = st.one_of(st.sampled_from(SCRAPS), st.sampled_from(LINES), st.text("xyz_ ", max_size=4))
edits = st.lists(
    st.one_of(
        # Typing, deleting, pasting.
        st.tuples(st.just("text"), st.integers(0, 10_000), st.integers(0, 12), pieces),
        # Lines put in, left out, moved.
        st.tuples(st.just("line"), st.integers(0, 600), st.integers(0, 4), st.sampled_from(LINES)),
        st.tuples(st.just("copy"), st.integers(0, 600), st.integers(0, 600), st.just("")),
        st.tuples(st.just("undo"), st.just(0), st.just(0), st.just("")),
    ),
    min_size=1,
    max_size=8,
)
Edits = list[tuple[str, int, int, str]]


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.name)
@given(edits=edits)
@example(edits=[("text", 0, 0, ""), ("text", 1, 0, "\n"), ("undo", 0, 0, "")])
@example(edits=[("copy", 125, 0, "")])  # A pattern's optional end at the end of what is looked at.
@settings(max_examples=20)
def test_symbols_of_an_edited_text(sample: Path, edits: Edits) -> None:
    texts = texts_after(sample.read_text("utf-8"), edits)
    check_symbols([text.encode() for text in texts], sample.name)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.name)
@given(edits=edits)
@settings(max_examples=10)
def test_a_tree_without_errors_does_not_depend_on_what_was_before(
    sample: Path, edits: Edits
) -> None:
    language = language_of(sample.name)
    assert language is not None
    parser = tree_sitter.Parser(grammar(language.name))
    before, tree = b"", parser.parse(b"")
    for text in texts_after(sample.read_text("utf-8"), edits):
        now = text_for(language, text.encode())
        tree = parser.parse(now, edited(tree, edit_between(before, now), before, now))
        fresh = parser.parse(now)
        assert tree.root_node.has_error == fresh.root_node.has_error
        if not fresh.root_node.has_error:
            assert nodes_of(tree) == nodes_of(fresh)
        before = now


def test_only_what_an_edit_touches_is_made_again() -> None:
    text = b'"""Mail."""\n' + b"".join(
        b"def send_%d(user):\n    return user\n\n\n" % n for n in range(20)
    )
    before = extract_next(text, "python", "mail.py", None)
    for old, new in [(b"send_7(user):\n", b"send_7(user): # to\n"), (b"# to", b"# of")]:
        text = text.replace(old, new)
        after = extract_next(text, "python", "mail.py", before)
        assert made(before, after) == ["mail", "send_7", "send_8"], "a neighbour may document it"
        before = after


def test_a_syntax_error_while_typing_does_not_cost_what_was_known() -> None:
    text = b"".join(b"def send_%d(user):\n    return user\n\n\n" % n for n in range(20))
    before = extract_next(text, "python", "mail.py", None)
    broken = text.replace(b"send_7(user):\n", b"send_7(user):\n    retry(\n")
    between = extract_next(broken, "python", "mail.py", before)
    after = extract_next(broken.replace(b"(\n", b"()\n"), "python", "mail.py", between)
    assert made(before, after) == ["mail", "send_7", "send_8"]


def test_a_macro_that_is_no_longer_taken_for_one() -> None:
    text = b"EXPORT int bar(void) { return 1; }\n"
    check_symbols([text, text.replace(b"bar", b"\nbar"), text], "bar.cpp")


def test_members_of_a_renamed_class_are_made_again() -> None:
    text = b"class User {\n  load() {}\n  save() {}\n}\nfunction main() {}\n"
    before = extract_next(text, "javascript", "user.js", None)
    after = extract_next(text.replace(b"User", b"Admin"), "javascript", "user.js", before)
    containers = {symbol.name: symbol.container for symbol in after.symbols}
    assert containers["load"] == containers["save"] == "Admin"


def texts_after(text: str, edits: Edits) -> list[str]:
    """The text and what each edit makes of the one before."""
    texts = [text]
    for what, at, count, inserted in edits:
        text = texts[-1]
        lines = text.splitlines(keepends=True)
        if what == "text":
            at %= len(text) + 1
            text = text[:at] + inserted + text[at + count :]
        elif what == "undo":
            text = texts[-2] if len(texts) > 1 else text
        elif what == "line":
            at %= len(lines) + 1
            text = "".join([*lines[:at], inserted, *lines[at + count :]])
        elif lines:
            at, source = at % len(lines), count % len(lines)
            text = "".join([*lines[:at], *lines[source : source + 5], *lines[at:]])
        texts.append(text)
    return texts


def check_symbols(texts: list[bytes], path: str) -> None:
    language = language_of(path, texts[0])
    assert language is not None
    before: Extraction | None = None
    for text in texts:
        before = extract_next(text, language.name, path, before)
        assert list(before.symbols) == extract(text, language.name, path, with_blocks=True)


def made(before: Extraction, after: Extraction) -> list[str]:
    """Names of the symbols that were not carried over."""
    texts = {id(symbol.code) for symbol in before.symbols}
    return [symbol.name for symbol in after.symbols if id(symbol.code) not in texts]


def nodes_of(tree: tree_sitter.Tree) -> list[tuple[object, ...]]:
    """All there is to a tree."""
    cursor, found = tree.walk(), []
    while True:
        node = cursor.node
        assert node is not None
        found.append((node.type, node.start_byte, node.end_byte, cursor.field_name, node.is_extra))
        if cursor.goto_first_child():
            continue
        while not cursor.goto_next_sibling():
            if not cursor.goto_parent():
                return found
