"""What several passes changed is published together, and nothing of it is lost."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from feedsvc import app as composition
from feedsvc import coalescing, rounds
from feedsvc.coalescing import LONGEST, Coalescer
from feedsvc.commands import service
from feedsvc.errors import FeedsvcError, PublishError, StoreError
from feedsvc.model import NotModified, Page, Request
from feedsvc.publish import BATCH
from feedsvc.publishers.edition import Groups
from feedsvc.publishers.files import FilesPublisher
from feedsvc.record import Outcome

from .installation import CountingFetcher, Installation, installed

KEYS = ("news", "brands", "lean", "planning")


def test_what_comes_while_the_work_is_done_is_worked_on_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first is taken up at once, those that come meanwhile wait for each other; then the work rests so many times as long as it took."""
    batches: list[list[int]] = []
    rests: list[float] = []

    async def rest(shared: Coalescer[int], seconds: float) -> None:
        rests.append(seconds)

    async def work(batch: list[int]) -> None:
        batches.append(batch)
        if len(batches) == 2:
            raise EOFError
        shared.add(2)
        shared.add(3)
        time.sleep(0.01)  # noqa: ASYNC251  # as rendering does: the loop stands still

    monkeypatch.setattr(Coalescer, "_pause", rest)
    shared = Coalescer(work, rest=3.0)
    shared.add(1)
    with pytest.raises(EOFError):
        asyncio.run(shared.run())
    assert batches == [[1], [2, 3]]
    assert 0.03 <= rests[0] <= LONGEST


def test_what_was_handed_in_before_the_end_is_worked_on_without_rest() -> None:
    """Who says that nothing more comes waits for no rest."""
    batches: list[list[int]] = []

    worked = asyncio.Event()

    async def work(batch: list[int]) -> None:
        batches.append(batch)
        worked.set()

    async def handed_in() -> None:
        running = asyncio.create_task(shared.run())
        shared.add(1)
        await worked.wait()
        shared.add(2)
        shared.close()
        await running

    shared = Coalescer(work, rest=1e12)
    asyncio.run(handed_in())
    assert batches == [[1], [2]]


class Service:
    """``run`` without a server over an installation, until ``done``; what it told."""

    def __init__(self, place: Installation, done: Callable[[composition.App], bool]) -> None:
        self.told: list[Outcome] = []
        self.faults: list[FeedsvcError] = []
        asyncio.run(self._until(place, done))

    async def _until(self, place: Installation, done: Callable[[composition.App], bool]) -> None:
        with composition.opened(place.config) as app, ExitStack() as held:
            held.enter_context(app.store.lock())
            job = asyncio.create_task(service.work_and_serve(app, held, [], self.told.append, self.faults.append))
            async with asyncio.timeout(60):
                while not done(app):  # noqa: ASYNC110  # nobody tells when a pass is committed
                    await asyncio.sleep(0.01)
                os.kill(os.getpid(), signal.SIGTERM)
                assert await job == 128 + signal.SIGTERM


def all_read(app: composition.App) -> bool:
    return all(app.store.state(key).last_success for key in KEYS)


def stand(place: Installation) -> bool:
    return all((place.feeds / f"{key}.atom").is_file() for key in (*KEYS, "all"))


def test_sources_that_are_read_while_a_publication_rests_share_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first source's feeds stand at once, those of the others together; who ends ``run`` meanwhile finds all published."""
    wrote: list[tuple[str, ...]] = []

    def counted(*given: Any) -> tuple[str, ...]:
        names = publish(*given)
        wrote.extend([names] if names else [])
        return names

    publish = rounds.publish
    monkeypatch.setattr(rounds, "publish", counted)
    monkeypatch.setattr(service, "REST", 1e9)
    monkeypatch.setattr(coalescing, "LONGEST", 60.0)
    with installed(tmp_path, KEYS) as place:
        ran = Service(place, all_read)
        assert stand(place)
    assert len(wrote) == 2
    assert len(ran.told) == 1
    assert ran.faults == []


class Refresh:
    """``refresh`` of all sources, the page of the last of which gives no answer, until ``done``; how often it wrote."""

    def __init__(self, place: Installation, monkeypatch: pytest.MonkeyPatch, done: Callable[[composition.App], bool]) -> None:
        self.wrote = 0
        self.told: list[str] = []
        self._publish = rounds.publish
        monkeypatch.setattr(rounds, "publish", self._counted)
        asyncio.run(self._until(place, done))

    def _counted(self, *given: Any) -> tuple[str, ...]:
        names = self._publish(*given)
        self.wrote += bool(names)
        return names

    async def _until(self, place: Installation, done: Callable[[composition.App], bool]) -> None:
        with composition.opened(place.config) as app, app.store.lock():
            silent = Silent(app.parts.fetcher, place.config.sources[-1].url)
            app = replace(app, parts=replace(app.parts, fetcher=silent))
            job = asyncio.create_task(rounds.refresh_all(app, place.config.sources, lambda outcome: self.told.append(outcome.source)))
            async with asyncio.timeout(60):
                while not done(app):  # noqa: ASYNC110  # nobody tells when a pass is committed
                    await asyncio.sleep(0.01)
                job.cancel()
                with pytest.raises(asyncio.CancelledError):
                    await job


class Silent(CountingFetcher):
    """The door; behind one address nobody answers."""

    def __init__(self, inner: Any, url: str) -> None:
        super().__init__(inner)
        self.url = url

    async def fetch(self, request: Request) -> Page | NotModified:
        if request.url == self.url:
            await asyncio.Event().wait()
        return await super().fetch(request)


def test_a_refresh_that_is_told_to_end_publishes_what_was_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The feeds of the first source stand at once; the others wait for the next publication, which comes before the end."""
    monkeypatch.setattr(rounds, "REST", 1e9)
    monkeypatch.setattr(coalescing, "LONGEST", 60.0)
    with installed(tmp_path, KEYS) as place:
        *read, last = (source.key for source in place.config.sources)
        ran = Refresh(place, monkeypatch, lambda app: all(app.store.state(key).last_success for key in read))
        assert [key for key in (*read, last) if (place.feeds / f"{key}.atom").is_file()] == read
    assert (ran.wrote, ran.told) == (2, read)


class Fatal(Silent):
    """Who asks behind that address finds that the store is not to be used any more."""

    async def fetch(self, request: Request) -> Page | NotModified:
        if request.url == self.url:
            raise StoreError("the disk is full", "free some space")
        return await super().fetch(request)


def test_what_ends_a_refresh_comes_after_what_was_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The passes that ended well before the store failed are told, and published as far as can be."""
    monkeypatch.setattr(rounds, "REST", 1e9)
    monkeypatch.setattr(coalescing, "LONGEST", 60.0)
    told: list[str] = []
    with installed(tmp_path, KEYS) as place, composition.opened(place.config) as app, app.store.lock():
        *read, last = place.config.sources
        app = replace(app, parts=replace(app.parts, fetcher=Fatal(app.parts.fetcher, last.url)))
        with pytest.raises(StoreError):
            asyncio.run(rounds.refresh_all(app, place.config.sources, lambda outcome: told.append(outcome.source)))
        assert told == [source.key for source in read]
        assert all((place.feeds / f"{source.key}.atom").is_file() for source in read)


def test_a_source_that_is_slow_to_read_holds_back_no_others_feeds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They stand while it is still asked, after the rest of one publication at the latest."""
    monkeypatch.setattr(rounds, "REST", 0.01)
    with installed(tmp_path, KEYS) as place:
        *read, _ = (source.key for source in place.config.sources)
        ran = Refresh(place, monkeypatch, lambda app: all((place.feeds / f"{key}.atom").is_file() for key in read))
    assert ran.told == read


def test_who_hears_slowly_holds_back_no_publication(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Feeds are published while a recipient has not yet answered."""

    async def for_ever(app: composition.App) -> tuple[FeedsvcError, ...]:
        await asyncio.Event().wait()
        return ()

    monkeypatch.setattr(rounds, "tell_others", for_ever)
    with installed(tmp_path, KEYS) as place:
        ran = Service(place, lambda app: all_read(app) and stand(place))
    assert ran.told == []


def test_a_publication_that_fails_is_told_and_the_next_one_comes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its passes are not told as gone well; what they read is published with the next one's."""
    failures = [PublishError("No space is left.", "Free some."), RuntimeError("a slip")]

    def failing(*given: Any) -> tuple[str, ...]:
        if failures:
            raise failures.pop(0)
        return publish(*given)

    publish = rounds.publish
    monkeypatch.setattr(rounds, "publish", failing)
    monkeypatch.setattr(service, "REST", 0.0)
    with installed(tmp_path, KEYS) as place:
        ran = Service(place, lambda app: all_read(app) and stand(place))
    assert [fault.message for fault in ran.faults] == ["No space is left.", "publishing: ended with RuntimeError: a slip"]
    assert len(ran.told) <= len(KEYS) - 2


def test_feeds_that_changed_together_are_rendered_a_few_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a hundred need no more memory than a few; the site's own pages, which lead to them, come last."""
    groups: list[list[str]] = []

    def counted(self: FilesPublisher, given: Groups, keep: Iterable[str]) -> tuple[str, ...]:
        groups.append(list(given))
        return put(self, given, keep)

    put = FilesPublisher.publish
    with installed(tmp_path, KEYS) as place:
        place.refresh()
        place.config = replace(place.config, title="Another")
        monkeypatch.setattr(FilesPublisher, "publish", counted)
        place.refresh(KEYS[0])
        assert all(b"Another" in (place.feeds / f"{key}.html").read_bytes() for key in (*KEYS, "all", "index"))
    assert sorted(name for batch in groups for name in batch) == sorted((*KEYS, "all", "site"))
    assert groups[-1][-1] == "site"
    assert max(map(len, groups)) <= BATCH
