"""Manners towards one host: one request at a time, a pause between two, waiting when told to, counting."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from email.utils import parsedate_to_datetime

from ..ports import Clock
from ..skew import still_ahead
from .memory import Memory

Sleep = Callable[[float], Awaitable[None]]
Ticks = Callable[[], float]

_SECONDS = re.compile(r"-?[0-9]+")
SHORTEST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=24)
NOTED = 50
"""Requests after which a host's count is written down: what a killed process may forget."""


@dataclass(frozen=True, slots=True)
class Usage:
    """What one host was asked for on one day (UTC): requests sent and bytes received, headers included."""

    day: date
    requests: int = 0
    received: int = 0


@dataclass(frozen=True, slots=True)
class Budget:
    """What one host may be asked for in a day (UTC): requests, and bytes received."""

    requests: int = 20_000
    received: int = 2_000_000_000


GENEROUS = Budget()


class Host:
    """One host's turn: ``async with host`` waits until it is free and the pause is over.

    ``pause`` is in seconds; ``not_before`` is when the host said it may be asked again.
    """

    def __init__(self, pause: float, sleep: Sleep, ticks: Ticks) -> None:
        self.pause = pause
        self.not_before: datetime | None = None
        self.usage = Usage(date.min)
        self._lock = asyncio.Lock()
        self._free_at = 0.0
        self._sleep = sleep
        self._ticks = ticks

    async def __aenter__(self) -> None:
        await self._lock.acquire()
        wait = self._free_at - self._ticks()
        if wait > 0:
            try:
                await self._sleep(wait)
            except BaseException:
                self._lock.release()
                raise

    async def __aexit__(self, *_: object) -> None:
        self._free_at = self._ticks() + self.pause
        self._lock.release()


class Pace:
    """All hosts.  Waiting times and counts are kept in ``memory``, so that they hold over restarts."""

    def __init__(self, pause: float, clock: Clock, memory: Memory, *, sleep: Sleep, ticks: Ticks, budget: Budget = GENEROUS) -> None:
        self._pause = pause
        self._budget = budget
        self._clock = clock
        self._memory = memory
        self._sleep = sleep
        self._ticks = ticks
        self._hosts: dict[str, Host] = {}

    def host(self, name: str) -> Host:
        found = self._hosts.get(name)
        if found is None:
            found = self._hosts[name] = Host(self._pause, self._sleep, self._ticks)
            self._recall(name, found)
        return found

    def slow_down(self, name: str, seconds: float) -> None:
        """Honour a Crawl-delay when it is longer than our own pause."""
        self.host(name).pause = max(self._pause, seconds)

    def waiting(self, name: str) -> timedelta | None:
        """How much longer the host does not want to be asked, or None."""
        until, now = self.host(name).not_before, self._clock()
        return until - now if until is not None and still_ahead(until, now, LONGEST_WAIT) else None

    def wait(self, name: str, delay: timedelta) -> None:
        """Do not ask the host again before ``delay`` is over."""
        self.host(name).not_before = self._clock() + delay
        self._keep(name)

    def overspent(self, name: str) -> timedelta | None:
        """How long until the host may be asked again, when today's budget for it is used up."""
        now, usage = self._clock().astimezone(UTC), self.host(name).usage
        if usage.day != now.date() or (usage.requests < self._budget.requests and usage.received < self._budget.received):
            return None
        return datetime.combine(now.date() + timedelta(days=1), time(), UTC) - now

    def count(self, name: str, received: int) -> None:
        host, today = self.host(name), self._clock().astimezone(UTC).date()
        before = host.usage if host.usage.day == today else Usage(today)
        host.usage = replace(before, requests=before.requests + 1, received=before.received + received)
        if host.usage.requests % NOTED == 0:
            self._keep(name)

    def keep(self) -> None:
        """Write the counts of this process into the memory, and forget them: another process may go on from there."""
        for name, host in self._hosts.items():
            if host.usage.requests:
                self._keep(name)
        self._hosts.clear()

    def _keep(self, name: str) -> None:
        host = self._hosts[name]
        note = {
            "not_before": host.not_before.timestamp() if host.not_before else None,
            "day": host.usage.day.isoformat(),
            "requests": host.usage.requests,
            "received": host.usage.received,
        }
        self._memory.save(f"host {name}", json.dumps(note))

    def _recall(self, name: str, host: Host) -> None:
        note = self._memory.load(f"host {name}")
        usage = used(note)
        if note is None or usage is None:
            return
        host.usage = usage
        try:
            kept = json.loads(note)
            if kept["not_before"] is not None:
                host.not_before = datetime.fromtimestamp(kept["not_before"], UTC)
        except (ValueError, KeyError, TypeError, AttributeError, OverflowError, OSError):
            return  # an unreadable note is worth nothing; the next one replaces it


def used(note: str | None) -> Usage | None:
    """The usage a kept note tells; None for none, or one that cannot be read."""
    try:
        kept = json.loads(note or "")
        return Usage(date.fromisoformat(kept["day"]), int(kept["requests"]), int(kept["received"]))
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError):
        return None


def retry_after(value: str | None, now: datetime) -> timedelta | None:
    """The wait a Retry-After header asks for (RFC 9110, 10.2.3), clamped to 1 minute … 24 hours; None if unreadable."""
    if value is None:
        return None
    text = value.strip()
    if _SECONDS.fullmatch(text):
        return _clamp(timedelta(seconds=int(text[:9])))
    try:
        when = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return _clamp((when if when.tzinfo else when.replace(tzinfo=UTC)) - now)


def _clamp(wait: timedelta) -> timedelta:
    return max(SHORTEST_WAIT, min(wait, LONGEST_WAIT))
