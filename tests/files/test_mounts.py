"""Which file systems tell of changes that others make."""

from __future__ import annotations

from pathlib import Path

import pytest

from snippet_lsp.files import mounts

MOUNTS = """\
/dev/vda / ext4 rw 0 0
C:\\134 /mnt/c 9p rw 0 0
far:/export /home/me/far\\040away nfs4 rw 0 0
far:/export /srv nfs rw 0 0
/dev/vdb /srv ext4 rw 0 0
me@far: /home/me/ssh fuse.sshfs rw 0 0
none /home/me/ssh/local tmpfs rw 0 0
"""


@pytest.mark.parametrize(
    ("path", "tells"),
    [
        ("/home/me/project", True),
        ("/mnt/c/project", False),
        ("/mnt/cd", True),
        ("/home/me/far away/project", False),
        ("/home/me/far away", False),
        ("/srv/project", True),
        ("/home/me/ssh/project", False),
        ("/home/me/ssh/local/project", True),
    ],
)
def test_reports_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str, tells: bool
) -> None:
    (tmp_path / "mounts").write_text(MOUNTS)
    monkeypatch.setattr(mounts, "_MOUNTS", tmp_path / "mounts")
    monkeypatch.setattr(mounts.sys, "platform", "linux")
    monkeypatch.setattr(mounts.os.path, "realpath", lambda p: str(p))
    assert mounts.reports_changes(Path(path)) is tells


def test_where_nothing_is_known_the_system_is_trusted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mounts, "_MOUNTS", tmp_path / "none")
    assert mounts.reports_changes(tmp_path)
