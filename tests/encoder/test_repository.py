"""What a repository teaches: questions by kind, and files that are held out."""

from __future__ import annotations

import subprocess
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from snippet_lsp.encoder.bag import Bag, Field
from snippet_lsp.encoder.repository import (
    PROSE,
    Document,
    Kind,
    Question,
    Repository,
    folds,
    gather,
    learnt_from,
)
from snippet_lsp.files.history import Commit, commits
from snippet_lsp.syntax import extract


def taught(commit: Commit | None = None, **files: str) -> Repository:
    """The repository of some Python files; `test_` begins the names of tests."""
    named = {f"{name}.py": text for name, text in files.items()}
    symbols = [(path, extract(text.encode(), "python", path)) for path, text in named.items()]
    return gather(symbols, [commit] if commit else [])


def check_questions(repository: Repository, kind: Kind, *wanted: str) -> None:
    """Each wanted is "question -> name of what answers it"; a block has no name."""
    found = [
        f"{question.text} -> {repository.documents[question.document].name}"
        for question in repository.questions
        if question.kind is kind
    ]
    assert found == list(wanted)


MAIL = '''
def send_mail(user, text):
    """Deliver a message to the user by mail.

    Retries when the network fails.
    """
    connection = open_line(user.host)
    # Try again for as long as the other side is busy.
    while connection.is_busy():
        connection.wait(user.patience)

    connection.write(text)


def open_line(host):
    return Connection(host, port=25).opened()
'''


def test_documentation_asks_for_the_function_that_has_it() -> None:
    repository = taught(mail=MAIL)
    wanted = "Deliver a message to the user by mail -> send_mail"
    check_questions(repository, Kind.DOCUMENTATION, wanted)
    rest = repository.documents[0].bag.fields[Field.DOCUMENTATION]
    assert "deliver" not in rest
    assert "retries" in rest


def test_names_ask_for_functions() -> None:
    wanted = ("send mail -> send_mail", "open line -> open_line")
    check_questions(taught(mail=MAIL), Kind.NAME, *wanted)


def test_a_comment_asks_for_the_lines_below_it() -> None:
    repository = taught(mail=MAIL)
    wanted = "Try again for as long as the other side is busy -> "
    check_questions(repository, Kind.COMMENT, wanted)
    block = repository.documents[-1]
    assert block.is_block
    assert {"busy", "wait", "patience"} <= block.bag.fields[Field.BODY].keys()
    assert "write" not in block.bag.fields[Field.BODY]


def test_what_stands_around_a_call_asks_for_what_is_called() -> None:
    wanted = "send_mail connection user host -> open_line"
    check_questions(taught(mail=MAIL), Kind.CALL, wanted)


def test_a_test_asks_for_the_function_under_test() -> None:
    test = "def test_open_line_closes_when_idle():\n    assert send_mail(open_line(HOST))\n"
    repository = taught(mail=MAIL, test_mail=test)
    check_questions(repository, Kind.TEST, "open line closes when idle -> open_line")
    assert {document.path for document in repository.documents} == {"mail.py"}


def test_a_commit_asks_for_the_functions_that_it_changed() -> None:
    commit = Commit("Wait for slow hosts", {"mail.py": frozenset({"open_line", "Gone"})})
    check_questions(taught(commit, mail=MAIL), Kind.COMMIT, "Wait for slow hosts -> open_line")


def test_copies_teach_once() -> None:
    repository = taught(mail=MAIL, copy=MAIL)
    assert [d.name for d in repository.documents if d.name] == ["send_mail", "open_line"]


def test_the_digest_is_that_of_what_is_taught() -> None:
    assert taught(mail=MAIL).digest == taught(mail=MAIL + "\n\n").digest
    assert taught(mail=MAIL).digest != taught(mail=MAIL.replace("patience", "haste")).digest


def test_commits_are_read_as_text(tmp_path: Path) -> None:
    def git(*arguments: str) -> None:
        who = ["-c", "user.name=A", "-c", "user.email=a@b", "-c", "core.hooksPath=/dev/null"]
        subprocess.run(["git", *who, *arguments], cwd=tmp_path, check=True, capture_output=True)

    git("init", "-q")
    (tmp_path / "mail.py").write_text(MAIL)
    git("add", ".")
    git("commit", "-qm", "Mail")
    (tmp_path / "mail.py").write_text(MAIL.replace("port=25", "port=587"))
    git("commit", "-qam", "Use the port for submission")
    latest, first = commits(tmp_path)
    assert latest.subject == "Use the port for submission"
    assert latest.changed == {"mail.py": frozenset({"open_line"})}
    assert first.changed == {"mail.py": frozenset({"send_mail", "open_line"})}


def test_a_folder_without_git_has_no_commits(tmp_path: Path) -> None:
    assert commits(tmp_path) == []


@given(st.lists(st.integers(0, 9), max_size=60), st.integers(1, 4), st.integers(0, 3))
def test_each_file_is_held_out_once_and_teaches_nothing_then(
    paths: list[int], count: int, seed: int
) -> None:
    kinds = (Kind.DOCUMENTATION, Kind.NAME, Kind.COMMENT)
    documents = tuple(Document(f"{path}.py", "f", "", Bag(({},) * 5)) for path in paths)
    questions = tuple(Question(kind, "q", place) for place in range(len(paths)) for kind in kinds)
    repository = Repository(documents, questions)
    parts = folds(repository, Kind.DOCUMENTATION, count, seed)
    assert sorted(file for part in parts for file in part) == sorted({d.path for d in documents})
    for part in parts:
        learnt = [questions[place] for place in learnt_from(repository, part)]
        inside = [q for q in learnt if documents[q.document].path in part]
        assert not any(question.kind in PROSE for question in inside)
        outside = [q for q in questions if documents[q.document].path not in part]
        assert [q for q in learnt if documents[q.document].path not in part] == outside
