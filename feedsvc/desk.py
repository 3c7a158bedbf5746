"""Where pages are read: one thread beside the event loop, with a budget of CPU seconds for each page.

One thread, as more would take turns at the interpreter, each with a heap of its own.  A page that costs more than its
budget is abandoned: an exception is raised in the thread, which ends any loop of ours.  Patterns and the parser are out
of its reach while they run; that these are linear is the readers' own promise (reading/tree.py guards the parser).

A page of a few kilobytes, and of few tags, for those cost most, is read in the loop: an ordinary one takes less than the 5 ms for which a
thread keeps the interpreter from all others, the worst we could make 35 on a busy machine, and to hand it over and back would cost a
tenth more.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Any, TypeVar

from .errors import BrokenRecipeError, FeedsvcError, SuspectError
from .model import Page

T = TypeVar("T")
BUDGET = 5.0
"""CPU seconds for one page."""
SMALL = 8 * 1024
"""Bytes of a page that is read in the loop."""
TAGS = 250
"""Tags, and what looks so, of such a page."""


class _TooCostlyError(BaseException):
    """Raised in the thread: nothing but the desk catches it."""


@dataclass(slots=True)
class _Job:
    """One page on the desk.  ``thread`` is 0 until it is taken up, and again once it is done; it is not done while it is abandoned."""

    thread: int = 0
    began: float = 0.0
    end: threading.Lock = field(default_factory=threading.Lock)

    def run(self, reader: Callable[[], T]) -> T:
        self.began, self.thread = time.thread_time(), threading.get_ident()
        try:
            return reader()
        finally:
            with self.end:
                self.thread = 0

    def spent(self) -> float:
        """CPU seconds so far."""
        thread = self.thread
        return time.clock_gettime(time.pthread_getcpuclockid(thread)) - self.began if thread else 0.0

    def abandon(self) -> None:
        import ctypes  # hardly ever needed

        with self.end:
            if self.thread:
                ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(self.thread), ctypes.py_object(_TooCostlyError))


async def read_page(page: Page, reader: Callable[..., T], *args: Any, **ways: Any) -> T:
    """Read a page, aside unless it is small.  Raises as ``read_aside``."""
    if len(page.body) > SMALL or page.body.count(b"<") > TAGS:
        return await read_aside(page.url, reader, *args, **ways)
    with _in_words(page.url):
        return reader(*args, **ways)


async def read_aside(url: str, reader: Callable[..., T], *args: Any, budget: float = BUDGET, **ways: Any) -> T:
    """Read a page in the thread, so that others are served meanwhile.

    Raises SuspectError for a page that costs more than its budget; one our reader fails on is one source's fault.
    """
    with _in_words(url, budget):
        return await _watched(_Job(), partial(reader, *args, **ways), budget)


@contextmanager
def _in_words(url: str, budget: float = BUDGET) -> Iterator[None]:
    try:
        yield
    except FeedsvcError:
        raise
    except _TooCostlyError as error:
        words = f"{url} was not read to the end: it costs more than {budget:g} s of computing"
        raise SuspectError(words, "look at the page in a browser; a page like this is not a news page", url=url) from error
    except Exception as error:  # a page can be anything; no page may end the service
        words = f"{url} could not be read: {type(error).__name__}: {error}"
        raise BrokenRecipeError(words, "this is a mistake of feedsvc: please report it with the page", url=url) from error


async def _watched(job: _Job, reader: Callable[[], T], budget: float) -> T:
    future = asyncio.get_running_loop().run_in_executor(_thread(), job.run, reader)
    while not (await asyncio.wait({future}, timeout=budget))[0]:
        if job.spent() > budget:
            job.abandon()
    return future.result()


@cache
def _thread() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1, "reading")
