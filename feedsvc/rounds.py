"""One pass over all sources, or over each when its time has come: who is asked side by side, and what follows a pass."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from urllib.parse import urlsplit

from .app import App, bell
from .coalescing import REST, Coalescer
from .config import Config
from .errors import FaultyDocumentError, FeedsvcError
from .model import Source
from .outcomes import is_early, left_alone
from .press import Press
from .publish import publish
from .record import TO_TAKE_OVER, Commit, Outcome, Verdict
from .refresh import plan, refresh

Tell = Callable[[Outcome], None]
Fault = Callable[[FeedsvcError], None]
"""Is told what went wrong and ends nothing."""
AT_ONCE = 50
"""Hosts asked side by side: waiting for a slow one costs nothing, and no more than so many pages are in hand."""


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
    from .notify import ring

    return await ring(bell(app))


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
    """One pass over each source, then exit: the container cron.  Hosts side by side, the sources of one host in turn; those that end
    soon after one another are published together, and told then.

    Publishes even when nothing was fetched, to heal.  ``by_hand``: somebody named the sources and waits.
    """
    outcomes: list[Outcome] = []
    faulty: list[FeedsvcError] = []
    hear = but_faulty(faulty, fault)
    take_up(app.press, app.parts.clock(), fault)

    async def looked(source: Source) -> Outcome | None:
        early = due_only and is_early(app.store.state(source.key), app.parts.clock())
        return None if early else await _turn_of(app, source, by_hand)

    async def ended(batch: Sequence[Outcome]) -> None:
        publish_well(app, hear)
        for outcome in batch:
            outcomes.append(outcome)
            tell(outcome)

    try:
        await _in_turns(_by_host(sources), looked, ended)
        if not outcomes:
            publish_well(app, hear)
        for error in await tell_others(app):
            fault(error)
    finally:
        await app.parts.fetcher.aclose()
    if faulty:
        raise faulty[-1]
    return outcomes


async def _in_turns(
    queues: Sequence[Sequence[Source]],
    looked: Callable[[Source], Awaitable[Outcome | None]],
    ended: Callable[[Sequence[Outcome]], Awaitable[None]],
) -> None:
    """The queues side by side; ``ended`` gets what the passes of a while ended with, also of those before we were told to end, or
    before one met what ends us all."""
    shared, slots = Coalescer[Outcome](ended, REST), asyncio.Semaphore(AT_ONCE)

    async def in_turn(queue: Sequence[Source]) -> None:
        async with slots:
            for source in queue:
                if outcome := await looked(source):
                    shared.add(outcome)

    async def passes() -> None:
        await all_of([asyncio.create_task(in_turn(queue)) for queue in queues])
        shared.close()

    try:
        await all_of([asyncio.create_task(job) for job in (passes(), shared.run())])
    except (asyncio.CancelledError, FeedsvcError):
        if left := shared.left():
            await ended(left)
        raise


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


async def _turn_of(app: App, source: Source, by_hand: bool) -> Outcome:
    """Its pass; or, where the site turned us away and nobody asks for it by name, that it is left alone for now."""
    state, now = app.store.state(source.key), app.parts.clock()
    if state.verdict is Verdict.BLOCKED and not by_hand and is_early(state, now):
        return left_alone(source, state, now)
    return await refresh(source, app.parts)


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
