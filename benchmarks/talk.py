"""The bag of words that this project began from, trained on the same pairs: the baseline of `base`.

    python -m benchmarks.talk DIR [--share SHARE] [--cosqa FILE] [--repository FOLDER...]

DIR holds the pairs of `snippet_lsp.encoder.pairs`. One table for questions and one for the code of
each language, 10,000 whole words and 10,000 byte pairs in each, trained from nothing: a sentence
must be nearer to its function than to the nearest other of the batch, by a margin. Dimension,
margin and learning rate are those of CodeSearchNet's neural bag of words. A table is printed of it
beside a checkpoint and BM25.
"""

from __future__ import annotations

import argparse
import time
from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

import numpy as np
import torch
from tokenizers import Tokenizer
from tokenizers.models import BPE
from tokenizers.trainers import BpeTrainer
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - its usual name

from snippet_lsp.encoder import Bag, Field, base_checkpoint, load_encoder
from snippet_lsp.encoder.checkpoint import Floats
from snippet_lsp.encoder.dataset import Ragged
from snippet_lsp.encoder.pairs import Pair, read_pairs
from snippet_lsp.encoder.subtokens import count_subtokens

from .encoding.measures import cosqa_rows, repository_rows, synonym_rows
from .encoding.report import print_differences, print_rows
from .encoding.systems import Dense, Words
from .encoding.tasks import Task

QUERY = "query"
"""The table of questions, which stands beside those of languages."""


@dataclass(frozen=True, slots=True)
class Config:
    """What shapes the model, and how it is trained."""

    words: int = 10_000
    byte_pairs: int = 10_000
    dimension: int = 128
    margin: float = 1.0
    batch: int = 1000
    """Pairs of one language."""
    learning_rate: float = 0.01
    epochs: int = 5
    seed: int = 1


class Pieces:
    """Rows of a table by word: a row for a frequent one, those of its byte pairs for another."""

    def __init__(self, counts: Mapping[str, int], config: Config) -> None:
        ordered = sorted(counts, key=lambda word: (-counts[word], word))
        self._rows = {word: (row,) for row, word in enumerate(ordered[: config.words])}
        self._whole = len(self._rows)
        self._byte_pairs = Tokenizer(BPE())
        rare = (word for word in ordered[config.words :] for _ in range(counts[word]))
        trainer = BpeTrainer(vocab_size=config.byte_pairs, show_progress=False)
        self._byte_pairs.train_from_iterator(rare, trainer)

    def __len__(self) -> int:
        return self._whole + self._byte_pairs.get_vocab_size()

    def rows_of(self, word: str) -> tuple[int, ...]:
        """None where no letter of it is known."""
        if word not in self._rows:
            pieces = self._byte_pairs.encode(word, add_special_tokens=False).ids
            self._rows[word] = tuple(self._whole + piece for piece in pieces)
        return self._rows[word]


class Texts:
    """Bags of words as rows of a table, each as loud as it is frequent."""

    def __init__(self, pieces: Pieces, texts: Iterable[Mapping[str, int]] = ()) -> None:
        self._pieces = pieces
        self._ids, self._loudness, self._starts = array("i"), array("f"), array("q", [0])
        for counts in texts:
            self.append(counts)

    def append(self, counts: Mapping[str, int]) -> None:
        """One more."""
        for word, count in counts.items():
            rows = self._pieces.rows_of(word)
            self._ids.extend(rows)
            self._loudness.extend([count] * len(rows))
        self._starts.append(len(self._ids))

    def done(self) -> Ragged:
        """All of them."""
        return Ragged(
            np.array(self._ids), np.array(self._loudness), np.array(self._starts, np.int64)
        )


class Table(nn.Module):  # type: ignore[misc, unused-ignore]
    """Vectors of one language's words, and how much each of them counts."""

    def __init__(self, size: int, dimension: int) -> None:
        super().__init__()
        self.vectors = nn.Parameter(torch.randn(size, dimension) / dimension**0.5)
        self.weight = nn.Parameter(torch.zeros(size))

    def forward(self, texts: Ragged) -> Tensor:
        """Unit vectors [texts, dimension]: weighted means."""
        ids = torch.from_numpy(texts.ids).long()
        weights = torch.sigmoid(self.weight)[ids] * torch.from_numpy(texts.loudness)
        starts = torch.from_numpy(texts.starts[:-1])
        sums = F.embedding_bag(ids, self.vectors, starts, mode="sum", per_sample_weights=weights)
        return F.normalize(sums, dim=1)


class Talk:
    """The trained baseline."""

    name = "the talk's"

    def __init__(self, pieces: Mapping[str, Pieces], config: Config) -> None:
        torch.manual_seed(config.seed)
        self.pieces = pieces
        self.tables = {
            name: Table(len(own), config.dimension) for name, own in sorted(pieces.items())
        }

    def scores(self, task: Task) -> Floats:
        """Cosines; of code in a language that it was not trained on, 0."""
        scores = np.zeros((len(task.queries), len(task.symbols)), np.float32)
        with torch.no_grad():
            questions = Texts(self.pieces[QUERY], map(count_subtokens, task.queries))
            asked = self.tables[QUERY](questions.done())
            languages = np.array([symbol.language for symbol in task.symbols])
            for language in self.tables.keys() & set(languages.tolist()):
                places = np.flatnonzero(languages == language)
                code = Texts(self.pieces[language], (code_of(task.bags[i]) for i in places))
                scores[:, places] = asked @ self.tables[language](code.done()).T
        return scores


def code_of(bag: Bag) -> Counter[str]:
    """All that is in a function but its documentation."""
    counts: Counter[str] = Counter()
    for field in Field:
        if field is not Field.DOCUMENTATION:
            counts.update(bag.fields[field])
    return counts


def prepare(
    pairs: Callable[[], Iterator[Pair]], config: Config
) -> tuple[Talk, dict[str, tuple[Ragged, Ragged]]]:
    """The model before its first step; sentences and the code beside them, by language.

    `pairs` is read twice: they would not fit into memory as they are.
    """
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for pair in pairs():
        counts[QUERY].update(count_subtokens(pair.sentence).keys())
        counts[pair.language].update(code_of(pair.bag).keys())
    pieces = {name: Pieces(own, config) for name, own in counts.items()}
    asked = {name: Texts(pieces[QUERY]) for name in pieces}
    code = {name: Texts(own) for name, own in pieces.items()}
    for pair in pairs():
        asked[pair.language].append(count_subtokens(pair.sentence))
        code[pair.language].append(code_of(pair.bag))
    texts = {name: (asked[name].done(), code[name].done()) for name in pieces if name != QUERY}
    return Talk(pieces, config), texts


def train(talk: Talk, texts: Mapping[str, tuple[Ragged, Ragged]], config: Config) -> None:
    """Train in place; a batch is of one language and moves its table and that of questions."""
    parameters = [each for table in talk.tables.values() for each in table.parameters()]
    optimizer = torch.optim.Adam(parameters, lr=config.learning_rate, fused=True)
    for epoch in range(config.epochs):
        total = count = 0.0
        random = np.random.default_rng([config.seed, epoch])
        sizes = {name: len(code.starts) - 1 for name, (_, code) in texts.items()}
        for language, rows in batches(sizes, config.batch, random):
            sentences, code = texts[language]
            asked = talk.tables[QUERY](sentences.take(rows))
            loss = margin_loss(asked @ talk.tables[language](code.take(rows)).T, config.margin)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total, count = total + loss.item(), count + 1
        print(f"epoch {epoch + 1}: loss {total / count:.3f}", flush=True)


def batches(
    sizes: Mapping[str, int], size: int, random: np.random.Generator
) -> Iterator[tuple[str, np.ndarray]]:
    """All rows once, in batches of one language each, of at least two."""
    found = []
    for language in sorted(sizes):
        order = random.permutation(sizes[language])
        found += [(language, order[i : i + size]) for i in range(0, len(order) - 1, size)]
    for place in random.permutation(len(found)).tolist():
        yield found[place]


def margin_loss(cosines: Tensor, margin: float) -> Tensor:
    """How much less than `margin` the right cosine [B, B] is above the best wrong one."""
    right = cosines.diagonal()
    wrong = cosines.masked_fill(torch.eye(len(cosines), dtype=torch.bool), -1)
    return F.relu(margin - right + wrong.amax(dim=1)).mean()


def main() -> None:
    """Train, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pairs", type=Path, metavar="DIR")
    parser.add_argument("--share", type=float, default=1.0, help="of the pairs that are used")
    parser.add_argument("--cosqa", type=Path, metavar="FILE", help="CoSQA's codes and queries")
    parser.add_argument("--repository", nargs="+", type=Path, default=[], metavar="FOLDER")
    parser.add_argument("--epochs", type=int, default=Config().epochs)
    parser.add_argument("--seed", type=int, default=Config().seed)
    parser.add_argument("--threads", type=int, default=1)
    given = parser.parse_args()
    torch.set_num_threads(given.threads)
    config = Config(epochs=given.epochs, seed=given.seed)
    start = time.process_time()
    talk, texts = prepare(lambda: _chosen(given.pairs, given.share), config)
    count = sum(len(code.starts) - 1 for _, code in texts.values())
    print(f"{count:,} pairs; {time.process_time() - start:.0f} CPU-seconds so far", flush=True)
    train(talk, texts, config)
    print(f"{time.process_time() - start:.0f} CPU-seconds\n")
    systems = [Dense("base", load_encoder(base_checkpoint())), talk, Words()]
    rows = [
        *(cosqa_rows(systems, given.cosqa) if given.cosqa else ()),
        *(repository_rows(systems, given.repository) if given.repository else ()),
        *synonym_rows(systems),
    ]
    print_rows(rows, [system.name for system in systems])
    print_differences(rows, ["base", talk.name])


def _chosen(directory: Path, share: float) -> Iterator[Pair]:
    for pair in read_pairs(directory):
        if pair.sentence and crc32(pair.sentence.encode()) < share * 2**32:
            yield pair


if __name__ == "__main__":
    main()
