"""From an edit of an open buffer to the answer that knows of it, through the protocol.

    python -m benchmarks.edits DIR [DIR ...] [--cache DIR] [--sources DIR] [--extension .py .ts]
        [--lines 1000 5000]

For each DIR, which should differ in size, and each language and length, a buffer is made of the
sources below `--sources` and opened in DIR without being saved. Then

- *edits*: a line with a new word is put into functions all over it, one after the other;
- *keys*: such lines are typed, key by key, half of which leave a syntax error;

and straight after each the last whole word is asked for. CPU is that of all threads of the server
from `didChange` to the answer, and wall the client's time. *late* answers did not know of their
edit. Baselines, in the same run: *asked alone* is the same question without an edit before it,
*from nothing* what reading and encoding the text without its past takes, and the last column
compares an edit with the same in the first DIR.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import numpy as np

from snippet_lsp.encoder import base_checkpoint, load_encoder
from snippet_lsp.files.contents import is_generated, is_minified
from snippet_lsp.reader import read_source

from .client import Client, client

EDITS, TYPED, QUESTIONS = 40, 3, 20
REST = 0.05
"""Seconds between two edits."""
LEAST_LINES = 200
"""Lines of a source that goes into a buffer."""

_COLUMNS = (
    *("symbols", "buffer", "lines"),
    *("edits: CPU p50", "p95", "wall p50", "p95", "late", "keys: CPU p50", "p95"),
    *("asked alone: CPU p50", "from nothing: CPU", "edits, to the first DIR"),
)


def main() -> None:
    """Print a row for each folder, language and length."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--cache", type=Path, help="with indexes, by default an empty one")
    parser.add_argument("--sources", type=Path, help="by default the first folder")
    parser.add_argument("--extension", nargs="+", default=[".py"])
    parser.add_argument("--lines", nargs="+", type=int, default=[1_000, 5_000])
    arguments = parser.parse_args()
    texts = [
        (extension, concatenated(arguments.sources or arguments.folders[0], extension, lines))
        for extension in arguments.extension
        for lines in arguments.lines
    ]
    print("| ms: " + " | ".join(_COLUMNS) + " |")
    print("|---" * len(_COLUMNS) + "|")
    first: dict[int, float] = {}
    with tempfile.TemporaryDirectory() as empty:
        for folder in arguments.folders:
            with client(cache=arguments.cache or Path(empty)) as server:
                server.initialize(folder)
                symbols = server.ready()["folders"][0]["symbols"]
                for number, (extension, text) in enumerate(texts):
                    edited = Buffer(server, folder, extension, number, text)
                    edits = median(edited.edits.cpu)
                    cells = [f"{symbols:,}", extension, f"{text.count(chr(10)):,}", *edited.cells()]
                    ratio = edits / first.setdefault(number, edits)
                    print("| " + " | ".join([*cells, f"x{ratio:.2f}"]) + " |", flush=True)


@dataclass
class Taken:
    """Milliseconds of several questions."""

    cpu: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)
    late: int = 0


class Buffer:
    """One open buffer that was edited, and what that took."""

    def __init__(
        self, server: Client, folder: Path, extension: str, number: int, text: str
    ) -> None:
        self._server = server
        self._path = f"benchmark_of_edits_{number}{extension}"
        self._uri = (folder.resolve() / self._path).as_uri()
        self._version = 1
        self._text, self._word = text, ""
        self.edits, self.keys, self.alone = Taken(), Taken(), Taken()
        document = {"uri": self._uri, "languageId": "", "version": 1, "text": text}
        server.notify("textDocument/didOpen", {"textDocument": document})
        server.ready()
        words = new_words()
        for after, word in whole_lines(text, EDITS, words):
            self._take(after, word, self.edits)
        for after, word in typed(self._text, TYPED, words):
            self._take(after, word, self.keys)
        for _ in range(QUESTIONS):
            self._take(self._text, "", self.alone)
        server.notify("textDocument/didClose", {"textDocument": {"uri": self._uri}})
        server.ready()

    def cells(self) -> list[str]:
        """Figures, with what the text takes from nothing."""
        edits, keys = self.edits, self.keys
        return [
            *quantiles(edits.cpu),
            *quantiles(edits.wall),
            f"{edits.late + keys.late}",
            *quantiles(keys.cpu),
            f"{median(self.alone.cpu):.1f}",
            f"{min(from_nothing(self._path, self._text) for _ in range(3)):.0f}",
        ]

    def _take(self, after: str, word: str, taken: Taken) -> None:
        """Change the text, if it is another, and ask."""
        time.sleep(REST)
        began, spent = time.perf_counter(), cpu_of(self._server)
        if after != self._text:
            self._version += 1
            document = {"uri": self._uri, "version": self._version}
            changes = [change_between(self._text, after)]
            self._server.notify(
                "textDocument/didChange", {"textDocument": document, "contentChanges": changes}
            )
            self._text = after
        self._word = word or self._word
        # In quotes, since a word that nobody ever saw is alike to many.
        query = {"query": f'"{self._word}"', "limit": 5}
        results = self._server.ask("snippet/search", query)["result"]["results"]
        taken.wall.append(1000 * (time.perf_counter() - began))
        taken.cpu.append(1000 * (cpu_of(self._server) - spent))
        taken.late += bool(word) and all(result["uri"] != self._uri for result in results)


def cpu_of(server: Client) -> float:
    """Seconds that the threads of a server have used. Linux."""
    tasks = Path(f"/proc/{server.process.pid}/task").glob("*/schedstat")
    return sum(int(task.read_text().split()[0]) for task in tasks) / 1e9


def from_nothing(path: str, text: str) -> float:
    """CPU milliseconds of reading and encoding a text."""
    encoder = load_encoder(base_checkpoint())
    began = time.process_time()
    read = read_source(path, text.encode())
    assert read is not None
    encoder.encode_bags(read.bags)
    return 1000 * (time.process_time() - began)


def change_between(before: str, after: str) -> dict[str, object]:
    """The lines that differ, as an editor tells of them."""
    old, new = before.split("\n"), after.split("\n")
    first = next(n for n, (one, other) in enumerate(zip(old, new, strict=False)) if one != other)
    added = len(new) - len(old)
    lines = new[first : first + max(added, 1)]
    end = first if added else first + 1
    return {
        "range": {
            "start": {"line": first, "character": 0},
            "end": {"line": end, "character": 0},
        },
        "text": "".join(f"{line}\n" for line in lines),
    }


def whole_lines(text: str, number: int, words: Iterator[str]) -> Iterator[tuple[str, str]]:
    """The text after each of some edits, and the word that came with it."""
    dice = random.Random(number)
    lines = text.split("\n")
    for _ in range(number):
        place, statement, word = drawn(lines, dice, words)
        lines.insert(place, statement)
        yield "\n".join(lines), word


def typed(text: str, number: int, words: Iterator[str]) -> Iterator[tuple[str, str]]:
    """The text after each key of some lines that are typed; a word where a line is whole."""
    dice = random.Random(number)
    lines = text.split("\n")
    for _ in range(number):
        place, statement, word = drawn(lines, dice, words)
        lines.insert(place, "")
        for end in range(1, len(statement) + 1):
            lines[place] = statement[:end]
            yield "\n".join(lines), word if end == len(statement) else ""


def drawn(lines: Sequence[str], dice: random.Random, words: Iterator[str]) -> tuple[int, str, str]:
    """Where to put a statement among lines: after one that is a statement itself."""
    while True:
        place = dice.randrange(len(lines))
        line = lines[place].strip()
        if line.endswith(";") or (line.endswith(")") and "=" in line and "(" in line):
            break
    word = next(words)
    indent = lines[place][: len(lines[place]) - len(lines[place].lstrip())]
    end = ";" if line.endswith(";") else ""
    return place + 1, f"{indent}value = {word}(item, [1, 2]){end}", word


def new_words() -> Iterator[str]:
    """Words that occur nowhere."""
    letters = "bcdfghjklmnpqrstvwxz"
    for number in count(7919):
        digits = [letters[number // 20**place % 20] for place in range(5)]
        yield "quo" + "a".join(digits) + "ux"


def concatenated(folder: Path, extension: str, lines: int) -> str:
    """Sources below a folder one after the other, until there are so many lines."""
    pieces: list[str] = []
    total = 0
    for path in sorted(folder.rglob(f"*{extension}")):
        source = path.read_bytes()
        if source.count(b"\n") < LEAST_LINES or is_generated(source) or is_minified(source):
            continue
        text = source.decode("utf-8", "replace").replace("\r", "").rstrip("\n") + "\n"
        pieces.append(text)
        total += text.count("\n")
        if total >= lines:
            break
    return "".join(pieces)


def median(figures: Sequence[float]) -> float:
    """Their median."""
    return float(np.median(figures))


def quantiles(figures: Sequence[float]) -> tuple[str, str]:
    """The median and the 95th percentile."""
    return f"{np.quantile(figures, 0.5):.1f}", f"{np.quantile(figures, 0.95):.1f}"


if __name__ == "__main__":
    main()
