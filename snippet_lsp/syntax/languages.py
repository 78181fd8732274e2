"""The language registry: a row a language. Grammars and queries are loaded when first needed."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.resources import files
from pathlib import PurePosixPath

import tree_sitter

from .macros import blank_c, blank_cpp, blank_rust


@dataclass(frozen=True, slots=True)
class Language:
    """What extraction needs to know of a language besides its query file."""

    name: str
    """What `lang:` filters take."""
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
    """Node types between a definition and the comment above it that are no part of its signature,
    whether they stand before the definition or at its start."""
    docstrings: tuple[str, ...] = ()
    """Node types that document the definition after them where they hold a string."""
    clauses: bool = False
    """Whether definitions of one name that follow each other are one: equations, clauses."""
    constructors: tuple[str, ...] = ()
    """Names of methods that construct; "" stands for the name of the class itself."""
    queries: tuple[str, ...] = ()
    """Stems of the query files, read as one in this order; by default one with the name above."""
    blank: Callable[[bytes], bytes] | None = None
    """Turns what the grammar cannot read into spaces, for the parser only."""


_C_LIKE = ("comment", "line_comment", "block_comment", "multiline_comment")
_JAVASCRIPT_WRAPPERS = (
    "export_statement",
    "expression_statement",
    "assignment_expression",
    "ambient_declaration",
)

LANGUAGES: dict[str, Language] = {
    language.name: language
    for language in (
        Language(
            "python",
            "tree_sitter_python",
            (".py", ".pyi", ".pyw"),
            interpreters=("python", "python2", "python3", "pypy", "pypy3"),
            wrappers=("decorated_definition",),
            attributes=("decorator",),
            constructors=("__init__", "__new__"),
        ),
        Language("c", "tree_sitter_c", (".c", ".h"), wrappers=("type_definition",), blank=blank_c),
        Language(
            "cpp",
            "tree_sitter_cpp",
            (
                ".cc",
                ".cpp",
                ".cxx",
                ".c++",
                ".hh",
                ".hpp",
                ".hxx",
                ".h++",
                ".ipp",
                ".inl",
                ".tcc",
                ".tpp",
                ".cu",
                ".cuh",
            ),
            wrappers=("type_definition", "template_declaration", "friend_declaration"),
            constructors=("",),
            blank=blank_cpp,
        ),
        Language(
            "rust",
            "tree_sitter_rust",
            (".rs",),
            comments=_C_LIKE,
            attributes=("attribute_item", "inner_attribute_item"),
            blank=blank_rust,
        ),
        Language(
            "c_sharp",
            "tree_sitter_c_sharp",
            (".cs", ".csx"),
            wrappers=(
                "variable_declaration",
                "field_declaration",
                "local_declaration_statement",
                "global_statement",
            ),
            attributes=("attribute_list",),
        ),
        Language("zig", "tree_sitter_zig", (".zig",)),
        Language(
            "kotlin",
            "tree_sitter_kotlin",
            (".kt", ".kts"),
            comments=_C_LIKE,
            # `@Deprecated("…")` on a line of its own is read as an expression.
            attributes=("annotation", "annotated_expression"),
        ),
        Language(
            "dart",
            "tree_sitter_dart",
            (".dart",),
            comments=("comment", "documentation_comment"),
            wrappers=(
                "declaration",
                "initialized_identifier_list",
                "static_final_declaration_list",
                "local_variable_declaration",
            ),
            # All but the first are what a grammar without declarations leaves before a variable.
            attributes=(
                "annotation",
                "final_builtin",
                "const_builtin",
                "inferred_type",
                "function_type",
            ),
        ),
        Language(
            "bash",
            "tree_sitter_bash",
            (".sh", ".bash", ".bats", ".zsh", ".ksh", ".ebuild", ".eclass"),
            filenames=(
                ".bashrc",
                ".bash_profile",
                ".bash_aliases",
                ".bash_login",
                ".bash_logout",
                ".profile",
                ".zshrc",
                ".zshenv",
                ".zprofile",
                ".zlogin",
                ".kshrc",
                "PKGBUILD",
            ),
            interpreters=("sh", "bash", "dash", "ash", "ksh", "ksh93", "mksh", "zsh", "bats"),
        ),
        Language("go", "tree_sitter_go", (".go",)),
        Language(
            "java",
            "tree_sitter_java",
            (".java",),
            comments=_C_LIKE,
            attributes=("annotation", "marker_annotation"),
        ),
        Language(
            "javascript",
            "tree_sitter_javascript",
            (".js", ".jsx", ".mjs", ".cjs"),
            interpreters=("node", "nodejs", "bun"),
            wrappers=_JAVASCRIPT_WRAPPERS,
            attributes=("decorator",),
            constructors=("constructor",),
            queries=("javascript", "ecmascript"),
        ),
        Language(
            "php",
            "tree_sitter_php:language_php",
            (".php", ".phtml"),
            interpreters=("php",),
            wrappers=("expression_statement",),
            attributes=("attribute_list", "php_tag"),
            constructors=("__construct",),
        ),
        Language(
            "ruby",
            "tree_sitter_ruby",
            (".rb", ".rake", ".gemspec", ".ru", ".podspec", ".thor", ".jbuilder"),
            filenames=(
                "Rakefile",
                "Gemfile",
                "Guardfile",
                "Capfile",
                "Vagrantfile",
                "Brewfile",
                "Podfile",
                "Fastfile",
                "Dangerfile",
                "Appraisals",
                "Thorfile",
            ),
            interpreters=("ruby", "jruby", "rake", "irb"),
            wrappers=("argument_list", "call"),
            constructors=("initialize",),
        ),
        Language(
            "typescript",
            "tree_sitter_typescript:language_typescript",
            (".ts", ".mts", ".cts"),
            interpreters=("deno", "ts-node"),
            wrappers=_JAVASCRIPT_WRAPPERS,
            attributes=("decorator",),
            constructors=("constructor",),
            queries=("typescript", "ecmascript"),
        ),
        Language(
            "tsx",
            "tree_sitter_typescript:language_tsx",
            (".tsx",),
            interpreters=("tsx",),
            wrappers=_JAVASCRIPT_WRAPPERS,
            attributes=("decorator",),
            constructors=("constructor",),
            queries=("typescript", "ecmascript"),
        ),
        Language(
            "elixir",
            "tree_sitter_elixir",
            (".ex", ".exs"),
            interpreters=("elixir",),
            attributes=("unary_operator",),
            docstrings=("unary_operator",),
            clauses=True,
        ),
        Language(
            "haskell",
            "tree_sitter_haskell",
            (".hs", ".hs-boot", ".hsc"),
            interpreters=("runghc", "runhaskell", "stack", "cabal"),
            comments=("comment", "haddock"),
            attributes=("pragma",),
            clauses=True,
        ),
        Language(
            "julia",
            "tree_sitter_julia",
            (".jl",),
            interpreters=("julia",),
            comments=("line_comment", "block_comment"),
            wrappers=("const_statement", "macro_argument_list", "macrocall_expression"),
            docstrings=("string_literal", "prefixed_string_literal", "macrocall_expression"),
            constructors=("",),
        ),
        Language(
            "lua",
            "tree_sitter_lua",
            (".lua", ".rockspec"),
            interpreters=("lua", "luajit", "texlua", "nvim"),
            wrappers=("variable_declaration",),
        ),
        Language(
            "scala",
            "tree_sitter_scala",
            (".scala", ".sc", ".sbt", ".mill"),
            interpreters=("scala", "scala-cli", "amm"),
            comments=_C_LIKE,
            attributes=("annotation",),
            constructors=("this",),
        ),
        Language(
            "swift",
            "tree_sitter_swift",
            (".swift",),
            interpreters=("swift",),
            comments=_C_LIKE,
            attributes=("attribute",),
        ),
    )
}

_BY_EXTENSION = {ext: language for language in LANGUAGES.values() for ext in language.extensions}
_BY_FILENAME = {name: language for language in LANGUAGES.values() for name in language.filenames}
_BY_INTERPRETER = {
    name: language for language in LANGUAGES.values() for name in language.interpreters
}
_SHEBANG = re.compile(rb"#![ \t]*(?:\S*/)?([^/\s]+)(?:[ \t]+(?:-\S+[ \t]+)*([^\s/]+))?")

_CPP_HEADER = re.compile(
    rb"""^[ \t]*(?:
        \#[ \t]*include[ \t]*<\w+>            # the standard library's headers have no suffix
      | namespace(?:[ \t]+[\w:]+)?\s*\{
      | template[ \t]*<
      | (?:enum[ \t]+)?class[ \t]+(?:\w+[ \t]+){0,2}\w+[ \t]*(?:;|\{|:|$)
      | using[ \t]+(?:namespace[ \t]|\w+[ \t]*=)
      | (?:public|private|protected)[ \t]*:
    )""",
    re.MULTILINE | re.VERBOSE,
)


HEAD = 16_384
"""Bytes that show a language where the name does not; a header begins with a long licence."""


def language_of(path: str, head: bytes = b"") -> Language | None:
    """The language of a file by its name, else by the `#!` line in its first bytes.

    A `.h` is C unless those bytes hold what only C++ has.
    """
    pure = PurePosixPath(path)
    if language := _BY_FILENAME.get(pure.name) or _BY_EXTENSION.get(pure.suffix.lower()):
        if pure.suffix == ".h" and _CPP_HEADER.search(head):
            return LANGUAGES["cpp"]
        return language
    if pure.suffix or not head.startswith(b"#!"):
        return None
    if not (match := _SHEBANG.match(head)):
        return None
    program, argument = (part.decode("ascii", "replace") if part else "" for part in match.groups())
    name = argument if program == "env" else program
    return _BY_INTERPRETER.get(name) or _BY_INTERPRETER.get(name.rstrip("0123456789."))


def may_hold_code(path: str) -> bool:
    """Whether a file's name leaves it open that it is of a registered language."""
    return language_of(path) is not None or "." not in PurePosixPath(path).name


@cache
def grammar(name: str) -> tree_sitter.Language:
    """The compiled grammar of a registered language."""
    module, _, function = LANGUAGES[name].grammar.partition(":")
    return tree_sitter.Language(getattr(import_module(module), function or "language")())


@cache
def query(name: str) -> tree_sitter.Query:
    """The compiled query file of a registered language (5-150 ms, once)."""
    folder = files(__package__) / "queries"
    stems = LANGUAGES[name].queries or (name,)
    text = "\n".join((folder / f"{stem}.scm").read_text("utf-8") for stem in stems)
    return tree_sitter.Query(grammar(name), text)
