"""Measures as Markdown tables."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from .statistics import Values, estimate


@dataclass(frozen=True, slots=True)
class Row:
    """One measure of every system that it can be taken of."""

    title: str
    values: Mapping[str, Values]
    """By system, for each question: the same questions for all."""
    groups: Sequence[object] | None = None
    """What is resampled, if it is not single questions."""
    must: str = ""
    aim: str = ""
    is_part: bool = False
    """Whether it is one of many that another row sums up; differences leave it out."""


def print_rows(rows: Sequence[Row], systems: Sequence[str]) -> None:
    """Every measure with its interval, a column a system."""
    _print_line(["what", *systems, "must reach", "aim"])
    _print_line(["---"] * (len(systems) + 3))
    for row in rows:
        cells = [
            f"{estimate(row.values[name], row.groups)}" if name in row.values else ""
            for name in systems
        ]
        _print_line([row.title, *cells, row.must, row.aim])


def print_differences(rows: Sequence[Row], systems: Sequence[str]) -> None:
    """How far each system is from the first on the same questions, with its interval."""
    first, *others = systems
    if not others:
        return
    print()
    _print_line([f"difference to {first}", *others])
    _print_line(["---"] * len(systems))
    for row in rows:
        if row.is_part:
            continue
        differences = [row.values[name] - row.values[first] for name in others]
        cells = [f"{estimate(each, row.groups):+}" for each in differences]
        _print_line([row.title, *cells])


def write_json(rows: Sequence[Row], file: Path) -> None:
    """The same figures for programs: by title and system."""
    figures = {
        row.title: {
            name: asdict(estimate(values, row.groups)) for name, values in row.values.items()
        }
        for row in rows
    }
    file.write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n", "utf-8")


def _print_line(cells: Sequence[str]) -> None:
    print("| " + " | ".join(cells) + " |", flush=True)
