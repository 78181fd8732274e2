"""Framing: bytes to messages and back."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snippet_lsp.server import transport
from snippet_lsp.server.transport import Outgoing, Unreadable, frame, read_messages

values = st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists, max_leaves=5)
messages = st.dictionaries(st.text(max_size=5), values, max_size=4)


def read(data: bytes) -> list[object]:
    return list(read_messages(io.BytesIO(data)))


@given(st.lists(messages, max_size=4))
def test_messages_survive_the_wire(sent: list[dict[str, object]]) -> None:
    assert read(b"".join(map(frame, sent))) == sent


@given(st.binary(max_size=60))
def test_garbage_never_raises(garbage: bytes) -> None:
    read(garbage)


def test_headers_are_read_as_the_protocol_says() -> None:
    check_read(b"content-length:2\r\n\r\n{}", [{}])
    check_read(b"Content-Type: x; charset=utf-8\r\nContent-Length: 2\r\n\r\n{}", [{}])
    check_read(b"\r\n\r\nContent-Length: 2\n\n{}", [{}])


def test_reading_goes_on_after_what_cannot_be_read() -> None:
    first, second = read(b"Content-Length: 1\r\n\r\n{" + frame({}))
    assert isinstance(first, Unreadable)
    assert second == {}


def test_overlong_message_is_skipped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "_LARGEST_BODY", 10)
    first, second = read(frame({"long": "x" * 100}) + frame({}))
    assert isinstance(first, Unreadable)
    assert second == {}


def test_message_cut_off_by_the_end_is_none() -> None:
    check_read(b"Content-Length: 20\r\n\r\n{}", [])
    check_read(b"Content-Length: 2\r\n", [])


def test_writing_to_a_client_that_has_gone_says_so_once() -> None:
    lost = []
    stream = io.BytesIO()
    outgoing = Outgoing(stream, lambda: lost.append(True))
    outgoing.write(b"a")
    assert stream.getvalue() == b"a"
    stream.close()
    outgoing.write(b"b")
    outgoing.write(b"c")
    assert lost == [True]


def check_read(data: bytes, expected: list[object]) -> None:
    assert read(data) == expected
