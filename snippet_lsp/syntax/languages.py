"""The language registry: a row a language. Grammars and queries are loaded when first needed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.resources import files
from pathlib import PurePosixPath

import tree_sitter


@dataclass(frozen=True, slots=True)
class Language:
    """What extraction needs to know of a language besides its query file."""

    name: str
    """Stem of the query file, and what `lang:` filters take."""
    grammar: str
    """Module of the grammar, with the function that returns it if that is not `language`."""
    extensions: tuple[str, ...]
    filenames: tuple[str, ...] = ()
    interpreters: tuple[str, ...] = ()
    """Programs that name this language in a `#!` line."""
    comments: tuple[str, ...] = ("comment",)
    """Node types of comments."""
    wrappers: tuple[str, ...] = ()
    """Node types that enclose a definition and belong to it: decorators, `export`, templates."""
    attributes: tuple[str, ...] = ()
    """Node types that may stand between a definition and the comment above it."""
    constructors: tuple[str, ...] = ()
    """Names of methods that construct; "" stands for the name of the class itself."""


_C_LIKE = ("comment", "line_comment", "block_comment", "multiline_comment")

LANGUAGES: dict[str, Language] = {
    language.name: language
    for language in (
        Language(
            "python",
            "tree_sitter_python",
            (".py", ".pyi", ".pyw"),
            interpreters=("python", "python2", "python3", "pypy", "pypy3"),
            wrappers=("decorated_definition",),
            constructors=("__init__", "__new__"),
        ),
    )
}

_BY_EXTENSION = {ext: language for language in LANGUAGES.values() for ext in language.extensions}
_BY_FILENAME = {name: language for language in LANGUAGES.values() for name in language.filenames}
_BY_INTERPRETER = {
    name: language for language in LANGUAGES.values() for name in language.interpreters
}
_SHEBANG = re.compile(rb"#!\s*\S*?([^/\s]+)(?:\s+(?:-\S+\s+)*([^\s/]+))?")


def language_of(path: str, head: bytes = b"") -> Language | None:
    """The language of a file by its name, else by the `#!` line in its first bytes."""
    pure = PurePosixPath(path)
    if language := _BY_FILENAME.get(pure.name) or _BY_EXTENSION.get(pure.suffix.lower()):
        return language
    if pure.suffix or not head.startswith(b"#!"):
        return None
    if not (match := _SHEBANG.match(head)):
        return None
    program, argument = (part.decode("ascii", "replace") if part else "" for part in match.groups())
    name = argument if program == "env" else program
    return _BY_INTERPRETER.get(name) or _BY_INTERPRETER.get(name.rstrip("0123456789."))


@cache
def grammar(name: str) -> tree_sitter.Language:
    """The compiled grammar of a registered language."""
    module, _, function = LANGUAGES[name].grammar.partition(":")
    return tree_sitter.Language(getattr(import_module(module), function or "language")())


@cache
def query(name: str) -> tree_sitter.Query:
    """The compiled query file of a registered language (5-150 ms, once)."""
    text = (files(__package__) / "queries" / f"{name}.scm").read_text("utf-8")
    return tree_sitter.Query(grammar(name), text)
