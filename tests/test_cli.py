"""The command line from arguments to output and exit code."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pytest

from snippet_lsp import __version__
from snippet_lsp.cli import run
from snippet_lsp.cli.output import first_sentence
from snippet_lsp.config import Settings, workspace_cache
from snippet_lsp.workspace import Workspace

ROOT = Path(__file__).parent.parent
DOCUMENTED = (ROOT / "docs" / "command-line.md").read_text("utf-8")

CLIENT = '''\
"""Talking to the server."""


class Client:
    def retry_upload(self, file, attempts=3):
        """Send a file again after a failed upload. Gives up in the end."""
        for attempt in range(attempts):
            if self.send(file):
                return attempt
        raise TimeoutError


def parse_date(text):
    """Read a calendar date, such as 2024-02-29."""
    year, month, day = text.split("-")
    return int(year), int(month), int(day)


def parse_time(text):
    """Read a time of day, such as 23:59:59."""
    hour, minute, second = text.split(":")
    return int(hour), int(minute), int(second)
'''


class Done(NamedTuple):
    """What a command did."""

    code: int
    out: str
    err: str


Cli = Callable[..., Done]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder: a small project that is not indexed yet."""
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "client.py").write_text(CLIENT, "utf-8")
    (folder / "notes.txt").write_text("nothing", "utf-8")
    monkeypatch.chdir(folder)
    for variable in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(variable, raising=False)
    return folder


@pytest.fixture
def cli(project: Path, capsys: pytest.CaptureFixture[str]) -> Cli:
    """Run a command in the project."""

    def run_command(*arguments: str) -> Done:
        return Done(run(arguments), *capsys.readouterr())

    return run_command


def test_search_answers_before_anything_was_indexed(cli: Cli) -> None:
    done = cli("search", "try again when sending a file failed")
    first, signature, documentation, *_ = done.out.splitlines()
    assert re.fullmatch(r" 1 +\d+%  method +Client\.retry_upload  client\.py:5", first)
    assert signature.strip() == "def retry_upload(self, file, attempts=3)"
    assert documentation.strip() == "Send a file again after a failed upload."
    assert (done.code, done.err) == (0, "")


def test_places_can_be_opened_from_where_one_stands(
    cli: Cli, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "  project/client.py:13\n" in cli_in(cli, project.parent, monkeypatch).out


def cli_in(cli: Cli, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Done:
    monkeypatch.chdir(folder)
    return cli("search", "calendar date", "project")


def test_search_prints_json(cli: Cli, project: Path) -> None:
    done = cli("search", "calendar date", "--json", "-n", "1")
    answer = json.loads(done.out)
    (result,) = answer.pop("results")
    assert answer == {"folder": str(project), "state": "ready"}
    assert result.pop("score") > 0
    assert 0 < result.pop("match") <= 100
    assert result == {
        "path": "client.py",
        "line": 13,
        "startLine": 13,
        "endLine": 16,
        "name": "parse_date",
        "containerName": "",
        "kind": "function",
        "language": "python",
        "signature": "def parse_date(text)",
        "documentation": "Read a calendar date, such as 2024-02-29.",
    }
    check_documented({*answer, "results", "score", "match", *result})


def test_search_tells_what_it_searched_for_and_why(cli: Cli) -> None:
    done = cli("search", "parse a calendra date", "-n1", "--why")
    assert done.err == "snippet-lsp: searched for 'parse a calendar date'\n"
    *_, found, words, phrase = done.out.splitlines()
    assert re.fullmatch(r" +found by words \d+%, meaning \d+%", found)
    assert words.strip() == ("words: parse (name), calendar (documentation), date (name)")
    assert phrase.strip() == "closest: Read a calendar date, such as 2024-02-29."
    answer = json.loads(cli("search", "parse a calendra date", "--why", "--json").out)
    assert answer["correction"] == "parse a calendar date"
    assert list(answer["results"][0]["why"]) == ["words", "phrase", "shares"]
    check_documented({"correction", "why", "message", "words", "phrase", "shares"})


def test_search_heeds_filters(cli: Cli) -> None:
    assert results(cli("search", "kind:method", "--json")) == ["retry_upload"]
    nothing = cli("search", "date path:elsewhere")
    assert (nothing.code, nothing.out) == (1, "")
    assert nothing.err.splitlines()[0] == "snippet-lsp: nothing passes path:elsewhere"
    wrong = cli("search", "date lang:klingon")
    assert wrong.code == 2
    assert "no language is called 'klingon'; there are" in wrong.err


def test_a_part_of_a_function_is_shown_with_its_lines(cli: Cli, project: Path) -> None:
    filler = "".join(f"    step_{number} = {number}\n" for number in range(40))
    loop = "    # Water the plants.\n    for plant in garden:\n" + "        plant.water()\n" * 5
    (project / "day.py").write_text(f"def day(garden):\n{filler}\n{loop}\n{filler}")
    done = cli("search", "water all plants in the garden")
    first, _, documentation, *_ = done.out.splitlines()
    assert re.fullmatch(r" 1 +\d+%  function +day lines 43-49  day.py:43", first)
    assert documentation.strip() == "Water the plants."
    done = cli("search", "water all plants in the garden", "--json", "-n", "1")
    (result,) = json.loads(done.out)["results"]
    assert (result["line"], result["startLine"], result["endLine"]) == (43, 43, 49)
    assert (result["name"], result["containerName"], result["block"]) == ("day", "day", True)
    check_documented(set(result))


def check_documented(names: set[str]) -> None:
    """Every field stands in backquotes in a row of the documents' tables."""
    rows = "\n".join(re.findall(r"^\|.*", DOCUMENTED, re.MULTILINE))
    assert {name for name in names if f"`{name}`" not in rows} == set()


@pytest.mark.parametrize("json_option", [(), ("--json",)])
def test_nothing_found_is_exit_code_1(cli: Cli, json_option: tuple[str, ...]) -> None:
    done = cli("search", "?", *json_option)
    assert done.code == 1
    if json_option:
        assert json.loads(done.out)["results"] == []
    else:
        assert (done.out, done.err) == ("", "snippet-lsp: nothing found\n")


def test_limit_and_group_by_file(cli: Cli) -> None:
    assert len(results(cli("search", "read a date or time", "--json"))) > 1
    assert len(results(cli("search", "read a date or time", "--json", "-n1"))) == 1
    assert len(results(cli("search", "read a date or time", "--json", "--group-by-file"))) == 1


def results(done: Done) -> list[str]:
    return [result["name"] for result in json.loads(done.out)["results"]]


@pytest.mark.parametrize(
    "place",
    [
        "client.py:13",  # the line of the definition
        "client.py:15",  # a line inside
        "client.py:13-16",
        "client.py:15-16",
    ],
)
def test_similar_to_a_place(cli: Cli, place: str) -> None:
    assert results(cli("similar", place, "--json"))[0] == "parse_time"


def test_similar_to_an_indented_definition_is_not_its_class(cli: Cli, project: Path) -> None:
    copy = CLIENT.replace("class Client", "class Other")
    (project / "other.py").write_text(copy, "utf-8")
    (best, *_) = json.loads(cli("similar", "client.py:5", "--json").out)["results"]
    assert (best["path"], best["name"]) == ("other.py", "retry_upload")


def test_similar_to_standard_input(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    code = b"def read_clock(text):\n    hour, minute, second = text.split(':')\n"
    for language in ((), ("--language", "python")):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(code)))
        assert results(cli("similar", "-", "--json", *language))[0] == "parse_time"


def test_similar_says_how_alike(cli: Cli, project: Path) -> None:
    (project / "copy.py").write_text(CLIENT.replace("hour", "h"), "utf-8")
    (best, *_) = json.loads(cli("similar", "client.py:19", "--json").out)["results"]
    assert (best["path"], best["alike"]) == ("copy.py", "renamed")
    assert re.match(
        r" 1  9\d%  renamed     parse_time  copy.py:19\n", cli("similar", "client.py:19").out
    )


def test_duplicates(cli: Cli, project: Path) -> None:
    assert cli("duplicates") == (1, "", "snippet-lsp: nothing found\n")
    (project / "sub").mkdir()
    for name in ("copy.py", "sub/copy.py"):
        (project / name).write_text(CLIENT.replace("attempt", "turn"), "utf-8")
    done = cli("duplicates", "--least-lines", "6")
    assert re.fullmatch(
        r" 1 12 lines, 3 copies, 99% alike\n"
        r"   100%            Client.retry_upload  client.py:5\n"
        r"    9\d% renamed    Client.retry_upload  copy.py:5\n"
        r"    9\d% renamed    Client.retry_upload  sub/copy.py:5\n"
        r"12 of 12 lines, in 1 of 1 clusters of 3 functions\n",
        done.out,
    ), done.out
    answer = json.loads(cli("duplicates", "--least-lines", "6", "--path", "sub", "--json").out)
    assert (answer["functions"], answer["clusters"]) == (1, [])
    answer = json.loads(cli("duplicates", "--least-lines", "6", "--json").out)
    (cluster,) = answer["clusters"]
    check_documented({*answer, *cluster, *cluster["members"][0]})


def test_status_before_and_after_indexing(cli: Cli, project: Path) -> None:
    assert cli("status") == (1, ". is not indexed: snippet-lsp index .\n", "")
    absent = cli("status", "--json")
    assert json.loads(absent.out) == {"folder": str(project), "state": "absent"}
    assert cli("index").code == 0
    record = json.loads(cli("status", "--json").out)
    assert (record["state"], record["files"], record["failed"]) == ("ready", 1, 0)
    assert record["model"]["base"]
    assert record["indexBytes"] > 0
    check_documented({*record, *record["model"]})


def test_an_editors_settings_hold_on_the_command_line(cli: Cli, project: Path) -> None:
    (project / "made.py").write_text("def made_by_a_program(): ...\n", "utf-8")
    settings = Settings(files_exclude=("made.*",), index_workers=1)
    with closing(Workspace(project, settings)) as workspace:
        assert workspace.wait_until_ready(60)
    assert cli("files").out == "client.py\n"
    assert "made_by_a_program" not in cli("search", "made by a program").out
    assert 'settings snippet.files.exclude ["made.*"]' in cli("status").out
    record = json.loads(cli("status", "--json").out)
    assert (record["files"], record["settings"]) == (1, {"files": {"exclude": ["made.*"]}})
    with closing(Workspace(project, Settings())) as workspace:
        assert workspace.wait_until_ready(60)
    assert cli("files").out == "client.py\nmade.py\n"


def test_status_says_what_the_light_install_lacks(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    advice = "pip install 'snippet-lsp[finetune]'"
    for found, advised in ((None, True), (object(), False)):
        monkeypatch.setattr("snippet_lsp.cli.folders.find_spec", lambda _, found=found: found)
        assert (advice in cli("index").out) is advised


def test_files(cli: Cli, project: Path) -> None:
    (project / "Makefile").write_text("all:\n", "utf-8")
    (project / "start").write_text("#!/usr/bin/env python3\n", "utf-8")
    assert cli("files").out == "client.py\nstart\n"
    listed = cli("files", "--why").out
    assert re.search(r"^client\.py +indexed", listed, re.MULTILINE)
    assert re.search(r"^notes\.txt +no supported language", listed, re.MULTILINE)
    answer = json.loads(cli("files", "--why", "--json").out)
    assert {file["path"]: file["indexed"] for file in answer["files"]}["notes.txt"] is False
    check_documented({*answer, *answer["files"][0]})


def test_clear_removes_the_index(cli: Cli, project: Path) -> None:
    assert cli("clear") == (1, ". has no index\n", "")
    assert cli("index").code == 0
    assert workspace_cache(project).is_dir()
    assert cli("clear").code == 0
    assert not workspace_cache(project).exists()


def test_clear_works_for_a_folder_that_is_gone(cli: Cli, project: Path) -> None:
    (project / "sub").mkdir()
    (project / "sub" / "a.py").write_text("def f(): pass\n", "utf-8")
    assert cli("index", "sub").code == 0
    (project / "sub").rename(project / "moved")
    assert cli("clear", "sub").code == 0


def test_check_compares_the_index_with_the_disk(cli: Cli, project: Path) -> None:
    assert cli("index", "--check") == (1, ". is not indexed: snippet-lsp index .\n", "")
    assert cli("index").code == 0
    assert cli("index", "--check") == (0, "the index of . is whole and up to date\n", "")
    (project / "late.py").write_text("def f(): pass\n", "utf-8")
    (project / "client.py").write_text("def g(): pass\n", "utf-8")
    done = cli("index", "--check")
    assert done.code == 1
    assert done.out.splitlines()[:2] == [
        "late.py: it is not indexed",
        "client.py: it has changed since it was indexed",
    ]
    assert cli("index").code == 0
    assert cli("index", "--check").code == 0
    (segment,) = workspace_cache(project).rglob("*.segment")
    whole = segment.read_bytes()
    middle = len(whole) // 2
    segment.write_bytes(whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :])
    answer = json.loads(cli("index", "--check", "--json").out)
    assert "its checksum differs" in answer["problems"][0]
    check_documented(answer)


def test_caches_are_listed_and_old_ones_cleared(cli: Cli, project: Path) -> None:
    assert cli("caches") == (1, "", "")
    (project / "sub").mkdir()
    (project / "sub" / "a.py").write_text("def f(): pass\n", "utf-8")
    for folder in (".", "sub"):
        assert cli("index", folder).code == 0
    assert cli("clear", "--old") == (1, "no index is old\n", "")
    (project / "sub").rename(project / "moved")
    answer = json.loads(cli("caches", "--json").out)
    assert {one["folder"]: one["exists"] for one in answer["indexes"]} == {
        str(project): True,
        str(project / "sub"): False,
    }
    check_documented({*answer, *answer["indexes"][0]})
    assert str(project / "sub") + "  (gone)" in cli("caches").out
    done = cli("clear", "--old")
    assert (done.code, done.out) == (0, f"removed the index of {project / 'sub'}\n")
    assert len(cli("caches").out.splitlines()) == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["search", "retry", "upload"], "'upload' does not exist; put a question .* in quotes"),
        (["search", "retry", "client.py"], "'client.py' is not a folder"),
        (["search"], "Missing argument 'QUERY' .see snippet-lsp search --help."),
        (["search", "x" * 3000], "the query has 3000 characters; 2000 is the most"),
        (["similar", "client.py"], "'client.py' is not FILE:LINE, FILE:LINE-LINE or -"),
        (["similar", "client.py:0"], "'client.py' has lines 1-23"),
        (["similar", "client.py:90"], "'client.py' has lines 1-23"),
        (["similar", "client.py:9-8"], "'client.py' has lines 1-23"),
        (["similar", "gone.py:1"], "'gone.py' is not a file"),
        (["similar", "../outside.py:1"], "is outside of '.'; name its folder as the last argument"),
        (["similar", "client.py:1", "--language", "go"], "--language goes with '-'"),
        (["similar", "-", "--language", "klingon"], "no language is called 'klingon'; there are"),
        (["serve", "--tcp", "99999"], "99999 is not in the range"),
        (["vanish"], "No such command 'vanish'"),
    ],
)
def test_errors_are_one_line(cli: Cli, project: Path, arguments: list[str], message: str) -> None:
    (project.parent / "outside.py").write_text("x = 1\n", "utf-8")
    done = cli(*arguments)
    assert re.fullmatch(f"snippet-lsp: .*{message}.*\n", done.err), done.err
    assert (done.code, done.out) == (2, "")


def test_a_model_that_is_missing_is_an_error(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("snippet_lsp.learning.base_checkpoint", lambda: tmp_path / "none")
    done = cli("search", "anything")
    assert done.code == 2
    assert re.fullmatch("snippet-lsp: no model in .*\n", done.err)


def test_help_and_version(cli: Cli) -> None:
    assert cli("--version") == (0, f"snippet-lsp {__version__}\n", "")
    assert cli() == cli("--help")
    assert "Usage: snippet-lsp search" in cli("search", "-h").out


def test_colours_can_be_forced_and_forbidden(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "\x1b[" not in cli("search", "date").out
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[" in cli("search", "date").out
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" not in cli("search", "date").out


def test_sources_cannot_steer_the_terminal(cli: Cli, project: Path) -> None:
    (project / "evil.py").write_text('def evil():\n    """Wicked \x1b[31m deed."""\n', "utf-8")
    done = cli("search", "wicked deed")
    assert "\x1b" not in done.out
    assert "Wicked \ufffd[31m deed." in done.out


@pytest.mark.parametrize(
    ("documentation", "sentence"),
    [
        ("", ""),
        ("Read a file. Slowly.", "Read a file."),
        ("Read a\nfile, version 1.2 or\n  later!\n\nMore.", "Read a file, version 1.2 or later!"),
        ("No full stop\n\nSecond paragraph.", "No full stop"),
    ],
)
def test_first_sentence(documentation: str, sentence: str) -> None:
    assert first_sentence(documentation) == sentence


def test_interrupted_indexing_leaves_a_usable_index(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(_workspace: Workspace, _timeout: float | None = None) -> bool:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Workspace, "wait_until_ready", interrupted)
        done = cli("index")
        assert (done.code, done.out, done.err.strip()) == (130, "", "")
    assert cli("search", "calendar date").code == 0


def test_a_closed_pipe_is_no_error(project: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "snippet_lsp", "search", "date", str(project), "--json"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        assert process.stderr.read() == b""
