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

GRACE = 2.4
"""Seconds until the loop must have heard, and for which nothing may hold it from then on: one after the other, less than the five
within which every command ends.  Rendering a long history holds it for longer;
as the store has committed by then, and files are replaced whole, a process that ends there leaves nothing that the next one does not
heal."""


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
    """``end`` is called in the loop with the signal that came; where the loop does not get to it in time, or what it does in the end
    holds it up, the process ends."""
    watchdog = _Watchdog()

    def heard(number: int, frame: FrameType | None) -> None:
        watchdog.wait_for_the_loop(number)
        watchdog.loop.call_soon_threadsafe(in_time, number)

    def in_time(number: int) -> None:
        end(number)
        watchdog.follow(number)

    before = {number: signal.signal(number, heard) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler or signal.SIG_DFL)
        watchdog.rest()


class _Watchdog:
    """Ends the process with the code of a signal when the loop does not go on."""

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self._late: threading.Timer | None = None
        self._next: asyncio.TimerHandle | None = None

    def wait_for_the_loop(self, number: int) -> None:
        self.rest()
        self._late = threading.Timer(GRACE, os._exit, (128 + number,))
        self._late.daemon = True
        self._late.start()

    def follow(self, number: int) -> None:
        """From now on; each time the loop gets here, it has ``GRACE`` seconds more."""
        self.wait_for_the_loop(number)
        self._next = self.loop.call_later(GRACE / 10, self.follow, number)

    def rest(self) -> None:
        for planned in (self._late, self._next):
            if planned is not None:
                planned.cancel()
