"""What speaks for a result, one signal at a time."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from snippet_lsp.index import Snapshot, empty_snapshot
from snippet_lsp.search import search
from snippet_lsp.search.candidates import collect
from snippet_lsp.search.certainty import certainty
from snippet_lsp.search.names import identifiers
from snippet_lsp.search.query import parse_query
from snippet_lsp.search.ranking import gather, one_a_file, score, spread
from snippet_lsp.search.roles import agreement, directions
from snippet_lsp.search.signals import relative
from snippet_lsp.search.weights import WEIGHTS
from snippet_lsp.syntax import extract
from tests.models import tiny_encoder
from tests.search.workspaces import prepared_files, snapshot_of

MIRRORED = """
def user_to_token(user): ...
def token_to_user(token): ...
def date_from_name(name): ...
def name_from_date(date): ...
def parse(date: Zone) -> Time: ...
def format(date: Time) -> Zone: ...
def upload_then_retry(file): ...
def retry_then_upload(file): ...
"""


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("convert user to token", "user_to_token"),
        ("convert token to user", "token_to_user"),
        ("make a token from a user", "user_to_token"),
        ("get the token for a user", "user_to_token"),
        ("turn a date into a name", "name_from_date"),
        ("turn a name into a date", "date_from_name"),
        ("which date does a name have", "date_from_name"),
        ("retry after upload", "upload_then_retry"),
        ("retry before upload", "retry_then_upload"),
    ],
)
def test_what_leads_to_what(question: str, first: str) -> None:
    check_first(snapshot_of(mirrored_py=MIRRORED), question, first)


@pytest.mark.parametrize(
    ("question", "declaration", "language", "expected"),
    [
        ("time to zone", "def format(date: Time) -> Zone: ...", "python", 1),
        ("zone to time", "def format(date: Time) -> Zone: ...", "python", -1),
        ("zone to time", "class A { Time parse(Zone z) { return null; } }", "java", 1),
        ("time to zone", "class A { Time parse(Zone z) { return null; } }", "java", -1),
        ("time to zone", 'def f():\n    """Convert a zone to a time."""', "python", -1),
        ("time to zone", "def time(zone): ...", "python", -1),
        ("time zone", "def zone_of_time(): ...", "python", 0),
        ("copy time over to zone", "def time_to_zone(): ...", "python", 1),  # the last word says
        ("the zone that belongs to a time", "def time_to_zone(): ...", "python", 1),
        ("put time after zone", "def append_time_to_zone(): ...", "python", 1),
        ("how many times are in a zone", "def zone_to_times(): ...", "python", 1),
        ("give a zone a time", "def assign_time_to_zone(): ...", "python", 1),
        ("hide time when zone opens", "def hide_zone_when_time_opens(): ...", "python", -1),
        ("zone to string", "def stringify(zone): ...", "python", 1),
        ("authorize time", "def author_time(): ...", "python", 0),
        ("zip after copy", "def zip_copied(): ...", "python", 1),
    ],
)
def test_direction_of_a_declaration(
    question: str, declaration: str, language: str, expected: int
) -> None:
    symbols = [s for s in extract(declaration.encode(), language, "a") if s.kind.is_callable]
    found = agreement(directions(question), symbols[0])
    assert (found > 0.1) - (found < -0.1) == expected


@given(st.lists(st.sampled_from("user token date to from of then the replace with".split())))
def test_directions_are_bounded_and_turn_around(words: list[str]) -> None:
    there = directions(" ".join(words))
    assert all(-1 <= way <= 1 and first < second for (first, second), way in there.items())
    if "replace" not in words:
        turned = {"to": "from", "from": "to"}
        back = directions(" ".join(turned.get(word, word) for word in words))
        certain = {pair for pair, way in there.items() if abs(way) == 1}
        assert certain == {pair for pair, way in back.items() if abs(way) == 1}


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("how ClientSession retries", {"ClientSession": 1.0}),
        ("what parse_header returns", {"parse_header": 1.0}),
        ("what fmt::arg is for", {"arg": 1.0}),
        ("calls of flush() in tests", {"flush": 1.0}),
        ("how the Engine starts", {"Engine": 0.6}),
        ("the HTTP headers", {}),
        ("Where is this done", {}),
    ],
)
def test_names_spelt_out_in_a_question(question: str, expected: dict[str, float]) -> None:
    assert dict(identifiers(question)) == expected


def test_a_name_in_a_question_means_its_definition() -> None:
    snapshot = snapshot_of(
        uses_py="def stop(engine):\n    return engine.close(engine)\n",
        core_py="class Engine:\n    def run(self): ...\n",
    )
    check_first(snapshot, "how the Engine starts", "Engine")


def test_an_error_message_leads_to_what_raises_it() -> None:
    message = "encrypted member: unlock it, passing password= or --secret"
    raising = f"def load(handle):\n    log({message!r})\n    raise ValueError({message!r})\n"
    snapshot = snapshot_of(
        member_py="def encrypted_member(path): ...\ndef encrypted(member): ...\n", disk_py=raising
    )
    query = parse_query(message)
    found = gather(snapshot, query)
    lifted = score(found, query, WEIGHTS) - score(found, query, replace(WEIGHTS, complete=0.0))
    assert {found.symbol(place).name for place in np.flatnonzero(lifted).tolist()} == {"load"}


def test_a_file_is_about_what_its_path_says() -> None:
    source = "def handle(item):\n    return item\n"
    snapshot = snapshot_of(billing__retry_py=source, shipping__label_py=source)
    assert search(snapshot, "retry of billing", 5)[0].path == "billing/retry.py"


def test_a_short_path_of_common_words_says_little() -> None:
    common = {f"part{n}_py": f"def model_{n}(model):\n    return model\n" for n in range(8)}
    snapshot = snapshot_of(
        model_py="def add(item):\n    return item\n",
        disk__save_py="def save_model(model):\n    return write(model)\n",
        **common,
    )
    assert search(snapshot, "save a model to disk", 5)[0].path == "disk/save.py"


@pytest.mark.parametrize(
    "path",
    ["testing_py", "tests_py", "testdata__a_py", "a__testing__b_py", "test_a_py", "a_spec_py"],
)
def test_tests_come_after_what_they_test(path: str) -> None:
    source = "def parse_date(text):\n    return text\n"
    snapshot = snapshot_of(**{path: source, "z__latest_py": source})
    assert search(snapshot, "read a date", 5)[0].path == "z/latest.py"


@pytest.mark.parametrize(
    ("question", "first"), [("parse a date", "v10/dates.py"), ("parse a date v9", "v9/dates.py")]
)
def test_the_newest_version_comes_first_unless_asked_for(question: str, first: str) -> None:
    source = "def parse_date(text):\n    return text\n"
    snapshot = snapshot_of(v9__dates_py=source, v10__dates_py=source)
    assert search(snapshot, question, 5)[0].path == first


def test_one_of_many_that_resemble_it_has_the_name() -> None:
    many = "".join(f"def get_item_{n}(): ...\n" for n in range(700))
    check_first(snapshot_of(many_py=many, z_py="def get(): ...\n"), "get", "get")


def test_results_do_not_depend_on_how_the_index_came_about() -> None:
    files = prepared_files(
        tiny_encoder(),
        **{f"m{n}_py": f"def send_mail_{n % 3}(user):\n    return token()\n" for n in range(12)},
    )
    at_once = empty_snapshot(tiny_encoder()).with_files(files)
    changed = empty_snapshot(tiny_encoder())
    for file in reversed(files):
        changed = changed.with_files([file])
    changed = changed.with_files(files[:2], removed=["m5.py"]).with_files([files[5]])
    assert len(changed.segments) > 1
    for question in ("send mail to a user", "send_mail_1", "token"):
        of_each = [
            [(hit.path, hit.symbol.name, hit.score) for hit in search(snapshot, question, 20)]
            for snapshot in (at_once, changed)
        ]
        assert of_each[0] == of_each[1]


def test_a_segment_of_its_own_gives_a_file_no_advantage() -> None:
    """Not even where what is worth ranking is chosen from more symbols than are ranked."""
    many = "".join(f"def {word}_{n}(): ...\n" for n in range(90) for word in ("add", "get", "set"))
    few = "".join(f"def {word}_all(): ...\n" for word in ("retry", "close", "open", "parse"))
    sources = {"many_py": many, "a_py": few, "b_py": few}
    at_once = snapshot_of(**sources)
    apart = snapshot_of(many_py=many, a_py=few).with_files(prepared_files(tiny_encoder(), b_py=few))
    assert len(apart.segments) > 1
    for question in ("retry", "retry_all", "parse a date", "token"):
        of_each = [
            [(hit.path, hit.symbol.name, hit.score) for hit in search(snapshot, question, 20)]
            for snapshot in (at_once, apart)
        ]
        assert of_each[0] == of_each[1]


def test_of_hundreds_of_equals_the_first_by_path_come_first() -> None:
    equals = "".join(f"def get{n % 2 or ''}(user): ...\n" for n in range(100))
    files = prepared_files(tiny_encoder(), **{f"m{n}_py": equals for n in range(8)})
    at_once = empty_snapshot(tiny_encoder()).with_files(files)
    changed = empty_snapshot(tiny_encoder())
    for file in reversed(files):
        changed = changed.with_files([file])
    for question in ("get", "get a user"):
        of_each = [
            [(hit.path, hit.symbol.range.start) for hit in search(snapshot, question, 9)]
            for snapshot in (at_once, changed)
        ]
        assert of_each[0] == of_each[1]


@given(
    st.lists(st.floats(0, 2, width=32), min_size=1, max_size=20), st.sampled_from(["add", "x y"])
)
def test_certainty_keeps_the_order_of_scores(values: list[float], question: str) -> None:
    snapshot = snapshot_of(a_py="def add(): ...\n")
    found = gather(snapshot, parse_query(question))
    scores = np.array(values, np.float32)
    sure = certainty(found, scores, parse_query(question))
    ordered = [sure(value) for value in sorted(scores.tolist(), reverse=True)]
    assert ordered == sorted(ordered, reverse=True)
    assert all(0 <= probability <= 1 for probability in ordered)


def test_one_of_many_equals_is_less_sure_than_the_only_one() -> None:
    source = "def send_mail(user):\n    return mail(user)\n"
    only = snapshot_of(a_py=source, b_py="def close(file):\n    return file\n")
    one_of_many = snapshot_of(**{f"m{n}_py": source for n in range(6)})
    best = [search(snapshot, "send mail to a user", 1)[0] for snapshot in (only, one_of_many)]
    assert best[0].match > 80 > 60 > best[1].match
    assert [hit.match for hit in best] == [round(100 * hit.score) for hit in best]


def test_arrangements_keep_the_best_of_each_file() -> None:
    snapshot = snapshot_of(
        a_py="def send_mail(): ...\ndef send_user(): ...\n", b_py="def send_file(): ...\n"
    )
    query = parse_query("send a user mail")
    found = gather(snapshot, query)
    scores = score(found, query, WEIGHTS)
    alone, together = one_a_file(found, scores), spread(found, scores, query, WEIGHTS)
    for file in range(len(found.files)):
        inside = found.file == file
        best = scores[inside].max()
        assert (alone[inside] > 0).sum() == 1
        assert alone[inside].max() == together[inside].max() == best


def test_a_score_says_something_from_its_base_on() -> None:
    scores = np.array([0.1, 0.2, 0.35, 0.5], np.float32)
    assert relative(scores).tolist() == pytest.approx([0.2, 0.4, 0.7, 1.0])
    assert relative(scores, 0.4).tolist() == pytest.approx([0.0, 0.0, 0.5, 1.0])
    assert relative(np.zeros(2, np.float32), 0.4).tolist() == [0.0, 0.0]


def test_nothing_indexed_gives_no_candidates() -> None:
    snapshot = snapshot_of()
    found = collect(snapshot, np.ones(snapshot.encoder.dimension, np.float32), {"a": 1.0}, {})
    assert len(found) == 0
    assert len(score(found, parse_query("a b"), WEIGHTS)) == 0


def check_first(snapshot: Snapshot, question: str, expected: str) -> None:
    hits = search(snapshot, question, 5)
    assert hits, f"nothing found for {question!r}"
    assert hits[0].symbol.qualified_name == expected, [h.symbol.qualified_name for h in hits]
