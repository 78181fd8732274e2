"""Ends the server when the client's process has gone without saying so."""

from __future__ import annotations

import asyncio
import logging
import os
import sys

from .session import Session

log = logging.getLogger(__name__)

INTERVAL = 5.0
"""Seconds between looks."""


async def end_with(session: Session, process: int) -> None:
    """End the session once a process has ended.

    One that cannot be seen from the start, as from within a container, is not waited for.
    """
    if not is_running(process):
        return
    while is_running(process):
        await asyncio.sleep(INTERVAL)
    log.warning("the client's process has ended: so does the server")
    session.ended.set()


def is_running(process: int) -> bool:
    """Whether there is a process of this number."""
    if sys.platform == "win32":
        return _is_running_on_windows(process)
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True  # Another user's.
    return True


def _is_running_on_windows(process: int) -> bool:
    # os.kill(process, 0) would end it there.
    import ctypes

    kernel = ctypes.windll.kernel32  # type: ignore[attr-defined,unused-ignore]
    synchronize, still_waiting = 0x00100000, 0x00000102
    handle = kernel.OpenProcess(synchronize, False, process)
    if not handle:
        return False
    try:
        return bool(kernel.WaitForSingleObject(handle, 0) == still_waiting)
    finally:
        kernel.CloseHandle(handle)
