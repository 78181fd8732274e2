"""The PyTorch model: numpy computes the same, and training learns, twice alike."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

from snippet_lsp.encoder import Bag, Encoder, Field
from snippet_lsp.encoder.dataset import (
    Dataset,
    Ragged,
    as_asked,
    batches,
    count_words,
    dataset_of,
    without_rows,
)
from snippet_lsp.encoder.pairs import Pair
from snippet_lsp.encoder.subtokens import subtokens
from snippet_lsp.encoder.vocabulary import Vocabulary, build_tokenizer

from .tiny import WORDS, bag, checkpoint

VERBS = ("get", "set", "send", "open", "read", "close")
THINGS = ("user", "mail", "file", "time", "name", "port", "disk", "page")


def corpus() -> list[Pair]:
    """48 functions in three repositories whose sentence says what the name does."""
    return [
        Pair(
            project=f"project{i % 3}",
            path="x.py",
            language=("python", "go")[i % 2],
            name=f"{verb}_{thing}",
            sentence=f"{verb} the {thing} of it",
            bag=bag(name=f"{verb} {thing}", body=f"{thing} {thing} {verb} self return"),
        )
        for i, (verb, thing) in enumerate((v, t) for v in VERBS for t in THINGS)
    ]


def arrays() -> tuple[Dataset, Vocabulary]:
    vocabulary = Vocabulary(build_tokenizer(count_words(corpus()), least=1))
    return dataset_of(corpus(), vocabulary), vocabulary


def test_batches_are_blocks_of_one_repository() -> None:
    project = np.repeat(np.arange(4), 40)
    found = list(batches(project, np.arange(160), 32, np.random.default_rng(0)))
    assert [len(batch) for batch in found] == [32] * 4
    seen = np.concatenate(found)
    assert len(set(seen.tolist())) == len(seen)
    for block in seen.reshape(-1, 16):
        assert len(set(project[block].tolist())) == 1


def test_the_sentence_is_taken_out_of_the_documentation() -> None:
    pair = corpus()[0]
    told = bag(name="get user", documentation="get the user of it . raises when closed")
    documented = Pair(pair.project, "", "python", pair.name, pair.sentence, told)
    vocabulary = Vocabulary(build_tokenizer(count_words([documented]), least=1))
    row = dataset_of([documented], vocabulary).fields[Field.DOCUMENTATION]
    words = vocabulary.words()
    assert {words[i] for i in row.ids} == {"raises", "when", "closed", "."}


def test_a_quarter_of_the_queries_is_put_as_people_type() -> None:
    _, vocabulary = arrays()
    queries = Ragged(np.ones(400, np.int64), np.ones(400, np.float32), np.arange(401))
    asked = as_asked(queries, ["get"] * 400, vocabulary, np.random.default_rng(0))
    longer = np.diff(asked.starts) > 1
    assert 60 < longer.sum() < 140
    assert np.all(asked.ids[asked.starts[:-1]] == 1)


def test_rows_can_be_emptied() -> None:
    rows = Ragged(np.arange(6), np.ones(6, np.float32), np.array([0, 2, 3, 6]))
    left = without_rows(rows, np.array([False, True, True]))
    assert left.ids.tolist() == [0, 1]
    assert left.starts.tolist() == [0, 2, 2, 2]


@pytest.mark.torch
def test_numpy_computes_what_torch_does() -> None:
    import torch

    from snippet_lsp.encoder.model import from_checkpoint

    kept = checkpoint(dimension=16)
    encoder, model, vocabulary = Encoder(kept), from_checkpoint(kept), kept.vocabulary
    random = np.random.default_rng(3)
    texts = [" ".join(random.choice(WORDS, 5)) for _ in range(50)] + ["sendmail zzz", "zzz"]
    bags = [
        Bag(
            tuple({w: int(random.integers(1, 300)) for w in random.choice(WORDS, 3)} for _ in Field)
        )
        for _ in range(50)
    ] + [bag(name="sendmail"), bag()]
    rows = _ragged([_counts(text) for text in texts], vocabulary)
    fields = [_ragged([b.fields[field] for b in bags], vocabulary) for field in Field]
    with torch.no_grad():
        queries, code = model(rows, fields)
    found = np.stack([encoder.encode_query(text) for text in texts])
    np.testing.assert_allclose(found, queries.numpy(), atol=1e-5)
    np.testing.assert_allclose(encoder.encode_bags(bags), code.numpy(), atol=1e-5)


@pytest.mark.torch
def test_training_learns_and_repeats_itself(tmp_path: Path) -> None:
    first, losses = trained()
    again, _ = trained()
    assert losses[-1] < 0.6 * losses[0]
    assert first == again

    interrupted = tmp_path / "state.pt"
    trained(epochs=6, stop_after=2, state=interrupted)
    resumed, _ = trained(state=interrupted)
    assert resumed == first


def trained(
    epochs: int = 6, stop_after: int | None = None, state: Path | None = None
) -> tuple[bytes, list[float]]:
    """The bits of a small model's table after training, and its losses."""
    import torch

    from snippet_lsp.encoder.model import Config, Model
    from snippet_lsp.encoder.train import Settings, train

    dataset, vocabulary = arrays()
    torch.manual_seed(0)
    model = Model(Config(len(vocabulary), 16))
    settings = Settings(epochs=epochs, batch=16, learning_rate=0.02)
    losses: list[float] = []

    class Stopped(Exception):
        pass

    def report(line: str) -> None:
        if stop_after and line.startswith(f"epoch {stop_after + 1}:"):
            raise Stopped

    with suppress(Stopped):
        losses = train(dataset, model, vocabulary, settings, state, report)
    return model.table.detach().numpy().tobytes(), losses


def _counts(text: str) -> dict[str, int]:
    words = subtokens(text)
    return {word: words.count(word) for word in words}


def _ragged(rows: list[dict[str, int]], vocabulary: Vocabulary) -> Ragged:
    ids: list[int] = []
    loudness: list[float] = []
    starts = [0]
    for row in rows:
        row_ids, row_loudness = vocabulary.rows(row)
        ids += row_ids
        loudness += row_loudness
        starts.append(len(ids))
    return Ragged(np.array(ids), np.array(loudness, np.float32), np.array(starts))
