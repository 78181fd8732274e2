"""Bags: what of a symbol is seen, under which key."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from snippet_lsp.encoder import Bag, Field, bag_of
from snippet_lsp.encoder.bag import MOST_COUNT, MOST_TOKENS
from snippet_lsp.syntax import extract
from snippet_lsp.types import Symbol

SENDER = '''
class MailBox:
    def send_mail(self, to: Address, retries=3) -> bool:
        """Send a message.

        Tries again when the server is busy.
        """
        # quietly
        message = build(to)
        return send(message) or send(message)
'''

counts = st.dictionaries(st.text(max_size=5), st.integers(1, 300), max_size=3)
bags = st.builds(lambda *fields: Bag(fields), *[counts] * len(Field))


def symbol(source: str, name: str) -> Symbol:
    found = extract(source.encode(), "python", "x.py")
    return next(symbol for symbol in found if symbol.name == name)


def check_field(field: Field, expected: dict[str, int]) -> None:
    assert dict(bag_of(symbol(SENDER, "send_mail")).fields[field]) == expected


def test_name_and_container() -> None:
    check_field(Field.NAME, {"send": 1, "mail": 1})
    check_field(Field.CONTAINER, {"mail": 1, "box": 1})


def test_signature_is_without_the_name() -> None:
    words = "def self to address retries 3 bool".split()
    check_field(Field.SIGNATURE, dict.fromkeys(words, 1))


def test_documentation() -> None:
    words = "a message tries again when the server is busy".split()
    check_field(Field.DOCUMENTATION, {"send": 1, **dict.fromkeys(words, 1)})


def test_body_is_without_signature_and_documentation() -> None:
    check_field(
        Field.BODY,
        {"quietly": 1, "message": 3, "build": 1, "to": 1, "return": 1, "send": 2, "or": 1},
    )


def test_place_and_path_play_no_part() -> None:
    there = extract(b"\n\n\n" + SENDER.encode(), "python", "other/place.py")
    moved = next(symbol for symbol in there if symbol.name == "send_mail")
    assert bag_of(moved).key == bag_of(symbol(SENDER, "send_mail")).key


def test_key_is_the_same_everywhere() -> None:
    """Vectors are kept by this: a changed key makes every index encode everything again."""
    bag = Bag(({"größe": 1, "a": 2}, {}, {}, {}, {"x": 255}))
    assert bag.key.hex() == "9aa17f83af8bfb896ec61bbaba92a93e"


def test_huge_functions_are_capped() -> None:
    body = "\n".join(
        f"    word{'x' * (i % 7)}q{chr(97 + i % 26) * (i // 26 + 1)} = value" for i in range(900)
    )
    bag = bag_of(symbol(f"def f():\n{body}\n", "f"))
    field = bag.fields[Field.BODY]
    assert len(field) == MOST_TOKENS
    assert field["value"] == MOST_COUNT


@settings(max_examples=50)
@given(bags)
def test_equal_bags_have_equal_keys(bag: Bag) -> None:
    reordered = Bag(tuple(dict(reversed(field.items())) for field in bag.fields))
    assert reordered == bag
    assert reordered.key == bag.key
    assert len(bag.key) == 16


@settings(max_examples=50)
@given(bags, bags)
def test_different_bags_have_different_keys(one: Bag, other: Bag) -> None:
    assert (one == other) == (one.key == other.key)


@pytest.mark.parametrize("code", ["", "\x00", "def", "💥"])
def test_any_symbol_has_a_bag(code: str) -> None:
    for found in extract(code.encode(), "python", "x.py"):
        assert len(bag_of(found).fields) == len(Field)
