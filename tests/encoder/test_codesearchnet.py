"""CodeSearchNet's format to pairs."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from snippet_lsp.encoder import Field
from snippet_lsp.encoder.codesearchnet import main, read_codesearchnet
from snippet_lsp.encoder.pairs import Pair, read_pairs
from snippet_lsp.errors import ConfigError

PYTHON = """\
{
 "repo": "someone/mail", "path": "mail/send.py", "func_name": "Mailer.send",
 "language": "python", "partition": "train",
 "original_string": "", "code_tokens": [], "docstring_tokens": [], "sha": "0", "url": "",
 "code": "def send(self, to):\\n  '''Sends it all. Now.'''\\n  self.server.deliver(to)\\n  go()",
 "docstring": "Sends it all. Now."
}
"""
JAVA = """\
{
 "repo": "someone/sums", "path": "src/Sums.java", "func_name": "Sums.add", "language": "java",
 "code": "public int add(int left, int right) { check(left); return Math.addExact(left, right); }",
 "docstring": "Adds two numbers.\\n@param left one\\n@return the sum"
}
"""
GO = """\
{
 "repo": "someone/files", "path": "f/f.go", "func_name": "File.Close", "language": "go",
 "code": "func (f *File) Close() error { f.lock.Lock()\\n return f.handle.Close() }",
 "docstring": "// Close writes what is left and closes the file."
}
"""


def rows(path: Path, *texts: str, **changes: object) -> Path:
    """A file of the given rows, each changed in the same way."""
    lines = "".join(json.dumps({**json.loads(text), **changes}) + "\n" for text in texts)
    path.write_bytes(gzip.compress(lines.encode()) if path.suffix == ".gz" else lines.encode())
    return path


def read(path: Path, excluded: tuple[str, ...] = ()) -> list[Pair]:
    return list(read_codesearchnet(path, list(excluded)))


@pytest.mark.parametrize("name", ["train_0.jsonl", "train_0.jsonl.gz"])
def test_a_row_becomes_a_pair(tmp_path: Path, name: str) -> None:
    python, java, go = read(rows(tmp_path / name, PYTHON, JAVA, GO))
    assert (python.project, python.path, python.name) == ("someone/mail", "mail/send.py", "send")
    assert python.sentence == "Sends it all"
    assert python.bag.fields[Field.CONTAINER] == {"mailer": 1}
    assert python.bag.fields[Field.BODY]["deliver"] == 1
    assert "sends" not in python.bag.fields[Field.BODY]
    assert (java.sentence, java.language) == ("Adds two numbers", "java")
    assert java.bag.fields[Field.CONTAINER] == {"sums": 1}
    assert go.sentence == "writes what is left and closes the file"


@pytest.mark.parametrize(
    "changes",
    [
        {"partition": "test"},
        {"repo": "pallets/flask"},
        {"docstring": "TODO", "code": "def f(x):\n    use(x)\n    return x"},
        {"language": "cobol"},
        {"code": "no function at all"},
    ],
)
def test_rows_that_are_left_out(tmp_path: Path, changes: dict[str, object]) -> None:
    assert not read(rows(tmp_path / "a.jsonl", PYTHON, **changes), ("flask",))


def test_other_files_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"code": "x"}\n')
    with pytest.raises(ConfigError, match=r"a\.jsonl:1: no repo, path, func_name"):
        read(path)


def test_its_pairs_join_the_corpus_without_evaluation_data(tmp_path: Path) -> None:
    file = rows(tmp_path / "train.jsonl.gz", PYTHON, JAVA)
    evaluation = tmp_path / "evaluation.json"
    evaluation.write_text(json.dumps({"codes": [json.loads(PYTHON)["code"]]}))
    arguments = [str(file), "--into", str(tmp_path), "--exclude-code", str(evaluation)]
    done = CliRunner().invoke(main, arguments, catch_exceptions=False)
    assert done.output == "train.jsonl.gz: 1 pairs, 1 dropped as evaluation data\n"
    assert [pair.name for pair in read_pairs(tmp_path)] == ["add"]
