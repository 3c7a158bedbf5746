"""A whole pass in a process of its own, forked from one that has all of feedsvc imported, so that killing it once more is cheap.

The child waits until strace has been attached to it, and then does what ``feedsvc refresh`` does.
"""

from __future__ import annotations

import asyncio
import ctypes
import multiprocessing
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from importlib import import_module
from multiprocessing.connection import Connection

from feedsvc.config import Config

LATER = (
    "app fetching.client stores.sqlite publishers.files notify reading.decoding reading.listing reading.article reading.notices reading.recipes"
    " formats.atom formats.rss formats.jsonfeed formats.feed_page formats.fragment formats.archive_page formats.index_page formats.opml"
    " formats.status_json formats.status_page formats.status_atom formats.lint formats.lint_atom formats.lint_rss formats.lint_json web"
).split()
"""What a pass imports on its way."""
for name in LATER:
    import_module(f"feedsvc.{name}")

ANY_TRACER = 0x59616D61, -1  # prctl: PR_SET_PTRACER, PR_SET_PTRACER_ANY
CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload([__name__])


def one_pass(config: Config, now: datetime, door: Connection) -> None:
    """What the child does once it is told to."""
    from feedsvc import app as composition

    ctypes.CDLL(None).prctl(*map(ctypes.c_long, ANY_TRACER))
    door.send("ready")
    door.recv()
    with composition.opened(config, clock=lambda: now) as app, app.store.lock():
        asyncio.run(composition.refresh_all(app, config.sources, lambda outcome: None))


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
        child.join()
        tracer.stderr.close()
        tracer.wait()
        ours.close()
        exits.append(child.exitcode)


exits: list[int | None] = []
"""How each child ended; the last one last."""
