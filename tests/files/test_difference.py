"""What changed on disk is found: all of it by looking everywhere, the same by looking there."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from snippet_lsp.difference import Difference, difference, difference_at
from snippet_lsp.files.folders import Rules
from snippet_lsp.files.reasons import Reason

from .trees import git, plant

NAMES = ("a.py", "b.py", "c.txt")
FOLDERS = ("", "lib", "lib/deep", "lib/deep/er", "old", "node_modules/x")
RULE_FILES = (".gitignore", ".snippetignore", "pyvenv.cfg")
RULES = ("a.py", "*.py", "deep", "!b.py", "/lib/", "")


class Known(NamedTuple):
    size: int
    mtime_ns: int


def look(root: Path, known: dict[str, Known], *paths: str) -> Difference:
    def below(folder: str) -> list[str]:
        return [path for path in known if path.startswith(f"{folder}/")]

    if not paths:
        return difference(root, Rules(), known)
    return difference_at(root, Rules(), known, below, paths)


def learn(known: dict[str, Known], found: Difference) -> None:
    for path in found.gone:
        del known[path]
    known.update({info.path: Known(info.size, info.mtime_ns) for info in found.changed})


def everything(root: Path) -> dict[str, Known]:
    known: dict[str, Known] = {}
    learn(known, look(root, known))
    return known


def changed(found: Difference) -> list[str]:
    return sorted(info.path for info in found.changed)


def test_a_folder_means_what_is_below_it(tmp_path: Path) -> None:
    plant(tmp_path, "a.py\nlib/b.py\nlib/deep/c.py")
    known = everything(tmp_path)
    plant(tmp_path, "a.py: longer\nlib/deep/c.py: longer\nlib/new/d.py")
    (tmp_path / "lib" / "b.py").unlink()
    found = look(tmp_path, known, "lib")
    assert (changed(found), found.gone) == (["lib/deep/c.py", "lib/new/d.py"], ("lib/b.py",))


def test_a_folder_that_is_gone_means_what_was_in_it(tmp_path: Path) -> None:
    plant(tmp_path, "library.py\nlib/b.py\nlib/deep/c.py")
    known = everything(tmp_path)
    shutil.rmtree(tmp_path / "lib")
    assert sorted(look(tmp_path, known, "lib").gone) == ["lib/b.py", "lib/deep/c.py"]


class Endless(dict[str, Known]):
    """What nobody should walk through."""

    def __iter__(self) -> Iterator[str]:
        raise AssertionError("all that is known was looked at")


@pytest.mark.parametrize("path", ["lib/b.py", "lib/new.py", "lib/gone.py", "lib"])
def test_the_cost_of_looking_somewhere_is_not_that_of_everything(tmp_path: Path, path: str) -> None:
    plant(tmp_path, "a.py\nlib/b.py\nlib/new.py")
    known = Endless({"a.py": Known(0, 0), "lib/gone.py": Known(0, 0)})

    def below(folder: str) -> list[str]:
        return ["lib/gone.py"] if folder == "lib" else []

    found = difference_at(tmp_path, Rules(), known, below, [path])
    assert len(changed(found)) + len(found.gone) == (3 if path == "lib" else 1)


@pytest.mark.parametrize("name", RULE_FILES)
def test_an_ignore_file_means_the_folder_it_is_in(tmp_path: Path, name: str) -> None:
    plant(tmp_path, "a.py\nlib/a.py\nlib/b.py")
    known = everything(tmp_path)
    plant(tmp_path, f"lib/{name}: a.py")
    expected = ("lib/a.py", "lib/b.py") if name == "pyvenv.cfg" else ("lib/a.py",)
    assert tuple(sorted(look(tmp_path, known, f"lib/{name}").gone)) == expected


@pytest.mark.parametrize("rules", [".git/info/exclude", "outside"])
def test_rules_of_the_repository_and_the_user_take_effect(
    tmp_path: Path, rules: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "root"
    plant(root, "a.py\nb.py")
    git(root, "init", "-q")
    known = everything(root)
    if rules == "outside":
        plant(tmp_path, "ignore: a.py\nconfig: [core]|excludesFile = " + str(tmp_path / "ignore"))
        monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "config"))
        assert look(root, known).gone == ("a.py",)
    else:
        plant(root, f"{rules}: a.py")
        assert look(root, known, rules).gone == ("a.py",)


def test_what_is_ignored_is_not_looked_at(tmp_path: Path) -> None:
    plant(tmp_path, ".gitignore: build\na.py")
    git(tmp_path, "init", "-q")
    known = everything(tmp_path)
    plant(tmp_path, "build/made.py\nbuild/deep/made.py\nnode_modules/x/index.js")
    for paths in (["build"], ["build/made.py"], ["build/deep", "node_modules/x"]):
        assert look(tmp_path, known, *paths) == Difference()


def test_a_tracked_file_counts_although_its_folder_is_ignored(tmp_path: Path) -> None:
    plant(tmp_path, ".gitignore: build\nbuild/kept.py\nbuild/made.py")
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "-f", "build/kept.py")
    assert changed(look(tmp_path, {}, "build")) == ["build/kept.py"]


def test_a_repository_in_the_folder_is_made_and_removed(tmp_path: Path) -> None:
    plant(tmp_path, "lib/.gitignore: a.py\nlib/a.py\nlib/b.py")
    git(tmp_path, "init", "-q")
    known = everything(tmp_path)
    git(tmp_path / "lib", "init", "-q")
    plant(tmp_path, "lib/.git/info/exclude: b.py")
    found = look(tmp_path, known, "lib/.git/HEAD")
    assert found.gone == ("lib/b.py",)
    learn(known, found)
    shutil.rmtree(tmp_path / "lib" / ".git")
    assert changed(look(tmp_path, known, "lib/.git")) == ["lib/b.py"]


def test_a_repository_in_an_ignored_folder_does_not_count(tmp_path: Path) -> None:
    plant(tmp_path, ".gitignore: lib\na.py\nlib/deep/b.py")
    git(tmp_path, "init", "-q")
    git(tmp_path / "lib", "init", "-q")
    for path in ("lib", "lib/deep", "lib/deep/b.py", ".gitignore"):
        assert "lib/deep/b.py" not in changed(look(tmp_path, {}, path))


def test_a_file_that_is_spelt_in_another_case_is_another_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where the disk takes upper and lower case for the same."""
    plant(tmp_path, "lib/mail.py")
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".")
    known = everything(tmp_path)
    (tmp_path / "lib" / "mail.py").rename(tmp_path / "lib" / "Mail.py")
    lstat = os.lstat

    def ignoring_case(path: str | Path) -> os.stat_result:
        folder, name = os.path.split(path)
        same = [n for n in os.listdir(folder) if n.casefold() == name.casefold()]  # noqa: PTH208
        return lstat(os.path.join(folder, *same))  # noqa: PTH118

    monkeypatch.setattr("snippet_lsp.files.discover.os.lstat", ignoring_case)
    for paths in ([], ["lib/mail.py", "lib/Mail.py"], ["lib"]):
        found = look(tmp_path, known, *paths)
        assert (changed(found), found.gone) == (["lib/Mail.py"], ("lib/mail.py",))


def test_why_files_are_left_out_is_counted(tmp_path: Path) -> None:
    plant(tmp_path, f"a.py\nb.py: {'x' * 100}\nnotes.txt\nc.py\nd.py\n.snippetignore: c.py")
    (tmp_path / "link.py").symlink_to("a.py")
    rules = Rules(exclude=("d.py",), max_size=50)
    assert difference(tmp_path, rules, {}).left_out == {
        Reason.NO_LANGUAGE: 2,
        Reason.TOO_LARGE: 1,
        Reason.SYMLINK: 1,
        Reason.IGNORED_BY_SNIPPETIGNORE: 1,
        Reason.EXCLUDED_BY_SETTINGS: 1,
    }


files = st.builds(os.path.join, st.sampled_from(FOLDERS), st.sampled_from(NAMES))
steps = st.one_of(
    st.tuples(st.just("write"), files, st.sampled_from("xyz")),
    st.tuples(st.just("remove"), st.one_of(files, st.sampled_from(FOLDERS[1:]))),
    st.tuples(st.just("move"), st.sampled_from(FOLDERS[1:]), st.sampled_from(("old", "lib/moved"))),
    st.tuples(
        st.just("rule"),
        st.builds(os.path.join, st.sampled_from(FOLDERS), st.sampled_from(RULE_FILES)),
        st.sampled_from(RULES),
    ),
    st.tuples(st.just("init"), st.sampled_from(FOLDERS[:3])),
    st.tuples(st.just("add"), files),
)


@settings(max_examples=40)
@given(st.booleans(), st.lists(st.tuples(steps, st.booleans()), min_size=3, max_size=12))
def test_looking_where_it_changed_finds_what_looking_everywhere_finds(
    in_git: bool, history: list[tuple[tuple[str, ...], bool]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        if in_git:
            git(root, "init", "-q")
        known: dict[str, Known] = {}
        touched: list[str] = []
        for step, is_last_of_batch in history:
            touched += [path.replace(os.sep, "/") for path in act(root, *step)]
            if is_last_of_batch and touched:
                learn(known, look(root, known, *touched))
                touched = []
                rest = look(root, known)
                assert (changed(rest), rest.gone) == ([], ())


def act(root: Path, what: str, path: str, *more: str) -> list[str]:
    """Do something to a folder; the paths that a watch would tell of."""
    place = root / path
    if what in ("write", "rule"):
        existing = next(p for p in (place.parent, *place.parent.parents) if p.is_dir())
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text("\n".join(more) * (1 + place.exists()))
        made = place.relative_to(existing).parts[0]
        return [str((existing / made).relative_to(root))]
    if what == "remove" and place.is_dir():
        shutil.rmtree(place)
    elif what == "remove":
        place.unlink(missing_ok=True)
    elif what == "move":
        target = root / more[0]
        is_free = target.parent.is_dir() and not target.exists()
        if place.is_dir() and is_free and place not in target.parents:
            place.rename(target)
            return [path, more[0]]
    elif what == "init" and place.is_dir():
        git(place, "init", "-q")
        return [f"{path}/.git/HEAD".lstrip("/")]
    elif what == "add" and place.is_file() and (root / ".git").exists():
        try:
            git(place.parent, "add", "-f", place.name)
        except Exception:  # noqa: BLE001 -- git may refuse; then nothing has changed.
            return []
        return [path]
    return [path]
