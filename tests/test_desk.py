"""A page that costs too much is abandoned with clear words, and the next one is read."""

from __future__ import annotations

import asyncio
import ctypes
import threading
import time
from contextlib import suppress

import pytest

from feedsvc.desk import SMALL, TAGS, _Job, _TooCostlyError, read_aside, read_page
from feedsvc.errors import BrokenRecipeError, SuspectError
from feedsvc.model import Page

URL = "https://example.org/news/1.html"


def forever() -> None:
    while True:
        try:
            sum(range(1000))
        except Exception:
            continue  # careless code of ours must not keep a page on the desk


def test_s36_a_page_beyond_its_budget_is_abandoned() -> None:
    """The reader is stopped, the outcome names the page, and another page is read by the same thread."""

    async def three() -> tuple[int, int]:
        before = await read_aside(URL, threading.get_ident)
        with pytest.raises(SuspectError, match="costs more than 0.05 s") as caught:
            await read_aside(URL, forever, budget=0.05)
        assert (caught.value.url, bool(caught.value.next_step)) == (URL, True)
        return before, await read_aside(URL, threading.get_ident)

    before, after = asyncio.run(three())
    assert before == after


def test_a_page_that_ends_while_it_is_abandoned_harms_nobody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    """What ends it is raised before its job is over, or not at all: after it, it would end the thread that reads for all."""
    leave, left, abandoned = threading.Event(), threading.Event(), threading.Event()
    raise_there = ctypes.pythonapi.PyThreadState_SetAsyncExc

    class AtTheWorstMoment:
        @staticmethod
        def PyThreadState_SetAsyncExc(*given: object) -> None:
            leave.set()
            left.wait(0.3)  # as long as the job may end meanwhile
            raise_there(*given)

    def thread() -> None:
        try:
            with suppress(_TooCostlyError):
                job.run(leave.wait)
            left.set()
            abandoned.wait()
            sum(range(1000))
        except _TooCostlyError as error:
            harmed.append(error)

    monkeypatch.setattr(ctypes, "pythonapi", AtTheWorstMoment)
    job, harmed = _Job(), list[BaseException]()
    reading = threading.Thread(target=thread)
    reading.start()
    while not job.thread:
        time.sleep(0)
    job.abandon()
    abandoned.set()
    reading.join()
    assert harmed == []


@pytest.mark.parametrize(
    ("body", "aside"), [(b"x" * SMALL, False), (b"x" * (SMALL + 1), True), (b"<h1>a</h1>" * (TAGS // 2), False), (b"<b>" * (TAGS + 1), True)]
)
def test_a_small_page_is_read_where_it_is(body: bytes, aside: bool) -> None:
    """To hand a small page to the thread and back would cost more than it spares others; one that is full of tags spares them more."""
    thread = asyncio.run(read_page(Page(URL, body), threading.get_ident))
    assert (thread != threading.get_ident()) is aside


def test_waiting_is_not_computing() -> None:
    """A page that stands in line behind others, or whose thread is not given the processor, is read all the same."""

    async def both() -> list[str]:
        slow = read_aside(URL, lambda: (time.sleep(0.2), "slow")[1], budget=0.02)
        return list(await asyncio.gather(slow, read_aside(URL, lambda: "second", budget=0.02)))

    assert asyncio.run(both()) == ["slow", "second"]


@pytest.mark.parametrize("size", [1, SMALL + 1])
def test_a_reader_that_fails_is_one_sources_fault(size: int) -> None:
    """Any exception of a reader becomes the outcome of that page."""

    def fails() -> None:
        raise KeyError("row")

    with pytest.raises(BrokenRecipeError, match="KeyError"):
        asyncio.run(read_page(Page(URL, b"x" * size), fails))


def test_the_loop_goes_on_meanwhile() -> None:
    """While a page is read, others are served."""

    async def served() -> int:
        reading = asyncio.ensure_future(read_aside(URL, time.sleep, 0.2))
        turns = 0
        while not reading.done():
            await asyncio.sleep(0.01)
            turns += 1
        return turns

    assert asyncio.run(served()) > 3
