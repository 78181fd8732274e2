"""Symbols of one source text.

A query file marks definitions with these captures; everything else is done here, the same for
every language:

    @definition.KIND   the whole definition; KIND is a value of `SymbolKind`
    @name              its name; without one the definition is named after its file
    @body              where the signature ends (default: the end of the first line)
    @doc               a docstring, where documentation stands inside the definition
    @container         a qualifier given in the definition itself (`Foo::bar`, a Go receiver)
    @scope             a node that contributes its @name to containers but is no symbol (`impl Foo`)
    @module            the whole text, for an @doc that documents the file

Where two patterns match one node, the one that stands first in the file wins.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

import tree_sitter

from ..errors import ExtractionError
from ..files.lines import LineIndex
from ..types import Span, Symbol, SymbolKind
from .documentation import clean
from .languages import LANGUAGES, Language, grammar, query

TIME_LIMIT = 10.0
"""Seconds that parsing one text may take."""

_SMALL = 1 << 16
"""Bytes below which a text cannot take long, and the piece that a longer one is read in."""

_ERROR_LIMIT = 20_000

_SIGNATURE_LIMIT = 400
_SPACE = re.compile(r"\s+")
_TRAILING_COMMA = re.compile(r",(?= ?[)\]])")
_INNER_SPACE = re.compile(r"(?<=[(\[]) | (?=[)\]])")
_DROPPED_END = re.compile(r"\s*(?:[{:=]|=>|->|\bdo|\bthen|\bbegin|\bwhere|\bis)\s*$")
_QUALIFIER = re.compile(r"\s*(?:::|->|\.|/)\s*|\s+")
_GENERIC = re.compile(r"<[^<>]*>|\[[^\[\]]*\]")
_TYPE_LIKE = {
    SymbolKind.CLASS,
    SymbolKind.STRUCT,
    SymbolKind.INTERFACE,
    SymbolKind.TRAIT,
    SymbolKind.ENUM,
}
_GENERIC_STEMS = {"__init__", "index", "mod", "lib", "main", "init", "__main__", "package"}


@dataclass(slots=True)
class _Definition:
    kind: SymbolKind | None
    """None for a scope."""
    node: tree_sitter.Node
    outer: tree_sitter.Node
    """The node with its wrappers."""
    name: tree_sitter.Node | None
    body: tree_sitter.Node | None
    doc: list[tree_sitter.Node]
    container: str
    qualified: str = ""
    type_like: bool = False


def extract(
    source: bytes, language: str, path: str, time_limit: float = TIME_LIMIT
) -> list[Symbol]:
    """The symbols of `source` (UTF-8), outermost first in order of appearance.

    The first is the module: the file itself. Broken code gives the symbols that can be seen.
    `path` is relative with "/" separators; it names the module and anonymous definitions.
    Raises ExtractionError when parsing takes longer than `time_limit` seconds.
    """
    row = LANGUAGES[language]
    tree = _parse(source, language, time_limit)
    cursor = tree_sitter.QueryCursor(query(language), match_limit=4096)
    matches = cursor.matches(tree.root_node)
    module_doc, definitions = _definitions(matches, row, source)
    lines = LineIndex(source)
    stem = _stem(path)
    symbols = [
        _symbol(definition, definition.kind, row, source, lines, stem, definitions)
        for definition in definitions
        if definition.kind is not None
    ]
    module = _module(module_doc, tree, row, source, lines, stem, definitions)
    return [module, *symbols] if module else symbols


def _parse(source: bytes, language: str, time_limit: float) -> tree_sitter.Tree:
    parser = tree_sitter.Parser(grammar(language))
    if len(source) < _SMALL:
        return parser.parse(source)
    deadline = time.monotonic() + time_limit
    try:
        # tree-sitter reports progress only for texts that it reads piecewise; True ends parsing.
        tree = parser.parse(
            lambda offset, _point: source[offset : offset + _SMALL],
            progress_callback=lambda _offset, _error: time.monotonic() > deadline,
        )
    except ValueError:
        raise ExtractionError(f"parsing took longer than {time_limit:g} s") from None
    if tree.root_node.has_error and _largest_error(tree.root_node) > _ERROR_LIMIT:
        raise ExtractionError("not a program in this language: most of it cannot be parsed")
    return tree


def _largest_error(root: tree_sitter.Node) -> int:
    """Children of the largest ERROR node: a query takes time quadratic in them."""
    largest, stack = 0, [root]
    while stack:
        node = stack.pop()
        if node.is_error:
            largest = max(largest, node.child_count)
        if largest <= _ERROR_LIMIT:
            stack.extend(child for child in node.children if child.has_error)
    return largest


def _definitions(
    matches: list[tuple[int, dict[str, list[tree_sitter.Node]]]], row: Language, source: bytes
) -> tuple[str, list[_Definition]]:
    """The module's documentation, and definitions and scopes, outer before inner."""
    module_doc = ""
    found: dict[tuple[int, int, int], tuple[int, _Definition]] = {}
    for pattern, captures in matches:
        kind_name, node = _defining(captures)
        if node is None:
            module_doc = module_doc or _text_of(captures.get("doc", []), source)
            continue
        name = captures["name"][0] if "name" in captures else None
        key = (node.start_byte, node.end_byte, name.start_byte if name else -1)
        if key in found and found[key][0] <= pattern:
            continue
        definition = _Definition(
            kind=None if kind_name == "scope" else SymbolKind(kind_name),
            node=node,
            outer=_outer(node, row),
            name=name,
            body=captures["body"][0] if "body" in captures else None,
            doc=captures.get("doc", []),
            container=".".join(_qualifier(n, source) for n in captures.get("container", [])),
        )
        found[key] = (pattern, definition)
    ordered = [definition for _, definition in found.values()]
    ordered.sort(key=lambda d: (d.node.start_byte, -d.node.end_byte))
    _nest(ordered, row, source)
    return module_doc, ordered


def _defining(
    captures: dict[str, list[tree_sitter.Node]],
) -> tuple[str, tree_sitter.Node | None]:
    for capture, nodes in captures.items():
        if capture.startswith("definition."):
            return capture.removeprefix("definition."), nodes[0]
        if capture == "scope":
            return capture, nodes[0]
    return "", None


def _nest(ordered: list[_Definition], row: Language, source: bytes) -> None:
    """Give each definition its container, and functions of types their kind, in place."""
    enclosing: list[_Definition] = []
    for definition in ordered:
        while enclosing and enclosing[-1].node.end_byte < definition.node.end_byte:
            enclosing.pop()
        parent = enclosing[-1] if enclosing else None
        parts = [parent.qualified if parent else "", definition.container]
        container = ".".join(part for part in parts if part)
        name = _qualifier(definition.name, source) if definition.name else ""
        in_type = bool(definition.container) or (parent is not None and parent.type_like)
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


def _symbol(
    definition: _Definition,
    kind: SymbolKind,
    row: Language,
    source: bytes,
    lines: LineIndex,
    stem: str,
    definitions: list[_Definition],
) -> Symbol:
    span = Span(definition.outer.start_byte, definition.outer.end_byte)
    name_node = definition.name
    name_span = (
        Span(name_node.start_byte, name_node.end_byte)
        if name_node
        else Span(definition.node.start_byte, definition.node.start_byte)
    )
    name = _decode(source, name_span).strip("\"'`") if name_node else stem
    documentation = (
        _text_of(definition.doc, source)
        if definition.doc
        else _comment_above(definition.outer, row, source)
    )
    return Symbol(
        kind=kind,
        name=name,
        container=definition.container,
        signature=_signature(definition, source),
        documentation=documentation,
        code=(_decode(source, span) if kind.is_callable else _outline(span, definitions, source)),
        language=row.name,
        span=span,
        range=lines.range(span),
        name_range=lines.range(name_span),
    )


def _module(
    documentation: str,
    tree: tree_sitter.Tree,
    row: Language,
    source: bytes,
    lines: LineIndex,
    stem: str,
    definitions: list[_Definition],
) -> Symbol | None:
    """The file as a unit of its own; None for an empty one."""
    if not source.strip():
        return None
    span = Span(0, len(source))
    start = Span(0, 0)
    documentation = documentation or _leading_comment(tree.root_node, row, source)
    return Symbol(
        kind=SymbolKind.MODULE,
        name=stem,
        container="",
        signature="",
        documentation=documentation,
        code=_outline(span, definitions, source),
        language=row.name,
        span=span,
        range=lines.range(span),
        name_range=lines.range(start),
    )


def _outer(node: tree_sitter.Node, row: Language) -> tree_sitter.Node:
    while (parent := node.parent) is not None and parent.type in row.wrappers:
        node = parent
    return node


def _signature(definition: _Definition, source: bytes) -> str:
    start = definition.node.start_byte
    if definition.body is not None:
        text = _decode(source, Span(start, max(start, definition.body.start_byte)))
    else:
        text = _decode(source, Span(start, definition.node.end_byte)).partition("\n")[0]
    text = _SPACE.sub(" ", text).strip()
    text = _INNER_SPACE.sub("", _TRAILING_COMMA.sub("", text))
    return _DROPPED_END.sub("", text)[:_SIGNATURE_LIMIT]


def _outline(span: Span, definitions: list[_Definition], source: bytes) -> str:
    """The text of a span with the bodies of the callables in it left out."""
    pieces: list[bytes] = []
    at = span.start
    for definition in definitions:
        body = definition.body
        if definition.kind is None or not definition.kind.is_callable or body is None:
            continue
        if at <= body.start_byte and body.end_byte <= span.end:
            pieces.append(source[at : body.start_byte])
            at = body.end_byte
    pieces.append(source[at : span.end])
    return b"".join(pieces).decode("utf-8", "replace")


def _comment_above(node: tree_sitter.Node, row: Language, source: bytes) -> str:
    """The comment that ends on the line before the definition, attributes passed over."""
    comments: list[tree_sitter.Node] = []
    line = node.start_point.row
    for sibling in _preceding(node):
        if sibling.type in row.attributes:
            line = sibling.start_point.row
            continue
        if sibling.type not in row.comments or _end_row(sibling) < line - 1:
            break
        if _follows_code(sibling):
            break
        comments.append(sibling)
        line = sibling.start_point.row
    comments.reverse()
    return _text_of(comments, source)


def _preceding(node: tree_sitter.Node) -> Iterator[tree_sitter.Node]:
    """Siblings before a node; past the first child, those of parents that start where it does."""
    current: tree_sitter.Node | None = node
    while current is not None:
        sibling = current.prev_sibling
        if sibling is None:
            parent = current.parent
            if parent is None or parent.parent is None or parent.start_byte != current.start_byte:
                return
            current = parent
            continue
        yield sibling
        current = sibling


def _follows_code(comment: tree_sitter.Node) -> bool:
    """Whether a comment stands at the end of a line of code, and so belongs to that."""
    before = comment.prev_sibling
    return (
        before is not None
        and before.end_point.row == comment.start_point.row
        and (before.end_point.column > 0)
    )


def _leading_comment(root: tree_sitter.Node, row: Language, source: bytes) -> str:
    """The last comment block before the first code that does not belong to a definition."""
    blocks: list[list[tree_sitter.Node]] = []
    for child in root.children[:50]:
        if child.type not in row.comments:
            break
        if blocks and child.start_point.row <= _end_row(blocks[-1][-1]) + 1:
            blocks[-1].append(child)
        else:
            blocks.append([child])
    texts = [_text_of(block, source) for block in blocks[:4]]
    return next((text for text in texts if text and not _is_licence(text)), "")


def _is_licence(text: str) -> bool:
    head = text[:600].lower()
    return any(
        word in head
        for word in (
            "copyright",
            "license",
            "licence",
            "spdx-",
            "all rights reserved",
            "#!/",
            "bin/",
        )
    )


def _end_row(node: tree_sitter.Node) -> int:
    """The last row that a node has text on; some grammars' comments include their newline."""
    end = node.end_point
    return end.row - 1 if end.column == 0 and end.row > node.start_point.row else end.row


def _text_of(nodes: list[tree_sitter.Node], source: bytes) -> str:
    if not nodes:
        return ""
    return clean("\n".join(_decode(source, Span(n.start_byte, n.end_byte)).rstrip() for n in nodes))


def _qualifier(node: tree_sitter.Node | None, source: bytes) -> str:
    """A qualifying name in dotted form, without type arguments, pointers and quotes."""
    if node is None:
        return ""
    text = _decode(source, Span(node.start_byte, node.end_byte))
    text = _GENERIC.sub("", text).strip("*&()\"'`: \t\n")
    return ".".join(part for part in _QUALIFIER.split(text) if part)


def _decode(source: bytes, span: Span) -> str:
    return source[span.start : span.end].decode("utf-8", "replace")


def _stem(path: str) -> str:
    """What a file is called: its stem, or its folder's name for `__init__` and the like."""
    pure = PurePosixPath(path)
    stem = pure.name.partition(".")[0] or pure.name
    if stem in _GENERIC_STEMS and pure.parent.name:
        return pure.parent.name
    return stem
