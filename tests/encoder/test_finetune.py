"""A tiny repository is learnt: its own words come to mean what they mean there."""

from __future__ import annotations

import numpy as np
import pytest

from snippet_lsp.encoder import Bag, Encoder
from snippet_lsp.encoder.repository import Document, Kind, Question, Repository

from .tiny import bag, checkpoint

pytestmark = pytest.mark.torch

VERBS = {"fetch": "get", "store": "set", "post": "send", "load": "open", "parse": "read"}
THINGS = ("user", "name", "mail", "file", "time", "invoice", "ledger", "tariff")


def repository() -> Repository:
    """40 functions in ten files; what their documentation calls them is not what code does."""
    documents, questions = [], []
    for number, (verb, thing) in enumerate((v, t) for v in VERBS for t in THINGS):
        body = f"{VERBS[verb]} {thing} {thing}"
        path = f"{number % 10}.py"
        documents.append(Document(path, f"{verb}_{thing}", "said", bag(f"{verb} {thing}", body)))
        questions.append(Question(Kind.DOCUMENTATION, f"{verb} the {thing}", number))
        questions.append(Question(Kind.NAME, f"{verb} {thing}", number))
    return Repository(tuple(documents), tuple(questions))


def general() -> list[tuple[str, Bag]]:
    words = ("get user", "set name", "send mail", "open file", "read time")
    return [(text, bag(body=text)) for text in words]


def test_what_is_learnt_finds_more() -> None:
    from snippet_lsp.encoder.evaluate import reciprocal_ranks
    from snippet_lsp.encoder.finetune import Tuning, begin, lesson_of, train, tuned

    taught = repository()
    lesson = lesson_of(checkpoint(32), taught, general())
    assert {"fetch", "invoice"} <= {*lesson.words}
    model = begin(lesson)
    places = range(len(taught.questions))
    shares: list[float] = []
    steps = train(model, lesson, taught.questions, places, Tuning(epochs=60), shares.append)
    assert len(shares) == steps
    assert shares[-1] == 1.0
    bags = [bag(body=" ".join(d.bag.fields[4])) for d in taught.documents]
    texts = [q.text for q in taught.questions if q.kind is Kind.DOCUMENTATION]
    found = [
        reciprocal_ranks(Encoder(each), bags, texts, range(len(bags))).mean()
        for each in (checkpoint(32), tuned(lesson, model))
    ]
    assert found[1] > found[0] + 0.2


def test_training_twice_gives_the_same_bits() -> None:
    from snippet_lsp.encoder.learn import learn

    one, other = (learn(checkpoint(), repository(), general())[0] for _ in range(2))
    assert np.array_equal(one.rows, other.rows)
    assert np.array_equal(one.query_weight, other.query_weight)


def test_rows_of_words_that_do_not_occur_stay_as_they_are() -> None:
    from snippet_lsp.encoder.learn import learn

    base = checkpoint()
    documents = tuple(d for d in repository().documents if "time" not in d.bag.fields[0])
    at = {id(d): place for place, d in enumerate(documents)}
    questions = tuple(
        Question(q.kind, q.text, at[id(d)])
        for q in repository().questions
        for d in [next((e for e in documents if e.name == _name_of(q)), None)]
        if d is not None
    )
    learnt, _ = learn(base, Repository(documents, questions), [])
    row = base.vocabulary.words().index("time")
    assert np.array_equal(learnt.rows[row], base.rows[row])
    assert learnt.scale[row] == base.scale[row]


def test_the_report_tells_what_was_learnt() -> None:
    from snippet_lsp.encoder.learn import learn

    _, report = learn(checkpoint(), repository(), general())
    assert report.functions == 40
    assert report.pairs["documentation"] == 40
    assert report.pairs["commit"] == 0
    assert report.words >= 8
    assert report.judged_by == "name"
    assert report.to_json()["verdict"]["questions"] == 40


def test_the_base_is_all_there_is_where_nothing_is_learnt() -> None:
    from snippet_lsp.encoder.finetune import begin, between, lesson_of, tuned

    base = checkpoint()
    lesson = lesson_of(base, repository())
    same = tuned(lesson, between(lesson, [begin(lesson)], 0.5))
    before, after = Encoder(lesson.base), Encoder(same)
    assert before.encode_query("fetch the user") @ after.encode_query("fetch the user") > 0.999


def _name_of(question: Question) -> str:
    return repository().documents[question.document].name
