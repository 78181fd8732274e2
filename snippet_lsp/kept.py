"""What is kept of a workspace beside its index: the settings that decide what is in it.

A client tells its server what to leave out; the command line, which has no client, then leaves out
the same.
"""

from __future__ import annotations

import json
import logging
import os
from pathlib import Path
from typing import Any

from .config import Settings, resolve_settings, workspace_cache
from .errors import ConfigError

log = logging.getLogger(__name__)

SETTINGS = "settings.json"


def keep_settings(root: Path, settings: Settings) -> None:
    """Keep what the settings say about which files count, for whoever opens `root` next."""
    options = _options(settings)
    if kept_options(root) == options:
        return
    path = workspace_cache(root) / SETTINGS
    unfinished = path.with_suffix(f".{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        unfinished.write_text(json.dumps(options), "utf-8")
        unfinished.replace(path)
    except OSError as error:
        log.info("the settings of %s cannot be kept: %s", root, error)


def kept_settings(root: Path) -> Settings:
    """The settings that a client last had `root` indexed with, as far as they are kept."""
    return resolve_settings(kept_options(root))


def kept_options(root: Path) -> dict[str, Any]:
    """The same as a client would send them; without those that have their default."""
    try:
        options = json.loads((workspace_cache(root) / SETTINGS).read_text("utf-8"))
        return _options(resolve_settings(options if isinstance(options, dict) else None))
    except (OSError, ValueError, ConfigError):
        return {}


def _options(settings: Settings) -> dict[str, Any]:
    default = Settings()
    files: dict[str, Any] = {}
    if settings.files_exclude != default.files_exclude:
        files["exclude"] = list(settings.files_exclude)
    if settings.files_max_size != default.files_max_size:
        files["maxSize"] = settings.files_max_size
    return {"files": files} if files else {}
