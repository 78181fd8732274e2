"""Documented functions of the corpus as training pairs: a sentence and the code that it describes.

    python -m snippet_lsp.encoder.pairs DIR [--exclude-code FILE]

Owns which files and functions are trained on, and one gzipped JSON-lines file a package with a
`Pair` a line, where each comes from included. Does not weigh or encode anything.
"""

from __future__ import annotations

import gzip
import json
import os
import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

import click

from ..errors import ExtractionError
from ..files.contents import is_generated
from ..types import Symbol, SymbolKind
from .bag import Bag, Field, bag_of
from .corpus import (
    EXCLUDED,
    MANIFEST,
    Package,
    excluded_as,
    holds_excluded,
    read_excluded,
    read_manifest,
)
from .forbidden import Languages, is_copy, read_forbidden
from .sentences import first_sentence

SAME_SENTENCE = 3
"""How many pairs may share a sentence."""

MOST = 10_000
"""Described functions of one package: a few giants must not drown the rest."""

_FILE_LIMIT = 1 << 20
_FUNCTION_LIMIT = 1 << 15
_SMALLEST_BODY = 3
_COPIES = re.compile(
    r"_?vendor(?:ed)?|third[_-]?party|3rd-?party|node_modules|externals?|deps|bundled|testdata|testing|"
    r"(?:\w+[-_.]|__)?tests?(?:__)?|specs?|unittests|gtest|fixtures|locales?|i18n|min|umd|\..*",
    re.IGNORECASE,
)
_SKIPPED = re.compile(
    r"^test_|[._-](?:test|tests|spec)\.\w+$|[a-z0-9]Tests?\.[a-z]+$|"
    r"\.min\.|\.pb\.|_pb2(?:_grpc)?\.|\.(?:generated|g|designer)\.|"
    # Autotools puts these everywhere, under a licence of their own.
    r"^(?:configure|config\.(?:guess|sub|rpath|status)|libtool|ltmain\.sh|depcomp|install-sh|missing|"
    r"mkinstalldirs|compile|ylwrap|test-driver)$"
)
_COPYLEFT = re.compile(
    rb"GNU\s+(?:\w+\s+)?General\s+Public|\b[AL]?GPL-?(?:v|\d)|License-Identifier:.*GPL",
    re.IGNORECASE,
)
_CHOICE = re.compile(
    rb"Apache License|MIT License|MIT/|\bBSD\b|Mozilla Public|Permission is hereby granted|"
    rb"Redistribution and use|\bOR (?:MIT|Apache|BSD|MPL)",
)


@dataclass(frozen=True, slots=True)
class Pair:
    """A function with the sentence that describes it; "" if it has none."""

    project: str
    path: str
    language: str
    name: str
    sentence: str
    bag: Bag

    def to_json(self) -> str:
        """One line."""
        fields = [dict(field) for field in self.bag.fields]
        row = [self.project, self.path, self.language, self.name, self.sentence, fields]
        return json.dumps(row, separators=(",", ":"))

    @staticmethod
    def from_json(line: str) -> Pair:
        """The inverse of `to_json`."""
        project, path, language, name, sentence, fields = json.loads(line)
        return Pair(project, path, language, name, sentence, Bag(tuple(fields)))


def fingerprint(bag: Bag) -> bytes:
    """Equal for functions with the same code, wherever they stand and however documented."""
    fields = list(bag.fields)
    fields[Field.CONTAINER] = fields[Field.DOCUMENTATION] = {}
    return Bag(tuple(fields)).key


def pairs_of_tree(project: str, tree: Path, excluded: list[str]) -> Iterator[Pair]:
    """The pairs of one unpacked package: `MOST` described functions, and as many others."""
    described: list[Pair] = []
    others: list[Pair] = []
    seen: set[bytes] = set()
    for path in _source_files(tree, excluded):
        for pair in _pairs_of_file(project, tree, path):
            print_ = fingerprint(pair.bag)
            if print_ not in seen:
                seen.add(print_)
                (described if pair.sentence else others).append(pair)
    chance = random.Random(0)  # noqa: S311
    if len(described) > MOST:
        described = [described[i] for i in sorted(chance.sample(range(len(described)), MOST))]
    chance.shuffle(others)
    yield from described
    yield from others[: len(described)]


def _source_files(tree: Path, excluded: list[str]) -> Iterator[Path]:
    for folder, folders, files in os.walk(tree):
        folders[:] = sorted(
            name
            for name in folders
            if not _COPIES.fullmatch(name) and not excluded_as(name, excluded)
        )
        for name in sorted(files):
            path = Path(folder, name)
            relative = path.relative_to(tree).as_posix()
            if not (path.is_symlink() or _SKIPPED.search(name) or holds_excluded(relative)):
                yield path


def _pairs_of_file(project: str, tree: Path, path: Path) -> Iterator[Pair]:
    from ..syntax import HEAD, extract, language_of, may_hold_code

    relative = path.relative_to(tree).as_posix()
    if not may_hold_code(relative) or path.stat().st_size > _FILE_LIMIT:
        return
    source = path.read_bytes()
    language = language_of(relative, source[:HEAD])
    if language is None:
        return
    if is_generated(source) or _is_copyleft(source) or max(map(len, source.split(b"\n"))) > 5000:
        return
    try:
        symbols = extract(source, language.name, relative, 3.0)
    except ExtractionError:
        return
    for symbol in symbols:
        if pair := pair_of(project, relative, symbol):
            yield pair


def _is_copyleft(source: bytes) -> bool:
    """Whether a file's head names a copyleft licence and no other to choose: packages mix them."""
    head = source[:4000]
    return bool(_COPYLEFT.search(head)) and not _CHOICE.search(head)


def pair_of(project: str, path: str, symbol: Symbol) -> Pair | None:
    """The pair of a symbol; None for what is too large or too little to learn from."""
    if symbol.kind is SymbolKind.MODULE or len(symbol.code) > _FUNCTION_LIMIT:
        return None
    sentence = first_sentence(symbol.documentation, symbol.name) or ""
    bag = bag_of(symbol)
    if len(bag.fields[Field.BODY]) < _SMALLEST_BODY or not bag.fields[Field.NAME]:
        return None
    return Pair(project, path, symbol.language, symbol.name, sentence, bag)


def read_pairs(directory: Path) -> Iterator[Pair]:
    """All pairs below a corpus directory; each sentence and each function as often as it may."""
    sentences: Counter[str] = Counter()
    seen: set[bytes] = set()
    for path in sorted((directory / "pairs").glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                pair = Pair.from_json(line)
                sentence = pair.sentence.lower()
                print_ = fingerprint(pair.bag)
                if print_ in seen or (sentence and sentences[sentence] >= SAME_SENTENCE):
                    continue
                sentences[sentence] += bool(sentence)
                seen.add(print_)
                yield pair


def leaks(
    directory: Path, packages: Iterable[Package], excluded: list[str], forbidden: Languages
) -> Iterator[str]:
    """What the pairs below `directory` hold that must not be trained on, a line each.

    Looks at names, paths and code as they stand in the pairs, whatever made them.
    """
    packages = list(packages)
    for package in packages:
        if project := excluded_as(package.project, excluded):
            yield f"{package.name}: is {project}"
    known = {package.folder for package in packages}
    for path in sorted((directory / "pairs").glob("*.jsonl.gz")):
        folder = path.name.removesuffix(".jsonl.gz")
        if folder not in known and not folder.startswith("codesearchnet-"):
            yield f"{path.name}: of no package in the manifest"
    named = cache(partial(excluded_as, excluded=excluded))
    for pair in read_pairs(directory):
        place = f"{pair.project}: {pair.path}: {pair.name}"
        folders = pair.path.split("/")[:-1]
        if holds_excluded(pair.path) or any(map(named, folders)):
            yield f"{place}: in a copy of an excluded project"
        elif is_copy(pair.language, pair.bag, forbidden):
            yield f"{place}: the code is excluded"


def build(package: Package, directory: Path, excluded: list[str], forbidden: Languages) -> str:
    """Write the pairs of one package; says how many there are."""
    target = directory / "pairs" / f"{package.folder}.jsonl.gz"
    tree = directory / package.folder / "tree"
    if not (directory / package.folder / "done").exists():
        return f"{package.folder}: not fetched"
    if target.exists():
        return f"{package.folder}: there already"
    count = dropped = 0
    part = target.with_suffix(".part")
    with gzip.open(part, "wt", encoding="utf-8", compresslevel=1) as out:
        for pair in pairs_of_tree(package.name, tree, excluded):
            if is_copy(pair.language, pair.bag, forbidden):
                dropped += 1
                continue
            out.write(pair.to_json() + "\n")
            count += bool(pair.sentence)
    part.replace(target)
    return f"{package.folder}: {count} described functions, {dropped} dropped as evaluation data"


@click.command()
@click.argument("directory", type=click.Path(path_type=Path, exists=True))
@click.option("--exclude-code", type=click.Path(path_type=Path, exists=True), default=None)
@click.option("--jobs", default=os.cpu_count() or 1)
@click.option("--check", is_flag=True, help="Only look for what must not be in the pairs.")
def main(directory: Path, exclude_code: Path | None, jobs: int, check: bool) -> None:
    """Make the pairs of every fetched package in DIRECTORY that has none yet."""
    packages, excluded = read_manifest(MANIFEST), read_excluded(EXCLUDED)
    forbidden = read_forbidden(exclude_code)
    if check:
        found = list(leaks(directory, packages, excluded, forbidden))
        for line in found:
            click.echo(line)
        raise SystemExit(bool(found))
    (directory / "pairs").mkdir(exist_ok=True)
    work = partial(build, directory=directory, excluded=excluded, forbidden=forbidden)
    with ProcessPoolExecutor(jobs) as pool:
        for done, line in enumerate(pool.map(work, packages), 1):
            click.echo(f"[{done}/{len(packages)}] {line}")


if __name__ == "__main__":
    main()
