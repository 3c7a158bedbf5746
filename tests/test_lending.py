"""``run`` lends the writer's lock to whoever types a command, and goes on afterwards."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import ExitStack

import pytest

from feedsvc import lending
from feedsvc.errors import BusyError, StoreError

from .fake_store import FakeStore


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lending, "LOOK", 0.001)


class Service:
    """Passes under way that end only when cancelled; ``begun`` tells for each beginning whether it was one again."""

    def __init__(self) -> None:
        self.store = FakeStore()
        self.begun: list[bool] = []
        self.working = False

    async def work(self, again: bool) -> None:
        self.begun.append(again)
        self.working = True
        try:
            await asyncio.Event().wait()
        finally:
            self.working = False

    async def during(self, deed: Callable[[], Awaitable[None]]) -> None:
        """The deed, beside the service; then what is under way again."""
        with ExitStack() as held:
            held.enter_context(self.store.lock())
            service = asyncio.create_task(lending.lending(self.store, held, self.work))
            async with asyncio.timeout(30):
                await self.at_work()
                await deed()
                await self.at_work()
            service.cancel()
            await asyncio.gather(service, return_exceptions=True)

    async def at_work(self) -> None:
        while not self.working:  # noqa: ASYNC110  # the service under test has no event to wait for
            await asyncio.sleep(0)

    async def command(self) -> None:
        async with lending.borrowed(self.store):
            assert not self.working


def test_a_command_has_the_lock_while_run_works() -> None:
    """Passes under way end, the command does its work alone, and then they begin again."""
    service = Service()
    asyncio.run(service.during(service.command))
    assert service.begun == [False, True]
    assert service.store.get_value(lending.WISH) is None


def test_commands_that_come_together_each_have_their_turn() -> None:
    """One after the other; a wish taken back does not take back another's."""
    service = Service()

    async def several() -> None:
        await asyncio.gather(*(service.command() for _ in range(5)))

    asyncio.run(service.during(several))
    assert not service.begun[0] and all(service.begun[1:])
    assert service.store.get_value(lending.WISH) is None


def test_a_command_that_was_killed_holds_up_nothing() -> None:
    """Its wish is forgotten after a while, and the passes go on."""
    service = Service()

    async def wish_and_die() -> None:
        service.store.set_value(lending.WISH, True)
        while service.working:  # noqa: ASYNC110
            await asyncio.sleep(0)

    asyncio.run(service.during(wish_and_die))
    assert service.begun == [False, True]
    assert service.store.get_value(lending.WISH) is None


def test_a_holder_that_does_not_let_go_is_named_in_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """As without waiting; and no wish is left behind."""
    monkeypatch.setattr(lending, "MOST_LOOKS", 3)
    service = Service()
    with service.store.lock(), pytest.raises(BusyError, match="at work"):
        asyncio.run(service.command())
    assert service.store.get_value(lending.WISH) is None


def test_a_free_lock_is_taken_without_a_wish() -> None:
    """Where nobody works, nothing is written for it."""
    service = Service()
    service.store.set_value = lambda key, value: pytest.fail(f"{key} was written")  # type: ignore[method-assign]
    asyncio.run(service.command())


def test_a_fault_of_the_passes_ends_the_service() -> None:
    """It is not waited out."""

    async def broken(again: bool) -> None:
        raise StoreError("The database is damaged.", "Restore.")

    with ExitStack() as held, pytest.raises(StoreError):
        asyncio.run(lending.lending(FakeStore(), held, broken))
