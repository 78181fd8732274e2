"""What is kept of a workspace beside its index: the settings that decide what is in it.

A client tells its server what to leave out; the command line, which has no client, then leaves out
the same.
"""

from __future__ import annotations

import json
import logging
import os
from pathlib import Path

from .config import Settings, resolve_settings, workspace_cache
from .errors import ConfigError

log = logging.getLogger(__name__)

SETTINGS = "settings.json"


def keep_settings(root: Path, settings: Settings) -> None:
    """Keep what the settings say about which files count, for whoever opens `root` next."""
    if kept_settings(root) == _deciding(settings):
        return
    path = workspace_cache(root) / SETTINGS
    files = {"exclude": settings.files_exclude, "maxSize": settings.files_max_size}
    unfinished = path.with_suffix(f".{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        unfinished.write_text(json.dumps({"files": files}), "utf-8")
        unfinished.replace(path)
    except OSError as error:
        log.info("the settings of %s cannot be kept: %s", root, error)


def kept_settings(root: Path) -> Settings:
    """The settings that `root` was last indexed with, as far as they decide which files count."""
    try:
        options = json.loads((workspace_cache(root) / SETTINGS).read_text("utf-8"))
        return resolve_settings(options if isinstance(options, dict) else None)
    except (OSError, ValueError, ConfigError):
        return Settings()


def _deciding(settings: Settings) -> Settings:
    return Settings(files_exclude=settings.files_exclude, files_max_size=settings.files_max_size)
