"""Symbols of one source text.

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
import time
from bisect import bisect_left
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

import tree_sitter

from ..errors import ExtractionError
from ..files.lines import LineIndex
from ..types import Span, Symbol, SymbolKind
from .documentation import clean, docstring
from .languages import LANGUAGES, Language, grammar, query
from .recovery import recovered

TIME_LIMIT = 10.0
"""Seconds that parsing one text may take."""

_SMALL = 1 << 16
"""Bytes below which a text cannot take long, and the piece that a longer one is read in."""

_LICENCE_FIELD = re.compile(
    r"^\s*(?:@(?:copyright|licen[cs]e)\b|(?:copyright|licen[cs]e)\s*:).*$", re.MULTILINE
)
_ERROR_LIMIT = 20_000

_SIGNATURE_LIMIT = 400
_SIGNATURE_READ = 8 * _SIGNATURE_LIMIT
"""Bytes that are looked at for a signature; comments in them fall away."""

_SPACE = re.compile(r"\s+")
_TRAILING_COMMA = re.compile(r",(?= ?\}? ?[)\]])|, ?(?=>)")
_INNER_SPACE = re.compile(r"(?<=[(\[]) |(?<=\w<) | (?=[,)\]])")
_BRACKET_OR_LINE_END = re.compile(r"[\[\](){}\n]")
_DROPPED_END = re.compile(
    r"\s*(?:[{:;=,\\]|=>|,? ?->|\bdo|\bthen|\bbegin|\bwhere|\bwith|\bis|(?:;|(?<=\)))\s*end)\s*$"
)
_STRAY = re.compile("[\udc80-\udcff]")
_SYMBOL_MARK = re.compile(r"^:(?=\w)")
_QUOTES = re.compile(r"^([\"'`])(.*)\1$", re.DOTALL)
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
    span: Span
    """From the outer node's start to the end of its text."""
    name: Span | None
    body: Span | None
    doc: list[tree_sitter.Node]
    container: str
    is_member: bool
    """Whether its own qualifier names a type."""
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
    text = _valid(source)
    text = row.blank(text) if row.blank else text
    tree = _parse(text, language, time_limit)
    module_doc, definitions = _definitions(tree.root_node, row, source)
    if tree.root_node.has_error:
        definitions = recovered(
            definitions,
            tree.root_node,
            text,
            language,
            lambda root: _definitions(root, row, source)[1],
        )
    stem = _stem(path)
    definitions = _arranged(definitions, row, source, stem)
    lines = LineIndex(source)
    bodies = sorted(d.body for d in definitions if d.body and d.kind and d.kind.is_callable)
    symbols = [
        _symbol(definition, definition.kind, row, source, lines, stem, bodies)
        for definition in definitions
        if definition.kind is not None
    ]
    module = _module(module_doc, tree, row, source, lines, stem, definitions, bodies)
    return [module, *symbols] if module else symbols


def _valid(source: bytes) -> bytes:
    """As many bytes, those that are no UTF-8 replaced: predicates fail on them."""
    try:
        source.decode()
    except UnicodeDecodeError:
        return _STRAY.sub("?", source.decode("utf-8", "surrogateescape")).encode()
    return source


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
    root: tree_sitter.Node, row: Language, source: bytes
) -> tuple[str, list[_Definition]]:
    """The module's documentation, and the definitions and scopes of a tree in any order."""
    cursor = tree_sitter.QueryCursor(query(row.name), match_limit=4096)
    module_doc = ""
    found: dict[tuple[int, int], tuple[int, dict[int, _Definition]]] = {}
    for pattern, captures in cursor.matches(root):
        kind_name, node = _defining(captures)
        if node is None:
            module_doc = module_doc or _text_of(captures.get("doc", []), source)
            continue
        name = _covering(captures.get("name", []))
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
        body = _covering(captures.get("body", []))
        if signature := _covering(captures.get("signature", [])):
            body = Span(signature.end, node.end_byte)
        end = _own_end(outer, row)
        if body is not None and body.end > end:
            if body.end > outer.end_byte:
                end = body.end
            else:
                body = Span(body.start, end)
        named[name_start] = _Definition(
            kind=None if kind_name == "scope" else SymbolKind(kind_name),
            node=node,
            outer=outer,
            span=Span(outer.start_byte, _text_end(source, outer.start_byte, end)),
            name=name,
            body=body,
            doc=captures.get("doc", []),
            container=".".join(
                _qualifier(_decode(source, Span(n.start_byte, n.end_byte)))
                for n in captures.get("container", captures.get("namespace", []))
            ),
            is_member="container" in captures,
        )
        found[key] = (pattern, named)
    return module_doc, _one_a_body(found.values())


def _arranged(
    definitions: list[_Definition], row: Language, source: bytes, stem: str
) -> list[_Definition]:
    """Definitions outer before inner, with their containers, clauses joined."""
    ordered = sorted(definitions, key=lambda d: (d.span.start, -d.span.end, d.node.start_byte))
    _nest(ordered, row, source, stem)
    return _joined_clauses(ordered, row, source) if row.clauses else ordered


def _joined_clauses(ordered: list[_Definition], row: Language, source: bytes) -> list[_Definition]:
    """Definitions with those of one name that follow each other joined to the first of them.

    What stands between two of them may be comments and attributes, but no documentation.
    """
    passed = {*row.comments, *row.attributes} - {*row.docstrings}
    kept: list[_Definition] = []
    latest: dict[str, _Definition] = {}
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
    later: _Definition, earlier: _Definition, passed: Collection[str], source: bytes
) -> bool:
    """Whether nothing but nodes of the passed types stands between two definitions."""
    sibling = later.outer.prev_sibling
    while sibling is not None and sibling.type in passed:
        sibling = sibling.prev_sibling
    if sibling is None:
        return not source[earlier.span.end : later.span.start].strip()
    return earlier.span.start <= sibling.start_byte < earlier.span.end <= later.span.start


def _one_a_body(found: Collection[tuple[int, dict[int, _Definition]]]) -> list[_Definition]:
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


def _covering(nodes: list[tree_sitter.Node]) -> Span | None:
    if not nodes:
        return None
    return Span(min(n.start_byte for n in nodes), max(n.end_byte for n in nodes))


def _own_end(node: tree_sitter.Node, row: Language) -> int:
    """Where a node ends, before comments at its end that belong to what follows it."""
    end = node.end_byte
    comment = _tail_comment(node, row)
    while comment is not None and comment.type in row.comments:
        if comment.start_point.column > node.start_point.column:
            break
        end = comment.start_byte
        comment = comment.prev_sibling
    return end


def _tail_comment(node: tree_sitter.Node, row: Language) -> tree_sitter.Node | None:
    """The comment that a node ends with though it is indented no deeper than the node.

    Grammars of indented languages close a block at the next token, after such comments.
    """
    last: tree_sitter.Node | None = node
    while last is not None and last.child_count:
        last = last.child(last.child_count - 1)
        if last is not None and last.type in row.comments:
            return last if last.start_point.column <= node.start_point.column else None
    return None


def _text_end(source: bytes, start: int, end: int) -> int:
    """`end` before trailing white space: some grammars' definitions include their newline."""
    return start + len(source[start:end].rstrip()) if source[end - 1 : end].isspace() else end


def _nest(ordered: list[_Definition], row: Language, source: bytes, stem: str) -> None:
    """Give each definition its container, and functions of types their kind, in place."""
    enclosing: list[_Definition] = []
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
        name = _qualifier(_decode(source, own)) if own else (stem if definition.kind else "")
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


def _symbol(
    definition: _Definition,
    kind: SymbolKind,
    row: Language,
    source: bytes,
    lines: LineIndex,
    stem: str,
    bodies: list[Span],
) -> Symbol:
    span = definition.span
    start = definition.node.start_byte
    name_span = definition.name or Span(start, start)
    name = _decode(source, name_span) if definition.name else stem
    name = _SYMBOL_MARK.sub("", _QUOTES.sub(r"\2", name) or name)
    documentation = (
        _text_of(definition.doc, source)
        or _comment_above(definition.outer, row, source)
        or _comment_above(definition.node, row, source)
    )
    return Symbol(
        kind=kind,
        name=name,
        container=definition.container,
        signature=_signature(definition, row, source),
        documentation=documentation,
        code=_decode(source, span) if kind.is_callable else _without(span, bodies, source),
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
    bodies: list[Span],
) -> Symbol | None:
    """The file as a unit of its own; None for an empty one."""
    if not source.strip():
        return None
    span = Span(0, len(source))
    start = Span(0, 0)
    documentation = documentation or _leading_comment(tree.root_node, row, source, definitions)
    return Symbol(
        kind=SymbolKind.MODULE,
        name=stem,
        container="",
        signature="",
        documentation=documentation,
        code=_without(span, bodies, source),
        language=row.name,
        span=span,
        range=lines.range(span),
        name_range=lines.range(start),
    )


def _outer(node: tree_sitter.Node, row: Language) -> tree_sitter.Node:
    while (parent := node.parent) is not None and parent.type in row.wrappers:
        node = parent
    return node


def _signature(definition: _Definition, row: Language, source: bytes) -> str:
    start = _declaration_start(definition.outer, row)
    end = definition.body.start if definition.body else definition.node.end_byte
    end = max(start, min(end, start + _SIGNATURE_READ))
    text = _without_comments(definition.outer, Span(start, end), row, source)
    if definition.body is None:
        text = _first_line(text)
    text = _SPACE.sub(" ", text).strip()
    text = _INNER_SPACE.sub("", _TRAILING_COMMA.sub("", text))
    return _DROPPED_END.sub("", text)[:_SIGNATURE_LIMIT]


def _without_comments(node: tree_sitter.Node, span: Span, row: Language, source: bytes) -> str:
    if b"\n" not in source[span.start : span.end]:
        return _decode(source, span)
    comments: list[Span] = []
    stack = [node]
    while stack:
        for child in stack.pop().children:
            if child.start_byte >= span.end:
                break
            if child.type in row.comments:
                comments.append(Span(child.start_byte, child.end_byte))
            elif child.end_byte > span.start:
                stack.append(child)
    return _without(span, sorted(comments), source)


def _first_line(text: str) -> str:
    """The text up to the first line end outside brackets."""
    depth = 0
    for match in _BRACKET_OR_LINE_END.finditer(text):
        if match[0] == "\n" and depth <= 0:
            return text[: match.start()]
        depth += (match[0] in "([{") - (match[0] in ")]}")
    return text


def _declaration_start(node: tree_sitter.Node, row: Language) -> int:
    """Where a definition starts once the attributes at its head are passed over."""
    if not row.attributes:
        return node.start_byte
    parts = node.children
    if parts and parts[0].children and parts[0].children[0].type in row.attributes:
        parts = parts[0].children + parts[1:]
    for part in parts:
        if part.type not in row.attributes and part.type not in row.comments:
            return part.start_byte
    return node.start_byte


def _without(span: Span, holes: list[Span], source: bytes) -> str:
    """The text of a span with the outermost of the sorted `holes` in it left out."""
    pieces: list[bytes] = []
    at = span.start
    for index in range(bisect_left(holes, (span.start, 0)), len(holes)):
        hole = holes[index]
        if hole.start >= span.end:
            break
        if at <= hole.start and hole.end <= span.end:
            pieces.append(source[at : hole.start])
            at = hole.end
    pieces.append(source[at : span.end])
    return b"".join(pieces).decode("utf-8", "replace")


def _comment_above(node: tree_sitter.Node, row: Language, source: bytes) -> str:
    """The comment that ends on the line before the definition, attributes passed over.

    A blank line may follow one that starts with `/**`: such are never about nothing.
    """
    comments: list[tree_sitter.Node] = []
    line = node.start_point.row
    for sibling in _preceding(node, row):
        gap = line - _end_row(sibling)
        if gap <= 2 and sibling.type in row.docstrings:
            text = docstring(_decode(source, Span(sibling.start_byte, sibling.end_byte)))
            if text:
                return text
        if sibling.type in row.attributes and gap <= 1:
            line = sibling.start_point.row
            continue
        if sibling.type not in row.comments or _follows_code(sibling):
            break
        if gap > 2 or (gap == 2 and (comments or not _is_doc_block(sibling, source))):
            break
        comments.append(sibling)
        line = sibling.start_point.row
    comments.reverse()
    return _text_of(comments, source)


def _is_doc_block(comment: tree_sitter.Node, source: bytes) -> bool:
    starts = source.startswith(b"/**", comment.start_byte)
    return starts and not _is_licence(_text_of([comment], source))


def _preceding(node: tree_sitter.Node, row: Language) -> Iterator[tree_sitter.Node]:
    """Siblings before a node; past the first child, those of parents that start where it does.

    A sibling that ends with comments that belong to the node stands for those.
    """
    current: tree_sitter.Node | None = node
    while current is not None:
        sibling = current.prev_sibling
        if sibling is None:
            parent = current.parent
            if parent is None or parent.parent is None or parent.start_byte != current.start_byte:
                return
            current = parent
            continue
        current = _tail_comment(sibling, row) or sibling
        yield current


def _follows_code(comment: tree_sitter.Node) -> bool:
    """Whether a comment stands at the end of a line of code, and so belongs to that."""
    before = comment.prev_sibling
    return (
        before is not None
        and before.end_point.row == comment.start_point.row
        and (before.end_point.column > 0)
    )


def _leading_comment(
    root: tree_sitter.Node, row: Language, source: bytes, definitions: list[_Definition]
) -> str:
    """The first comment block before all code that is no licence and documents no definition."""
    blocks: list[list[tree_sitter.Node]] = []
    reach = 0
    for child in root.children[:50]:
        if child.start_byte == 0 and source.startswith(b"#!"):
            continue
        touches = bool(blocks) and child.start_point.row <= reach + 1
        if child.type in row.attributes:
            reach = _end_row(child) if touches else reach
            continue
        if child.type not in row.comments:
            if touches and any(child.start_byte == d.span.start for d in definitions):
                blocks.pop()
            break
        if touches:
            blocks[-1].append(child)
        else:
            blocks.append([child])
        reach = _end_row(child)
    texts = [_text_of(block, source) for block in blocks[:4]]
    return next((text for text in texts if text and not _is_licence(text)), "")


def _is_licence(text: str) -> bool:
    # A field or tag that names the licence does not make a description one.
    head = _LICENCE_FIELD.sub("", text[:600].lower()).strip() or text.lower()
    return any(
        word in head
        for word in (
            "copyright",
            "license",
            "licence",
            "spdx-",
            "all rights reserved",
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


def _qualifier(text: str) -> str:
    """A qualifying name in dotted form, without type arguments, pointers and quotes."""
    if text.isidentifier():
        return text
    while (shorter := _GENERIC.sub("", text)) != text:
        text = shorter
    text = _QUOTES.sub(r"\2", text.strip("*&()?: \t\n"))
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
