"""What git says about the files of a work tree.

Runs git so that nothing in a repository can run a program or reach the network, and changes
nothing. Every function returns None where git cannot answer: it is not installed, the folder is
in no work tree, it belongs to someone else, or git takes too long.
"""

from __future__ import annotations

import logging
import os
import re
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

log = logging.getLogger(__name__)

TIME_LIMIT = 60.0
"""Seconds that one git command may take."""


@dataclass(frozen=True, slots=True)
class Listing:
    """The files that git tracks or would offer to add. Paths are relative, with "/"."""

    files: list[str]
    """May no longer exist; may be symbolic links."""
    repositories: list[str]
    """Folders with a repository of their own: submodules and others."""


def files(folder: str) -> Listing | None:
    """What is in `folder`, which may be any folder of a work tree."""
    listed = _git(folder, "ls-files", "-z", "--stage", "--cached", "--others", "--exclude-standard")
    if listed is None:
        return None
    found: dict[str, None] = {}  # A path in conflict is listed once for each side.
    repositories = []
    for record in listed.split(b"\0")[:-1]:
        staged = _STAGED.match(record)
        path = os.fsdecode(record[staged.end() :] if staged else record)
        if path.endswith("/"):
            repositories.append(path[:-1])
        elif staged and staged[1] == _SUBMODULE:
            repositories.append(path)
        else:
            found[path] = None
    return Listing(list(found), repositories)


_STAGED = re.compile(rb"([0-7]{6}) [0-9a-f]{40,64} [0-3]\t")
_SUBMODULE = b"160000"


def ignored(folder: str, paths: Iterable[str]) -> dict[str, str] | None:
    """Those of some paths in `folder` that git ignores, and the pattern that says so.

    The paths need not exist. None of them may lie in a repository of its own below `folder`.
    """
    # "./", since ":" at the beginning has a meaning.
    asked = b"".join(b"./" + os.fsencode(path) + b"\0" for path in paths)
    if not asked:
        return {}
    # --no-index, since looking each path up in the index takes time quadratic in the work tree.
    answer = _git(
        folder, "check-ignore", "-z", "--verbose", "--no-index", "--stdin", given=asked, fine=(0, 1)
    )
    if answer is None:
        return None
    matches = {}
    fields = iter(answer.split(b"\0")[:-1])
    for source, line, pattern, path in zip(fields, fields, fields, fields, strict=True):
        if not pattern.startswith(b"!"):
            shown = b"%s:%s: %s" % (source, line, pattern)
            matches[os.fsdecode(path[2:])] = shown.decode("utf-8", "replace")
    if matches:
        tracked = _git(folder, "ls-files", "-z", "--cached")
        for record in (tracked or b"").split(b"\0"):
            matches.pop(os.fsdecode(record), None)
    return matches


def rule_files(folder: str) -> list[str]:
    """Absolute paths of the files that say what to ignore, .gitignore files apart, and of those
    that name them. They need not exist."""
    own = _git(folder, "rev-parse", "--git-path", "info/exclude", "--git-path", "config")
    chosen = _git(folder, "config", "--type=path", "--get", "core.excludesFile")
    home = Path("~").expanduser()
    users = Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config") / "git"
    settings = os.environ.get("GIT_CONFIG_GLOBAL") or str(home / ".gitconfig")
    named = [os.fsdecode(line) for answer in (own, chosen) for line in (answer or b"").splitlines()]
    return [
        *(os.path.join(folder, name) for name in named if name),  # noqa: PTH118
        str(users / "ignore"),
        str(users / "config"),
        settings,
    ]


def latest_patches(folder: str, most: int) -> bytes | None:
    """Of the latest commits that changed `folder` a byte 0x1e, the subject, and the patch without
    context. Paths are relative to the folder; merges are passed over. Filters that a repository
    names for showing differences are not run."""
    return _git(
        folder,
        "log",
        f"--max-count={most}",
        "--no-merges",
        "--no-color",
        "--no-show-signature",
        "--format=%x1e%s",
        "--patch",
        "--unified=0",
        "--no-renames",
        "--no-ext-diff",
        "--no-textconv",
        "--relative",
        "--src-prefix=a/",
        "--dst-prefix=b/",
        "--",
        ".",
    )


def work_tree(folder: Path) -> Path | None:
    """The nearest folder, from `folder` up, that is the top of a work tree."""
    return next((top for top in (folder, *folder.parents) if is_repository(top)), None)


def own_folder(folder: Path) -> Path | None:
    """Where git keeps what belongs to the work tree around `folder`: its index and its HEAD."""
    top = work_tree(folder)
    return None if top is None else _store(top) or top / ".git"


def is_repository(folder: Path) -> bool:
    """Whether `folder` is the top of a work tree: an ordinary one, a submodule or a linked one."""
    return _is_file(folder / ".git" / "HEAD") or _store(folder) is not None


def is_linked_work_tree(folder: Path) -> bool:
    """Whether `folder` is a second work tree of a repository (`git worktree add`)."""
    store = _store(folder)
    return store is not None and _is_file(store / "commondir")


def _store(folder: Path) -> Path | None:
    """Where the repository of a submodule or linked work tree is kept."""
    try:
        with (folder / ".git").open("rb") as file:
            link = file.readline()
    except OSError:
        return None
    return folder / os.fsdecode(link[7:].strip()) if link.startswith(b"gitdir:") else None


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def _git(
    folder: str, *arguments: str, given: bytes = b"", fine: tuple[int, ...] = (0,)
) -> bytes | None:
    program = _program()
    if program is None:
        return None
    try:
        done = subprocess.run(
            [program, *_SAFELY, *arguments],
            cwd=folder,
            env=_environment(),
            input=given,
            capture_output=True,
            timeout=TIME_LIMIT,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            check=False,
        )
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        log.warning("git cannot be asked about %s: %s", folder, error)
        return None
    if done.returncode not in fine:
        first = done.stderr.decode("utf-8", "replace").strip().partition("\n")[0]
        log.info("git does not answer for %s: %s", folder, first)
        return None
    return done.stdout


# A repository's own settings can name programs: to watch files, as hooks, to fetch what it lacks.
_SAFELY = (
    "--no-pager",
    "-c",
    "core.fsmonitor=false",
    "-c",
    f"core.hooksPath={os.devnull}",
    "-c",
    "protocol.allow=never",
)


@cache
def _program() -> str | None:
    found = shutil.which("git")
    # On Windows a program in the current folder, which may be the workspace, would come first.
    return found if found and Path(found).is_absolute() else None


def _environment() -> dict[str, str]:
    """Ours without what points git at another repository, as in an editor started by a hook."""
    kept = {name: value for name, value in os.environ.items() if _is_kept(name)}
    return {**kept, "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}


def _is_kept(name: str) -> bool:
    return not name.startswith("GIT_") or name in _HARMLESS


_HARMLESS = {
    "GIT_CEILING_DIRECTORIES",
    "GIT_CONFIG_GLOBAL",
    "GIT_CONFIG_NOSYSTEM",
    "GIT_CONFIG_SYSTEM",
    "GIT_EXEC_PATH",
}
