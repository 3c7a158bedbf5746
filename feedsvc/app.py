"""The composition root: the only file that knows all parts."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from . import __version__
from .config import Config
from .errors import ConfigError, FaultyDocumentError, FeedsvcError
from .identity import minter
from .model import Source
from .outcomes import is_early, left_alone
from .passes import Parts, Progress, silent
from .ports import Clock, Fetcher, Publisher, Store
from .publish import Press, publish
from .record import TO_TAKE_OVER, Commit, Outcome, Verdict
from .refresh import plan, refresh

if TYPE_CHECKING:
    from .fetching.memory import Memory
    from .fetching.pace import Usage
    from .published import Document, Feed, Site

Tell = Callable[[Outcome], None]
AT_ONCE = 50
"""Hosts asked side by side: waiting for a slow one costs nothing, and no more than so many pages are in hand."""


def now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class App:
    """One installation, its parts chosen and joined."""

    config: Config
    parts: Parts
    press: Press
    telling: asyncio.Lock

    @property
    def store(self) -> Store:
        return self.parts.store

    @property
    def publisher(self) -> Publisher:
        return self.press.publisher


@contextmanager
def opened(config: Config, *, clock: Clock = now, progress: Progress = silent, notes: bool = True) -> Iterator[App]:
    """The parts, closed again at the end; without ``notes`` the fetcher leaves none in the store.  Raises ConfigError and StoreError."""
    _must_be_filled_in(config)
    _settle()
    store = open_store(config)
    try:
        fetcher = open_fetcher(config, StoreMemory(store) if notes else BorrowedMemory(store), clock)
        parts = Parts(fetcher, store, clock, minter(config.authority, clock().year), progress)
        yield App(config, parts, Press(config, store, open_publisher(config), Formats()), asyncio.Lock())
    finally:
        store.close()


def _settle() -> None:
    """What is imported by now stays: the collector need not walk through it again in every pass."""
    gc.freeze()
    gc.set_threshold(2_000, 10, 10)


def _must_be_filled_in(config: Config) -> None:
    if not config.contact:
        remedy = 'write contact = "mailto:you@example.org": sites must be able to reach you'
        raise ConfigError(f"{config.path}: 'site.contact' is not filled in", remedy)
    if not config.sources:
        remedy = "run 'feedsvc init URL' with the address of a news listing, or 'feedsvc demo'"
        raise ConfigError(f"{config.path}: no source has an address yet", remedy)


def open_store(config: Config) -> Store:
    from .stores import open_store as opener

    return opener(_beside(config, config.store))


def restored(config: Config, backup: Path) -> AbstractContextManager[tuple[Store, Path | None]]:
    """A backup in the place of the store, open and locked; where that one is kept.  Raises BusyError and StoreError."""
    from .stores import restored as restorer

    return restorer(_beside(config, config.store), backup)


def open_publisher(config: Config) -> Publisher:
    from .publishers import open_publisher as opener

    return opener(_beside(config, config.publish), config.codings)


def own_folders(config: Config) -> dict[str, Path]:
    """The folders this installation writes in, as far as it is folders: "store" and "feeds"."""
    places = {"store": _beside(config, config.store), "feeds": _beside(config, config.publish)}
    paths = {name: Path(place.partition(":")[2]) for name, place in places.items() if place.startswith(("file:", "sqlite:"))}
    return {name: path.parent if name == "store" else path for name, path in paths.items()}


def feeds_folder(config: Config) -> Path:
    """Where the server finds the published files.  Raises ConfigError when they are not in a folder."""
    scheme, _, place = _beside(config, config.publish).partition(":")
    if scheme != "file":
        remedy = "serve the bucket itself, and run 'feedsvc refresh' from cron"
        raise ConfigError(f"{config.publish} is no folder that could be served", remedy)
    return Path(place)


def _beside(config: Config, url: str) -> str:
    """Paths in config.toml are relative to its folder."""
    scheme, _, place = url.partition(":")
    return f"{scheme}:{(config.path.parent / place).absolute()}" if scheme in ("file", "sqlite") else url


def open_fetcher(config: Config, memory: Memory | None, clock: Clock = now) -> Fetcher:
    from .fetching.client import WebFetcher
    from .fetching.pace import Budget

    budget = Budget(config.requests, config.megabytes * 1_000_000)
    return WebFetcher(
        config.contact, __version__, pace=config.pace, budget=budget, proxy=config.proxy, ca_file=config.ca_file, clock=clock,
        memory=memory, reservations=memory is not None,
    )  # fmt: skip


def spent(store: Store, hosts: Iterable[str], day: date) -> Mapping[str, Usage]:
    """What each of these hosts was asked for on that day (UTC), as far as it was."""
    from .fetching.pace import used

    memory = StoreMemory(store)
    found = {host: used(memory.load(f"host {host}")) for host in hosts}
    return {host: usage for host, usage in found.items() if usage is not None and usage.day == day}


class StoreMemory:
    """What the fetcher remembers between processes, kept in the store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def load(self, key: str) -> str | None:
        note = self._store.get_value(key)
        return note if isinstance(note, str) else None

    def save(self, key: str, note: str) -> None:
        self._store.set_value(key, note)


class BorrowedMemory(StoreMemory):
    """The same, with nothing written: what is new is remembered by this process alone."""

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self._notes: dict[str, str] = {}

    def load(self, key: str) -> str | None:
        return self._notes.get(key) or super().load(key)

    def save(self, key: str, note: str) -> None:
        self._notes[key] = note


class Formats:
    """Every format, imported when something is rendered."""

    def feed(self, feed: Feed, site: Site) -> tuple[Document, ...]:
        from . import web
        from .formats import feed_page, fragment

        return (*self._three(feed), feed_page.render(feed, site, web.embed_script()), *fragment.render(feed))

    def archive(self, feed: Feed, site: Site) -> tuple[Document, ...]:
        from .formats import archive_page

        as_it_was = replace(site, updated=feed.updated)  # an archive's page does not move with the newest article
        return (*self._three(feed), archive_page.render(feed, as_it_was))

    def _three(self, feed: Feed) -> tuple[Document, ...]:
        from .formats import atom, content, jsonfeed, rss

        items = content.items(feed)
        return (atom.render(feed, items), rss.render(feed, items), jsonfeed.render(feed, items))

    def site(self, site: Site) -> tuple[Document, ...]:
        from . import web
        from .formats import index_page, opml, robots_txt, status_atom, status_json, status_page, tdmrep

        status = (status_json.render(site), status_page.render(site), status_atom.render(site))
        signs = (robots_txt.render(site), *tdmrep.render(site))
        return (index_page.render(site), opml.render(site), *signs, *status, *web.assets(site.updated))


# --- one pass over all sources ------------------------------------------------------------------


def chosen(config: Config, keys: Sequence[str]) -> tuple[Source, ...]:
    """The sources named, or all.  Raises ConfigError for an unknown key."""
    return tuple(config.source(key) for key in keys) or config.sources


async def tell_others(app: App) -> tuple[FeedsvcError, ...]:
    """Tell recipients, hubs and those who watch us what they have not heard; what went wrong.  Never ends a pass."""
    if app.config.recipients or app.config.hubs:
        return (*await _ring(app), *await _be_seen(app))
    app.store.forget_told(None)
    return await _be_seen(app)


async def _be_seen(app: App) -> tuple[FeedsvcError, ...]:
    """The sign of life and the metrics, where they are configured."""
    watch, now = app.config.watch, app.parts.clock()
    if watch.ping is None and watch.textfile is None:
        return ()
    from .watch import numbers, sign_of_life, write_metrics

    faults: list[FeedsvcError] = []
    try:
        await sign_of_life(app.config, app.store, app.parts.fetcher.post, now)
    except FeedsvcError as error:
        faults.append(error)
    try:
        if watch.textfile is not None:
            write_metrics(app.config.path.parent / watch.textfile, numbers(app.config, app.store, now))
    except FeedsvcError as error:
        faults.append(error)
    return tuple(faults)


async def _ring(app: App) -> tuple[FeedsvcError, ...]:
    from .fetching.mail import send_mail
    from .notifiers import Letterhead, open_notifier
    from .notify import Bell, ring

    config, post = app.config, app.parts.fetcher.post
    head = Letterhead(config.title, config.language, config.home_url)
    opener = partial(open_notifier, head=head, post=post, mail=send_mail)
    return await ring(Bell(config, app.store, app.publisher, opener, post, app.parts.clock, app.telling))


Fault = Callable[[FeedsvcError], None]
"""Is told what went wrong and ends nothing."""


def take_up(press: Press, now: datetime, tell: Fault) -> None:
    """An empty store beside published feeds was lost, another is restored and not yet complete: what the feeds tell is taken over
    before any article could get a new id, and before anything is published."""
    if press.store.outbox_end() and not press.store.get_value(TO_TAKE_OVER):
        return
    from .recovery import recover

    if count := recover(press.config, press.store, press.publisher, now.replace(microsecond=0)):
        words = f"{count} articles that the store did not know were taken over from the published feeds, under the ids they have"
        remedy = "unless it was just restored, look why; a backup ('feedsvc restore') knows more, such as withdrawals of long ago"
        tell(FeedsvcError(words, remedy))


async def refresh_one(app: App, source: Source, fault: Fault, release: bool = False) -> Outcome:
    """One pass and its publication; ``release`` believes what the listing shows.  A document of ours that is faulty is
    told to ``fault``: it holds back neither the others nor the next pass."""
    outcome = await refresh(source, app.parts, release)
    publish_well(app, fault)
    return outcome


def publish_well(app: App, fault: Fault) -> None:
    """Publish what differs; a faulty document is told, and what is published no longer.  Raises PublishError when nothing could be
    published."""
    try:
        publish(app.press, fault)
    except FaultyDocumentError as error:
        fault(error)


def but_faulty(faulty: list[FeedsvcError], fault: Fault) -> Fault:
    """Faulty documents are kept in ``faulty``, for they are how the command ends; all else is told at once."""
    return lambda error: faulty.append(error) if isinstance(error, FaultyDocumentError) else fault(error)


async def refresh_all(
    app: App, sources: Sequence[Source], tell: Tell, due_only: bool = False,
    fault: Fault = lambda error: None, by_hand: bool = False,
) -> list[Outcome]:  # fmt: skip
    """One pass over each source, then exit: the container cron.  Hosts side by side, the sources of one host in turn.

    Publishes even when nothing was fetched, to heal.  ``by_hand``: somebody named the sources and waits.
    """
    outcomes: list[Outcome] = []
    faulty: list[FeedsvcError] = []
    hear = but_faulty(faulty, fault)
    take_up(app.press, app.parts.clock(), fault)
    slots = asyncio.Semaphore(AT_ONCE)

    async def in_turn(queue: Sequence[Source]) -> None:
        async with slots:
            for source in queue:
                if not (due_only and is_early(app.store.state(source.key), app.parts.clock())):
                    outcomes.append(await _turn_of(app, source, hear, by_hand))
                    tell(outcomes[-1])

    try:
        await all_of([asyncio.create_task(in_turn(queue)) for queue in _by_host(sources)])
        if not any(outcome.requests for outcome in outcomes):
            publish_well(app, hear)
        for error in await tell_others(app):
            fault(error)
    finally:
        await app.parts.fetcher.aclose()
    if faulty:
        raise faulty[-1]
    return outcomes


def _by_host(sources: Sequence[Source]) -> list[list[Source]]:
    """One queue per host: its pages are asked for one at a time anyway, and the first section is out the sooner."""
    queues: dict[str, list[Source]] = {}
    for source in sources:
        queues.setdefault(urlsplit(source.url).hostname or "", []).append(source)
    return list(queues.values())


async def all_of(tasks: Sequence[asyncio.Task[None]]) -> None:
    """Wait for all; the first that fails, or our own end, ends the others."""
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _turn_of(app: App, source: Source, fault: Fault, by_hand: bool) -> Outcome:
    """Its pass; or, where the site turned us away and nobody asks for it by name, that it is left alone for now."""
    state, now = app.store.state(source.key), app.parts.clock()
    if state.verdict is Verdict.BLOCKED and not by_hand and is_early(state, now):
        return left_alone(source, state, now)
    return await refresh_one(app, source, fault)


async def check_all(app: App, sources: Sequence[Source]) -> list[Commit]:
    """What a refresh would do, with nothing written."""
    try:
        return [await plan(source, app.parts) for source in sources]
    finally:
        await app.parts.fetcher.aclose()


def first_due(app: App, source: Source, again: bool = False) -> datetime:
    """When ``run`` looks first: at once, unless a failing source's time has not come; when it goes on ``again``, as was planned."""
    state, now = app.store.state(source.key), app.parts.clock()
    return state.next_due if (state.failures or again) and state.next_due and is_early(state, now) else now
