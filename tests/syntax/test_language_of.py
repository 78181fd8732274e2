"""A file's language shows in its name, in its `#!` line, or in what only C++ has."""

from __future__ import annotations

import pytest

from snippet_lsp.syntax import language_of


@pytest.mark.parametrize(
    ("path", "language"),
    [
        ("src/main.rs", "rust"),
        ("a/b.tar/Widget.HPP", "cpp"),
        ("kernel.cu", "cpp"),
        ("build.gradle.kts", "kotlin"),
        ("Program.cs", "c_sharp"),
        ("PKGBUILD", "bash"),
        ("Rakefile", "ruby"),
        ("header.h", "c"),
        ("notes.txt", None),
        ("Makefile", None),
        (".gitignore", None),
        ("py", None),
    ],
)
def test_names(path: str, language: str | None) -> None:
    check_language(path, b"", language)


@pytest.mark.parametrize(
    ("line", "language"),
    [
        (b"#!/bin/sh", "bash"),
        (b"#! /usr/bin/python3.12 -I", "python"),
        (b"#!/usr/bin/env ruby", "ruby"),
        (b"#!/usr/bin/env -S node --no-warnings", "javascript"),
        (b"#!/opt/unheard/of", None),
        (b"#!", None),
        (b"#!/usr/bin/env", None),
        (b"print(1)", None),
        (b"#!/bin/\xff\xfe", None),
    ],
)
def test_interpreters(line: bytes, language: str | None) -> None:
    check_language("bin/tool", line + b"\nrest", language)


def test_a_known_suffix_is_believed_before_the_interpreter() -> None:
    check_language("tool.py", b"#!/bin/sh\n", "python")
    check_language("tool.txt", b"#!/bin/sh\n", None)


@pytest.mark.parametrize(
    "line",
    [
        b"#include <vector>",
        b"#  include <cstddef>",
        b"namespace app {",
        b"namespace app::detail\n{",
        b"namespace {",
        b"  template <typename T>",
        b"class Widget;",
        b"class API Widget : public Base {",
        b"enum class Colour {",
        b"using namespace std;",
        b"using Alias = int;",
        b" public:",
    ],
)
def test_headers_of_cpp(line: bytes) -> None:
    check_language("widget.h", b"#pragma once\n\n" + line + b"\n", "cpp")
    check_language("widget.c", line, "c")


@pytest.mark.parametrize(
    "line",
    [
        b"#include <stdio.h>",
        b'#include "vector"',
        b"struct widget { int class; };",
        b" * class of widgets, using templates",
        b"   class of widgets that are\n   using memory",
        b"int namespace = 1;",
        b'#ifdef __cplusplus\nextern "C" {\n#endif',
    ],
)
def test_headers_of_c(line: bytes) -> None:
    check_language("widget.h", b"/* Widgets */\n" + line + b"\n", "c")


def check_language(path: str, head: bytes, language: str | None) -> None:
    found = language_of(path, head)
    assert (found and found.name) == language
