"""The writer's lock, lent: ``run`` holds it as long as it lives, and what an operator types, a takedown above all, cannot wait for that.

A command leaves a wish in the store, which needs no lock.  ``run`` sees it within a second, cancels its passes (what was not
committed never was), lets go of the lock, and goes on once the command is through.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import ExitStack, asynccontextmanager, suppress

from .errors import BusyError, StoreError
from .ports import Store

WISH = "lock wanted"
LOOK = 0.5
"""Seconds between two looks at the wish, or at the lock."""
MOST_LOOKS = 120
"""Looks after which a command gives up: the holder is no ``run``, or one that hangs."""
OUT_OF_REACH = 30.0
"""Seconds to the next look when the store did not answer: each such look may hold up the server for seconds.  Less than a command waits."""
UNCLAIMED = 20
"""Looks after which a wish counts as that of a command that was killed."""


@asynccontextmanager
async def borrowed(store: Store) -> AsyncIterator[None]:
    """The lock, for a command that somebody waits for.  Raises BusyError when nobody let go of it in time."""
    with ExitStack() as held:
        try:
            held.enter_context(store.lock())
        except BusyError:
            await _lent(store, held)
        yield


async def _lent(store: Store, held: ExitStack) -> None:
    try:
        for _ in range(MOST_LOOKS):
            store.set_value(WISH, True)  # each time: another command may have had its turn, and taken its wish back
            await asyncio.sleep(LOOK)
            with suppress(BusyError):
                held.enter_context(store.lock())
                return
        held.enter_context(store.lock())
    finally:
        store.set_value(WISH, None)


async def lending(store: Store, held: ExitStack, work: Callable[[bool], Awaitable[None]]) -> None:
    """``work``, which never ends by itself, while the lock is ``held``; begun again, with True, after each time it was lent."""
    again = False
    while True:
        await _until_wished(store, asyncio.ensure_future(work(again)))
        held.close()
        await _until_claimed(store)
        await taken_back(store, held)
        again = True


async def _until_wished(store: Store, work: asyncio.Future[None]) -> None:
    try:
        wished, pause = _look(store)
        while not (work.done() or wished):
            await asyncio.wait({work}, timeout=pause)
            wished, pause = _look(store)
        if work.done():
            work.result()
    finally:
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)


def _look(store: Store) -> tuple[bool, float]:
    """Whether somebody wishes for the lock, and the seconds to the next look: a database that is away for a while ends no service."""
    try:
        return bool(store.get_value(WISH)), LOOK
    except StoreError:
        return False, OUT_OF_REACH


async def _until_claimed(store: Store) -> None:
    for _ in range(UNCLAIMED):
        await asyncio.sleep(LOOK)
        wished, _ = _look(store)
        if not wished:
            return
    with suppress(StoreError):
        store.set_value(WISH, None)


async def taken_back(store: Store, held: ExitStack) -> None:
    """The lock, however long another has it."""
    while True:
        try:
            held.enter_context(store.lock())
            return
        except BusyError:
            pause = LOOK
        except StoreError:
            pause = OUT_OF_REACH
        await asyncio.sleep(pause)
