"""Ignore patterns mean what they mean to git, which is asked itself."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from snippet_lsp.files.discover import discover
from snippet_lsp.files.folders import Rules
from snippet_lsp.files.patterns import parse

from .trees import by_git, git, without_git


@pytest.mark.parametrize(
    ("pattern", "ignored", "kept"),
    [
        ("a.py", "a.py x/a.py", "b.py a.pyc"),
        ("/a.py", "a.py", "x/a.py"),
        ("x/a.py", "x/a.py", "y/x/a.py"),
        ("*.py", "a.py x/b.py", "a.pyi"),
        ("x/*.py", "x/a.py", "x/y/a.py"),
        ("x/**/a.py", "x/a.py x/y/z/a.py", "a.py y/x/a.py"),
        ("**/a.py", "a.py x/y/a.py", "ba.py"),
        ("x/**", "x/a.py x/y/a.py", "x a/x"),
        ("x**/a.py", "xa.py x/a.py xy/z/a.py", "a.py"),
        ("?.py", "a.py", ".py ab.py"),
        ("[a-c].py", "a.py c.py", "d.py -.py"),
        ("[!a-c].py", "d.py", "a.py /.py"),
        ("/a[!b]c", "axc", "a/c abc"),
        ("[]-].py", "].py -.py", "a.py"),
        ("[[:digit:]].py", "1.py", "a.py"),
        ("[z-a].py", "z.py", "a.py -.py"),
        (r"\*.py", "*.py", "a.py"),
        (r"\#a", "#a", "a"),
        (r"\!a", "!a", "a"),
        (r"a\ ", "a␣", "a"),
        ("a  ", "a", "a␣"),
        ("a\\", "", "a"),
        ("[a", "", "a [a"),
        ("# a", "", "a"),
        ("/", "", "a"),
        ("!a", "", "a"),
    ],
)
def test_pattern(pattern: str, ignored: str, kept: str) -> None:
    check_pattern(pattern, ignored, kept)


def test_a_pattern_with_a_slash_at_its_end_means_folders() -> None:
    patterns = parse(b"out/\n")
    assert patterns.last_match(b"x/out", is_folder=True)
    assert not patterns.last_match(b"x/out", is_folder=False)


def test_line_endings_and_a_byte_order_mark_belong_to_no_pattern() -> None:
    patterns = parse(b"\xef\xbb\xbfa.py\r\nb.py")
    assert patterns.last_match(b"a.py", is_folder=False)
    assert patterns.last_match(b"b.py", is_folder=False)


def test_a_hostile_pattern_takes_no_time() -> None:
    started = time.process_time()
    for pattern in (
        b"*a" * 40 + b"b",
        b"**/a*/" * 20 + b"b",
        b"*" * 500 + b"b",
        b" " * 100_000 + b"x",
    ):
        for path in (b"a" * 250, b"a/" * 120 + b"c"):
            assert not parse(pattern).last_match(path, is_folder=False)
    assert time.process_time() - started < 2


def check_pattern(pattern: str, ignored: str, kept: str) -> None:
    """`ignored` and `kept` list paths; "␣" stands for a space in one."""
    patterns = parse(pattern.encode())

    def is_ignored(path: str) -> bool:
        match = patterns.last_match(path.replace("␣", " ").encode(), is_folder=False)
        return match is not None and not match.negated

    assert [path for path in (ignored + " " + kept).split() if is_ignored(path)] == ignored.split()


# Anything that could be in an ignore file, against git.

ATOMS = [
    "a",
    "b",
    "ab",
    "c",
    "*",
    "**",
    "***",
    "?",
    "/",
    "**/",
    "/**",
    "é",
    ".",
    "-",
    "]",
    "!",
    "#",
]
ATOMS += [
    " ",
    "\\ ",
    "\\",
    "\\*",
    "[ab]",
    "[!a]",
    "[^b-d]",
    "[]a]",
    "[a-",
    "[z-a]",
    "[\\]]",
    "[a/b]",
]
ATOMS += ["[[:alpha:]]", "[[:x:]]", "[[:", "[a-\\c]", "[--/]"]
GLOBS = st.lists(st.sampled_from(ATOMS), min_size=1, max_size=6).map("".join)
NAMES = st.sampled_from(
    ["a", "b", "ab", "c", "abc", "é", "*", ".a", "a.b", "#a", "!a", "-", "]", "[a", "d ", "\\"]
)
PATHS = st.lists(NAMES, min_size=1, max_size=4).map("/".join)


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("repository")
    git(folder, "init", "-q")
    return folder


@given(
    st.lists(GLOBS, min_size=1, max_size=4),
    st.lists(PATHS, min_size=10, max_size=40, unique=True),
    st.sampled_from(["\n", "\r\n"]),
)
@settings(max_examples=100)
def test_patterns_match_what_git_says(
    repository: Path, globs: list[str], paths: list[str], line_end: str
) -> None:
    text = line_end.join(globs).encode()
    (repository / ".gitignore").write_bytes(text)
    answer = subprocess.run(
        ["git", "check-ignore", "-z", "--verbose", "--non-matching", "--no-index", "--stdin"],
        cwd=repository,
        input=b"".join(b"./" + path.encode() + b"\0" for path in paths),
        capture_output=True,
        check=False,
    )
    fields = answer.stdout.decode().split("\0")[:-1]
    expected = {fields[i + 3][2:]: fields[i + 2] for i in range(0, len(fields), 4)}
    assert {path: deciding(text, path) for path in paths} == expected


def deciding(text: bytes, path: str) -> str:
    """The pattern that git would name: the one that ignores an outer folder, or the path's own."""
    patterns = parse(text)
    parts = path.split("/")
    for depth in range(1, len(parts) + 1):
        part = "/".join(parts[:depth]).encode()
        match = patterns.last_match(part, is_folder=depth < len(parts))
        if match is not None and (depth == len(parts) or not match.negated):
            return match.text
    return ""


# Trees with ignore files at every level, with git and without.

SIMPLE_GLOBS = st.one_of(
    st.lists(st.sampled_from(["a", "b", "*", "**", "/", "?", "[ab]"]), min_size=1, max_size=4).map(
        "".join
    ),
    st.sampled_from(["a/", "!a/", "*", "!*", "!*/", "/*", "!/a", "a/**", "!a/b", "b", "!b"]),
).flatmap(lambda glob: st.sampled_from([glob, "!" + glob]))
FOLDERS = st.lists(st.sampled_from(["a", "b"]), max_size=3).map("/".join)
IGNORE_FILES = st.dictionaries(FOLDERS, st.lists(SIMPLE_GLOBS, min_size=1, max_size=3), max_size=4)
FILES = st.lists(st.tuples(FOLDERS, st.sampled_from(["x", "ab", "b.x"])), max_size=10, unique=True)


@given(IGNORE_FILES, FILES, FOLDERS)
@settings(max_examples=40)
def test_trees_are_the_same_with_git_and_without(
    tmp_path_factory: pytest.TempPathFactory,
    ignore_files: dict[str, list[str]],
    files: list[tuple[str, str]],
    below: str,
) -> None:
    root = tmp_path_factory.mktemp("tree")
    git(root, "init", "-q")
    (root / below).mkdir(parents=True, exist_ok=True)
    for folder, name in files:
        (root / folder).mkdir(parents=True, exist_ok=True)
        (root / folder / name).touch()
    for folder, globs in ignore_files.items():
        (root / folder).mkdir(parents=True, exist_ok=True)
        (root / folder / ".gitignore").write_text("\n".join(globs))
    assert found(root) == by_git(root, is_no_ignore_file)
    with_git = found(root / below)
    with pytest.MonkeyPatch.context() as monkeypatch:
        without_git(monkeypatch)
        assert found(root) == by_git(root, is_no_ignore_file)
        assert found(root / below) == with_git


def found(root: Path) -> list[str]:
    return sorted(info.path for info in discover(root, Rules(), is_no_ignore_file))


def is_no_ignore_file(path: str) -> bool:
    return not path.endswith(".gitignore")
