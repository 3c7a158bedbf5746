"""Work that several passes share: what they hand in while it rests is done together.

To publish after one pass costs nearly as much as after ten that end within a second, for each changes the merged feed and the pages
of the site.  The first that comes is taken up at once; then the work rests ``rest`` times as long as it took, so that it takes a fixed
share of the time, however many feeds there are.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Generic, TypeVar

T = TypeVar("T")
REST = 3.0
"""Publishing takes a quarter of the time at most: it holds up a server's answers, and the passes that go on beside it."""
LONGEST = 5.0
"""Seconds that what was handed in waits at most while the work rests."""


class Coalescer(Generic[T]):
    """``work`` gets all that was handed in since it began last, in order; what it raises ends ``run``."""

    def __init__(self, work: Callable[[list[T]], Awaitable[None]], rest: float = 0.0) -> None:
        self._work = work
        self._rest = rest
        self._waiting: list[T] = []
        self._came, self._closed = asyncio.Event(), asyncio.Event()

    def add(self, item: T) -> None:
        self._waiting.append(item)
        self._came.set()

    def close(self) -> None:
        """Nothing more will come."""
        self._closed.set()
        self._came.set()

    def left(self) -> list[T]:
        """What was handed in and not worked on, to whom cancelled ``run``."""
        batch, self._waiting = self._waiting, []
        return batch

    async def run(self) -> None:
        """Until cancelled; or closed, and all is worked on."""
        loop = asyncio.get_running_loop()
        while self._waiting or not self._closed.is_set():
            await self._came.wait()
            self._came.clear()
            began = loop.time()
            if batch := self.left():
                await self._work(batch)
            await self._pause(min(LONGEST, self._rest * (loop.time() - began)))

    async def _pause(self, seconds: float) -> None:
        """Until then, or until closed."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._closed.wait()
