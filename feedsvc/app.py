"""The composition root: the only file that knows all parts."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from . import __version__
from .config import Config
from .errors import ConfigError
from .identity import minter
from .passes import Parts, Progress, silent
from .ports import Clock, Fetcher, Publisher, Store
from .press import Press

if TYPE_CHECKING:
    from .fetching.memory import Memory
    from .fetching.pace import Usage
    from .notify import Bell
    from .published import Document, Feed, Site

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
    must_be_filled_in(config)
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


def must_be_filled_in(config: Config) -> None:
    """Raises ConfigError where sites could not reach us, or there is no site."""
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
        config.contact, __version__, pace=config.pace, budget=budget, proxy=config.proxy, ca_file=config.ca_file,
        old_tls=config.old_tls, clock=clock, memory=memory, reservations=memory is not None,
    )  # fmt: skip


def spent(store: Store, hosts: Iterable[str], day: date) -> Mapping[str, Usage]:
    """What each of these hosts was asked for on that day (UTC), as far as it was."""
    from .fetching.pace import used

    memory = StoreMemory(store)
    found = {host: used(memory.load(f"host {host}")) for host in hosts}
    return {host: usage for host, usage in found.items() if usage is not None and usage.day == day}


def bell(app: App) -> Bell:
    """The way to recipients and hubs."""
    from .fetching.mail import send_mail
    from .notifiers import Letterhead, open_notifier
    from .notify import Bell

    config, post = app.config, app.parts.fetcher.post
    head = Letterhead(config.title, config.language, config.home_url)
    opener = partial(open_notifier, head=head, post=post, mail=send_mail)
    return Bell(config, app.store, app.publisher, opener, post, app.parts.clock, app.telling)


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
