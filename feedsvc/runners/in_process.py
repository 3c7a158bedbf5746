"""The embedded runner: APScheduler in this process.  A scheduler is a caller, not a dependency of the flow.

Hosts are looked at side by side, the sources of one host in turn: its pages come one at a time anyway, so the first section is
out the sooner, and those that wait hold neither pages nor another host's slot.

Each source has one job.  When a pass ends it says when the next look is due (its interval, sooner while reading back,
later after a failure), and the job is set for that moment, with jitter.  A late run is run and not dropped.
"""

from __future__ import annotations

import asyncio
import random
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from ..model import Source

Work = Callable[[Source], Awaitable[datetime | None]]

JITTER = 0.05
AT_ONCE = 16
"""Passes side by side: more than hostile sites are likely to hold up for a deadline's length."""


class InProcessRunner:
    """``work`` makes one pass and returns when the next is due (None: after the source's interval)."""

    def __init__(self, sources: Sequence[Source], work: Work, first: Callable[[Source], datetime]) -> None:
        self._sources = sources
        self._work = work
        self._first = first
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._hosts: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._running: set[asyncio.Task[None]] = set()
        self._stopping = False

    async def run(self) -> None:
        """Until cancelled; then passes under way are cancelled too (a commit is one transaction: nothing is half done)."""
        for source in self._sources:
            self._plan(source, self._first(source))
        self._scheduler.start()
        try:
            await asyncio.Event().wait()
        finally:
            self._stopping = True
            self._scheduler.shutdown(wait=False)
            for task in tuple(self._running):
                task.cancel()
            await asyncio.gather(*self._running, return_exceptions=True)

    def _plan(self, source: Source, when: datetime) -> None:
        self._scheduler.add_job(
            self._pass, "date", run_date=when, args=[source], id=source.key, replace_existing=True, misfire_grace_time=None, coalesce=True,
        )  # fmt: skip

    async def _pass(self, source: Source) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._running.add(task)
        due: datetime | None = None
        try:
            async with self._hosts[urlsplit(source.url).netloc], self._slots:
                due = await self._work(source)
        except asyncio.CancelledError:
            if not self._stopping:  # when we stop, the scheduler would report it as a fault of the job
                raise
        finally:
            self._running.discard(task)
            if not self._stopping:
                self._plan(source, _with_jitter(due, source.interval))


def _with_jitter(due: datetime | None, interval: int) -> datetime:
    now = datetime.now(UTC)
    wait = max(timedelta(seconds=1), (due or now + timedelta(seconds=interval)) - now)
    return now + wait * (1 + random.uniform(0, JITTER))
