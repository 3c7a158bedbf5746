"""Ending when told, without leaving anything half done."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Coroutine
from typing import Any


async def until_told(work: Coroutine[Any, Any, int]) -> int:
    """The exit code of the work; 143 when SIGTERM came first.  Then it is cancelled: what was not committed never was.

    Cancelled by anything else, SIGINT above all, it raises CancelledError.
    """
    task, told = asyncio.ensure_future(work), asyncio.Event()

    def end() -> None:
        told.set()
        task.cancel()

    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, end)
    try:
        return await task
    except asyncio.CancelledError:
        if told.is_set():
            return 128 + signal.SIGTERM
        raise
