"""Definitions of a syntax tree, as a language's query file marks them.

A query file marks definitions with these captures; everything else is done here, the same for
every language:

    @definition.KIND   the whole definition; KIND is a value of `SymbolKind`
    @name              its name (several: from the first to the last, as in `operator bool`);
                       without one the definition is named after its file
    @body              where the signature ends (default: the end of the first line); several are
                       one that reaches from the first to the last, and one after the definition's
                       node belongs to the definition
    @signature         the declaration, where the body is what follows it and no node of its own
    @doc               a docstring, where documentation stands inside the definition
    @container         a qualifier given in the definition itself (`Foo::bar`, a Go receiver)
    @namespace         the same where it is no type: what it qualifies stays a function
    @scope             a node that is no symbol but makes methods of the functions in it, and adds
                       its @name, if any, to their containers (`impl Foo`)
    @module            the whole text, for an @doc that documents the file

Where two patterns match one node, or give one @body to two nodes (`const f = function g() {}`), the
one that stands first in the file wins; one pattern may give one node several names (`a, b = f, g`).
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

import tree_sitter

from ..types import Span, SymbolKind
from .comments import tail_comment, text_of
from .languages import Language, query
from .spans import covering, decode

QUOTES = re.compile(r"^([\"'`])(.*)\1$", re.DOTALL)
_QUALIFIER = re.compile(r"\s*(?:::|->|\.|/)\s*|\s+")
_GENERIC = re.compile(r"<[^<>]*>|\[[^\[\]]*\]")
_TYPE_LIKE = {
    SymbolKind.CLASS,
    SymbolKind.STRUCT,
    SymbolKind.INTERFACE,
    SymbolKind.TRAIT,
    SymbolKind.ENUM,
}


@dataclass(slots=True)
class Definition:
    """A definition or scope on its way to a symbol; not frozen, since what is around it counts."""

    kind: SymbolKind | None
    """None for a scope."""
    node: tree_sitter.Node
    outer: tree_sitter.Node
    """The node with its wrappers."""
    span: Span
    """From the outer node's start to the end of its text."""
    name: Span | None
    body: Span | None
    doc: list[tree_sitter.Node]
    container: str
    reach: Span
    """From the first to the last of all that the pattern captured."""
    is_member: bool
    """Whether its own qualifier names a type."""
    qualified: str = ""
    type_like: bool = False


@dataclass(frozen=True, slots=True)
class Marked:
    """What a query file marks in a tree."""

    module_doc: str
    """The module's documentation."""
    definitions: list[Definition]
    """Definitions and scopes in any order."""
    is_complete: bool
    """False where there were more matches in progress than are kept."""


def definitions_in(
    root: tree_sitter.Node, row: Language, source: bytes, window: Span | None = None
) -> Marked:
    """What is marked in a tree; given a window, by patterns whose roots share bytes with it."""
    cursor = tree_sitter.QueryCursor(query(row.name), match_limit=4096)
    if window is not None:
        cursor.set_byte_range(window.start, window.end)
    module_doc = ""
    found: dict[tuple[int, int], tuple[int, dict[int, Definition]]] = {}
    for pattern, captures in cursor.matches(root):
        kind_name, node = _defining(captures)
        if node is None:
            module_doc = module_doc or text_of(captures.get("doc", []), source)
            continue
        name = covering(captures.get("name", []))
        if name is not None and name.start == name.end:
            continue  # a name that the parser made up
        name_start = name.start if name else -1
        key = (node.start_byte, node.end_byte)
        best, named = found.get(key, (pattern, {}))
        if best < pattern or (best == pattern and name_start in named):
            continue
        if best > pattern:
            named = {}
        outer = _outer(node, row)
        body = covering(captures.get("body", []))
        if signature := covering(captures.get("signature", [])):
            body = Span(signature.end, node.end_byte)
        end = _own_end(outer, row)
        if body is not None and body.end > end:
            if body.end > outer.end_byte:
                end = body.end
            else:
                body = Span(body.start, end)
        named[name_start] = Definition(
            kind=None if kind_name == "scope" else SymbolKind(kind_name),
            node=node,
            outer=outer,
            span=Span(outer.start_byte, _text_end(source, outer.start_byte, end)),
            name=name,
            body=body,
            doc=captures.get("doc", []),
            container=".".join(
                _qualifier(decode(source, Span(n.start_byte, n.end_byte)))
                for n in captures.get("container", captures.get("namespace", []))
            ),
            reach=covering([outer, *(node for nodes in captures.values() for node in nodes)])
            or Span(outer.start_byte, outer.end_byte),
            is_member="container" in captures,
        )
        found[key] = (pattern, named)
    return Marked(module_doc, _one_a_body(found.values()), not cursor.did_exceed_match_limit)


def arranged(
    definitions: list[Definition], row: Language, source: bytes, stem: str
) -> list[Definition]:
    """Definitions outer before inner, with their containers, clauses joined."""
    ordered = sorted(definitions, key=lambda d: (d.span.start, -d.span.end, d.node.start_byte))
    _nest(ordered, row, source, stem)
    return _joined_clauses(ordered, row, source) if row.clauses else ordered


def _joined_clauses(ordered: list[Definition], row: Language, source: bytes) -> list[Definition]:
    """Definitions with those of one name that follow each other joined to the first of them.

    What stands between two of them may be comments and attributes, but no documentation.
    """
    passed = {*row.comments, *row.attributes} - {*row.docstrings}
    kept: list[Definition] = []
    latest: dict[str, Definition] = {}
    for definition in ordered:
        first = latest.get(definition.qualified)
        if (
            first is not None
            and first.kind is definition.kind
            and definition.kind is not None
            and definition.kind.is_callable
            and _follows(definition, first, passed, source)
        ):
            body_start = first.body.start if first.body else first.span.end
            first.body = Span(body_start, definition.span.end)
            first.span = Span(first.span.start, definition.span.end)
        else:
            if definition.body:
                definition.body = Span(definition.body.start, definition.span.end)
            latest[definition.qualified] = definition
            kept.append(definition)
    return kept


def _follows(
    later: Definition, earlier: Definition, passed: Collection[str], source: bytes
) -> bool:
    """Whether nothing but nodes of the passed types stands between two definitions."""
    sibling = later.outer.prev_sibling
    while sibling is not None and sibling.type in passed:
        sibling = sibling.prev_sibling
    if sibling is None:
        return not source[earlier.span.end : later.span.start].strip()
    return earlier.span.start <= sibling.start_byte < earlier.span.end <= later.span.start


def _one_a_body(found: Collection[tuple[int, dict[int, Definition]]]) -> list[Definition]:
    """Definitions, of those that share a body the one whose pattern stands first in the file."""
    claimed: dict[Span, int] = {}
    for pattern, named in found:
        for definition in named.values():
            if definition.body:
                claimed[definition.body] = min(pattern, claimed.get(definition.body, pattern))
    return [
        definition
        for pattern, named in found
        for definition in named.values()
        if not definition.body or claimed[definition.body] == pattern
    ]


def _defining(
    captures: dict[str, list[tree_sitter.Node]],
) -> tuple[str, tree_sitter.Node | None]:
    for capture, nodes in captures.items():
        if capture.startswith("definition."):
            return capture.removeprefix("definition."), nodes[0]
        if capture == "scope":
            return capture, nodes[0]
    return "", None


def _own_end(node: tree_sitter.Node, row: Language) -> int:
    """Where a node ends, before comments at its end that belong to what follows it."""
    end = node.end_byte
    comment = tail_comment(node, row)
    while comment is not None and comment.type in row.comments:
        if comment.start_point.column > node.start_point.column:
            break
        end = comment.start_byte
        comment = comment.prev_sibling
    return end


def _text_end(source: bytes, start: int, end: int) -> int:
    """`end` before trailing white space: some grammars' definitions include their newline."""
    return start + len(source[start:end].rstrip()) if source[end - 1 : end].isspace() else end


def _nest(ordered: list[Definition], row: Language, source: bytes, stem: str) -> None:
    """Give each definition its container, and functions of types their kind, in place."""
    enclosing: list[Definition] = []
    for definition in ordered:
        while enclosing and (
            enclosing[-1].span.end < definition.span.end or enclosing[-1].node == definition.node
        ):
            enclosing.pop()
        parent = enclosing[-1] if enclosing else None
        container = parent.qualified if parent else ""
        if definition.container and not f".{container}".endswith(f".{definition.container}"):
            container = f"{container}.{definition.container}".lstrip(".")
        own = definition.name
        name = _qualifier(decode(source, own)) if own else (stem if definition.kind else "")
        in_type = definition.is_member or (parent is not None and parent.type_like)
        if definition.kind is SymbolKind.FUNCTION and in_type:
            definition.kind = SymbolKind.METHOD
        if definition.kind is SymbolKind.METHOD and (
            name in row.constructors
            or ("" in row.constructors and name and name == container.rpartition(".")[2])
        ):
            definition.kind = SymbolKind.CONSTRUCTOR
        definition.container = container
        definition.qualified = ".".join(part for part in (container, name) if part)
        definition.type_like = definition.kind is None or definition.kind in _TYPE_LIKE
        enclosing.append(definition)


def _outer(node: tree_sitter.Node, row: Language) -> tree_sitter.Node:
    while (parent := node.parent) is not None and parent.type in row.wrappers:
        node = parent
    return node


def _qualifier(text: str) -> str:
    """A qualifying name in dotted form, without type arguments, pointers and quotes."""
    if text.isidentifier():
        return text
    while (shorter := _GENERIC.sub("", text)) != text:
        text = shorter
    text = QUOTES.sub(r"\2", text.strip("*&()?: \t\n"))
    return ".".join(part for part in _QUALIFIER.split(text) if part)
