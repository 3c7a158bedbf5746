"""What one host is asked for, and when: waits and counts, decided from values alone."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta

import pytest

from feedsvc.fetching.memory import Forgetful
from feedsvc.fetching.pace import NOTED, Budget, Pace, Usage, retry_after, used

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


class World:
    """A clock to be set, pauses that are only noted, and what is kept."""

    def __init__(self) -> None:
        self.now, self.ticks, self.slept, self.memory = NOON, 100.0, [], Forgetful()

    def pace(self) -> Pace:
        return Pace(2.0, lambda: self.now, self.memory, sleep=self.sleep, ticks=lambda: self.ticks, budget=Budget(3, 1000))

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.ticks += seconds


def test_a_pause_is_counted_from_the_end_of_a_request() -> None:
    """The first one waits for nothing; a longer delay that the host asks for is kept, a shorter one is not."""
    world = World()
    pace = world.pace()

    async def ask(count: int) -> None:
        for _ in range(count):
            async with pace.host("a.example"):
                world.ticks += 0.5

    asyncio.run(ask(2))
    pace.slow_down("a.example", 7.0)
    asyncio.run(ask(2))
    pace.slow_down("a.example", 1.0)
    asyncio.run(ask(2))
    world.ticks += 60
    asyncio.run(ask(1))
    assert world.slept == [2.0, 2.0, 7.0, 7.0, 2.0]


def test_a_turn_that_is_broken_off_is_given_back() -> None:
    """Who was stopped while it paused leaves the host to the next one."""
    world = World()
    pace, broken = world.pace(), KeyError()

    async def stopped(seconds: float) -> None:
        raise broken

    async def ask() -> None:
        host = pace.host("a.example")
        async with host:
            pass
        host._sleep = stopped
        with pytest.raises(KeyError):
            async with host:
                pass
        host._sleep = world.sleep
        async with asyncio.timeout(5), host:
            pass

    asyncio.run(ask())


def test_a_wait_is_kept_over_restarts() -> None:
    """Until it is over, and no longer than a day, which a clock that was wrong may have made of it."""
    world = World()
    assert world.pace().waiting("a.example") is None
    world.pace().wait("a.example", HOUR)
    assert [world.pace().waiting(host) for host in ("a.example", "b.example")] == [HOUR, None]
    world.now += HOUR
    assert world.pace().waiting("a.example") is None
    world.now -= timedelta(days=3)
    assert world.pace().waiting("a.example") is None


@pytest.mark.parametrize(("requests", "received", "spent"), [(2, 999, False), (3, 0, True), (1, 1000, True)])
def test_a_budget_is_for_a_day(requests: int, received: int, spent: bool) -> None:
    """Of requests and of bytes, for each host; a new day (UTC) is a new budget."""
    world = World()
    pace = world.pace()
    for number in range(requests):
        pace.count("a.example", received if number == 0 else 0)
    assert pace.overspent("a.example") == (12 * HOUR if spent else None)
    assert pace.overspent("b.example") is None
    assert pace.host("a.example").usage == Usage(NOON.date(), requests, received)
    world.now += 12 * HOUR
    assert pace.overspent("a.example") is None
    pace.count("a.example", 5)
    assert pace.host("a.example").usage == Usage(world.now.date(), 1, 5)


def test_counts_are_written_down_now_and_then_and_at_the_end() -> None:
    """A killed process forgets fifty requests at most; another one goes on from what was kept."""
    world = World()
    pace = world.pace()
    for _ in range(NOTED + 1):
        pace.count("a.example", 10)
    pace.host("idle.example")
    assert world.pace().host("a.example").usage.requests == NOTED
    pace.keep()
    assert world.pace().host("a.example").usage == pace.host("a.example").usage == Usage(NOON.date(), NOTED + 1, 10 * (NOTED + 1))
    assert world.memory.load("host idle.example") is None
    other = world.pace()
    other.count("a.example", 0)
    pace.keep()
    other.keep()
    assert pace.host("a.example").usage.requests == NOTED + 2


@pytest.mark.parametrize("note", [None, "", "{", "[]", "1", "{}", '{"day": "x"}', '{"day": "2026-11-22", "requests": null, "received": 0}', '{"day": 1}'])
def test_a_note_that_cannot_be_read_is_worth_nothing(note: str | None) -> None:
    """The host is asked as if nothing had been kept."""
    world = World()
    if note is not None:
        world.memory.save("host a.example", note)
    assert used(note) is None
    assert (world.pace().host("a.example").usage.requests, world.pace().waiting("a.example")) == (0, None)


@pytest.mark.parametrize("until", ["x", 1e300, [], None])
def test_a_count_is_kept_though_its_wait_cannot_be_read(until: object) -> None:
    """Each is believed by itself."""
    world = World()
    world.memory.save("host a.example", json.dumps({"day": "2026-11-22", "requests": 3, "received": 4, "not_before": until}))
    assert world.pace().host("a.example").usage == Usage(NOON.date(), 3, 4)
    assert world.pace().waiting("a.example") is None


@pytest.mark.parametrize(
    ("value", "wait"),
    [
        (None, None),
        ("", None),
        ("soon", None),
        ("120", timedelta(seconds=120)),
        (" 120 ", timedelta(seconds=120)),
        ("59", timedelta(minutes=1)),
        ("-5", timedelta(minutes=1)),
        ("86401", timedelta(days=1)),
        ("9" * 5000, timedelta(days=1)),
        ("1.5", None),
        ("Sun, 22 Nov 2026 13:00:00 GMT", HOUR),
        ("Sun, 22 Nov 2026 13:00:00", HOUR),
        ("Sun, 22 Nov 2026 13:00:00 +0100", timedelta(minutes=1)),
        ("Fri, 22 Nov 2030 13:00:00 GMT", timedelta(days=1)),
    ],
)
def test_the_wait_that_a_header_asks_for(value: str | None, wait: timedelta | None) -> None:
    """In seconds or until a moment, a minute at least and a day at most; what is neither says nothing."""
    assert retry_after(value, NOON) == wait
