"""A whole pass in a process of its own, forked from one that has all of feedsvc imported, so that killing it once more is cheap.

The child waits until strace has been attached to it, and then does what ``feedsvc refresh`` does.
"""

from __future__ import annotations

import asyncio
import ctypes
import multiprocessing
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from importlib import import_module
from multiprocessing.connection import Connection
from resource import RLIMIT_NOFILE, setrlimit

from feedsvc.config import Config
from feedsvc.record import Outcome

LATER = (
    "app rounds recovery fetching.client stores.sqlite publishers.files notify reading.decoding reading.listing reading.article reading.notices reading.recipes"
    " formats.atom formats.rss formats.jsonfeed formats.feed_page formats.fragment formats.archive_page formats.index_page formats.opml"
    " formats.status_json formats.status_page formats.status_atom formats.lint formats.lint_atom formats.lint_rss formats.lint_json web"
).split()
"""What a pass imports on its way."""
for name in LATER:
    import_module(f"feedsvc.{name}")

ANY_TRACER = 0x59616D61, -1  # prctl: PR_SET_PTRACER, PR_SET_PTRACER_ANY
CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload([__name__])


def one_pass(config: Config, now: datetime, door: Connection, files: int = 0) -> None:
    """What the child does once it is told to, with so many open files at most; it leaves as the command would."""
    ctypes.CDLL(None).prctl(*map(ctypes.c_long, ANY_TRACER))
    door.send("ready")
    door.recv()
    if files:
        setrlimit(RLIMIT_NOFILE, (files, files))
    sys.exit(_done(config, now, door))


def _done(config: Config, now: datetime, door: Connection) -> int:
    from feedsvc import app as composition
    from feedsvc import rounds
    from feedsvc.errors import FeedsvcError, from_system

    outcomes: list[Outcome] = []
    try:
        with composition.opened(config, clock=lambda: now) as app, app.store.lock():
            asyncio.run(rounds.refresh_all(app, config.sources, outcomes.append))
    except (FeedsvcError, OSError) as error:
        said = error if isinstance(error, FeedsvcError) else from_system(error)
        door.send(f"{said.message} {said.next_step}")
        return said.exit_code
    door.send(" ".join(outcome.line for outcome in outcomes))
    return int(any(outcome.failed for outcome in outcomes))


def passed(config: Config, now: datetime, files: int = 0) -> tuple[int, str]:
    """A pass that nobody traces: how it left, and its words."""
    ours, theirs = CONTEXT.Pipe()
    child = CONTEXT.Process(target=one_pass, args=(config, now, theirs, files))
    child.start()
    theirs.close()
    assert ours.recv() == "ready"
    ours.send("go")
    try:
        words = ours.recv()
    except EOFError:
        words = "the process left without a word"
    child.join()
    ours.close()
    assert child.exitcode is not None
    return child.exitcode, words


@contextmanager
def passing(config: Config, now: datetime, *strace: str) -> Iterator[Callable[[], bool]]:
    """A pass traced as told, under way; gives whether it still is."""
    ours, theirs = CONTEXT.Pipe()
    child = CONTEXT.Process(target=one_pass, args=(config, now, theirs))
    child.start()
    theirs.close()
    assert ours.recv() == "ready"
    tracer = subprocess.Popen(["strace", *strace, "-p", str(child.pid)], stderr=subprocess.PIPE, text=True)
    assert tracer.stderr is not None
    assert "attached" in tracer.stderr.readline()
    ours.send("go")
    try:
        yield child.is_alive
    finally:
        with suppress(EOFError):
            told.append(ours.recv())
        child.join()
        tracer.stderr.close()
        tracer.wait()
        ours.close()
        exits.append(child.exitcode)


exits: list[int | None] = []
told: list[str] = []
"""How each child left, and what it said; the last one last."""
