"""What is read from disk: every encoding that sources are written in, and what is no source."""

from __future__ import annotations

import codecs
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snippet_lsp.files.contents import (
    Contents,
    content_hash,
    decode,
    is_generated,
    is_minified,
    read,
)
from snippet_lsp.files.overlays import Document
from snippet_lsp.files.reasons import Reason, Refusal


@pytest.mark.parametrize(
    ("data", "text", "encoding"),
    [
        (b"", "", "utf-8"),
        (b"x = 1\r\n", "x = 1\r\n", "utf-8"),
        ("é😀".encode(), "é😀", "utf-8"),
        (codecs.BOM_UTF8 + b"x", "x", "utf-8"),
        ("\ufeffé".encode("utf-16-le"), "é", "utf-16-le"),
        ("\ufeffé".encode("utf-16-be"), "é", "utf-16-be"),
        ("\ufeffé".encode("utf-32-le"), "é", "utf-32-le"),
        ("\ufeffé".encode("utf-32-be"), "é", "utf-32-be"),
        (b"# -*- coding: koi8-r -*-\n\xf0", "# -*- coding: koi8-r -*-\nП", "koi8-r"),
        (b"#!/bin/sh\n# vim: fileencoding=cp1251 :\n\xcf", None, "cp1251"),
        (b"/* -*- coding: shift_jis -*- */ \x83\x80", "/* -*- coding: shift_jis -*- */ ム", None),
        (b"caf\xe9 \x93x\x94", "café “x”", "cp1252"),
        (b"caf\xe9 \x81", "café \x81", "latin-1"),
        # Valid UTF-8 is UTF-8, whatever it says.
        ("# coding: latin-1\né".encode(), "# coding: latin-1\né", "utf-8"),
        # Declarations that mean nothing, not text, or come too late.
        (b"# coding: martian\n\xe9", "# coding: martian\né", "cp1252"),
        (b"# coding: utf-8\n\xe9", "# coding: utf-8\né", "cp1252"),
        (b"# coding: bz2\n\xe9", "# coding: bz2\né", "cp1252"),
        (b"# coding: utf-16\n\xe9", "# coding: utf-16\né", "cp1252"),
        (b"# coding: cp037\n\xe9", "# coding: cp037\né", "cp1252"),
        (b"# coding: punycode\n\xe9", "# coding: punycode\né", "cp1252"),
        (b"# coding: unicode_escape\n\\q\xe9", "# coding: unicode_escape\n\\qé", "cp1252"),
        (b"1\n2\n# coding: koi8-r\n\xf0", "1\n2\n# coding: koi8-r\nð", "cp1252"),
    ],
)
def test_encoding(data: bytes, text: str | None, encoding: str | None) -> None:
    decoded = decode(data)
    assert decoded is not None
    assert text is None or decoded[0].decode() == text
    assert encoding is None or decoded[1] == encoding


@pytest.mark.parametrize(
    "data", [b"x\0", b"\x7fELF\0\0", "x".encode("utf-16-le"), "\ufeffx\0".encode("utf-16-le")]
)
def test_text_with_nul_is_no_text(data: bytes) -> None:
    assert decode(data) is None


def test_broken_utf16_is_read_as_far_as_it_goes() -> None:
    assert decode(codecs.BOM_UTF16_LE + b"a\0\x3d\xd8b\0c") == (
        "a\ufffdb\ufffd".encode(),
        "utf-16-le",
    )


@given(st.one_of(st.binary(max_size=60), st.binary(max_size=40).map(b"# coding: utf-7\n".__add__)))
def test_whatever_is_read_is_utf8(data: bytes) -> None:
    decoded = decode(data)
    if decoded is not None:
        decoded[0].decode("utf-8", "strict")


@given(
    st.text(st.characters(exclude_characters="\0\ufeff", exclude_categories=["Cs"])),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"]),
)
def test_a_file_and_an_open_buffer_with_the_same_text_are_the_same(
    text: str, encoding: str
) -> None:
    decoded = decode(text.encode(encoding))
    assert decoded is not None
    assert content_hash(decoded[0]) == content_hash(Document.from_text("a.py", text, 1).source)


def test_a_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_bytes(b"\xef\xbb\xbfx = 1\r\n")
    assert read(tmp_path / "a.py", 10) == Contents(b"x = 1\r\n", "utf-8")


def test_what_cannot_be_read_says_why(tmp_path: Path) -> None:
    (tmp_path / "large").write_bytes(b"12345")
    (tmp_path / "binary").write_bytes(b"\0")
    (tmp_path / "minified").write_bytes(MINIFIED * 3)
    (tmp_path / "folder").mkdir()
    check_refused(tmp_path / "large", Reason.TOO_LARGE, limit=4)
    check_refused(tmp_path / "binary", Reason.BINARY)
    check_refused(tmp_path / "minified", Reason.MINIFIED)
    check_refused(tmp_path / "missing", Reason.UNREADABLE)


@pytest.mark.skipif(os.name == "nt", reason="links and fifos need a Unix")
def test_links_and_special_files_are_not_opened(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"x")
    (tmp_path / "link").symlink_to("file")
    os.mkfifo(tmp_path / "pipe")
    check_refused(tmp_path / "link", Reason.SYMLINK)
    check_refused(tmp_path / "pipe", Reason.SPECIAL)
    check_refused(tmp_path, Reason.SPECIAL)


def check_refused(path: Path, reason: Reason, limit: int = 10_000) -> None:
    found = read(path, limit)
    assert isinstance(found, Refusal)
    assert found.reason is reason


MINIFIED = (
    b'!function(e,t){"object"==typeof exports?t(exports):t(e.x={})}(this,function(e){"use strict";'
    b"var t=function(e){return e&&e.length?e[0]:null},n=function(e,t){for(var n=0;n<e.length;n++)"
    b"if(t(e[n]))return n;return-1};const r=class{constructor(e){this.a=e}get(e){return new Map("
    b"this.a).get(e)}};e.first=t,e.find=n,e.R=r});"
)
TABLE = b"TABLE = [" + b", ".join(b"0x%08x" % number for number in range(2000)) + b"]\n"
FONT = (
    b'const font = "data:font/woff2;base64,' + b"d09GMgABAAAAAGn7if9returnABforif" * 500 + b'";\n'
)
ROWS = b"rows = [" + b"{'name':'returned','for':12,'if':'x'}," * 300 + b"]\n"
PROSE = (
    b"TEXT = '" + b"if this is not what you want, return it while you still can; " * 100 + b"'\n"
)
CODE = b"def f(x):\n    return x if x else None\n" * 100


@pytest.mark.parametrize("source", [MINIFIED, b"/* a licence */\n" * 8 + MINIFIED * 2])
def test_minified_code_is_known(source: bytes) -> None:
    assert is_minified(source)


@pytest.mark.parametrize("source", [b"", b"x", TABLE, FONT, ROWS, PROSE, CODE, CODE + MINIFIED])
def test_code_and_data_are_not_minified(source: bytes) -> None:
    assert not is_minified(source)


@pytest.mark.parametrize(
    "source",
    [
        "// Code generated by protoc-gen-go. DO NOT EDIT.\npackage x",
        "# Generated by the protocol buffer compiler.  DO NOT EDIT!",
        "/**\n * @generated SignedSource<<1>>\n */",
        "/* Automatically generated by configure */",
        "<?php\n// This file is auto-generated from x.yml",
        "// <auto-generated>\n//     This code was generated by a tool.",
        "/**\n * Autogenerated by Thrift Compiler (0.9.3)\n */",
        "# Copyright\n#\n# This file was generated by swig.",
        "-- THIS FILE IS AUTOMATICALLY GENERATED",
        "/* A licence.\n\n   This is an auto-generated file. */",
    ],
)
def test_generated_code_says_so(source: str) -> None:
    assert is_generated(source.encode())


@pytest.mark.parametrize(
    "source",
    [
        "",
        'HEADER = "// Code generated by us. DO NOT EDIT."',
        'lines = [\n    "// Code generated by us. DO NOT EDIT.",\n]',
        "# Finds files that say @generated.",
        "# Keys are generated by the server.",
        "def generated_by(tool): ...",
        "x = 1\n" * 1000 + "# Automatically generated",
    ],
)
def test_speaking_of_generated_code_is_not_being_it(source: str) -> None:
    assert not is_generated(source.encode())
