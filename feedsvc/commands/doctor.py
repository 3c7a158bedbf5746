"""``doctor``: looks at everything an installation stands on, and says what to do about what is not well."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Literal
from urllib.parse import urljoin, urlsplit

from .. import app as composition
from ..config import Config, load
from ..errors import BusyError, ConfigError, FeedsvcError, whose
from ..guard import is_here, is_inside
from ..model import Page, Request
from ..notify import untold
from ..ports import Fetcher, Publisher, Store
from ..press import Press
from ..publish import behind
from ..redaction import redacted
from ..watch import overdue
from .log import secrets_of
from .words import counted, print_json

SKEW = timedelta(minutes=2)
EARLIEST = 2026
"""A clock that shows an earlier year was never set."""
_NOBODY = re.compile(r"(?i)[@./]example(?:\.com|\.net|\.org)?/?$")  # RFC 2606
LEAST_SPACE = 200_000_000  # bytes
KEEP_TIME = "set this machine's clock, and keep it set (systemd-timesyncd, chrony)"
MARKS = {"well": "+", "doubtful": "~", "ill": "!"}
LISTED = 5


@dataclass(frozen=True, slots=True)
class Finding:
    """``state`` is "ill" when work cannot go on as it should, "doubtful" when the operator should know."""

    subject: str
    state: Literal["well", "doubtful", "ill"]
    words: str
    next_step: str = ""


async def examine(path: Path, as_json: bool, offline: bool) -> int:
    """Prints every finding; 0 when none is ill, 2 when the configuration is, else 1."""
    try:
        config = load(path)
    except ConfigError as error:
        _show([Finding("configuration", "ill", error.message, error.next_step)], as_json, ())
        return error.exit_code
    found = [finding async for finding in _all(config, offline)]
    _show(found, as_json, secrets_of(config))
    return int(any(finding.state == "ill" for finding in found))


def _show(found: list[Finding], as_json: bool, secrets: tuple[str, ...]) -> None:
    hidden = [Finding(f.subject, f.state, redacted(f.words, secrets), redacted(f.next_step, secrets)) for f in found]
    if as_json:
        print_json(hidden)
        return
    for finding in hidden:
        print(f"{MARKS[finding.state]} {finding.subject}: {finding.words}" + (f"\n    → {finding.next_step}" if finding.next_step else ""))


async def _all(config: Config, offline: bool) -> AsyncIterator[Finding]:
    """Every finding, from what all stands on to what stands on it."""
    now = composition.now()
    for finding in (*_configuration(config), *_folders(config), *_clock(now)):
        yield finding
    store = None
    try:
        store = composition.open_store(config)
        for finding in (*_store(store), *_history(config, store, now), *_work(config, store, now), *_published(config, store)):
            yield finding
    except FeedsvcError as error:
        yield Finding("store", "ill", error.message, error.next_step)
    finally:
        if store is not None:
            store.close()
    if not offline and config.contact:
        async for finding in _reach(config):
            yield finding


# --- what it stands on ------------------------------------------------------------------------------


def _configuration(config: Config) -> Iterator[Finding]:
    yield Finding("configuration", "well", f"{config.path} reads without a mistake; {counted(len(config.sources), 'source')}")
    if config.pending:
        yield Finding("configuration", "doubtful", f"without an address: {', '.join(config.pending)}", "'feedsvc init URL' fills them in")
    if not config.sources:
        yield Finding("configuration", "ill", "no source has an address yet", "run 'feedsvc init URL' with the address of a news listing")
    if _NOBODY.search(config.contact):
        remedy = "write your own address under [site]: sites see it, and ask there before they turn us away"
        yield Finding("configuration", "doubtful", f"nobody is reached by the contact {config.contact}: it is an example's", remedy)
    if not config.contact:
        remedy = 'write contact = "mailto:you@example.org" under [site]: sites must be able to reach you'
        yield Finding("configuration", "ill", "nobody can be reached about our requests", remedy)
    if is_here(urlsplit(config.base_url).hostname or "") and not is_here(config.host):
        remedy = "set 'base_url' under [site] to the address that subscribers use"
        yield Finding("configuration", "doubtful", f"feeds link to {config.base_url}, which leads nowhere on other machines", remedy)
    if config.path.exists() and config.path.stat().st_mode & 0o044 and any(r.secret or "@" in r.url for r in config.recipients):
        remedy = f"chmod 600 {config.path}, or take secrets from the environment with env:NAME"
        yield Finding("configuration", "doubtful", f"{config.path} may hold secrets and can be read by other users", remedy)


def _folders(config: Config) -> Iterator[Finding]:
    """The folders of store and feeds: may we write there, and is there room?"""
    for subject, folder in composition.own_folders(config).items():
        standing = next(parent for parent in (folder, *folder.parents) if parent.exists())
        if not standing.is_dir():
            remedy = "move that file away, or name another folder in config.toml"
            yield Finding("permissions", "ill", f"a file stands where the folder of the {subject} belongs: {standing}", remedy)
            continue
        if not os.access(standing, os.W_OK | os.X_OK):
            remedy = "give this user the permission, or run as the user who owns it"
            yield Finding("permissions", "ill", f"the folder of the {subject}, {standing}, may not be written ({whose(standing)})", remedy)
            continue
        free = shutil.disk_usage(standing).free
        words = f"the folder of the {subject}, {folder}, can be written; {free / 1e9:.1f} GB are free"
        yield Finding("permissions", "well" if free >= LEAST_SPACE else "doubtful", words, "" if free >= LEAST_SPACE else "free some space")


def _clock(now: datetime) -> Iterator[Finding]:
    if now.year < EARLIEST:
        yield Finding("clock", "ill", f"this machine believes it is {now:%Y-%m-%d}", KEEP_TIME)


# --- what it holds ----------------------------------------------------------------------------------


def _store(store: Store) -> Iterator[Finding]:
    problems = store.check()
    for problem in problems[:LISTED]:
        yield Finding("store", "ill", problem, "stop feedsvc and restore the newest backup: feedsvc restore FILE")
    if not problems:
        entries = counted(sum(store.counts().values()), "entry", "entries")
        yield Finding("store", "well", f"every row read and found whole; {entries} in all sections")
    try:
        with store.lock():
            yield Finding("store", "well", "no instance is at work just now")
    except BusyError as error:
        yield Finding("store", "well", error.message)


def _history(config: Config, store: Store, now: datetime) -> Iterator[Finding]:
    """What was done cannot have been done later than now."""
    ahead = [state.last_run for state in store.states().values() if state.last_run and state.last_run > now + SKEW]
    if ahead:
        words = f"the last look was at {max(ahead).isoformat()}, which is still to come"
        yield Finding("clock", "ill", words, f"it was wrong then, or is now: {KEEP_TIME}")


def _work(config: Config, store: Store, now: datetime) -> Iterator[Finding]:
    states = store.states()
    late = overdue(config.sources, states, now)
    for words in late:
        yield Finding("work", "ill", words, "start 'feedsvc run', or look whether cron or the timer still calls 'feedsvc refresh'")
    for source in config.sources:
        state = states.get(source.key)
        if state is not None and state.failures:
            looks = counted(state.failures, "look", "looks in a row")
            yield Finding("work", "doubtful", f"{source.key}: {state.line} ({looks})", state.next_step)
    for fault, times, _, waits in untold(config, store):
        remedy = f"look at its address in config.toml; {waits}"
        yield Finding("work", "doubtful", f"{fault} ({times} times in a row)", remedy)
    if not late:
        yield Finding("work", "well", "no source was missed for three intervals")


def _published(config: Config, store: Store) -> Iterator[Finding]:
    """The published files against the manifest, byte by byte, and the manifest against the store."""
    try:
        publisher = composition.open_publisher(config)
        damaged = publisher.verify()
        stale = behind(Press(config, store, publisher, composition.Formats()))
        count = len(publisher.manifest().files)
    except FeedsvcError as error:
        yield Finding("published", "ill", error.message, error.next_step)
        return
    if _is_anothers(publisher):
        words = "the index.html there was not written by feedsvc, which replaces no page of somebody else: nothing is published"
        yield Finding("published", "ill", words, "move it away, or give 'publish' a folder of its own")
        return
    remedy = "the next 'feedsvc refresh' publishes them anew"
    if damaged:
        yield Finding("published", "ill", f"not as we wrote them: {_few(damaged)}", remedy)
    if stale:
        yield Finding("published", "doubtful", f"the store knows better than what is published of: {_few(stale)}", remedy)
    if not damaged and not stale:
        yield Finding("published", "well", f"{counted(count, 'document')} stand as the store tells them, every byte checked")


def _is_anothers(publisher: Publisher) -> bool:
    """As a publication would find; every page of ours bears our name."""
    index = publisher.read("index.html")
    return index is not None and "index.html" not in publisher.manifest().files and b"feedsvc" not in index


def _few(names: tuple[str, ...]) -> str:
    more = f" and {len(names) - LISTED} more" if len(names) > LISTED else ""
    return ", ".join(names[:LISTED]) + more


# --- whom it reaches --------------------------------------------------------------------------------


@contextmanager
def _told(found: list[Finding], words: str) -> Iterator[None]:
    try:
        yield
    except FeedsvcError as error:
        found.append(Finding("reachability", "ill", f"{words}: {error.message}", error.next_step))


async def _reach(config: Config) -> AsyncIterator[Finding]:
    """Every listing, and our own address as subscribers use it, through the one door."""
    door = composition.open_fetcher(config, None)
    try:
        for source in config.sources:
            request = Request(source.url, hosts=source.hosts, allow_private=source.allow_private, home=source.url)
            for finding in await _asked(door, request, source.key):
                yield finding
        for finding in await _own_address(door, config):
            yield finding
    finally:
        await door.aclose()


async def _asked(door: Fetcher, request: Request, key: str) -> list[Finding]:
    found: list[Finding] = []
    with _told(found, key):
        page = await door.fetch(request)
        assert isinstance(page, Page)
        found.append(Finding("reachability", "well", f"{key}: {page.url} answers with {len(page.body)} bytes"))
        found += _skew(page)
    return found


def _skew(page: Page) -> Iterator[Finding]:
    """Our clock beside the site's, as far as it shows one."""
    try:
        theirs = parsedate_to_datetime(page.headers.get("date", ""))
    except ValueError:
        return
    if theirs.tzinfo is not None and abs(composition.now() - theirs) > SKEW:
        ours, host = composition.now().isoformat(timespec="seconds"), urlsplit(page.url).hostname
        yield Finding("clock", "doubtful", f"{host} says it is {theirs.isoformat()}, this machine {ours}", f"if ours is wrong: {KEEP_TIME}")


async def _own_address(door: Fetcher, config: Config) -> list[Finding]:
    """Whether subscribers find under ``base_url`` what is published."""
    url = urljoin(config.base_url, "feeds.opml")
    try:
        ours = composition.open_publisher(config).read("feeds.opml")
    except FeedsvcError:  # told of what is published
        ours = None
    if ours is None:
        return []
    try:
        page = await door.fetch(Request(url, allow_private=is_inside(url), home=url))
    except FeedsvcError as error:
        remedy = "look whether the server runs ('feedsvc serve', nginx, Caddy), and whether 'base_url' is right"
        return [Finding("reachability", "doubtful", f"our own address {url} gives no answer from here: {error.message}", remedy)]
    if isinstance(page, Page) and page.body == ours:
        return [Finding("reachability", "well", f"{url} gives what is published")]
    words, remedy = f"{url} gives something else than what is published", "look whether 'base_url' names this server"
    return [Finding("reachability", "doubtful", words, remedy)]
