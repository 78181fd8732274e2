"""Which files of a workspace are indexed, and why the others are not.

In a git work tree they are what git tracks or would offer to add, elsewhere what .gitignore files
leave; less what .snippetignore files, the settings and a short list of folders leave out. Links
are never followed: what they lead to is either below the root, and found there, or none of ours.
Judges files by name and size; what is in them shows when they are read.
"""

from __future__ import annotations

import os
import stat
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from . import git
from .contents import is_generated, read
from .folders import Folder, Folders, Rules, folders_above
from .reasons import Reason, Refusal

Wanted = Callable[[str], bool]
"""Whether a file's path may mean a supported language."""


@dataclass(frozen=True, slots=True)
class FileInfo:
    """A file that counts."""

    path: str
    """Relative to the root, with "/". Valid text: files with other names do not count."""
    size: int
    """Bytes."""
    mtime_ns: int


def discover(
    root: Path, rules: Rules, wanted: Wanted, left_out: Counter[Reason] | None = None
) -> Iterator[FileInfo]:
    """The files to index below `root`, in no order. A root that is not there has none.

    Adds to `left_out` why others do not count, as far as they had to be looked at.
    """
    folders = Folders(root, rules)
    reasons: Counter[Reason] = Counter() if left_out is None else left_out

    def is_wanted(path: str) -> bool:
        reasons[Reason.NO_LANGUAGE] += not (may := wanted(path))
        return may

    for path in _left_by_git(folders, folders[""], is_wanted):
        found = folders.refusal(path) or _info(folders, path)
        if isinstance(found, FileInfo):
            yield found
        elif found.reason is not Reason.UNREADABLE:  # git lists files that are gone, too.
            reasons[found.reason] += 1


class Matcher:
    """Says of single files what `discover` would say, as long as no ignore file changes."""

    def __init__(self, root: Path, rules: Rules, wanted: Wanted) -> None:
        self._folders = Folders(root, rules)
        self._wanted = wanted

    def files(self, paths: Iterable[str]) -> dict[str, FileInfo]:
        """Those of some relative paths that are files to index. Asks git once, not once a path."""
        infos = ((path, _info(self._folders, path)) for path in self._accepted(paths))
        return {path: info for path, info in infos if isinstance(info, FileInfo)}

    def below(self, folder: str) -> dict[str, FileInfo]:
        """The files to index below a relative path, which may be that of no folder."""
        if not _is_inside(folder) or not self._folders.is_folder(folder):
            return {}
        found = {}
        for path in _left_below(self._folders, folder, self._wanted):
            info = self._folders.refusal(path) or _info(self._folders, path)
            if isinstance(info, FileInfo):
                found[path] = info
        return found

    def file(self, path: str) -> FileInfo | None:
        """The file at a relative path, if it is one to index."""
        return self.files([path]).get(path)

    def accepts(self, path: str) -> bool:
        """Whether a relative path is that of a file to index, or would be if it were there."""
        if not self._accepted([path]):
            return False
        info = _info(self._folders, path)
        return isinstance(info, FileInfo) or info.reason is Reason.UNREADABLE

    def _accepted(self, paths: Iterable[str]) -> list[str]:
        possible = [
            path
            for path in paths
            if _is_inside(path) and self._wanted(path) and self._folders.refusal(path) is None
        ]
        ignored = _ignored(self._folders, possible)
        return [path for path in possible if path not in ignored]


def explain(root: Path, rules: Rules, wanted: Wanted) -> Iterator[tuple[str, Reason, str]]:
    """Every file, and every folder left out as a whole (with a "/"): its path, and why.

    The third says more about the reason, or is empty. Reads all files that would be indexed.
    """
    folders = Folders(root, rules)
    left = set(_left_by_git(folders, folders[""], lambda _path: True))
    kept = left | {folder for path in left for folder in folders_above(path)}
    pending = [folders[""]]
    while pending:
        folder = pending.pop()
        if folder.refusal is not None:
            yield _shown(f"{folder.path}/"), *folder.refusal
            continue
        files = [folder.child(name) for name in sorted(folder.files)]
        inner = [folder.child(name) for name in sorted(folder.folders)]
        ignored = _ignored(folders, [path for path in (*files, *inner) if path not in kept])
        for path in files:
            yield _shown(path), *_verdict(folders, path, ignored.get(path), wanted)
        for path in reversed(inner):
            if path in ignored and folders[path].refusal is None:
                yield _shown(f"{path}/"), Reason.IGNORED_BY_GIT, ignored[path]
            else:
                pending.append(folders[path])


def _left_by_git(folders: Folders, start: Folder, wanted: Wanted) -> Iterator[str]:
    """The paths in a folder, which is the root or a repository, that git does not ignore."""
    listing = None
    if start.top == start.path and folders.is_in_git(start.top):
        listing = git.files(folders.on_disk(start.path))
    yield from _left_in(folders, start, wanted, listing)


def _left_below(folders: Folders, path: str, wanted: Wanted) -> Iterator[str]:
    """The paths in any folder below the root that git does not ignore."""
    start = folders[path]
    if start.refusal is not None or (start.top and _ignored(folders, [start.top])):
        return
    listing = git.files(folders.on_disk(path)) if folders.is_in_git(start.top) else None
    # git itself lists nothing below a folder that it ignores but what it tracks.
    if listing is not None or not _ignored(folders, [path]):
        yield from _left_in(folders, start, wanted, listing)


def _left_in(
    folders: Folders, start: Folder, wanted: Wanted, listing: git.Listing | None
) -> Iterator[str]:
    if listing is None:
        yield from _walk(folders, start, wanted)
        return
    repositories = dict.fromkeys(start.child(path) for path in listing.repositories)
    for name in listing.files:
        path = start.child(name)
        if not wanted(path):
            continue
        if not folders.lists(path):
            path = _spelt(folders, path)
        item = path
        while (top := folders.around(item).top) != start.top:
            item = top
        if item == path:
            yield path
        else:
            # git knew these files before a repository was made around them.
            repositories[item] = None
    for path in repositories:
        if folders[path].refusal is None:
            yield from _left_by_git(folders, folders[path], wanted)


def _walk(folders: Folders, start: Folder, wanted: Wanted) -> Iterator[str]:
    """The same where git cannot be asked."""
    pending = [start]
    while pending:
        folder = pending.pop()
        for name in folder.files:
            path = folder.child(name)
            if wanted(path) and folders.ignored(path, is_folder=False) is None:
                yield path
        for name in folder.folders:
            path = folder.child(name)
            if folders.ignored(path, is_folder=True) is None:
                inner = folders[path]
                if inner.top == path:
                    yield from _left_by_git(folders, inner, wanted)
                else:
                    pending.append(inner)


def _ignored(folders: Folders, paths: Iterable[str]) -> dict[str, str]:
    """Those of some paths that git ignores, or whose folders it does, and the pattern."""
    # A path in a repository in a repository is ignored if either ignores its part of it.
    parts: defaultdict[str, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for path in paths:
        part = path
        while top := folders.around(part).top:
            parts[top][part].append(path)
            part = top
        parts[""][part].append(path)
    return {
        path: pattern
        for top, asked in parts.items()
        for part, pattern in _ignored_in(folders, top, asked).items()
        for path in asked[part]
    }


def _ignored_in(folders: Folders, top: str, paths: Iterable[str]) -> dict[str, str]:
    start = len(top) + 1 if top else 0
    if folders.is_in_git(top):
        found = git.ignored(folders.on_disk(top), [path[start:] for path in paths])
        if found is not None:
            return {path: found[path[start:]] for path in paths if path[start:] in found}
    ignored = {}
    for path in paths:
        above = [(part, True) for part in folders_above(path) if len(part) > len(top)]
        is_folder = path.rpartition("/")[2] in folders.around(path).folders
        for part, part_is_folder in (*above, (path, is_folder)):
            if (pattern := folders.ignored(part, part_is_folder)) is not None:
                ignored[path] = pattern
                break
    return ignored


def _spelt(folders: Folders, path: str) -> str:
    """A path as it is spelt on a disk that takes upper and lower case for the same.

    git keeps the spelling under which it came to know a file.
    """
    return folders.spelt(path) if os.path.lexists(folders.on_disk(path)) else path


def _info(folders: Folders, path: str) -> FileInfo | Refusal:
    if not folders.lists(path) and folders.spelt(path) != path:
        return Refusal(Reason.UNREADABLE, "its name is spelt in another way")
    try:
        found = os.lstat(folders.on_disk(path))
    except OSError as error:
        return Refusal(Reason.UNREADABLE, error.strerror or str(error))
    if stat.S_ISLNK(found.st_mode):
        return Refusal(Reason.SYMLINK, _target(folders, path))
    if not stat.S_ISREG(found.st_mode):
        return Refusal(Reason.SPECIAL, "")
    if found.st_size > folders.rules.max_size:
        return Refusal(Reason.TOO_LARGE, f"{found.st_size:,} bytes")
    return FileInfo(path, found.st_size, found.st_mtime_ns)


def _target(folders: Folders, path: str) -> str:
    place = os.path.realpath(folders.on_disk(path))
    is_below = place.startswith(folders.root + os.sep)
    return "to something in the folder" if is_below else "out of the folder"


def _verdict(folders: Folders, path: str, ignored: str | None, wanted: Wanted) -> Refusal:
    info = _info(folders, path)
    if isinstance(info, Refusal) and info.reason is not Reason.TOO_LARGE:
        return info
    if (refusal := folders.refusal(path)) is not None:
        return refusal
    if ignored is not None:
        return Refusal(Reason.IGNORED_BY_GIT, ignored)
    if not wanted(path):
        return Refusal(Reason.NO_LANGUAGE, "")
    if isinstance(info, Refusal):
        return info
    contents = read(Path(folders.on_disk(path)), folders.rules.max_size)
    if isinstance(contents, Refusal):
        return contents
    return Refusal(Reason.INDEXED, "generated" if is_generated(contents.source) else "")


def _is_inside(path: str) -> bool:
    """Whether a string is a relative path that stays below the root."""
    parts = path.replace(os.sep, "/").split("/")
    return "\0" not in path and not any(part in ("", ".", "..") for part in parts)


def _shown(path: str) -> str:
    """A path as text, whatever its name is made of."""
    return os.fsencode(path).decode("utf-8", "replace")
