"""CodeSearchNet's JSON-lines files as training pairs, for those who have them.

    python -m snippet_lsp.encoder.codesearchnet FILE... --into DIR [--exclude-code FILE]

Owns that format: a function a line with `repo`, `path`, `func_name`, `language`, `code`,
`docstring` and `partition`. The pairs join those of the packages in DIR. Downloads nothing.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from ..errors import ConfigError, ExtractionError
from ..types import Symbol
from .corpus import excluded_as, read_excluded
from .forbidden import is_copy, read_forbidden
from .pairs import Pair, pair_of

_FIELDS = ("repo", "path", "func_name", "language", "code", "docstring")

# Methods are cut out of their classes, which two of the grammars do not forgive.
_AROUND = {"java": ("class C {\n", "\n}"), "php": ("<?php class C {\n", "\n}")}

# Some languages' comments kept them.
_MARKERS = re.compile(r"^[ \t]*(?://+|/\*+|\*+/?|#+)[ \t]?", re.MULTILINE)


def read_codesearchnet(path: Path, excluded: list[str]) -> Iterator[Pair]:
    """The pairs of one `.jsonl` or `.jsonl.gz` file: training rows with usable documentation.

    Raises ConfigError for a row that lacks a field. Rows of excluded projects, in languages
    without a grammar here, and functions without a name are passed over.
    """
    open_ = gzip.open if path.suffix == ".gz" else open
    with open_(path, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            row = json.loads(line)
            if missing := [field for field in _FIELDS if field not in row]:
                raise ConfigError(f"{path}:{number}: no {', '.join(missing)}: not CodeSearchNet's")
            if row.get("partition", "train") != "train":
                continue
            if any(excluded_as(part, excluded) for part in row["repo"].split("/")):
                continue
            symbol = _symbol(row)
            pair = symbol and pair_of(row["repo"], row["path"], symbol)
            if pair and pair.sentence:
                yield pair


def _symbol(row: dict[str, Any]) -> Symbol | None:
    """The function of a row, documented by what the row says."""
    from ..syntax import LANGUAGES, extract

    language = row["language"]
    if language not in LANGUAGES:
        return None
    before, after = _AROUND.get(language, ("", ""))
    try:
        symbols = extract((before + row["code"] + after).encode(), language, row["path"], 3.0)
    except ExtractionError:
        return None
    container, _, _ = row["func_name"].rpartition(".")
    for symbol in symbols:
        if symbol.kind.is_callable:
            documentation = symbol.documentation or _MARKERS.sub("", row["docstring"])
            return replace(symbol, container=container, documentation=documentation)
    return None


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@click.option("--into", type=click.Path(path_type=Path, file_okay=False), required=True)
@click.option("--exclude-code", type=click.Path(path_type=Path, exists=True), default=None)
def main(files: tuple[Path, ...], into: Path, exclude_code: Path | None) -> None:
    """Write the pairs of CodeSearchNet's FILES beside those of the packages."""
    forbidden, excluded = read_forbidden(exclude_code), read_excluded()
    (into / "pairs").mkdir(parents=True, exist_ok=True)
    for file in files:
        stem = file.name.removesuffix(".gz").removesuffix(".jsonl")
        target = into / "pairs" / f"codesearchnet-{stem}.jsonl.gz"
        count = dropped = 0
        with gzip.open(target, "wt", encoding="utf-8", compresslevel=1) as out:
            for pair in read_codesearchnet(file, excluded):
                if is_copy(pair.language, pair.bag, forbidden):
                    dropped += 1
                    continue
                out.write(pair.to_json() + "\n")
                count += 1
        click.echo(f"{file.name}: {count} pairs, {dropped} dropped as evaluation data")


if __name__ == "__main__":
    main()
