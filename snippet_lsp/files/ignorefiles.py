"""Ignore files where they lie, and what they say about a path.

.snippetignore files, and .gitignore files where git itself cannot be asked.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path

from . import git
from .contents import read_bytes
from .patterns import Patterns, parse

_LIMIT = 1_000_000
"""Bytes."""


@dataclass(frozen=True, slots=True)
class IgnoreFile:
    """The patterns of one file, and what they are relative to."""

    name: str
    """As it is shown."""
    patterns: Patterns
    skip: int = 0
    """Bytes that the path of its folder takes up in the paths of a workspace."""
    above: bytes = b""
    """The path of the workspace from its folder, with a "/", if that lies above."""


Chain = tuple[IgnoreFile, ...]
"""The ignore files of one kind that hold in a folder, the strongest last."""


def ignoring(chain: Chain, path: str, is_folder: bool) -> str | None:
    """The pattern that ignores a path, and where it stands; None if the path is not ignored.

    Says nothing about the folders that the path lies in.
    """
    raw = os.fsencode(path) if chain else b""
    for file in reversed(chain):
        pattern = file.patterns.last_match(file.above + raw[file.skip :], is_folder)
        if pattern is not None:
            return None if pattern.negated else f"{file.name}: {pattern.text}"
    return None


def ignore_file(root: str, folder: str, name: str) -> Chain:
    """The ignore file `name` in a folder of the workspace: one, or none."""
    # git follows no links here either.
    shown = f"{folder}/{name}" if folder else name
    text = read_bytes(Path(root, shown), _LIMIT)
    patterns = parse(text) if isinstance(text, bytes) else None
    if patterns is None or not patterns.lines:
        return ()
    return (IgnoreFile(shown, patterns, len(os.fsencode(folder)) + 1 if folder else 0),)


def repository_file(root: str, folder: str) -> Chain:
    """What a repository in a folder of the workspace ignores besides its .gitignore files."""
    excluded = ignore_file(root, f"{folder}/.git/info" if folder else ".git/info", "exclude")
    return tuple(
        replace(file, skip=len(os.fsencode(folder)) + 1 if folder else 0) for file in excluded
    )


def rule_files(root: Path) -> list[str]:
    """The absolute paths of files outside of `root`, and of none that a watch of it reports, whose
    change may change what git ignores in it. They need not exist."""
    top = git.work_tree(root)
    if top is None:
        return []
    above = [folder for folder in (root, *root.parents) if folder.is_relative_to(top)]
    outer = [str(folder / ".gitignore") for folder in above if folder != root]
    return outer + git.rule_files(str(root))


def outer_files(root: str) -> Chain | None:
    """The .gitignore files above the workspace that hold in it; None if it is in no work tree.

    A workspace that is ignored itself counts as in none: nothing in it would be left.
    """
    top = git.work_tree(Path(root))
    if top is None:
        return None
    inner = Path(root).relative_to(top)
    chain = repository_file(str(top), "")
    if not inner.parts:
        return chain
    is_ignored = False
    for depth, part in enumerate(inner.parts):
        folder = "/".join(inner.parts[:depth])
        chain += ignore_file(str(top), folder, ".gitignore")
        is_ignored |= ignoring(chain, f"{folder}/{part}" if folder else part, True) is not None
    found = git.ignored(str(Path(root).parent), [inner.name])
    if is_ignored if found is None else found:
        return None
    path = os.fsencode(inner.as_posix()) + b"/"
    upwards = "../" * len(inner.parts)
    return tuple(
        replace(file, name=upwards + file.name, skip=0, above=path[file.skip :]) for file in chain
    )
