"""Functions that are there more than once, ranked by what could be saved.

Every function's text is read again and compared as tokens: equal ones by their hash, edited ones
by MinHash and then in order. The time grows with the number of functions, not with its square.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import chain

import numpy as np

from ..errors import Cancelled
from ..index.columns import IndexedFile
from ..index.snapshot import Snapshot
from ..types import LEAST_LINES, Alike, Cluster, Duplicates, Hit, Span, Symbol
from .alike import alike
from .minhash import meetings, signatures
from .priors import file_priors
from .similar import Texts
from .tokens import Tokens, tokens_of

LEAST_TOKENS = 15
"""Functions with fewer are trivial, however they are laid out."""

LEAST_LIKENESS = 0.7
"""Edited copies that are less alike would not become one function."""

Progress = Callable[[float], bool]
"""Told how much is done, 0 to 1; whether to go on."""

_Kind = tuple[Alike, float]

_READING = 0.6
"""The share of the time that reading takes."""
_STEPS = 200


@dataclass(frozen=True, slots=True)
class _Function:
    file: IndexedFile
    symbol: Symbol
    tokens: Tokens
    lines: int
    prior: float


def duplicates(
    snapshot: Snapshot,
    texts: Texts,
    limit: int,
    *,
    least_lines: int = LEAST_LINES,
    path: str = "",
    progress: Progress = lambda _done: True,
) -> Duplicates:
    """The clusters that save most, of the functions of files below `path`.

    Raises Cancelled when `progress` says so.
    """
    functions = list(_read(snapshot, texts, least_lines, path, progress))
    near = _near(functions, progress)
    clusters = sorted(_clusters(functions, near), key=_rank)
    kept = list(_outermost(clusters))
    return Duplicates(tuple(kept[:limit]), len(kept), len(functions), sum(c.saves for c in kept))


def _read(
    snapshot: Snapshot, texts: Texts, least_lines: int, path: str, progress: Progress
) -> Iterator[_Function]:
    """The functions long enough, by path and place; files changed meanwhile are passed over."""
    prefix = path.rstrip("/") + "/"
    files = [f for f in snapshot.files() if not path or f.path == path or f.path.startswith(prefix)]
    files.sort(key=lambda file: file.path)
    priors = file_priors(files, frozenset()).tolist()
    for done, (file, prior) in enumerate(zip(files, priors, strict=True)):
        _report(progress, _READING, done, len(files))
        symbols = snapshot.symbols_of(file.path)
        long = [s for s in symbols if s.kind.is_callable and _lines(s) >= least_lines]
        source = texts(file.path, file.digest) if long else None
        if source is None:
            continue
        for symbol in long:
            code = source[symbol.span.start : symbol.span.end].decode("utf-8", "replace")
            tokens = tokens_of(code, symbol.language, symbol.name)
            if len(tokens.telling) >= LEAST_TOKENS:
                yield _Function(file, symbol, tokens, _lines(symbol), prior)


def _near(functions: Sequence[_Function], progress: Progress) -> dict[int, dict[int, _Kind]]:
    """For each function those that are copies of it, and of what kind."""
    near: dict[int, dict[int, _Kind]] = defaultdict(dict)
    first: dict[bytes, int] = {}
    equal: dict[int, list[int]] = defaultdict(list)
    """By the first of equal functions."""
    for place, function in enumerate(functions):
        leader = first.setdefault(_digest(function.tokens), place)
        equal[leader].append(place)
    leaders = sorted(equal)
    pairs = [(leader, other) for leader in leaders for other in equal[leader][1:]]
    shapes = (functions[leader].tokens.shape for leader in leaders)
    met = np.array(leaders, np.int32)[meetings(signatures(shapes, len(leaders)))]
    total = len(pairs) + len(met)
    for done, (a, b) in enumerate(chain(pairs, map(np.ndarray.tolist, met))):
        _report(lambda part: progress(_READING + part), 1 - _READING, done, total)
        if _is_inside(functions[a], functions[b]) or _is_inside(functions[b], functions[a]):
            continue
        kind, likeness = alike(functions[a].tokens, functions[b].tokens)
        if kind is not None and likeness >= LEAST_LIKENESS:
            near[a][b] = near[b][a] = (kind, likeness)
            if a in equal and b in equal:
                # What is like one of several equal functions is like each of them.
                for one, other in ((a, b), (b, a)):
                    for copy in equal[other][1:]:
                        near[one][copy] = near[copy][one] = (kind, likeness)
    return near


def _clusters(
    functions: Sequence[_Function], near: dict[int, dict[int, _Kind]]
) -> Iterator[Cluster]:
    """Each function in one cluster at most, compared with the one that has most copies."""
    free = set(near)

    def order(place: int) -> tuple[float, ...]:
        likenesses = sum(likeness for _, likeness in near[place].values())
        return (-likenesses * functions[place].prior, place)

    for centre in sorted(near, key=order):
        others = sorted(other for other in near[centre] if other in free)
        if centre not in free or not others:
            continue
        free -= {centre, *others}
        yield _cluster(functions, centre, [(other, *near[centre][other]) for other in others])


def _cluster(
    functions: Sequence[_Function], centre: int, others: Sequence[tuple[int, Alike, float]]
) -> Cluster:
    """A cluster and what it saves: the lines beyond one copy, less for what is less alike."""
    ordered = sorted(others, key=lambda other: (-other[2], other[0]))
    likeness = sum(likeness for *_, likeness in others) / len(others)
    places = [centre, *(place for place, *_ in ordered)]
    beyond = sum(functions[place].lines for place in places) - functions[centre].lines
    prior = sum(functions[place].prior for place in places) / len(places)
    members = [_hit(functions[centre], None, 1.0)]
    members += [_hit(functions[place], kind, share) for place, kind, share in ordered]
    kinds = list(Alike)
    least = max((kind for _, kind, _ in others), key=kinds.index)
    saves = beyond * likeness
    return Cluster(tuple(members), least, round(100 * likeness), round(saves), saves * prior)


def _outermost(clusters: Iterable[Cluster]) -> Iterator[Cluster]:
    """The clusters that do not lie within members of better ones, as functions in functions do."""
    taken: dict[str, list[Span]] = defaultdict(list)
    for cluster in clusters:
        inside = [
            any(span.covers(member.symbol.span) for span in taken[member.path])
            for member in cluster.members
        ]
        if inside.count(False) >= 2:
            for member in cluster.members:
                taken[member.path].append(member.symbol.span)
            yield cluster


def _hit(function: _Function, kind: Alike | None, likeness: float) -> Hit:
    match = round(100 * likeness)
    return Hit(function.file.path, function.symbol, likeness, match, alike=kind)


def _rank(cluster: Cluster) -> tuple[float, str, int]:
    first = cluster.members[0]
    return -cluster.score, first.path, first.symbol.span.start


def _is_inside(inner: _Function, outer: _Function) -> bool:
    return inner.file.path == outer.file.path and outer.symbol.span.covers(inner.symbol.span)


def _digest(tokens: Tokens) -> bytes:
    text = "\0".join((tokens.family, *tokens.renamed))
    return blake2b(text.encode("utf-8", "replace"), digest_size=16).digest()


def _lines(symbol: Symbol) -> int:
    return symbol.range.end.line - symbol.range.start.line + 1


def _report(progress: Progress, share: float, done: int, total: int) -> None:
    if done % max(1, total // _STEPS) == 0 and not progress(share * done / total):
        raise Cancelled("the search for duplicates was cancelled")
