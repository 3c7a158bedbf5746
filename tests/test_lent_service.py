"""What ``run`` knows once it has back the lock it lent."""

from __future__ import annotations

import asyncio
import json
import os
import signal
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from feedsvc import app as composition
from feedsvc import lending
from feedsvc.commands import renewal
from feedsvc.commands.log import Log
from feedsvc.commands.renewal import Renewal, SettingsChanged, facts_of
from feedsvc.commands.service import work_and_serve
from feedsvc.config import load
from feedsvc.errors import BusyError
from feedsvc.record import TO_TAKE_OVER
from feedsvc.stores import open_store, restored

from .installation import installed
from .test_service import configured


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lending, "LOOK", 0.001)


@pytest.fixture
def address(tmp_path: Path) -> str:
    """Of the store."""
    return f"sqlite:{tmp_path / 'state' / 'feedsvc.db'}"


async def beside(config: Path, deed: Callable[[], Awaitable[None]]) -> None:
    """The deed, once ``run`` has passed over its source; then ``run`` is told to stop."""
    passed = asyncio.Event()
    with composition.opened(load(config)) as app, ExitStack() as held:
        held.enter_context(app.store.lock())
        service = asyncio.create_task(work_and_serve(app, held, [], lambda outcome: passed.set(), lambda fault: None))
        async with asyncio.timeout(60):
            await passed.wait()
            await deed()
            os.kill(os.getpid(), signal.SIGTERM)
            assert await service == 128 + signal.SIGTERM


def test_what_a_killed_restore_left_is_taken_over(tmp_path: Path, address: str) -> None:
    """It got in while the lock was lent: ``run`` goes on with the store that was put back, and knows what was published since."""

    async def put_back_and_die() -> None:
        store = open_store(address)
        known = store.counts()
        store.set_value(lending.WISH, True)
        store.close()
        while not await put_back():  # noqa: ASYNC110  # nobody tells when the lock is free
            await asyncio.sleep(0.001)
        store = open_store(address)
        while store.get_value(TO_TAKE_OVER):  # noqa: ASYNC110
            await asyncio.sleep(0.001)
        assert store.counts() == known != {}
        store.close()

    async def put_back() -> bool:
        try:
            with restored(address, tmp_path / "old.db"):
                return True
        except BusyError:
            return False

    with installed(tmp_path) as place:
        empty = open_store(address)
        empty.backup(tmp_path / "old.db")
        empty.close()
        asyncio.run(beside(configured(tmp_path, place.config.sources[0].url), put_back_and_die))


def test_a_command_and_run_count_what_a_host_was_asked_for_together(tmp_path: Path, address: str) -> None:
    """The command knows what ``run`` asked for, and ``run`` afterwards what the command did, and how long the host wants to be left alone."""
    until = datetime.now(UTC) + timedelta(hours=6)

    async def told_to_wait() -> None:
        store = open_store(address)
        async with lending.borrowed(store):
            first = json.loads(store.get_value("host 127.0.0.1"))
            assert first["requests"] > 10
            store.set_value("host 127.0.0.1", json.dumps({**first, "requests": 500, "not_before": until.timestamp()}))
        store.close()

    with installed(tmp_path) as place:
        config = configured(tmp_path, place.config.sources[0].url)
        asyncio.run(beside(config, told_to_wait))
    store = open_store(address)
    note = json.loads(store.get_value("host 127.0.0.1"))
    assert (note["requests"], note["not_before"]) == (500, until.timestamp())
    store.close()


def renamed(config: Path) -> None:
    config.write_text(config.read_text().replace('title = "T"', 'title = "Another"'))


def test_a_changed_file_waits_until_a_lent_lock_is_back(tmp_path: Path, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """While a command has the lock the feeds are served as before; then all begins again, and nothing is published as it was configured."""
    monkeypatch.setattr(renewal, "PAUSE", 0.001)
    published: list[str] = []
    monkeypatch.setattr("feedsvc.rounds.publish_well", lambda app, fault: published.append(app.config.title))

    async def changed_meanwhile(config: Path) -> None:
        read, passed = load(config), asyncio.Event()
        with composition.opened(read) as app, ExitStack() as held:
            held.enter_context(app.store.lock())
            watched = Renewal(read, facts_of(config), Log(read))
            service = asyncio.create_task(work_and_serve(app, held, [], lambda outcome: passed.set(), lambda fault: None, watched))
            async with asyncio.timeout(60):
                await passed.wait()
                store = open_store(address)
                async with lending.borrowed(store):
                    published.clear()
                    renamed(config)
                    await asyncio.sleep(0.05)
                    assert not service.done()
                store.close()
                with pytest.raises(SettingsChanged):
                    await service

    with installed(tmp_path) as place:
        asyncio.run(changed_meanwhile(configured(tmp_path, place.config.sources[0].url)))
    assert published == []
