"""``run`` lends the writer's lock to whoever types a command, and goes on afterwards."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractContextManager, ExitStack
from typing import Any

import pytest

from feedsvc import lending
from feedsvc.errors import BusyError, StoreError

from .fake_store import FakeStore


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lending, "LOOK", 0.001)


class Unsteady(FakeStore):
    """A store that does not answer what is ``refused``; ``asked`` is how often it did not."""

    def __init__(self) -> None:
        super().__init__()
        self.refused: set[str] = set()
        self.asked = 0

    def _answer(self, question: str) -> None:
        if question in self.refused:
            self.asked += 1
            raise StoreError("The database cannot be reached.", "Look at its server.")

    def get_value(self, key: str) -> Any:
        self._answer("get_value")
        return super().get_value(key)

    def set_value(self, key: str, value: Any) -> None:
        self._answer("set_value")
        super().set_value(key, value)

    def lock(self) -> AbstractContextManager[None]:
        self._answer("lock")
        return super().lock()

    async def refuse(self, *questions: str) -> None:
        """Until one of them was asked."""
        self.refused, self.asked = set(questions), 0
        while not self.asked:  # noqa: ASYNC110  # nobody tells when it was
            await asyncio.sleep(0)


class Service:
    """Passes under way that end only when cancelled; ``begun`` tells for each beginning whether it was one again."""

    def __init__(self) -> None:
        self.store = Unsteady()
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

    async def lent(self) -> None:
        """Wishes for the lock, and waits until it can be had."""
        self.store.set_value(lending.WISH, True)
        while not self.is_free():  # noqa: ASYNC110
            await asyncio.sleep(0)

    def is_free(self) -> bool:
        try:
            with self.store.lock():
                return True
        except BusyError:
            return False

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
    asyncio.run(service.during(service.lent))
    assert service.begun == [False, True]
    assert service.store.get_value(lending.WISH) is None


def test_a_command_that_had_its_turn_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """The passes begin again as soon as the wish is gone and the lock is free."""
    monkeypatch.setattr(lending, "UNCLAIMED", 10**9)
    service = Service()
    asyncio.run(service.during(service.command))
    assert service.begun == [False, True]


def test_a_wish_that_another_took_back_is_wished_again() -> None:
    """Who comes first takes the wish back after its turn; who still waits says so again."""
    store = FakeStore()

    async def wait_for_both() -> None:
        command = asyncio.create_task(borrow())
        async with asyncio.timeout(30):
            with store.lock():
                for _ in range(2):
                    while not store.get_value(lending.WISH):  # noqa: ASYNC110
                        await asyncio.sleep(0)
                    store.set_value(lending.WISH, None)
            await command

    async def borrow() -> None:
        async with lending.borrowed(store):
            pass

    asyncio.run(wait_for_both())


@pytest.mark.parametrize("questions", [("get_value",), ("get_value", "set_value", "lock")])
def test_a_store_out_of_reach_ends_no_service(questions: Sequence[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """While passes are under way, or while the lock is lent: once it answers again, the service goes on and hears wishes."""
    monkeypatch.setattr(lending, "OUT_OF_REACH", 0.001)
    service = Service()

    async def away() -> None:
        await service.store.refuse(*questions)
        service.store.refused = set()
        await service.lent()
        await service.store.refuse("lock")
        service.store.refused = set()
        await service.at_work()
        await service.command()

    asyncio.run(service.during(away))
    assert service.begun == [False, True, True]


def test_a_wish_that_cannot_be_forgotten_ends_no_service(monkeypatch: pytest.MonkeyPatch) -> None:
    """The store fails just when the wish of a killed command is to be taken back: that is done the next time."""
    monkeypatch.setattr(lending, "UNCLAIMED", 2)
    service = Service()

    async def die() -> None:
        await service.lent()
        await service.store.refuse("set_value")
        service.store.refused = set()
        while service.store.get_value(lending.WISH):  # noqa: ASYNC110
            await asyncio.sleep(0)

    asyncio.run(service.during(die))
    assert service.begun[1:] and all(service.begun[1:])


def test_a_store_out_of_reach_is_asked_seldom(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each question may hold up for seconds what the service serves meanwhile: one in half a minute, for the wish and for the lock."""
    monkeypatch.setattr(lending, "LOOK", 0)
    service, asked = Service(), []

    async def count(question: str) -> None:
        await service.store.refuse(question)
        for _ in range(500):
            await asyncio.sleep(0)
        asked.append(service.store.asked)

    async def lent_and_lost() -> None:
        with ExitStack() as held:
            held.enter_context(service.store.lock())
            lender = asyncio.create_task(lending.lending(service.store, held, service.work))
            await service.lent()
            await count("lock")
            lender.cancel()
            await asyncio.gather(lender, return_exceptions=True)

    asyncio.run(lent_and_lost())
    service.store.refused = set()
    asyncio.run(service.during(lambda: count("get_value")))
    assert asked == [1, 1]


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
