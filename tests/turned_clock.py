"""A clock that a test turns."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta


class Clock:
    """The time from ``now`` on; sleeping turns it, and is noted in seconds."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.slept: list[float] = []

    def __call__(self) -> datetime:
        return self.now

    def ticks(self) -> float:
        return self.now.timestamp()

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += timedelta(seconds=seconds)
        await asyncio.sleep(0)
