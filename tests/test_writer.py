"""After any changes to disk and open buffers, the writer has what a fresh one would have."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from snippet_lsp.encoder import Bag, Encoder
from snippet_lsp.index.segment import FloatArray
from snippet_lsp.writer import Writer
from tests.indexes import close, open_writer, update
from tests.models import WORDS, tiny_encoder
from tests.snapshots import symbols_of, vectors_of

ENCODER = tiny_encoder()
PATHS = ["mail.py", "http/client.py", "http/server.js", "http/notes.txt", "script"]
TEXTS = [
    "",
    "def send(): pass\n",
    "class User:\n    def parse(self): ...\n",
    "function load(path) { return open(path) }\n",
    "#!/usr/bin/env python3\ndef main(): pass\n",
    "def half_typed(",
    "\x00\x01 binary",
]

paths = st.sampled_from(PATHS)
texts = st.sampled_from(TEXTS)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("write"), paths, texts),
        st.tuples(st.just("delete"), paths),
        st.tuples(st.just("move"), paths, paths),
        st.tuples(st.just("open"), paths, texts),
        st.tuples(st.just("close"), paths),
        st.tuples(st.just("ignore"), st.sampled_from(["", "http/\n", "*.py\n"])),
        st.tuples(st.just("flush")),
        st.tuples(st.just("reopen")),
        st.tuples(st.just("die")),
    ),
    max_size=12,
)


@settings(max_examples=60)
@given(steps)
def test_incremental_equals_from_scratch(steps: list[tuple[str, ...]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root, cache = Path(folder, "root"), Path(folder, "cache")
        root.mkdir()
        writer = open_writer(root, cache, ENCODER)
        buffers: dict[str, str] = {}
        for step in steps:
            writer = apply(writer, root, cache, buffers, *step)
            check_equals_fresh(writer, root, buffers)
        writer.close()


def apply(
    writer: Writer, root: Path, cache: Path, buffers: dict[str, str], what: str, *given: str
) -> Writer:
    """One step on disk or in the editor, and what the indexer would then do."""
    if what == "write":
        (root / given[0]).parent.mkdir(exist_ok=True)
        (root / given[0]).write_text(given[1])
    elif what == "delete":
        (root / given[0]).unlink(missing_ok=True)
    elif what == "move" and (root / given[0]).exists():
        (root / given[1]).parent.mkdir(exist_ok=True)
        (root / given[0]).replace(root / given[1])
    elif what == "ignore":
        (root / ".snippetignore").write_text(given[0])
        update(writer, writer.difference_at([".snippetignore"]))
    elif what == "open":
        buffers[given[0]] = given[1]
        writer.set_overlay(given[0], given[1].encode())
    elif what == "close":
        buffers.pop(given[0], None)
        update(writer, writer.drop_overlay(given[0]))
    elif what == "flush":
        writer.flush()
    elif what in ("reopen", "die"):
        if what == "reopen":
            writer.flush()
        writer.close()
        writer = open_writer(root, cache, ENCODER)
        for path, text in buffers.items():
            writer.set_overlay(path, text.encode())
    update(writer, writer.difference_at(given if what in ("write", "delete", "move") else []))
    return writer


def check_equals_fresh(writer: Writer, root: Path, buffers: dict[str, str]) -> None:
    fresh = open_writer(root, None, ENCODER)
    for path, text in buffers.items():
        fresh.set_overlay(path, text.encode())
    ours, theirs = symbols_of(writer.snapshot), symbols_of(fresh.snapshot)
    assert ours == theirs
    vectors, expected = vectors_of(writer.snapshot), vectors_of(fresh.snapshot)
    for path in theirs:
        np.testing.assert_array_equal(vectors[path], expected[path])
    fresh.close()


def test_nothing_is_encoded_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root, cache = tmp_path / "root", tmp_path / "cache"
    root.mkdir()
    (root / "mail.py").write_text("".join(f"def {word}(): pass\n" for word in WORDS))
    close(open_writer(root, cache, ENCODER))
    shutil.move(root / "mail.py", root / "http.py")
    encoded: list[Bag] = []
    monkeypatch.setattr(ENCODER, "encode_bags", recording(ENCODER, encoded))
    writer = open_writer(root, cache, ENCODER)
    assert set(symbols_of(writer.snapshot)) == {"http.py"}
    assert len(encoded) == 1, "only the module, whose name is new"
    writer.close()


def recording(encoder: Encoder, into: list[Bag]) -> Callable[[Sequence[Bag]], FloatArray]:
    encode = encoder.encode_bags

    def record(bags: Sequence[Bag]) -> FloatArray:
        into.extend(bags)
        return encode(bags)

    return record


def test_a_damaged_catalog_is_begun_anew(tmp_path: Path) -> None:
    root, cache = tmp_path / "root", tmp_path / "cache"
    root.mkdir()
    (root / "mail.py").write_text("def send(): pass\n")
    close(open_writer(root, cache, ENCODER))
    catalog = cache / "index" / "catalog.sqlite3"
    whole = catalog.read_bytes()
    catalog.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    writer = open_writer(root, cache, ENCODER)
    assert [s.name for s in symbols_of(writer.snapshot)["mail.py"]] == ["mail", "send"]
    writer.close()
