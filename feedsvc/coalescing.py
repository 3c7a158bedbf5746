"""Work that several passes share: what they hand in while it rests is done together.

To publish after one pass costs nearly as much as after ten that end within a second, for each changes the merged feed and the pages
of the site.  The first that comes is taken up at once; then the work rests ``rest`` times as long as it took, so that it takes a fixed
share of the time, however many feeds there are.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

T = TypeVar("T")
LONGEST = 5.0
"""Seconds that what was handed in waits at most while the work rests."""


class Coalescer(Generic[T]):
    """``work`` gets all that was handed in since it began last, in order; what it raises ends ``run``."""

    def __init__(self, work: Callable[[list[T]], Awaitable[None]], rest: float = 0.0) -> None:
        self._work = work
        self._rest = rest
        self._waiting: list[T] = []
        self._came = asyncio.Event()

    def add(self, item: T) -> None:
        self._waiting.append(item)
        self._came.set()

    async def run(self) -> None:
        """Until cancelled; what waits then is not worked on."""
        loop = asyncio.get_running_loop()
        while True:
            await self._came.wait()
            self._came.clear()
            batch, self._waiting = self._waiting, []
            began = loop.time()
            await self._work(batch)
            await asyncio.sleep(min(LONGEST, self._rest * (loop.time() - began)))
