"""``init``, ``refresh``, ``check`` and ``inspect``: the commands that fetch."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .. import app as composition
from .. import rounds
from ..config import Config, line_of, load, parse, text_of
from ..errors import ConfigError, FeedsvcError
from ..model import Source
from ..passes import Progress, silent
from ..ports import Store
from ..record import Commit, Outcome
from .log import Log
from .one_page import door, one_page
from .words import outcome_line, print_json, tell_fault

if TYPE_CHECKING:
    from .init import Wanted


@contextmanager
def watched() -> Iterator[Progress]:
    """Progress on a terminal as one moving line; silence elsewhere."""
    if not sys.stderr.isatty():
        yield silent
        return
    from rich.console import Console

    with Console(stderr=True).status("starting") as status:
        yield lambda words: status.update(words)


async def refresh_once(path: Path, keys: Sequence[str], due_only: bool, as_json: bool) -> int:
    """One pass; the exit code: 0 all well, 1 some source failed."""
    config = load(path)
    sources = rounds.chosen(config, keys)
    with watched() as progress, composition.opened(config, progress=progress) as app:
        async with _writing(app.store, bool(keys)):
            log = Log(config)
            outcomes = await rounds.refresh_all(app, sources, _untold if as_json else log.outcome, due_only, log.fault, bool(keys))
    if as_json:
        print_json({"outcomes": outcomes})
    return int(any(outcome.failed for outcome in outcomes))


@asynccontextmanager
async def _writing(store: Store, by_hand: bool) -> AsyncIterator[None]:
    """The lock: at once or not at all, but for somebody who named sources and waits."""
    if by_hand:
        from ..lending import borrowed

        async with borrowed(store):
            yield
    else:
        with store.lock():
            yield


def _untold(outcome: Outcome) -> None:
    """All outcomes are printed together at the end."""


async def release_once(path: Path, key: str) -> int:
    """One pass that believes the rows the gate holds; the exit code as of ``refresh_once``."""
    config = load(path)
    source = config.source(key)
    faulty: list[FeedsvcError] = []
    with watched() as progress, composition.opened(config, progress=progress) as app:
        async with _writing(app.store, by_hand=True):
            log = Log(config)
            rounds.take_up(app.press, app.parts.clock(), log.fault)
            try:
                outcome = await rounds.refresh_one(app, source, rounds.but_faulty(faulty, log.fault), release=True)
            finally:
                await app.parts.fetcher.aclose()
    log.outcome(outcome)
    if faulty:
        raise faulty[0]
    return int(outcome.failed)


async def check_once(path: Path, keys: Sequence[str], as_json: bool) -> int:
    """What a refresh would do; nothing is written."""
    config = load(path)
    with watched() as progress, composition.opened(config, progress=progress, notes=False) as app:
        commits = await rounds.check_all(app, rounds.chosen(config, keys))
    if as_json:
        print_json([_checked(commit) for commit in commits])
    else:
        for commit in commits:
            _show_check(commit, config)
    return int(any(commit.outcome.failed for commit in commits))


def _checked(commit: Commit) -> dict[str, object]:
    return {"outcome": commit.outcome, "entries": commit.entries, "notes": commit.notes, "recipe": commit.state.recipe}


def _show_check(commit: Commit, config: Config) -> None:
    print(outcome_line(commit.outcome, config.zone))
    for note in commit.notes:
        print(f"    note: {note}")
    for entry in sorted(commit.entries, key=lambda entry: entry.order, reverse=True):
        kind = "new" if entry.revision == 1 and not entry.checks else entry.state
        print(f"    {kind}: {entry.published.at:%Y-%m-%d %H:%M} {entry.title}\n        {entry.url}")


async def initialise(wanted: Wanted, yes: bool) -> None:
    """Look at the page, show it, write the file."""
    from .init import agreed, check, look, replace_whole, written
    from .inspect import ZONE, show_listing

    there = wanted.path.exists()
    text, config = (text_of(wanted.path), load(wanted.path)) if there else (None, None)
    check(wanted, config)
    contact = wanted.contact or (config.contact if config else None)
    found = await look(door(contact, config), wanted, ZONE, composition.now())
    show_listing(found.listing)
    fresh, done = written(text, config, wanted, found)
    parse(fresh, wanted.path, os.environ)  # what we write must read
    print(f"{wanted.path}:", *done, sep="\n  ")
    if agreed(yes):
        replace_whole(wanted.path, fresh)
        print("written. Next: feedsvc refresh, or feedsvc run; one that is at work takes it up by itself")


async def inspect_one(given: argparse.Namespace) -> None:
    """One page, from the network or from a file."""
    from .inspect import inspect_page, read_local, show

    if given.page is None:
        raise ConfigError("no page was named", "name an address, a file, or --batch MANIFEST")
    if given.timezone:
        _check_zone(given.timezone)
    if given.page.startswith(("http://", "https://")):
        found = await _inspected(given)
    else:
        found = inspect_page(read_local(Path(given.page), given.url), given.kind, given.timezone, composition.now())
    if given.as_json:
        print_json(found)
    else:
        show(found)


async def _inspected(given: argparse.Namespace) -> dict[str, Any]:
    """A page from the network; the one a source watches is asked for and read as the source's passes do."""
    from .inspect import inspect_page, inspect_source

    config = _as_configured(given)
    source = _source_at(config.sources if config else (), given.page) if given.kind != "article" else None
    way = door(given.contact or (config.contact if config else None), config)
    if source is None:
        page = await one_page(way, given.page, given.allow_private)
        return inspect_page(page, given.kind, given.timezone, composition.now())
    page = await one_page(way, given.page, given.allow_private or source.allow_private, source.hosts)
    place = f"{given.config}, line {line_of(given.config, source.key, 'selectors')}"
    return inspect_source(page, source, place, given.timezone or source.zone, composition.now())


def _as_configured(given: argparse.Namespace) -> Config | None:
    """The file's settings; a page needs none of them where a contact is given, so that a mistake elsewhere is told and ends nothing."""
    try:
        return load(given.config) if given.config.exists() else None
    except ConfigError as error:
        if not given.contact:
            raise
        tell_fault(ConfigError(error.message, "the page is read without it, as if no source watched this address"))
        return None


def _source_at(sources: Sequence[Source], url: str) -> Source | None:
    """The source that watches this address, however it is spelled."""
    from ..urls import UrlError, parse

    try:
        return next((source for source in sources if parse(source.url) == parse(url)), None)
    except UrlError:
        return None


def _check_zone(name: str) -> None:
    from ..settings import zone

    try:
        zone(name)
    except ValueError as error:
        raise ConfigError(f"{name!r} {error}", "name it with --timezone") from None


def inspect_batch(manifest: Path) -> None:
    """One line in, one line out."""
    from .inspect import inspect_batch as batch

    for line in batch(manifest, composition.now()):
        print(line, flush=True)
