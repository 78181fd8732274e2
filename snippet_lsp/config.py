"""Settings, resolved once from what a client or the command line says, and where caches lie."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import platformdirs

from .errors import ConfigError

CACHE_VARIABLE = "SNIPPET_LSP_CACHE_DIR"


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set. A field `a_b` is the setting `snippet.a.b`."""

    learn_enabled: bool = True
    """Whether a model of the repository's own may be trained when that helps."""
    files_exclude: tuple[str, ...] = ()
    """Patterns, as in a .gitignore, of files that are not to be indexed."""
    files_max_size: int = 1_000_000
    """Bytes; larger files are not indexed."""
    index_workers: int = 0
    """Processes that read files in bulk; 0 takes half the cores."""


def resolve_settings(options: Mapping[str, Any] | None) -> Settings:
    """Settings from nested options as clients send them: `{"files": {"exclude": ["*.gen.py"]}}`.

    Options that do not exist are passed over, since a client may be newer than the server.
    Raises ConfigError when a known option has a value of the wrong type.
    """
    given: dict[str, Any] = {}
    for field in fields(Settings):
        section, _, name = field.name.partition("_")
        group = (options or {}).get(section)
        for key in (name, _camel(name)):
            if isinstance(group, Mapping) and group.get(key) is not None:
                given[field.name] = _checked(f"snippet.{section}.{key}", group[key], field.default)
    return Settings(**given)


def cache_directory() -> Path:
    """The folder of all indexes and models: the platform's convention, or SNIPPET_LSP_CACHE_DIR."""
    if chosen := os.environ.get(CACHE_VARIABLE):
        return Path(chosen).expanduser().absolute()
    return platformdirs.user_cache_path("snippet-lsp", appauthor=False)


def workspace_cache(root: Path) -> Path:
    """The folder of one workspace's indexes, by its real path."""
    real = os.path.realpath(root)
    digest = hashlib.blake2b(os.fsencode(os.path.normcase(real)), digest_size=8).hexdigest()
    return cache_directory() / "workspaces" / f"{Path(real).name or 'root'}-{digest}"


def _checked(setting: str, value: Any, default: Any) -> Any:
    if isinstance(default, tuple):
        if not isinstance(value, (list, tuple)) or not all(isinstance(v, str) for v in value):
            raise ConfigError(f"{setting} must be a list of strings, not {value!r}")
        return tuple(value)
    if isinstance(default, bool) is not isinstance(value, bool) or not isinstance(
        value, type(default)
    ):
        raise ConfigError(f"{setting} must be {_article(default)}, not {value!r}")
    if isinstance(value, int) and value < 0:
        raise ConfigError(f"{setting} must not be negative, but is {value}")
    return value


def _article(default: Any) -> str:
    return {bool: "true or false", int: "a whole number", str: "a string"}[type(default)]


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)
