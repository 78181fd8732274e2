"""Bytes to JSON-RPC messages and back, over a pair of streams or one loopback connection.

Owns the framing and the standard streams. Knows neither methods nor parameters.
"""

from __future__ import annotations

import json
import os
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO, NamedTuple

LOOPBACK = "127.0.0.1"

_LONGEST_HEADER = 4096
_LARGEST_BODY = 1 << 28


class Streams(NamedTuple):
    """Where messages come from and go to."""

    incoming: BinaryIO
    outgoing: BinaryIO


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Stands for a message that could not be read."""

    reason: str


def read_messages(stream: BinaryIO) -> Iterator[object]:
    """The messages (parsed JSON, or `Unreadable`) until the stream ends. Blocks."""
    while True:
        headers = _read_headers(stream)
        if headers is None:
            return
        length = _content_length(headers)
        if length is None:
            yield Unreadable("a message must begin with a Content-Length header")
            continue
        if length > _LARGEST_BODY:
            _skip(stream, length)
            yield Unreadable(f"a message must not be longer than {_LARGEST_BODY} bytes")
            continue
        body = stream.read(length)
        if len(body) < length:
            return
        yield _parse(body)


def frame(message: object) -> bytes:
    """A message as it goes over the wire."""
    body = json.dumps(message, separators=(",", ":")).encode("ascii")
    return b"Content-Length: %d\r\n\r\n%b" % (len(body), body)


class Outgoing:
    """The writing end; when the other side has gone, says so once and drops what is written."""

    def __init__(self, stream: BinaryIO, on_lost: Callable[[], None]) -> None:
        self._stream = stream
        self._on_lost = on_lost
        self._lost = False

    def write(self, data: bytes) -> None:
        """Write all of a framed message."""
        if self._lost:
            return
        try:
            self._stream.write(data)
            self._stream.flush()
        except (OSError, ValueError):
            self._lost = True
            self._on_lost()

    def close(self) -> None:
        """Write nothing any more."""
        self._lost = True


@contextmanager
def standard_streams() -> Iterator[Streams]:
    """Standard input and output, kept from everything else in this process and its children.

    What anything else prints goes to standard error, and children read nothing.
    """
    incoming, outgoing = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    sys.stdout.flush()
    # Not closed: a thread may still be reading.
    yield Streams(os.fdopen(incoming, "rb"), os.fdopen(outgoing, "wb"))


@contextmanager
def loopback_connection(port: int) -> Iterator[Streams]:
    """One client's connection to a port of this machine; 0 chooses a port. Blocks until it comes.

    The port is announced on standard error. Raises OSError when it is taken.
    """
    with socket.create_server((LOOPBACK, port)) as listener:
        host, chosen = listener.getsockname()[:2]
        print(f"snippet-lsp: listening on {host}:{chosen}", file=sys.stderr, flush=True)  # noqa: T201
        connection, _ = listener.accept()
    with connection:
        yield Streams(connection.makefile("rb"), connection.makefile("wb"))


def _read_headers(stream: BinaryIO) -> list[bytes] | None:
    """The lines up to an empty one, or None at the stream's end."""
    lines: list[bytes] = []
    while line := stream.readline(_LONGEST_HEADER):
        if line.strip():
            lines.append(line)
        elif lines:
            return lines
    return None


def _content_length(headers: list[bytes]) -> int | None:
    for header in headers:
        name, _, value = header.partition(b":")
        if name.strip().lower() == b"content-length" and value.strip().isdigit():
            return int(value)
    return None


def _skip(stream: BinaryIO, length: int) -> None:
    while length > 0 and (piece := stream.read(min(length, 1 << 20))):
        length -= len(piece)


def _parse(body: bytes) -> object:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return Unreadable("the message is not valid JSON")
