"""What a repository teaches about its own words: questions, each with the function that answers it.

Owns the kinds of pairs and where they come from, and the split by file into what is learnt from and
what is held out to judge by. Reads no files and knows no vocabulary.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from hashlib import blake2b

from ..files.history import Commit
from ..types import Symbol, SymbolKind
from .bag import Bag, Field, bag_of
from .pairs import fingerprint
from .sentences import first_sentence
from .subtokens import subtokens


class Kind(str, Enum):
    """Where a question comes from."""

    DOCUMENTATION = "documentation"
    """The first sentence of a function's documentation."""
    NAME = "name"
    """A function's name, for the function without it."""
    COMMENT = "comment"
    """A comment inside a function, for the lines below it."""
    TEST = "test"
    """A test's name, for the function under test."""
    CALL = "call"
    """What stands around a call, for the function that is called."""
    COMMIT = "commit"
    """The subject of a commit, for the functions that it changed."""


@dataclass(frozen=True, slots=True)
class Document:
    """A function or class, or some lines of a function, as something to be found."""

    path: str
    name: str
    sentence: str
    """What its documentation says first; "" if that is no description."""
    bag: Bag
    """Its documentation is without the sentence."""
    is_block: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """Words that a document answers."""

    kind: Kind
    text: str
    document: int


@dataclass(frozen=True, slots=True)
class Repository:
    """All that can be learnt from, in an order that depends on nothing but the files."""

    documents: tuple[Document, ...]
    questions: tuple[Question, ...]

    @property
    def digest(self) -> str:
        """Hex; equal for equal training data, wherever it lies."""
        total = blake2b(digest_size=16)
        for document in self.documents:
            total.update(document.path.encode("utf-8", "surrogatepass") + document.bag.key)
        for question in self.questions:
            text = f"{question.kind.value} {question.document} {question.text}\n"
            total.update(text.encode("utf-8", "surrogatepass"))
        return total.hexdigest()


PROSE = frozenset({Kind.DOCUMENTATION, Kind.COMMENT, Kind.COMMIT})
"""What people wrote about code. The rest is the code itself, which is known whenever it is
searched: held-out files are those of which nothing that was said is learnt."""

LONGEST_FUNCTION = 1 << 15
"""Characters; longer ones are tables and generated code."""
_FEWEST_WORDS = 3
_MOST_CALLS = 3
"""Questions that the calls of one function give."""
_MOST_COMMENTS = 8
"""Comments of one function that count."""
_MOST_CHANGED = 6
"""Functions that a commit may change and still say what they do."""
_SAME = 3
"""How often one question may be asked."""
_TEST_FILE = re.compile(
    r"(?:^|/)(?:(?:__)?tests?(?:__)?|testing|specs?|testdata)/|(?:^|/)test_[^/]*$|_test\.\w+$|"
    r"[._](?:tests?|spec)\.\w+$|[a-z0-9](?:Test|Tests|Spec)\.\w+$"
)
_COMMENT_LINE = re.compile(
    r"^[ \t]*(?:(?://+!?|#+|--)[ \t]+(?P<line>\S.*)|/\*+[ \t]*(?P<block>\w[^*]*?)[ \t]*\*/[ \t]*)$"
)
_IDENTIFIER = re.compile(r"[A-Za-z_]\w{2,}")
_CALL = re.compile(r"([A-Za-z_]\w{3,})[!?]?\s*\(")
_TEST_WORDS = {"test", "tests", "should", "it", "spec", "case"}


def is_test(path: str) -> bool:
    """Whether a file holds tests, judged by its path."""
    return bool(_TEST_FILE.search(path))


def gather(
    files: Iterable[tuple[str, Sequence[Symbol]]], commits: Iterable[Commit] = ()
) -> Repository:
    """The pairs of a repository's files, given with their symbols."""
    documents: list[Document] = []
    questions: list[Question] = []
    codes: list[str] = []
    tests: list[Symbol] = []
    seen: set[bytes] = set()
    for path, symbols in sorted(files, key=lambda file: file[0]):
        if is_test(path):
            tests += [symbol for symbol in symbols if symbol.kind.is_callable]
            continue
        for symbol in symbols:
            if not _teaches(symbol):
                continue
            document = _document(path, symbol)
            if not _says_enough(document) or (print_ := fingerprint(document.bag)) in seen:
                continue
            seen.add(print_)
            documents.append(document)
            codes.append(symbol.code)
    for place, document in enumerate(documents):
        if document.sentence:
            questions.append(Question(Kind.DOCUMENTATION, document.sentence, place))
        words = subtokens(document.name)
        if len(words) > 1:
            questions.append(Question(Kind.NAME, " ".join(words), place))
    named = _by_name(documents)
    questions += _called(codes, documents, named)
    questions += _tested(tests, named)
    questions += _changed(commits, documents)
    own = len(documents)
    for place in range(own):
        for text, block in _commented(documents[place], codes[place]):
            questions.append(Question(Kind.COMMENT, text, len(documents)))
            documents.append(block)
    return Repository(tuple(documents), tuple(_asked_seldom(questions)))


def folds(repository: Repository, kind: Kind, count: int, seed: int = 0) -> list[frozenset[str]]:
    """The files that answer questions of a kind, in `count` parts with about as many questions.

    Which part a file is in depends on the seed and on the files before it in an order that depends
    on paths alone.
    """
    found = Counter(
        repository.documents[q.document].path for q in repository.questions if q.kind is kind
    )
    parts: list[set[str]] = [set() for _ in range(count)]
    sizes = [0] * count
    for path in sorted(found, key=lambda path: _shuffled(path, seed)):
        smallest = sizes.index(min(sizes))
        parts[smallest].add(path)
        sizes[smallest] += found[path]
    return [frozenset(part) for part in parts]


def learnt_from(
    repository: Repository, held: Collection[str], withheld: Collection[Kind] = PROSE
) -> list[int]:
    """Places of the questions to learn from: of files that are held out none of these kinds."""
    documents = repository.documents
    return [
        place
        for place, question in enumerate(repository.questions)
        if question.kind not in withheld or documents[question.document].path not in held
    ]


def _shuffled(path: str, seed: int) -> bytes:
    return blake2b(f"{seed} {path}".encode("utf-8", "surrogatepass"), digest_size=8).digest()


def _teaches(symbol: Symbol) -> bool:
    return (
        symbol.kind not in (SymbolKind.MODULE, SymbolKind.BLOCK)
        and len(symbol.code) <= LONGEST_FUNCTION
    )


def _document(path: str, symbol: Symbol) -> Document:
    bag = bag_of(symbol)
    sentence = first_sentence(symbol.documentation, symbol.name) or ""
    if sentence:
        fields = list(bag.fields)
        rest = Counter(fields[Field.DOCUMENTATION]) - Counter(subtokens(sentence))
        fields[Field.DOCUMENTATION] = dict(rest)
        bag = Bag(tuple(fields))
    return Document(path, symbol.name, sentence, bag)


def _says_enough(document: Document) -> bool:
    fields = document.bag.fields
    return bool(fields[Field.NAME]) and len(fields[Field.BODY]) >= _FEWEST_WORDS


def _by_name(documents: Sequence[Document]) -> dict[str, int]:
    """Places of the functions that are the only ones of their name."""
    count = Counter(document.name for document in documents)
    return {d.name: place for place, d in enumerate(documents) if count[d.name] == 1}


def _called(
    codes: Sequence[str], documents: Sequence[Document], named: Mapping[str, int]
) -> Iterator[Question]:
    """The names around each call, without that of the function called."""
    count: Counter[int] = Counter()
    for place, code in enumerate(codes):
        for line in code.splitlines():
            for name in _CALL.findall(line):
                callee = named.get(name)
                if callee is None or callee == place or count[callee] >= _MOST_CALLS:
                    continue
                others = [word for word in _IDENTIFIER.findall(line) if word != name]
                if others:
                    count[callee] += 1
                    text = " ".join([documents[place].name, *others])
                    yield Question(Kind.CALL, text, callee)


def _tested(tests: Sequence[Symbol], named: Mapping[str, int]) -> Iterator[Question]:
    """Tests with the one function that they call and that their name has most words of."""
    for test in tests:
        words = [word for word in subtokens(test.name) if word not in _TEST_WORDS]
        if len(words) < 2:
            continue
        best, most = -1, 0.0
        for name in {*_CALL.findall(test.code)}:
            place = named.get(name)
            if place is not None:
                own = set(subtokens(name))
                overlap = len(own & {*words}) / len(own)
                if (overlap, -place) > (most, -best):
                    best, most = place, overlap
        if most >= 0.5:
            yield Question(Kind.TEST, " ".join(words), best)


def _changed(commits: Iterable[Commit], documents: Sequence[Document]) -> Iterator[Question]:
    """Subjects of commits that changed a few functions."""
    inside: dict[str, dict[str, int]] = defaultdict(dict)
    for place, document in enumerate(documents):
        inside[document.path].setdefault(document.name, place)
    for commit in commits:
        places = {
            inside[path][name]
            for path, names in commit.changed.items()
            if path in inside
            for name in names
            if name in inside[path]
        }
        if len(places) <= _MOST_CHANGED and len(subtokens(commit.subject)) >= _FEWEST_WORDS:
            yield from (Question(Kind.COMMIT, commit.subject, place) for place in sorted(places))


def _commented(document: Document, code: str) -> Iterator[tuple[str, Document]]:
    """Comments on lines of their own, each with the lines below it up to a gap or the next."""
    found = 0
    said: list[str] = []
    below: list[str] = []
    for line in [*code.splitlines(), ""]:
        comment = _COMMENT_LINE.match(line)
        if (comment or not line.strip()) and below:
            text = first_sentence(" ".join(said), "")
            body = Counter(subtokens("\n".join(below)))
            if text and len(body) >= _FEWEST_WORDS and found < _MOST_COMMENTS:
                found += 1
                container = document.bag.fields[Field.NAME]
                bag = Bag(({}, container, {}, {}, body))
                yield text, Document(document.path, "", "", bag, is_block=True)
            said, below = [], []
        if comment:
            said.append(comment["line"] or comment["block"])
        elif line.strip() and said:
            below.append(line)


def _asked_seldom(questions: Iterable[Question]) -> Iterator[Question]:
    """Without those that many functions answer: they tell none of them from the others."""
    count: Counter[tuple[Kind, str]] = Counter()
    for question in questions:
        key = question.kind, question.text.lower()
        count[key] += 1
        if count[key] <= _SAME:
            yield question
