"""The embedded runner: APScheduler in this process.  A scheduler is a caller, not a dependency of the flow.

Hosts are looked at side by side, the sources of one host in turn: its pages come one at a time anyway, so the first section is
out the sooner, and those that wait hold neither pages nor another host's slot.

Each source has one job.  When a pass ends it says when the next look is due (its interval, sooner while reading back,
later after a failure), and the job is set for that moment, with jitter.  A late run is run and not dropped.

Jobs are set for moments of the system's clock, which may be put right meanwhile.  So once a minute, by the loop's own clock, the
runner looks whether plans were made later than now: what a wrong clock planned is due.
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
from ..skew import SKEW, still_ahead

Work = Callable[[Source], Awaitable[datetime | None]]

JITTER = 0.05
SHORTEST = timedelta(seconds=1)
WAKE = 60.0
"""Seconds after which a clock that was put right is noticed."""
AT_ONCE = 16
"""Passes side by side: more than hostile sites are likely to hold up for a deadline's length."""


class InProcessRunner:
    """``work`` makes one pass and returns when the next is due (None: after the source's interval); ``first`` tells it at the start."""

    def __init__(self, sources: Sequence[Source], work: Work, first: Callable[[Source], datetime], clock: Callable[[], datetime]) -> None:
        self._sources = sources
        self._work = work
        self._first = first
        self._clock = clock
        self._planned: dict[str, datetime] = {}
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
            while True:
                await asyncio.sleep(WAKE)
                self._doubt_plans()
        finally:
            self._stopping = True
            self._scheduler.shutdown(wait=False)
            for task in tuple(self._running):
                task.cancel()
            await asyncio.gather(*self._running, return_exceptions=True)

    def _doubt_plans(self) -> None:
        """Those made later than now, by a clock that was wrong, are due; one that is under way has no job."""
        now = self._clock()
        for source in self._sources:
            if self._planned[source.key] > now + SKEW and self._scheduler.get_job(source.key):
                self._plan(source, now)

    def _plan(self, source: Source, when: datetime) -> None:
        self._planned[source.key] = self._clock()
        self._scheduler.add_job(
            self._pass, "date", run_date=when, args=[source], id=source.key, replace_existing=True, misfire_grace_time=None, coalesce=True,
        )  # fmt: skip

    async def _pass(self, source: Source) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._running.add(task)
        began, due = self._clock(), None
        try:
            async with self._hosts[urlsplit(source.url).netloc], self._slots:
                began = self._clock()
                due = await self._work(source)
        except asyncio.CancelledError:
            if not self._stopping:  # when we stop, the scheduler would report it as a fault of the job
                raise
        finally:
            self._running.discard(task)
            if not self._stopping:
                now = self._clock()
                self._plan(source, _with_jitter(due or now + timedelta(seconds=source.interval), began, now))


def _with_jitter(due: datetime, began: datetime, now: datetime) -> datetime:
    """In a second where the time has come, or the clock was put back since the pass began."""
    wait = due - now if still_ahead(due, now, due - began) else SHORTEST
    return now + max(SHORTEST, wait) * (1 + random.uniform(0, JITTER))
