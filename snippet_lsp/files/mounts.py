"""Whether the system tells of all changes below a folder, or only of those made on this machine."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

_MOUNTS = Path("/proc/self/mounts")
_REMOTE = re.compile(
    r"(?:9p|afs|beegfs|ceph|cifs|davfs|drvfs|fuse\..*|gpfs|lustre|ncpfs|nfs4?|prl_fs|smb[23]?|smbfs"
    r"|vboxsf|virtiofs|vmhgfs)"
)


def reports_changes(root: Path) -> bool:
    """Whether a watch of a folder hears what other machines, or this one's host, change in it."""
    if sys.platform != "linux":
        return True
    return _REMOTE.fullmatch(_kind(os.path.realpath(root))) is None


def _kind(path: str) -> str:
    """The type of the file system that a path is in, as the kernel calls it; "" if unknown."""
    try:
        lines = _MOUNTS.read_text("utf-8", "surrogateescape").splitlines()
    except OSError:
        return ""
    best, kind = "", ""
    for line in lines:
        _device, place, its_kind, *_ = line.split(" ")
        place = place.replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\")
        # Of several mounted on one place, the last is what shows.
        if len(place) >= len(best) and f"{path}/".startswith(f"{place.rstrip('/')}/"):
            best, kind = place, its_kind
    return kind
