"""Ending when told.  As the first process of a container, a program that does not ask for SIGTERM never hears it."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Coroutine
from typing import Any


async def until_told(work: Coroutine[Any, Any, int]) -> int:
    """The exit code of the work; 143 when SIGTERM came first.  Then it is cancelled: what was not committed never was."""
    task = asyncio.ensure_future(work)
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    try:
        return await task
    except asyncio.CancelledError:
        return 128 + signal.SIGTERM
