"""The commands about what is kept on disk: `caches` and `clear`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..config import cache_directory
from .arguments import json_option
from .output import print_json, print_line, printable

if TYPE_CHECKING:
    from ..index.caches import Cache


@click.command()
@json_option
def caches(as_json: bool) -> int:
    """List the folders that have an index, last used first. Exits with 1 if there are none."""
    from ..index.caches import caches as list_caches

    found = list_caches(cache_directory())
    if as_json:
        print_json({"cache": str(cache_directory()), "indexes": [_record(one) for one in found]})
    else:
        for one in found:
            gone = "  (gone)" if one.is_gone else ""
            days = f"{one.days:,.0f} days ago"
            size = f"{one.size / 1e6:,.1f} MB"
            print_line(printable(f"{days:>14}  {size:>12}  {one.root or one.folder}{gone}"))
    return 0 if found else 1


@click.command()
@click.argument("directory", metavar="[DIR]", default=".", type=click.Path(path_type=Path))
@click.option(
    "--old",
    is_flag=True,
    help="Instead, remove those of folders that are gone or were not opened for 90 days.",
)
def clear(directory: Path, old: bool) -> int:
    """Remove the index of DIR, which need not exist any more. Exits with 1 if there is none."""
    if old:
        return _clear_old()
    from ..workspace import remove_index

    removed = remove_index(directory)
    print_line(f"removed {removed}" if removed else f"{directory} has no index")
    return 0 if removed else 1


def _clear_old() -> int:
    from ..index.caches import remove_old

    removed = remove_old(cache_directory(), gone=0)
    for one in removed:
        print_line(printable(f"removed the index of {one.root or one.folder}"))
    if not removed:
        print_line("no index is old")
    return 0 if removed else 1


def _record(one: Cache) -> dict[str, object]:
    return {
        "folder": one.root,
        "exists": not one.is_gone,
        "unusedDays": round(one.days, 1),
        "index": str(one.folder),
        "indexBytes": one.size,
    }
