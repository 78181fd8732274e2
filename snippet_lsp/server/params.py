"""The parameters of requests and notifications, read field by field.

Reads only what is asked for: unknown fields and values of newer clients never break a request.
Every complaint names the field.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple, TypeGuard

from pygls.exceptions import JsonRpcInvalidParams

MOST = 2**31 - 1
"""The largest number that the protocol knows."""


class ClientPosition(NamedTuple):
    """A position as the client counts: the column's unit is the negotiated encoding."""

    line: int
    character: int


class ClientRange(NamedTuple):
    """A half-open range between two positions of the client's."""

    start: ClientPosition
    end: ClientPosition


class Fields:
    """The fields of one JSON object. Every method raises JsonRpcInvalidParams."""

    def __init__(self, value: object, path: str = "params") -> None:
        if not isinstance(value, Mapping):
            raise JsonRpcInvalidParams(f"{path} must be an object")
        self._values = value
        self._path = path

    def __contains__(self, name: str) -> bool:
        return self._values.get(name) is not None

    def value(self, name: str) -> object:
        """Whatever stands in a field; None if nothing."""
        value: object = self._values.get(name)
        return value

    def all(self) -> Mapping[str, Any]:
        """Everything that was sent."""
        return self._values

    def path(self, name: str) -> str:
        """A field's name in full, for messages."""
        return f"{self._path}.{name}"

    def text(self, name: str) -> str:
        """A string that must be there."""
        value = self._values.get(name)
        if not isinstance(value, str):
            raise self._wrong(name, "a string")
        return value

    def optional_text(self, name: str) -> str | None:
        """A string, or None when it is missing or null."""
        return self.text(name) if name in self else None

    def whole(self, name: str, least: int, most: int, default: int | None = None) -> int:
        """A whole number within bounds; without a default it must be there."""
        value = self._values.get(name)
        if value is None and default is not None:
            return default
        if not _is_whole(value) or not least <= value <= most:
            raise self._wrong(name, f"a whole number from {least} to {most}")
        return value

    def flag(self, name: str) -> bool:
        """True or false; false when it is missing."""
        value = self._values.get(name)
        if value is not None and not isinstance(value, bool):
            raise self._wrong(name, "true or false")
        return bool(value)

    def fields(self, name: str) -> Fields:
        """An object that must be there."""
        return Fields(self._values.get(name), self.path(name))

    def items(self, name: str) -> list[object]:
        """A list; empty when it is missing or null."""
        value = self._values.get(name)
        if value is None:
            return []
        if not isinstance(value, list):
            raise self._wrong(name, "a list")
        return value

    def objects(self, name: str) -> list[Fields]:
        """A list of objects; empty when it is missing or null."""
        return [
            Fields(item, f"{self.path(name)}[{place}]")
            for place, item in enumerate(self.items(name))
        ]

    def position(self, name: str) -> ClientPosition:
        """A position that must be there."""
        fields = self.fields(name)
        return ClientPosition(fields.whole("line", 0, MOST), fields.whole("character", 0, MOST))

    def range(self, name: str) -> ClientRange:
        """A range that must be there."""
        fields = self.fields(name)
        start, end = fields.position("start"), fields.position("end")
        if end < start:
            raise self._wrong(name, "a range that does not end before it starts")
        return ClientRange(start, end)

    def token(self, name: str) -> str | int | None:
        """A progress token, or None when there is none."""
        value = self._values.get(name)
        if value is None or isinstance(value, str) or _is_whole(value):
            return value
        raise self._wrong(name, "a string or a whole number")

    def _wrong(self, name: str, expected: str) -> JsonRpcInvalidParams:
        return JsonRpcInvalidParams(f"{self.path(name)} must be {expected}")


def _is_whole(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)
