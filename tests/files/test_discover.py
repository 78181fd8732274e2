"""Which files are indexed: in git work trees and outside of them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from snippet_lsp.files import git as git_module
from snippet_lsp.files.discover import Matcher, discover, explain
from snippet_lsp.files.folders import Rules, is_never_indexed
from snippet_lsp.files.reasons import Reason

from .trees import by_git, git, is_python, paths, plant, without_git


def check_files(
    root: Path,
    tree: str,
    expected: str,
    rules: Rules | None = None,
    below: str = "",
) -> None:
    """What is found in a tree: outside git, in a new repository, and there without git's help."""
    plant(root, tree)
    if below == "":
        assert paths(root, rules) == expected.split()
    git(root, "init", "-q")
    assert paths(root / below, rules) == expected.split()
    with pytest.MonkeyPatch.context() as monkeypatch:
        without_git(monkeypatch)
        assert paths(root / below, rules) == expected.split()


def test_ignore_files_hold_for_what_is_below_them(tmp_path: Path) -> None:
    check_files(
        tmp_path,
        """
        a.py
        out/b.py
        sub/.gitignore: /local.py | *.gen.py
        sub/local.py
        sub/deep/local.py
        sub/deep/x.gen.py
        y.gen.py
        .gitignore: out/
        """,
        "a.py sub/deep/local.py y.gen.py",
    )


def test_a_later_or_deeper_pattern_takes_back(tmp_path: Path) -> None:
    check_files(
        tmp_path,
        """
        .gitignore: *_pb.py | !kept_pb.py
        a_pb.py
        kept_pb.py
        sub/.gitignore: !a_pb.py
        sub/a_pb.py
        """,
        "kept_pb.py sub/a_pb.py",
    )


def test_nothing_is_taken_back_from_an_ignored_folder(tmp_path: Path) -> None:
    check_files(
        tmp_path,
        """
        .gitignore: out/ | !out/a.py | data/* | !data/a.py
        out/.gitignore: !*
        out/a.py
        data/a.py
        data/b.py
        """,
        "data/a.py",
    )


def test_a_repository_can_ignore_files_privately(tmp_path: Path) -> None:
    plant(tmp_path, "a.py\nmine.py")
    git(tmp_path, "init", "-q")
    (tmp_path / ".git/info/exclude").write_text("mine.py\n")
    assert paths(tmp_path) == ["a.py"]
    with pytest.MonkeyPatch.context() as monkeypatch:
        without_git(monkeypatch)
        assert paths(tmp_path) == ["a.py"]


def test_a_user_can_ignore_files_everywhere(tmp_path: Path) -> None:
    plant(tmp_path, "a.py\nscratch.py\nhome/ignore: scratch.py")
    Path(os.environ["GIT_CONFIG_GLOBAL"]).write_text(
        f"[core]\nexcludesFile = {(tmp_path / 'home/ignore').as_posix()}\n"
    )
    git(tmp_path, "init", "-q")
    assert paths(tmp_path) == ["a.py"]


def test_a_folder_of_a_work_tree_obeys_the_ignore_files_above_it(tmp_path: Path) -> None:
    check_files(
        tmp_path,
        """
        .gitignore: *.gen.py | /src/lib/skipped.py | lib/inner/
        src/.gitignore: *.tmp.py | /lib/old.py
        src/lib/a.py
        src/lib/skipped.py
        src/lib/old.py
        src/lib/b.gen.py
        src/lib/c.tmp.py
        src/lib/inner/d.py
        src/lib/lib/skipped.py
        src/lib/lib/old.py
        """,
        "a.py inner/d.py lib/old.py lib/skipped.py",
        below="src/lib",
    )


def test_an_ignored_folder_that_is_opened_shows_its_files(tmp_path: Path) -> None:
    check_files(
        tmp_path,
        """
        .gitignore: .venv/ | b.py
        .venv/pyvenv.cfg
        .venv/lib/node_modules/site-packages/pkg/a.py
        .venv/lib/node_modules/site-packages/pkg/dist/b.py
        """,
        "pkg/a.py pkg/dist/b.py",
        below=".venv/lib/node_modules/site-packages",
    )


def test_snippetignore_leaves_out_more(tmp_path: Path) -> None:
    check_files(
        tmp_path,
        """
        a.py
        vendor/b.py
        tests/.snippetignore: * | !test_a.py
        tests/test_a.py
        tests/test_b.py
        .snippetignore: vendor/
        """,
        "a.py tests/test_a.py",
    )


def test_snippetignore_brings_back_nothing(tmp_path: Path) -> None:
    check_files(tmp_path, "a.py\n.gitignore: a.py\n.snippetignore: !a.py", "")


def test_settings_leave_out_more(tmp_path: Path) -> None:
    check_files(
        tmp_path,
        "a.py\nold/a.py\nnew/a.py\nnew/b.py",
        "new/b.py",
        Rules(exclude=("/a.py", "old/", "new/*", "!new/b.py")),
    )


def test_large_files_are_left_out(tmp_path: Path) -> None:
    check_files(tmp_path, "a.py: 12345\nb.py: 1234", "b.py", Rules(max_size=5))


def test_installed_and_cached_things_are_left_out(tmp_path: Path) -> None:
    check_files(
        tmp_path,
        """
        a.py
        node_modules/gyp/b.py
        src/node_modules/gyp/b.py
        .svn/pristine/c.py
        env/pyvenv.cfg
        env/lib/d.py
        rust/target/CACHEDIR.TAG
        rust/target/build/e.py
        miniconda/conda-meta/history
        miniconda/lib/f.py
        """,
        "a.py",
    )


def test_names_that_often_hold_sources_are_kept(tmp_path: Path) -> None:
    check_files(
        tmp_path,
        "build/a.py\ndist/a.py\nlib/venv/a.py\nvendor/a.py\n.github/a.py",
        ".github/a.py build/a.py dist/a.py lib/venv/a.py vendor/a.py",
    )


def test_an_opened_environment_shows_its_files(tmp_path: Path) -> None:
    check_files(tmp_path, "pyvenv.cfg\nlib/site-packages/a.py", "lib/site-packages/a.py")


def test_names_are_taken_literally(tmp_path: Path) -> None:
    names = ["-x.py", ":(top)a.py", "[a].py", "a b.py", "a\tb.py", 'q".py', "é.py", "*.py", "!c.py"]
    for name in names:
        (tmp_path / name).write_text("")
    assert paths(tmp_path) == sorted(names)
    git(tmp_path, "init", "-q")
    assert paths(tmp_path) == sorted(names)


@pytest.mark.skipif(os.name == "nt", reason="names are text there")
def test_names_that_are_no_text_are_left_out(tmp_path: Path) -> None:
    folder, file = (tmp_path / os.fsdecode(name) for name in (b"\xff", b"a\xff.py"))
    try:
        folder.mkdir()
    except OSError:
        pytest.skip("names are text on this file system")
    for path in (file, folder / "b.py", tmp_path / "c.py"):
        path.touch()
    assert paths(tmp_path) == ["c.py"]
    git(tmp_path, "init", "-q")
    assert paths(tmp_path) == ["c.py"]
    shown = {
        path
        for path, why, _ in explain(tmp_path, Rules(), is_python)
        if why == "name is not valid text"
    }
    assert shown == {"a\ufffd.py", "\ufffd/b.py"}


@pytest.mark.skipif(os.name == "nt", reason="needs rights there")
def test_links_are_not_followed(tmp_path: Path) -> None:
    plant(tmp_path, "outside/secret.py\nroot/a.py\nroot/real/b.py")
    root = tmp_path / "root"
    for name, target in [
        ("same.py", "a.py"),
        ("secret.py", "../outside/secret.py"),
        ("nowhere.py", "missing"),
        ("real/loop", ".."),
        ("out", "../outside"),
    ]:
        (root / name).symlink_to(target)
    assert paths(root) == ["a.py", "real/b.py"]
    git(root, "init", "-q")
    assert paths(root) == ["a.py", "real/b.py"]
    git(root, "add", "-A")
    assert paths(root) == ["a.py", "real/b.py"]
    assert not Matcher(root, Rules(), is_python).accepts("out/secret.py")
    said = {
        path: detail
        for path, why, detail in explain(root, Rules(), is_python)
        if why is Reason.SYMLINK
    }
    assert said["same.py"] == "to something in the folder"
    assert said["secret.py"] == "out of the folder"


@pytest.mark.skipif(os.name == "nt", reason="needs rights there")
def test_a_tracked_folder_that_became_a_link_is_not_followed(tmp_path: Path) -> None:
    plant(tmp_path, "outside/a.py\nroot/lib/a.py")
    root = tmp_path / "root"
    git(root, "init", "-q")
    git(root, "add", "-A")
    (root / "lib/a.py").unlink()
    (root / "lib").rmdir()
    (root / "lib").symlink_to("../outside")
    assert by_git(root) == ["lib/a.py"]
    assert paths(root) == []


@pytest.mark.skipif(os.name == "nt", reason="needs rights there")
def test_the_root_may_be_reached_through_a_link(tmp_path: Path) -> None:
    plant(tmp_path, "repo/.gitignore: b.py\nrepo/sub/a.py\nrepo/sub/b.py")
    git(tmp_path / "repo", "init", "-q")
    (tmp_path / "link").symlink_to("repo/sub")
    assert [info.path for info in discover(tmp_path / "link", Rules(), is_python)] == ["a.py"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="has no fifos")
def test_only_regular_files_are_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.py")
    os.mkfifo(tmp_path / ".gitignore")
    os.mkfifo(tmp_path / ".snippetignore")
    assert paths(tmp_path) == []
    assert ("pipe.py", Reason.SPECIAL, "") in explain(tmp_path, Rules(), is_python)


def test_tracked_files_count_even_if_they_are_ignored(tmp_path: Path) -> None:
    plant(tmp_path, ".gitignore: out/\nout/a.py\nout/b.py")
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "-f", "out/a.py")
    assert paths(tmp_path) == ["out/a.py"]


def test_tracked_files_that_are_gone_do_not_count(tmp_path: Path) -> None:
    plant(tmp_path, "a.py\nb/c.py")
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "-A")
    (tmp_path / "b/c.py").unlink()
    (tmp_path / "b").rmdir()
    assert paths(tmp_path) == ["a.py"]


def test_a_file_in_conflict_is_listed_once(tmp_path: Path) -> None:
    plant(tmp_path, "a.py: one")
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "base")
    git(tmp_path, "checkout", "-qb", "other")
    for branch in ("other", "main"):
        git(tmp_path, "checkout", "-q", branch)
        plant(tmp_path, f"a.py: {branch}")
        git(tmp_path, "commit", "-qam", branch)
    with pytest.raises(Exception, match="merge"):
        git(tmp_path, "merge", "-q", "other")
    assert [info.path for info in discover(tmp_path, Rules(), is_python)] == ["a.py"]


def test_submodules_and_other_repositories_obey_their_own_rules(tmp_path: Path) -> None:
    plant(
        tmp_path,
        """
        upstream/lib.py
        upstream/.gitignore: *.gen.py
        root/a.py
        root/.gitignore: *.tmp.py | ignored/
        root/clone/b.py
        root/clone/c.tmp.py
        root/clone/deeper/d.py
        root/ignored/e.py
        """,
    )
    upstream, root = tmp_path / "upstream", tmp_path / "root"
    for folder in (upstream, root, root / "clone", root / "clone/deeper", root / "ignored"):
        git(folder, "init", "-q")
    git(upstream, "add", "-A")
    git(upstream, "commit", "-qm", "first")
    git(root, "submodule", "--quiet", "add", str(upstream), "sub")
    plant(root, "sub/new.py\nsub/x.gen.py\nsub/y.tmp.py")
    expected = ["a.py", "clone/b.py", "clone/c.tmp.py", "clone/deeper/d.py", "sub/lib.py"]
    expected += ["sub/new.py", "sub/y.tmp.py"]
    assert paths(root) == expected
    with pytest.MonkeyPatch.context() as monkeypatch:
        without_git(monkeypatch)
        assert paths(root) == expected


def test_a_folder_of_projects_lists_each_by_its_own_rules(tmp_path: Path) -> None:
    plant(tmp_path, "one/a.py\none/b.py\none/.gitignore: *\ntwo/a.py\ntwo/.gitignore: a.py")
    git(tmp_path / "one", "init", "-q")
    git(tmp_path / "one", "add", "-f", "b.py")
    assert paths(tmp_path) == ["one/b.py"]


def test_a_second_work_tree_is_listed_only_when_it_is_the_root(tmp_path: Path) -> None:
    plant(tmp_path, "a.py\n.gitignore: b.py")
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "first")
    git(tmp_path, "worktree", "add", "-q", "trees/feature")
    plant(tmp_path, "trees/feature/b.py\ntrees/feature/c.py")
    assert paths(tmp_path) == ["a.py"]
    assert paths(tmp_path / "trees/feature") == ["a.py", "c.py"]


def test_files_tracked_before_a_repository_was_made_around_them(tmp_path: Path) -> None:
    plant(tmp_path, "lib/a.py\nlib/b.py")
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "lib/a.py")
    git(tmp_path / "lib", "init", "-q")
    assert paths(tmp_path) == ["lib/a.py", "lib/b.py"]


def test_a_submodule_that_is_not_checked_out(tmp_path: Path) -> None:
    plant(tmp_path, "upstream/lib.py\nroot/a.py")
    upstream, root = tmp_path / "upstream", tmp_path / "root"
    for folder in (upstream, root):
        git(folder, "init", "-q")
        git(folder, "add", "-A")
        git(folder, "commit", "-qm", "first")
    git(root, "submodule", "--quiet", "add", str(upstream), "sub")
    git(root, "submodule", "--quiet", "deinit", "-f", "sub")
    assert paths(root) == ["a.py"]
    plant(root, "sub/copied.py")
    assert paths(root) == ["a.py", "sub/copied.py"]


def test_a_repository_that_git_refuses_is_walked(tmp_path: Path) -> None:
    plant(tmp_path, "a.py\nout/b.py\n.gitignore: out/\nlib/a.py")
    git(tmp_path, "init", "-q")
    (tmp_path / ".git/HEAD").write_text("nonsense")
    assert git_module.files(str(tmp_path)) is None
    assert paths(tmp_path) == ["a.py", "lib/a.py"]
    assert paths(tmp_path / "lib") == ["a.py"]


def test_the_environment_of_a_hook_leads_nowhere_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(tmp_path, "other/x.py\nroot/a.py\nroot/b.py\nroot/.gitignore: b.py")
    for name in ("other", "root"):
        git(tmp_path / name, "init", "-q")
        git(tmp_path / name, "add", "-A")
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "other/.git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(tmp_path / "other"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "other/.git/index"))
    assert paths(tmp_path / "root") == ["a.py"]


@pytest.mark.skipif(os.name == "nt", reason="needs a shell")
def test_a_repository_runs_no_program(tmp_path: Path) -> None:
    plant(tmp_path, "root/a.py\nroot/b.py\nroot/.gitignore: b.py")
    root, trace = tmp_path / "root", tmp_path / "trace"
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\necho ran >> {trace}\n")
    program.chmod(0o755)
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "config", "core.fsmonitor", str(program))
    git(root, "config", "core.pager", str(program))
    git(root, "config", "core.hooksPath", str(tmp_path))
    assert by_git(root) == ["a.py"]
    assert trace.exists()
    trace.unlink()
    index = (root / ".git/index").read_bytes()
    assert paths(root) == ["a.py"]
    assert not trace.exists()
    assert (root / ".git/index").read_bytes() == index


def test_a_folder_that_cannot_be_listed_is_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(tmp_path, "a.py\nlocked/b.py")
    scandir = os.scandir

    def refusing(path: str) -> object:
        if path.endswith("locked"):
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refusing)
    assert [info.path for info in discover(tmp_path, Rules(), is_python)] == ["a.py"]
    assert ("locked/", Reason.UNREADABLE, "Permission denied") in explain(
        tmp_path, Rules(), is_python
    )


def test_a_root_that_is_gone_has_no_files(tmp_path: Path) -> None:
    assert list(discover(tmp_path / "gone", Rules(), is_python)) == []
    assert [why for _, why, _ in explain(tmp_path / "gone", Rules(), is_python)] == [
        Reason.UNREADABLE
    ]


def test_what_is_found_has_its_size_and_time(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_bytes(b"12345")
    os.utime(tmp_path / "a.py", ns=(5, 7_000_000_100))
    (info,) = discover(tmp_path, Rules(), is_python)
    assert (info.size, info.mtime_ns) == (5, 7_000_000_100)


def test_a_file_that_is_not_there_yet_is_judged_by_its_path(tmp_path: Path) -> None:
    plant(tmp_path, ".gitignore: out/\n.snippetignore: old/")
    for _ in range(2):
        matcher = Matcher(tmp_path, Rules(exclude=("*.gen.py",)), is_python)
        accepted = ["new.py", "new/new.py", "out/new.py", "old/new.py", "new.gen.py", "new.txt"]
        assert [path for path in accepted if matcher.accepts(path)] == ["new.py", "new/new.py"]
        assert matcher.file("new.py") is None
        git(tmp_path, "init", "-q")


def test_paths_that_leave_the_root_are_refused(tmp_path: Path) -> None:
    plant(tmp_path, "outside.py\nroot/a.py")
    matcher = Matcher(tmp_path / "root", Rules(), is_python)
    for path in ("../outside.py", "/outside.py", "", ".", "a.py/../a.py", "x\0.py", "\ud800.py"):
        assert not matcher.accepts(path)
    assert matcher.accepts("a.py")


def test_everything_is_explained(tmp_path: Path) -> None:
    plant(
        tmp_path,
        """
        .gitignore: out/ | *.gen.py
        .snippetignore: vendor/
        a.py
        b.txt
        c.gen.py
        d.py: # Generated by hand.
        large.py: 123456789012345678901234567890
        node_modules/e.py
        old/f.py
        out/deep/g.py
        vendor/h.py
        """,
    )
    (tmp_path / "binary.py").write_bytes(b"\0")
    git(tmp_path, "init", "-q")
    rules = Rules(exclude=("old/",), max_size=30)
    assert list(explain(tmp_path, rules, is_python)) == [
        (".gitignore", Reason.NO_LANGUAGE, ""),
        (".snippetignore", Reason.NO_LANGUAGE, ""),
        ("a.py", Reason.INDEXED, ""),
        ("b.txt", Reason.NO_LANGUAGE, ""),
        ("binary.py", Reason.BINARY, ""),
        ("c.gen.py", Reason.IGNORED_BY_GIT, ".gitignore:2: *.gen.py"),
        ("d.py", Reason.INDEXED, "generated"),
        ("large.py", Reason.TOO_LARGE, "31 bytes"),
        ("out/", Reason.IGNORED_BY_GIT, ".gitignore:1: out/"),
        (".git/", Reason.BUILT_IN_EXCLUSION, "kept by git"),
        ("node_modules/", Reason.BUILT_IN_EXCLUSION, "installed packages"),
        ("old/", Reason.EXCLUDED_BY_SETTINGS, "files.exclude: old/"),
        ("vendor/", Reason.IGNORED_BY_SNIPPETIGNORE, ".snippetignore: vendor/"),
    ]


def test_some_folders_are_known_by_name_alone() -> None:
    assert is_never_indexed("a/node_modules/b/c.js")
    assert is_never_indexed(".git")
    assert not is_never_indexed("a/modules/.github/c.js")
