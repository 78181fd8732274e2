"""The numpy encoder: same bag, same bits; and what it says of a folder that is no model."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from snippet_lsp.encoder import Bag, Encoder, Field, base_checkpoint, load_encoder
from snippet_lsp.encoder.checkpoint import save_checkpoint
from snippet_lsp.errors import CheckpointError

from .tiny import WORDS, bag, checkpoint

ENCODER = Encoder(checkpoint())

counts = st.dictionaries(
    st.sampled_from([*WORDS, "sendmail", "readfile", "zzz", "größe"]), st.integers(1, 300)
)
bags = st.builds(lambda *fields: Bag(fields), *[counts] * len(Field))


@settings(max_examples=40)
@given(st.lists(bags, max_size=2), bags)
def test_a_bag_has_the_same_bits_in_any_company(company: list[Bag], one: Bag) -> None:
    alone = ENCODER.encode_bags([one])[0]
    together = ENCODER.encode_bags([*company, one])[-1]
    reordered = Bag(tuple(dict(reversed(field.items())) for field in one.fields))
    assert together.tobytes() == alone.tobytes()
    assert ENCODER.encode_bags([reordered])[0].tobytes() == alone.tobytes()


@settings(max_examples=40)
@given(st.lists(bags, max_size=3))
def test_vectors_are_of_unit_length_or_zero(many: list[Bag]) -> None:
    vectors = ENCODER.encode_bags(many)
    assert vectors.shape == (len(many), ENCODER.dimension)
    assert vectors.dtype == np.float32
    lengths = np.linalg.norm(vectors, axis=1)
    assert np.all((lengths == 0) | (np.abs(lengths - 1) < 1e-5))


def test_unknown_words_alone_give_zeros() -> None:
    assert not ENCODER.encode_query("zzz 漢字 !").any()
    assert not ENCODER.encode_query("").any()
    assert not ENCODER.encode_bags([bag(name="zzz")]).any()


def test_an_unknown_word_is_read_as_the_words_in_it() -> None:
    together, apart = ENCODER.encode_query("sendmail"), ENCODER.encode_query("send mail")
    np.testing.assert_allclose(together, apart, atol=1e-6)


def test_order_and_case_of_a_query_play_no_part() -> None:
    one, other = ENCODER.encode_query("Read a FILE"), ENCODER.encode_query("file, read")
    assert one.tobytes() == other.tobytes()


def test_threads_give_the_same_bits() -> None:
    many = [bag(name="send mail", body="open file " * i + "zz" * i) for i in range(60)]
    expected = Encoder(checkpoint()).encode_bags(many).tobytes()
    shared = Encoder(checkpoint())
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: shared.encode_bags(many).tobytes(), range(16)))
    assert set(found) == {expected}


def test_a_saved_model_gives_the_same_vectors(tmp_path: Path) -> None:
    save_checkpoint(tmp_path / "m", checkpoint(), {"seed": 0})
    loaded = load_encoder(tmp_path / "m")
    one = bag(name="get user", body="open file file")
    assert loaded.encode_bags([one]).tobytes() == ENCODER.encode_bags([one]).tobytes()
    assert loaded.dimension == 8


def test_the_checkpoint_hash_follows_the_content(tmp_path: Path) -> None:
    for folder, seed in (("a", 1), ("b", 1), ("c", 2)):
        save_checkpoint(tmp_path / folder, checkpoint(seed=seed), {})
    a, b, c = (load_encoder(tmp_path / folder).checkpoint for folder in "abc")
    assert a == b != c
    assert bytes.fromhex(a)


def _truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-7])


def _empty(path: Path) -> None:
    path.write_bytes(b"")


@pytest.mark.parametrize("file", ["model.safetensors", "tokenizer.json", "config.json"])
@pytest.mark.parametrize("damage", [_truncate, _empty, Path.unlink])
def test_a_damaged_folder_is_refused(
    tmp_path: Path, file: str, damage: Callable[[Path], None]
) -> None:
    save_checkpoint(tmp_path, checkpoint(), {})
    damage(tmp_path / file)
    check_refused(tmp_path, file)


def test_another_format_is_refused(tmp_path: Path) -> None:
    save_checkpoint(tmp_path, checkpoint(), {})
    config = tmp_path / "config.json"
    config.write_text(config.read_text("utf-8").replace('"format": 1', '"format": 99'), "utf-8")
    check_refused(tmp_path, "format 99")


def test_files_of_two_models_are_refused(tmp_path: Path) -> None:
    save_checkpoint(tmp_path / "a", checkpoint(dimension=8), {})
    save_checkpoint(tmp_path / "b", checkpoint(dimension=12), {})
    (tmp_path / "a" / "model.safetensors").replace(tmp_path / "b" / "model.safetensors")
    check_refused(tmp_path / "b", "do not fit")


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    check_refused(tmp_path / "none", "config.json")


def check_refused(folder: Path, said: str) -> None:
    with pytest.raises(CheckpointError) as caught:
        load_encoder(folder)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_shipped_model_answers() -> None:
    encoder = load_encoder(base_checkpoint())
    query = encoder.encode_query("read a file into a string")
    reader = bag(name="load text", body="open path read close contents str")
    mailer = bag(name="send mail", body="smtp server message to subject deliver")
    wanted, other = encoder.encode_bags([reader, mailer]) @ query
    assert wanted > other + 0.1


def test_importing_it_imports_neither_torch_nor_tree_sitter() -> None:
    program = (
        "import sys, snippet_lsp.encoder;"
        "print([m for m in ('torch', 'tree_sitter', 'click') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout.strip() == "[]"
