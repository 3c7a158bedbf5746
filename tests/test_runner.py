"""The embedded runner: every source in its time, none twice at once, nothing dropped, and an end when told."""

from __future__ import annotations

import asyncio
import ctypes
import subprocess
import sys
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest

from feedsvc.model import Source
from feedsvc.runners import in_process
from feedsvc.runners.in_process import AT_ONCE, JITTER, InProcessRunner

SOURCES = tuple(Source(f"s{number}", f"http://host{number}.example.org/news/", interval=3600) for number in range(2 * AT_ONCE))


def now(source: Source | None = None) -> datetime:
    return datetime.now(UTC)


def long_ago(source: Source) -> datetime:
    return datetime.now(UTC) - timedelta(days=2)


class Work:
    """Notes who was worked on, and who at the same time; ``soon`` are due again at once."""

    def __init__(self, soon: tuple[str, ...] = (), deed: Callable[[Source], Awaitable[None]] | None = None) -> None:
        self.runs: Counter[str] = Counter()
        self.under_way: Counter[str] = Counter()
        self.most = 0
        self.twice = False
        self._soon, self._deed = soon, deed

    async def __call__(self, source: Source) -> datetime | None:
        self.runs[source.key] += 1
        self.under_way[source.key] += 1
        self.twice |= self.under_way[source.key] > 1
        self.most = max(self.most, self.under_way.total())
        try:
            await (self._deed(source) if self._deed else asyncio.sleep(0.01))
        finally:
            self.under_way[source.key] -= 1
        return now() if source.key in self._soon else None


async def run_until(runner: InProcessRunner, done: Callable[[], bool]) -> None:
    """The runner, cancelled once ``done``."""
    task = asyncio.create_task(runner.run())
    async with asyncio.timeout(30):
        while not done():  # noqa: ASYNC110  # the runner has no event to wait for
            await asyncio.sleep(0.01)
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


@pytest.mark.parametrize("first", [now, long_ago])
def test_each_source_is_looked_at_at_the_start(first: Callable[[Source], datetime]) -> None:
    """All sources at once, few at the same time; one whose time was two days ago is late, and is not dropped."""
    work = Work()
    asyncio.run(run_until(InProcessRunner(SOURCES, work, first, now), lambda: len(work.runs) == len(SOURCES)))
    assert set(work.runs.values()) == {1}
    assert 1 < work.most <= AT_ONCE


def test_the_sources_of_one_host_are_looked_at_in_turn_beside_other_hosts() -> None:
    """A host with very many sources has one pass at a time, in the order of the sources, and holds up no other host."""
    many = tuple(Source(f"m{number}", f"http://many.example.org/{number}/", interval=3600) for number in range(2 * AT_ONCE))
    order: list[str] = []
    together: list[int] = []
    work: Work

    async def deed(source: Source) -> None:
        order.append(source.key)
        together.append(sum(count for key, count in work.under_way.items() if key.startswith("m")))
        await asyncio.sleep(0.01)

    work = Work(deed=deed)
    asyncio.run(run_until(InProcessRunner((*many, *SOURCES[:2]), work, now, now), lambda: len(work.runs) == len(many) + 2))
    assert max(together) == 1
    assert [key for key in order if key.startswith("m")] == [source.key for source in many]
    assert {order.index("s0"), order.index("s1")} <= {0, 1, 2, 3}


def test_no_source_is_worked_on_twice_at_once() -> None:
    """A source that is due again at once waits for the end of its own pass, and has its turn again."""
    work = Work(soon=("s0", "s1"))
    asyncio.run(run_until(InProcessRunner(SOURCES[:3], work, now, now), lambda: work.runs["s0"] >= 3 and work.runs["s1"] >= 3))
    assert not work.twice
    assert work.runs["s2"] == 1


def test_a_fault_of_one_ends_nothing(caplog: pytest.LogCaptureFixture) -> None:
    """Whatever a pass raises, the others go on, and it is planned again."""

    async def deed(source: Source) -> None:
        if source.key == "s0":
            raise ZeroDivisionError

    work, runner = Work(deed=deed), None
    runner = InProcessRunner(SOURCES[:3], work, now, now)

    async def scenario() -> None:
        await run_until(runner, lambda: len(work.runs) == 3 and not work.under_way.total())
        assert {job.id for job in runner._scheduler.get_jobs()} <= {"s0", "s1", "s2"}

    asyncio.run(scenario())
    assert "ZeroDivisionError" in caplog.text


def test_the_end_stops_passes_under_way() -> None:
    """Told to end, it cancels what is under way and starts nothing more."""
    cancelled: list[str] = []

    async def deed(source: Source) -> None:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            cancelled.append(source.key)
            raise

    work = Work(deed=deed)
    asyncio.run(run_until(InProcessRunner(SOURCES, work, now, now), lambda: work.under_way.total() == AT_ONCE))
    assert len(cancelled) == AT_ONCE == work.runs.total()


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_jitter_spreads_and_never_hurries(monkeypatch: pytest.MonkeyPatch, share: float) -> None:
    """The next look is at its time, or up to a twentieth of the wait later; never sooner than in a second."""
    monkeypatch.setattr(in_process.random, "uniform", lambda low, high: low + (high - low) * share)
    start = now()
    for seconds in (0, 60, 3600):
        due = in_process._with_jitter(start + timedelta(seconds=seconds), start, start)
        assert (due - start).total_seconds() == pytest.approx(max(1, seconds) * (1 + JITTER * share))


class Clock:
    """The system's clock, which may go wrong by ``ahead``."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return now() + self.ahead


@pytest.mark.parametrize("ahead", [timedelta(hours=8), timedelta(days=3650)])
def test_p10_a_clock_put_right_while_sources_wait_is_noticed(monkeypatch: pytest.MonkeyPatch, ahead: timedelta) -> None:
    """What was planned while the clock was ahead, by the hours of a time zone or by years, is looked at once the clock is right."""
    monkeypatch.setattr(in_process, "WAKE", 0.01)
    clock, work, planned = Clock(), Work(), []
    clock.ahead = ahead

    def first(source: Source) -> datetime:
        planned.append(source)
        return clock()

    def done() -> bool:
        if len(planned) == 2:
            clock.ahead = timedelta()
        return len(work.runs) == 2

    asyncio.run(run_until(InProcessRunner(SOURCES[:2], work, first, clock), done))
    assert work.runs.total() == 2


def test_p10_a_clock_put_right_during_a_pass_is_noticed() -> None:
    """A pass that began when the clock was ahead plans for a far day; the next one comes at once all the same."""
    clock = Clock()
    clock.ahead = timedelta(days=3650)

    async def work(source: Source) -> datetime:
        looks.append(clock())
        due, clock.ahead = clock() + timedelta(seconds=1), timedelta()
        return due

    looks: list[datetime] = []
    asyncio.run(run_until(InProcessRunner(SOURCES[:1], work, now, clock), lambda: len(looks) == 2))
    assert looks[1] < looks[0]


_FREED = """
from pathlib import Path
from feedsvc.runners.memory import give_back

def resident():
    return int(Path("/proc/self/status").read_text().split("VmRSS:")[1].split()[0])

give_back()
kept = [bytes(4000) for _ in range(20_000)]
kept = kept[::200]
held = resident()
give_back()
print(held - resident())
"""


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "malloc_trim"), reason="another C library than glibc")
def test_what_a_pass_took_goes_back_to_the_system() -> None:
    """80 MB were used and let go but for a piece here and there: nearly all of it is the system's again."""
    run = subprocess.run([sys.executable, "-c", _FREED], capture_output=True, text=True, check=True)
    assert int(run.stdout) > 60_000
