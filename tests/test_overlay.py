"""Open buffers: whatever is typed, saved, renamed or opened twice is found as from nothing."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from snippet_lsp.config import Settings
from snippet_lsp.overlay import Overlay, read_overlay
from snippet_lsp.reader import read_source
from snippet_lsp.requests import Inbox
from snippet_lsp.writer import Writer
from tests.indexes import close, open_writer, update
from tests.models import tiny_encoder
from tests.snapshots import symbols_of, vectors_of

ENCODER = tiny_encoder()
MAIL = "".join(
    f"def {verb}_mail(user):\n    return user.{verb}\n\n\n" for verb in ("send", "parse")
)

HEADS = ("", "#!/usr/bin/env python3\n", "#include <vector>\n", "class A {};\n", "@generated\n")
LINES = (
    *MAIL.splitlines(keepends=True),
    "class User:\n",
    "é = '🎉'\r\n",
    '"""\n',
    "int f() {\n",
    "}\n",
)


@pytest.mark.parametrize("path", ["mail.py", "script", "mail.h"])
@given(
    texts=st.lists(st.tuples(st.sampled_from(HEADS), st.lists(st.sampled_from(LINES))), max_size=5)
)
@settings(max_examples=40)
def test_a_buffer_is_read_as_its_text_would_be(
    path: str, texts: list[tuple[str, list[str]]]
) -> None:
    before: Overlay | None = None
    for head, lines in texts:
        source = "".join((head, *lines)).encode()
        before = read_overlay(path, source, before)
        assert (before.read if before else None) == read_source(path, source)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "root"
    folder.mkdir()
    (folder / "mail.py").write_text(MAIL)
    return folder


@pytest.fixture
def writer(root: Path, tmp_path: Path) -> Iterator[Writer]:
    opened = open_writer(root, tmp_path / "cache", ENCODER)
    yield opened
    opened.close()


def test_only_what_was_edited_is_encoded(writer: Writer) -> None:
    writer.set_overlay("mail.py", MAIL.encode())
    before = writer.encoded
    writer.set_overlay("mail.py", MAIL.replace("user.send", "user.send.retry").encode())
    assert writer.encoded == before + 1
    writer.set_overlay("mail.py", ("# user\n\n\n" + MAIL).encode())
    assert writer.encoded == before + 2, "the module, which the comment belongs to"


def test_saving_and_closing_encodes_nothing(writer: Writer, root: Path) -> None:
    edited = MAIL.replace("user.send", "user.upload")
    writer.set_overlay("mail.py", edited.encode())
    (root / "mail.py").write_text(edited)
    update(writer, writer.difference_at(["mail.py"]))
    before = writer.encoded
    update(writer, writer.drop_overlay("mail.py"))
    writer.set_overlay("mail.py", edited.encode())
    assert writer.encoded == before
    check_equals_fresh(writer, {"mail.py": edited})


def test_closing_without_saving_goes_back_to_the_disk(writer: Writer) -> None:
    writer.set_overlay("mail.py", b"def upload(): ...\n")
    update(writer, writer.drop_overlay("mail.py"))
    check_equals_fresh(writer, {})


def test_a_new_buffer_is_saved_under_a_name(writer: Writer, root: Path) -> None:
    writer.set_overlay("http.py", b"def upload(): ...\n")
    (root / "http.py").write_text("def upload(): ...\n")
    update(writer, writer.difference_at(["http.py"]))
    check_equals_fresh(writer, {"http.py": "def upload(): ...\n"})
    update(writer, writer.drop_overlay("http.py"))
    check_equals_fresh(writer, {})


def test_a_buffer_whose_file_is_renamed(writer: Writer, root: Path) -> None:
    edited = MAIL + "def retry(): ...\n"
    writer.set_overlay("mail.py", edited.encode())
    (root / "mail.py").rename(root / "post.py")
    update(writer, writer.drop_overlay("mail.py"))
    writer.set_overlay("post.py", edited.encode())
    update(writer, writer.difference_at(["mail.py", "post.py"]))
    check_equals_fresh(writer, {"post.py": edited})


def test_two_editors_see_what_is_saved_and_not_what_is_typed(
    writer: Writer, root: Path, tmp_path: Path
) -> None:
    other = open_writer(root, tmp_path / "cache", ENCODER)
    edited = MAIL.replace("send", "upload")
    writer.set_overlay("mail.py", edited.encode())
    check_equals_fresh(other, {})
    other.set_overlay("mail.py", b"def close(): ...\n")
    check_equals_fresh(writer, {"mail.py": edited})
    (root / "mail.py").write_text(edited)
    for one in (writer, other):
        update(one, one.difference_at(["mail.py"]))
        update(one, one.drop_overlay("mail.py"))
        check_equals_fresh(one, {})
    close(other)


def test_a_buffer_that_is_too_large_is_left_out_and_said_once(
    writer: Writer, caplog: pytest.LogCaptureFixture
) -> None:
    writer.reconfigure(replace(Settings(), files_max_size=1000))
    update(writer, writer.difference())
    with caplog.at_level(logging.INFO, "snippet_lsp"):
        for note in ("# one\n", "# two\n"):
            writer.set_overlay("mail.py", (MAIL + note * 1000).encode())
    assert "mail.py" not in symbols_of(writer.snapshot)
    assert writer.left_out()["too large"] == 1
    assert [r.getMessage() for r in caplog.records] == [
        "mail.py (open buffer) is not searched: too large"
    ]
    writer.set_overlay("mail.py", MAIL.encode())
    assert "too large" not in writer.left_out()
    assert "mail.py" in symbols_of(writer.snapshot)


def test_while_a_text_that_takes_long_is_typed_only_the_latest_is_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = [100.0]
    monkeypatch.setattr("snippet_lsp.requests.time.monotonic", lambda: now[0])
    inbox = Inbox()
    with inbox.paced():
        now[0] += 0.5
    for text in (b"d", b"de", b"def"):
        inbox.put_text("mail.py", text)
        assert inbox.take_texts() == {}
    now[0] += 0.5
    assert inbox.take_texts() == {"mail.py": b"def"}


def test_a_question_does_not_wait_until_a_closed_buffer_is_read() -> None:
    inbox = Inbox()
    inbox.put_text("mail.py", None)
    assert not inbox.wait_for_texts(0)
    assert inbox.take_texts() == {}, "it is left to the end of the step in hand"
    assert inbox.wait_for_texts(0)
    inbox.put_text("http.py", b"def")
    assert inbox.take_texts() == {"http.py": b"def"}
    inbox.shown()
    assert inbox.wait_for_texts(0)


def test_a_question_does_not_wait_until_a_text_is_due(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("snippet_lsp.requests.time.monotonic", lambda: 100.0)
    inbox = Inbox()
    inbox._rested = 101.0
    inbox.put_text("mail.py", b"def")
    assert inbox.take_texts() == {}
    assert not inbox.wait_for_texts(0)
    assert inbox.take_texts() == {"mail.py": b"def"}
    assert not inbox.wait_for_texts(0), "it is taken and not shown"
    inbox.shown()
    assert inbox.wait_for_texts(0)


def check_equals_fresh(writer: Writer, buffers: dict[str, str]) -> None:
    fresh = open_writer(writer.root, None, ENCODER)
    for path, text in buffers.items():
        fresh.set_overlay(path, text.encode())
    assert symbols_of(writer.snapshot) == symbols_of(fresh.snapshot)
    vectors, expected = vectors_of(writer.snapshot), vectors_of(fresh.snapshot)
    for path in expected:
        np.testing.assert_array_equal(vectors[path], expected[path])
    fresh.close()
