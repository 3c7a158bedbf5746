"""``run`` and ``serve``: the commands that stay until they are told to stop."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable, Coroutine
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from .. import app as composition
from .. import rounds
from ..coalescing import REST, Coalescer
from ..config import Config, bracketed, load, own_address
from ..errors import FeedsvcError
from ..lending import lending, taken_back
from ..mistakes import EVERYWHERE
from ..model import Source
from ..ports import Runner
from ..record import Outcome, Verdict
from ..refresh import refresh
from ..runners.in_process import InProcessRunner
from ..runners.memory import give_back
from ..serve import StaticFeeds, create_server
from ..serving.door import BoundServer
from ..watch import WatchPost
from .ending import listening
from .log import Log, listen_to_libraries
from .renewal import AGAIN, Renewal, SettingsChanged, facts_of


async def run_service(path: Path) -> int:
    """Scheduler and server until SIGTERM or SIGINT.  Raises SettingsChanged when all is to begin again with what ``path`` says now."""
    known, config = facts_of(path), load(path)
    with composition.opened(config) as app, ExitStack() as held:
        if os.environ.pop(AGAIN, ""):
            await taken_back(app.store, held)
        else:
            held.enter_context(app.store.lock())
        log = Log(config)
        rounds.take_up(app.press, app.parts.clock(), log.fault)
        rounds.publish_well(app, log.fault)
        listen_to_libraries(log)
        server = create_server(static(config), config.host, config.port, handle_signals=False)
        log.say(f"open {own_address(config.host, server.port)}")
        return await work_and_serve(app, held, [server, *watch_post(app)], log.outcome, log.fault, Renewal(config, known, log))


def watch_post(app: composition.App) -> list[BoundServer]:
    """The server for health and metrics, on a port of its own, if one is configured."""
    watch = app.config.watch
    if watch.port is None:
        return []
    return [create_server(WatchPost(app.config, app.store, app.parts.clock), watch.host, watch.port, handle_signals=False)]


def static(config: Config) -> StaticFeeds:
    """The server's application for this installation: its own address, its hubs, and no other host, unless it listens on all."""
    own = urlsplit(config.base_url).hostname
    names = {own, config.host, "localhost", "127.0.0.1"} if own and config.host not in EVERYWHERE else set()
    hosts = frozenset(bracketed(name) for name in names if name) or None
    return StaticFeeds(composition.feeds_folder(config), hosts, base_url=config.base_url, hubs=config.hubs)


async def serve_only(path: Path, host: str | None, port: int | None) -> int:
    """The server alone, until SIGTERM or SIGINT."""
    config = load(path)
    config = replace(config, host=host or config.host, port=config.port if port is None else port)
    server = create_server(static(config), config.host, config.port, handle_signals=False)
    log = Log(config)
    listen_to_libraries(log)
    log.say(f"open {own_address(config.host, server.port)}")
    return await until_signal([server])


async def work_and_serve(
    app: composition.App, held: ExitStack, servers: list[BoundServer], tell: rounds.Tell, fault: rounds.Fault,
    renewal: Renewal | None = None,
) -> int:
    """Passes over all sources in this process while the lock is ``held``, and the servers, until a signal; the exit code.  Raises
    SettingsChanged when the file of the settings, if it is watched, has others."""

    async def passes(again: bool) -> None:
        if again and renewal:
            renewal.look()
        if again:  # the lock may have been lent to a 'restore' that was killed
            rounds.take_up(app.press, app.parts.clock(), fault)
        first = partial(rounds.first_due, app, again=again)
        published = Coalescer[Outcome](partial(_ring, app, tell, fault))
        ended = Coalescer[Outcome](partial(_publish, app, published.add, fault), REST)
        work = partial(pass_of, app, ended.add, fault)
        runner: Runner = InProcessRunner(app.config.sources, work, first, app.parts.clock)
        jobs = [runner.run(), ended.run(), published.run(), *([renewal.watch()] if renewal else [])]
        try:
            await rounds.all_of([asyncio.create_task(job) for job in jobs])
        except SettingsChanged:  # what is published next goes by the new ones
            raise
        except BaseException:  # before the lock is lent: who borrows it asks the same hosts
            publish_all(app, fault)
            raise
        finally:
            await app.parts.fetcher.aclose()

    return await until_signal(servers, lambda: lending(app.store, held, passes))


async def pass_of(app: composition.App, ended: rounds.Tell, fault: rounds.Fault, source: Source) -> datetime | None:
    """One pass for the runner, handed on to be published; a fault is told, never raised, so that it does not end the service."""
    try:
        outcome = await refresh(source, app.parts)
    except Exception as error:
        fault(_in_words(error, source.key))
        return None
    ended(outcome)
    return outcome.next_try


def publish_all(app: composition.App, fault: rounds.Fault) -> bool:
    """What the passes changed; whether it stands now.  A fault is told, never raised."""
    try:
        rounds.publish_well(app, fault)
    except Exception as error:
        fault(_in_words(error, "publishing"))
        return False
    return True


async def _publish(app: composition.App, published: rounds.Tell, fault: rounds.Fault, outcomes: list[Outcome]) -> None:
    stands = publish_all(app, fault)
    if any(outcome.verdict is not Verdict.UNCHANGED or outcome.requests > 1 for outcome in outcomes):
        give_back()
    for outcome in outcomes if stands else ():
        published(outcome)


async def _ring(app: composition.App, tell: rounds.Tell, fault: rounds.Fault, outcomes: list[Outcome]) -> None:
    """Others hear of the news first, then the log."""
    try:
        for trouble in await rounds.tell_others(app):
            fault(trouble)
    except Exception as error:
        fault(_in_words(error, "telling others"))
    for outcome in outcomes:
        tell(outcome)


def _in_words(error: Exception, where: str) -> FeedsvcError:
    """Whatever it is, the other sources go on."""
    if isinstance(error, FeedsvcError):
        return error
    words = f"{where}: ended with {type(error).__name__}: {error}"
    return FeedsvcError(words, "this is a mistake of feedsvc: please report this line; the pass is tried again")


async def until_signal(servers: list[BoundServer], job: Callable[[], Coroutine[None, None, None]] | None = None) -> int:
    """Everything at once until a signal comes; then servers finish their answers and the job is cancelled.

    Raises what the job or a server failed with, if that was the end of it.
    """
    received: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    with listening([signal.SIGTERM, signal.SIGINT], partial(_receive, received)):
        serving = [asyncio.create_task(server.serve()) for server in servers]
        working = [asyncio.create_task(job())] if job else []
        waiting: list[asyncio.Future[Any]] = [received, *working, *serving]
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        for server in servers:
            server.should_exit = True
        for task in working:
            task.cancel()
        ends = await asyncio.gather(*working, *serving, return_exceptions=True)
    if received.done():
        return 128 + received.result()
    raise next((end for end in ends if isinstance(end, Exception)), FeedsvcError("a server ended by itself", "start it again"))


def _receive(received: asyncio.Future[int], number: int) -> None:
    if not received.done():
        received.set_result(number)

