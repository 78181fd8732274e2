"""The folders below a root: what is in them, and what the rules say about it.

Every folder is listed once, and every ignore file read once, so a `Folders` sees the disk as it
was: take a new one for each scan. Rules can only refuse. What one kind of rule leaves out no other
brings back, and what holds for a folder holds for all that is below it. Nothing refuses the root
itself: whoever opens an ignored folder wants to see what is in it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from . import git
from .ignorefiles import Chain, IgnoreFile, ignore_file, ignoring, outer_files, repository_file
from .patterns import parse
from .reasons import Reason, Refusal

_NEVER = {
    ".git": "kept by git",
    ".hg": "kept by Mercurial",
    ".jj": "kept by Jujutsu",
    ".svn": "kept by Subversion",
    "__pycache__": "compiled code",
    "node_modules": "installed packages",
}
"""Folders by name. Few, since `build`, `dist`, `venv`, `vendor` and `site-packages` are also names
of folders with sources: in CPython, in published packages, in an environment opened on purpose.
Ignore files and the markers below leave most of those out where they should be."""

_MARKERS = {
    "CACHEDIR.TAG": "a cache",
    "conda-meta": "a conda environment",
    "pyvenv.cfg": "a Python environment",
}
"""Folders by what lies in them, whatever they are called. Cargo tags `target` as a cache."""

IGNORE_FILES = (".gitignore", ".snippetignore")

_GIT_RULES = ("", "HEAD", "info/exclude")
"""What in a .git folder decides which files there are, and which count; HEAD is written when
another branch is checked out."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What the settings say about which files count."""

    exclude: tuple[str, ...] = ()
    """Patterns as in a .gitignore at the root."""
    max_size: int = 1_000_000
    """Bytes; larger files do not count."""


@dataclass(frozen=True, slots=True)
class Folder:
    """One folder as it was found. Paths are relative to the root, with "/"; the root is ""."""

    path: str
    top: str
    """The innermost repository that it is in or is; "" where there is none below the root."""
    refusal: Refusal | None = None
    """Why nothing in it counts. What is in it is not listed then."""
    folders: frozenset[str] = frozenset()
    """Names of the folders in it."""
    files: frozenset[str] = frozenset()
    """Names of all else in it, links to folders included."""

    def child(self, name: str) -> str:
        """The path of something in this folder."""
        return f"{self.path}/{name}" if self.path else name


def is_never_indexed(path: str) -> bool:
    """Whether a path is or lies in a folder that is refused for its name. Asks no disk."""
    return not _NEVER.keys().isdisjoint(path.split("/"))


def meant_by(path: str) -> str | None:
    """What has to be looked at when something has changed at a path: that, a folder, or nothing.

    A folder, "" for the root, means all that is below it. Asks no disk.
    """
    folder, _, name = path.rpartition("/")
    parts = path.split("/")
    if ".git" in parts:
        at = parts.index(".git")
        if "/".join(parts[at + 1 :]) not in _GIT_RULES:
            return None
        folder = "/".join(parts[:at])
    elif name not in IGNORE_FILES and name not in _MARKERS:
        folder = path
    return None if is_never_indexed(folder) else folder


def folders_above(path: str) -> Iterator[str]:
    """The folders that a path lies in, outermost first, without the root."""
    at = path.find("/")
    while at >= 0:
        yield path[:at]
        at = path.find("/", at + 1)


class Folders:
    """The folders below `root`, by path."""

    def __init__(self, root: Path, rules: Rules) -> None:
        self.root = os.path.realpath(root)
        self.rules = rules
        exclude = "\n".join(rules.exclude).encode(sys.getfilesystemencoding(), "replace")
        self._settings: Chain = (IgnoreFile("files.exclude", parse(exclude)),)
        self._outer = outer_files(self.root)
        self._folders: dict[str, Folder] = {}
        self._chains: dict[tuple[str, str], Chain] = {}

    def __getitem__(self, path: str) -> Folder:
        found = self._folders.get(path)
        if found is None:
            found = self._folders[path] = self._found(path)
        return found

    def around(self, path: str) -> Folder:
        """The folder that a path lies in."""
        return self[path.rpartition("/")[0]]

    def lists(self, path: str) -> bool:
        """Whether a path names something that is no folder, just as it is spelt."""
        return path.rpartition("/")[2] in self.around(path).files

    def is_folder(self, path: str) -> bool:
        """Whether a path names a folder, just as it is spelt."""
        return path.rpartition("/")[2] in self.around(path).folders

    def spelt(self, path: str) -> str:
        """A path with what is there in the place of names that differ from it in case only."""
        folder = self[""]
        for name in path.split("/"):
            names = folder.folders | folder.files
            if name not in names:
                name = next((n for n in names if n.casefold() == name.casefold()), name)
            folder = self[folder.child(name)]
        return folder.path

    def on_disk(self, path: str) -> str:
        """The absolute path of something below the root, or of the root."""
        return f"{self.root}/{path}" if path else self.root

    def is_in_git(self, top: str) -> bool:
        """Whether a repository's ignore rules hold in `top`, which is "" or a repository."""
        return top != "" or self._outer is not None

    def refusal(self, path: str) -> Refusal | None:
        """Why a file does not count, as far as its path tells; without what git ignores."""
        if not _is_text(path):
            return Refusal(Reason.BAD_NAME, "")
        folder = self.around(path)
        return folder.refusal or self._refused_by_pattern(folder, path, is_folder=False)

    def ignored(self, path: str, is_folder: bool) -> str | None:
        """What .gitignore files say about a path, but not about the folders that it is in."""
        return ignoring(self._chain(self.around(path), ".gitignore"), path, is_folder)

    def _found(self, path: str) -> Folder:
        if not path:
            return self._listed(path, "")
        parent = self.around(path)
        name = path.rpartition("/")[2]
        refusal = parent.refusal or self._refused_by_name(parent, path, name)
        if refusal is None:
            refusal = self._refused_by_pattern(parent, path, is_folder=True)
        if refusal is not None or name not in parent.folders:
            return Folder(path, parent.top, refusal)
        return self._listed(path, parent.top)

    def _listed(self, path: str, top: str) -> Folder:
        folders: set[str] = set()
        files: set[str] = set()
        try:
            with os.scandir(self.on_disk(path)) as entries:
                for entry in entries:
                    (folders if _is_folder(entry) else files).add(entry.name)
        except OSError as error:
            refusal = Refusal(Reason.UNREADABLE, error.strerror or str(error))
            return Folder(path, top, refusal)
        if path:
            for marker in _MARKERS.keys() & (files | folders):
                return Folder(path, top, Refusal(Reason.BUILT_IN_EXCLUSION, _MARKERS[marker]))
            if ".git" in files and git.is_linked_work_tree(Path(self.on_disk(path))):
                refusal = Refusal(Reason.BUILT_IN_EXCLUSION, "a second work tree of a repository")
                return Folder(path, top, refusal)
            if ".git" in files | folders and git.is_repository(Path(self.on_disk(path))):
                top = path
        return Folder(path, top, None, frozenset(folders), frozenset(files))

    def _refused_by_name(self, parent: Folder, path: str, name: str) -> Refusal | None:
        if name in _NEVER:
            return Refusal(Reason.BUILT_IN_EXCLUSION, _NEVER[name])
        if name in parent.files and Path(self.on_disk(path)).is_symlink():
            return Refusal(Reason.SYMLINK, "")
        return None

    def _refused_by_pattern(self, parent: Folder, path: str, is_folder: bool) -> Refusal | None:
        if (found := ignoring(self._settings, path, is_folder)) is not None:
            return Refusal(Reason.EXCLUDED_BY_SETTINGS, found)
        own = self._chain(parent, ".snippetignore")
        if (found := ignoring(own, path, is_folder)) is not None:
            return Refusal(Reason.IGNORED_BY_SNIPPETIGNORE, found)
        return None

    def _chain(self, folder: Folder, name: str) -> Chain:
        key = (folder.path, name)
        chain = self._chains.get(key)
        if chain is None:
            own = ignore_file(self.root, folder.path, name) if name in folder.files else ()
            chain = self._chains[key] = self._inherited(folder, name) + own
        return chain

    def _inherited(self, folder: Folder, name: str) -> Chain:
        if name == ".gitignore" and not folder.path:
            return self._outer or ()
        if name == ".gitignore" and folder.top == folder.path:
            return repository_file(self.root, folder.path)
        return self._chain(self.around(folder.path), name) if folder.path else ()


def _is_text(path: str) -> bool:
    """Whether a path can be written in UTF-8; undecodable bytes in names are lone surrogates."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True


def _is_folder(entry: os.DirEntry[str]) -> bool:
    if not entry.is_dir(follow_symlinks=False):
        return False
    # Windows has a second kind of link, which counted as a folder before Python 3.12.
    tag = getattr(entry.stat(follow_symlinks=False), "st_reparse_tag", 0) if os.name == "nt" else 0
    return tag != _JUNCTION


_JUNCTION = 0xA0000003
