"""robots.txt (RFC 9309): read once a day per origin, before anything else is asked of it.

An answer 4xx means there are no rules; a server that fails or cannot be reached means: nothing is allowed
until it answers, unless rules read earlier are still at hand (2.3.1.4, 2.4).
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from ..errors import RefusedError, RetryError, SourceError
from ..ports import Clock
from ..skew import is_fresh
from ..urls import Target
from .memory import Memory

if TYPE_CHECKING:
    from protego import Protego

TOKEN = "feedsvc"
FRESH = timedelta(hours=24)
MAX_BYTES = 512 * 1024  # RFC 9309, 2.5: at least 500 KiB
LONGEST_DELAY = 300.0  # seconds; a longer Crawl-delay is a slip of the pen
_TRY_AGAIN = timedelta(minutes=2)


@dataclass(slots=True)
class Deadline:
    """What is left for one exchange, in seconds of network time; robots.txt is a part of it."""

    left: float


# Fetches the text of a robots.txt: "" when there is none; raises SourceError when nobody can tell.
Read = Callable[[Target, bool, Deadline], Awaitable[str]]


@dataclass(slots=True)
class Rules:
    """One origin's rules.  ``parsed`` is None when everything is allowed."""

    fetched_at: datetime
    parsed: Protego | None

    def allow(self, url: str) -> bool:
        return self.parsed is None or self.parsed.can_fetch(url, TOKEN)

    @property
    def delay(self) -> float:
        """Crawl-delay in seconds, 0 when there is none."""
        delay = self.parsed.crawl_delay(TOKEN) if self.parsed else None
        return min(max(float(delay or 0), 0.0), LONGEST_DELAY)


def rules_of(text: str, fetched_at: datetime) -> Rules:
    """The rules a robots.txt states; text that states none allows everything."""
    if not text.strip():
        return Rules(fetched_at, None)
    from protego import Protego

    return Rules(fetched_at, Protego.parse(text))


class Robots:
    """The rules of every origin asked so far, kept in ``memory`` between processes."""

    def __init__(self, read: Read, memory: Memory, clock: Clock) -> None:
        self._read = read
        self._memory = memory
        self._clock = clock
        self._rules: dict[str, Rules] = {}
        self._failed: dict[str, tuple[datetime, RetryError]] = {}
        self._locks: dict[str, asyncio.Lock] = {}

    async def check(self, target: Target, private: bool, deadline: Deadline) -> float:
        """The Crawl-delay in seconds; raises RefusedError when the rules forbid the target, RetryError when unknown."""
        rules = self._rules.get(target.origin)
        if rules is None or not self._fresh(rules):
            async with self._locks.setdefault(target.origin, asyncio.Lock()):
                rules = await self._current(target, private, deadline)
        if not rules.allow(target.url):
            raise RefusedError(
                f"{target.url} is closed to programs by {target.origin}/robots.txt",
                "ask the site's operator for leave, or take the source out",
                url=target.url,
            )
        return rules.delay

    def _fresh(self, rules: Rules) -> bool:
        return is_fresh(rules.fetched_at, self._clock(), FRESH)

    async def _current(self, target: Target, private: bool, deadline: Deadline) -> Rules:
        known = self._rules.get(target.origin) or self._recall(target.origin)
        if known is None or not self._fresh(known):
            known = await self._renew(target, private, deadline, known)
        self._rules[target.origin] = known
        return known

    async def _renew(self, target: Target, private: bool, deadline: Deadline, known: Rules | None) -> Rules:
        try:
            self._raise_recent_failure(target.origin)
            text = await self._read(Target(target.scheme, target.host, target.port, "/robots.txt"), private, deadline)
        except RetryError as error:
            self._failed.setdefault(target.origin, (self._clock(), error))
            if known is not None:
                return known
            raise _unknown(target, error) from error
        now = self._clock()
        self._memory.save(f"robots {target.origin}", json.dumps({"at": now.timestamp(), "text": text}, ensure_ascii=False))
        return rules_of(text, now)

    def _raise_recent_failure(self, origin: str) -> None:
        """Twenty articles of one listing must not ask a broken server twenty times for its rules."""
        at, error = self._failed.get(origin, (None, None))
        if error is not None and is_fresh(at, self._clock(), _TRY_AGAIN):
            raise error
        self._failed.pop(origin, None)

    def _recall(self, origin: str) -> Rules | None:
        note = self._memory.load(f"robots {origin}")
        if note is None:
            return None
        try:
            kept = json.loads(note)
            return rules_of(kept["text"], datetime.fromtimestamp(kept["at"], UTC))
        except (ValueError, KeyError, TypeError, AttributeError, OverflowError, OSError):
            return None  # an unreadable note is worth nothing; the next one replaces it


def _unknown(target: Target, error: SourceError) -> RetryError:
    words = f"{error.message}; without {target.origin}/robots.txt nothing else is asked there"
    passing = isinstance(error, RetryError) and error.passing
    return RetryError(words, "" if passing else error.next_step, url=target.url, retry_after=error.retry_after)
