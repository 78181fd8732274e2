"""Copies of real functions, changed in known ways, and the labels they get.

The functions are the standard library's. Each is changed so that the copy means the same, but where
it is edited, and is looked for among all of them.
"""

from __future__ import annotations

import ast
import builtins
import keyword
import random
import re
import sysconfig
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from textwrap import dedent

from snippet_lsp.encoder import base_checkpoint, load_encoder
from snippet_lsp.search import similar
from snippet_lsp.syntax import extract
from snippet_lsp.types import Alike, Symbol

from .tasks import Function, index_functions

SAMPLE = 250
_MODULES = 60
_LINES = (6, 60)

Change = Callable[[str, random.Random], "str | None"]


def print_copies() -> None:
    """Recall and labels for every kind of change, beside pairs that are no copies."""
    functions = list(standard_functions())
    snapshot = index_functions(functions, load_encoder(base_checkpoint()))
    sources = {function.path: function.source for function in functions}

    def text_of(path: str, _digest: bytes) -> bytes:
        return sources[path]

    chance = random.Random(1)
    print(
        f"{len(functions)} functions of the standard library, up to {SAMPLE} copies of each kind\n"
    )
    print("| change | expected | copies | first | in 10 | labelled so | match, mean | labels |")
    print("|---|---|---|---|---|---|---|---|")
    for name, (change, expected) in CHANGES.items():
        chosen = chance.sample(functions, len(functions))
        tally = Tally()
        for function in chosen:
            copy = changed(function.symbol, change, chance)
            if copy is None:
                continue
            hits = similar(snapshot, copy, 10, text_of)
            place = next((i for i, hit in enumerate(hits) if hit.path == function.path), None)
            hit = hits[place] if place is not None else None
            tally.add(place, hit.alike if hit else None, hit.match if hit else 0)
            if tally.copies == SAMPLE:
                break
        print(f"| {name} | {expected.value} | {tally.row(expected)} |", flush=True)
    print_strangers(functions, chance)


def print_strangers(functions: list[Function], chance: random.Random) -> None:
    """How often a function's nearest other one is called a copy: for a look at which they are."""
    from snippet_lsp.search.alike import alike
    from snippet_lsp.search.tokens import tokens_of

    taken = [tokens_of(f.symbol.code, "python", f.symbol.name) for f in functions]
    labels: Counter[str] = Counter()
    for _ in range(20_000):
        a, b = chance.sample(taken, 2)
        kind, _ = alike(a, b)
        labels[kind.value if kind else "none"] += 1
    print("\n20,000 pairs of different functions at random:", dict(labels.most_common()))


@dataclass(slots=True)
class Tally:
    """What became of the copies of one kind."""

    copies: int = 0
    first: int = 0
    in_ten: int = 0
    match: int = 0
    labels: Counter[str] | None = None

    def add(self, place: int | None, label: Alike | None, match: int) -> None:
        """Count one."""
        self.labels = self.labels or Counter()
        self.copies += 1
        self.first += place == 0
        self.in_ten += place is not None
        self.match += match
        self.labels[label.value if label else "none"] += 1

    def row(self, expected: Alike) -> str:
        """The table's cells."""
        labels = self.labels or Counter()
        n = max(1, self.copies)
        shown = ", ".join(f"{name} {count}" for name, count in labels.most_common())
        return (
            f"{self.copies} | {self.first / n:.3f} | {self.in_ten / n:.3f}"
            f" | {labels[expected.value] / n:.3f} | {self.match / n:.0f} | {shown}"
        )


def standard_functions() -> Iterator[Function]:
    """Functions of the standard library of middling length, no two with the same text."""
    root = Path(sysconfig.get_paths()["stdlib"])
    seen: set[str] = set()
    for file in sorted(root.glob("*.py"))[: 2 * _MODULES]:
        source = file.read_bytes()
        for place, symbol in enumerate(extract(source, "python", file.name)):
            lines = symbol.range.end.line - symbol.range.start.line + 1
            is_middling = symbol.kind.is_callable and _LINES[0] <= lines <= _LINES[1]
            if is_middling and symbol.code not in seen:
                seen.add(symbol.code)
                yield Function("", f"{file.stem}/{place}.py", symbol, source)


def changed(symbol: Symbol, change: Change, chance: random.Random) -> Symbol | None:
    """A changed copy, None where there is nothing to change in this way."""
    text = dedent(" " * symbol.range.start.utf8 + symbol.code)
    try:
        code = change(text, chance)
    except (SyntaxError, ValueError):
        return None
    if code is None or code == text:
        return None
    found = [s for s in extract(code.encode(), "python", "copy.py") if s.kind.is_callable]
    return replace(found[0], container=symbol.container) if found else None


def reformat(text: str, _chance: random.Random) -> str:
    """Half the indentation, other quotes, arguments on lines of their own, and comments."""
    quoted = re.sub(r"(?<!['\\\w])'([^'\"\\\n]*)'(?!')", r'"\1"', text)
    lines = quoted.split("\n")
    halved = [" " * ((len(line) - len(line.lstrip())) // 2) + line.lstrip() for line in lines]
    spread = re.sub(
        r"(?<=\w)\((\w+), (\w+)\)$", r"(\n  \1,\n  \2,\n)", "\n".join(halved), flags=re.M
    )
    spread = spread.replace(":\n", ":  # see above\n\n", 1)
    ast.parse(spread)
    return spread if ast.dump(ast.parse(spread)) == ast.dump(ast.parse(text)) else None


def rename(text: str, _chance: random.Random) -> str | None:
    """Other names for parameters and local variables."""
    (function,) = ast.parse(text).body
    nodes = list(ast.walk(function))
    if any(isinstance(node, (ast.Global, ast.Nonlocal, ast.JoinedStr)) for node in nodes):
        return None
    own = {node.arg for node in nodes if isinstance(node, ast.arg)}
    own |= {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    passed = {k.arg for node in nodes if isinstance(node, ast.Call) for k in node.keywords}
    caught = {node.name for node in nodes if isinstance(node, ast.ExceptHandler)}
    own -= {"self", "cls", *dir(builtins), *keyword.kwlist, *passed, *caught}
    names = {name: f"renamed{i}" for i, name in enumerate(sorted(own))}
    lines = text.encode().split(b"\n")
    places = {
        (node.lineno - 1, node.col_offset, node.arg if isinstance(node, ast.arg) else node.id)
        for node in nodes
        if isinstance(node, (ast.arg, ast.Name))
    }
    for line, column, name in sorted(places, reverse=True):
        if name in names:
            end = column + len(name.encode())
            lines[line] = lines[line][:column] + names[name].encode() + lines[line][end:]
    renamed = b"\n".join(lines).decode()
    ast.parse(renamed)
    return renamed if names else None


def edit(text: str, chance: random.Random) -> str | None:
    """A statement left out, another inserted, a constant changed."""
    tree = ast.parse(text)
    function = tree.body[0]
    if not isinstance(function, ast.FunctionDef):
        return None
    blocks = [node.body for node in ast.walk(function) if isinstance(node, (ast.If, ast.For))]
    several = [block for block in [*blocks, function.body] if len(block) > 1]
    if not several:
        return None
    block = chance.choice(several)
    del block[chance.randrange(len(block))]
    call = ast.parse("logger.debug('reached', exc_info=True)").body[0]
    function.body.insert(chance.randrange(len(function.body) + 1), call)
    numbers = [
        node
        for node in ast.walk(function)
        if isinstance(node, ast.Constant) and type(node.value) is int
    ]
    if numbers:
        chance.choice(numbers).value += 1
    return ast.unparse(ast.fix_missing_locations(tree))


def rename_and_edit(text: str, chance: random.Random) -> str | None:
    """Both."""
    edited = edit(text, chance)
    return rename(edited, chance) if edited else None


class _Style(ast.NodeTransformer):
    """The same in other words: loops for comprehensions, branches for expressions, and so on."""

    def visit_Return(self, node: ast.Return) -> ast.AST | list[ast.AST]:
        if isinstance(node.value, ast.IfExp):
            test, body, other = node.value.test, node.value.body, node.value.orelse
            return [ast.If(test, [ast.Return(body)], []), ast.Return(other)]
        if isinstance(node.value, ast.ListComp) and len(node.value.generators) == 1:
            loop = node.value.generators[0]
            add = ast.parse("result.append(0)").body[0]
            add.value.args = [node.value.elt]
            body: list[ast.stmt] = [add]
            for test in reversed(loop.ifs):
                body = [ast.If(test, body, [])]
            start = ast.parse("result = []").body[0]
            return [start, ast.For(loop.target, loop.iter, body, []), ast.parse("result").body[0]]
        return node

    def visit_If(self, node: ast.If) -> ast.AST:
        self.generic_visit(node)
        if node.orelse and not (len(node.orelse) == 1 and isinstance(node.orelse[0], ast.If)):
            return ast.If(ast.UnaryOp(ast.Not(), node.test), node.orelse, node.body)
        return node

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.AST:
        if isinstance(node.target, ast.Name):
            left = ast.Name(node.target.id, ast.Load())
            return ast.Assign([node.target], ast.BinOp(left, node.op, node.value))
        return node

    def visit_For(self, node: ast.For) -> ast.AST | list[ast.AST]:
        self.generic_visit(node)
        if node.orelse or any(isinstance(n, ast.Continue) for n in ast.walk(node)):
            return node
        start = ast.parse("items = iter(0)").body[0]
        start.value.args = [node.iter]
        step = ast.parse("try:\n    x = next(items)\nexcept StopIteration:\n    break").body[0]
        step.body[0].targets = [node.target]
        return [start, ast.While(ast.Constant(True), [step, *node.body], [])]


def restyle(text: str, chance: random.Random) -> str | None:
    """Written another way, with other names."""
    tree = ast.parse(text)
    before = ast.dump(tree)
    _Style().visit(tree)
    styled = ast.unparse(ast.fix_missing_locations(tree))
    return rename(styled, chance) if ast.dump(tree) != before else None


CHANGES: dict[str, tuple[Change, Alike]] = {
    "reformatted": (reformat, Alike.IDENTICAL),
    "variables renamed": (rename, Alike.RENAMED),
    "three edits": (edit, Alike.EDITED),
    "renamed and edited": (rename_and_edit, Alike.EDITED),
    "other style, renamed": (restyle, Alike.EDITED),
}
