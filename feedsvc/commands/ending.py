"""Ending when told, without leaving anything half done."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import Any

GRACE = 3.0
"""Seconds until the loop must have heard.  Rendering a long history holds it for longer; as the store has committed by then, and
files are replaced whole, a process that ends there leaves nothing that the next one does not heal."""


async def until_told(work: Coroutine[Any, Any, int]) -> int:
    """The exit code of the work; 143 when SIGTERM came first.  Then it is cancelled: what was not committed never was.

    Cancelled by anything else, SIGINT above all, it raises CancelledError.
    """
    task, told = asyncio.ensure_future(work), asyncio.Event()

    def end(number: int) -> None:
        told.set()
        task.cancel()

    with listening([signal.SIGTERM], end):
        try:
            return await task
        except asyncio.CancelledError:
            if told.is_set():
                return 128 + signal.SIGTERM
            raise


@contextmanager
def listening(numbers: Sequence[signal.Signals], end: Callable[[int], None]) -> Iterator[None]:
    """``end`` is called in the loop with the signal that came; where the loop does not get to it in time, the process ends."""
    loop = asyncio.get_running_loop()

    def heard(number: int, frame: FrameType | None) -> None:
        late = threading.Timer(GRACE, os._exit, (128 + number,))
        late.daemon = True
        late.start()
        loop.call_soon_threadsafe(in_time, late, number)

    def in_time(late: threading.Timer, number: int) -> None:
        late.cancel()
        end(number)

    before = {number: signal.signal(number, heard) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler or signal.SIG_DFL)
