"""Questions that every model must still answer, whatever repository it has learnt.

    python -m snippet_lsp.encoder.general DIR --out models/base

Owns that set: some documented functions of packages that no model is trained on
(`models/general.toml`), as pairs without their source, beside the base model.
"""

from __future__ import annotations

import gzip
import io
import random
from pathlib import Path

import click

from .bag import Bag, Field
from .corpus import EXCLUDED, MODELS, read_excluded, read_manifest
from .pairs import Pair, pairs_of_tree

FILE = "general.jsonl.gz"
EACH = 50
"""Functions of one package."""


def read_general(folder: Path) -> list[tuple[str, Bag]]:
    """Questions with the bags that answer them, beside a base model; none where they are missing.

    The bags have no documentation.
    """
    file = folder / FILE
    if not file.exists():
        return []
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        pairs = [Pair.from_json(line) for line in lines]
    return [(pair.sentence, undocumented(pair.bag)) for pair in pairs]


def undocumented(bag: Bag) -> Bag:
    """A bag with nothing said about it."""
    fields = list(bag.fields)
    fields[Field.DOCUMENTATION] = {}
    return Bag(tuple(fields))


@click.command()
@click.argument("directory", type=click.Path(path_type=Path, exists=True))
@click.option("--out", type=click.Path(path_type=Path), required=True)
def main(directory: Path, out: Path) -> None:
    """Write the set from the packages that `corpus --manifest models/general.toml` fetched."""
    excluded = read_excluded(EXCLUDED)
    text = io.StringIO()
    for package in read_manifest(MODELS / "general.toml"):
        found = pairs_of_tree(package.name, directory / package.folder / "tree", excluded)
        described = [pair for pair in found if pair.sentence]
        chosen = random.Random(0).sample(described, min(EACH, len(described)))  # noqa: S311
        for pair in chosen:
            bare = Pair(*_place(pair), pair.sentence, undocumented(pair.bag))
            text.write(bare.to_json() + "\n")
        click.echo(f"{package.folder}: {len(chosen)} of {len(described)}")
    with (out / FILE).open("wb") as file, gzip.GzipFile("", "wb", 9, file, mtime=0) as packed:
        packed.write(text.getvalue().encode())


def _place(pair: Pair) -> tuple[str, str, str, str]:
    return pair.project, pair.path, pair.language, pair.name


if __name__ == "__main__":
    main()
