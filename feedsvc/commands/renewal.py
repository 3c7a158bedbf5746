"""A changed config.toml: ``run`` ends its work as when it is told to stop, and begins again with it, as the same process.

Begun anew, because every part was made for the settings it knows: fetcher, publisher, servers, log.  The process stays, so that neither
systemd nor a container nor a terminal hears of it.
"""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path
from typing import NoReturn

from .. import app as composition
from ..config import Config, load
from ..errors import ConfigError
from .log import Log

PAUSE = 0.5
"""Seconds between two looks at the file.  It is read once two of them agree: editors write in several steps."""


class SettingsChanged(Exception):
    """config.toml says something else that can be worked with."""


Facts = tuple[int, int, int] | None


async def until_changed(config: Config, known: Facts, log: Log) -> None:
    """Raises SettingsChanged, once it is so; a mistake in the file is told once, and changes nothing.  ``known`` are the file's facts
    before it was read."""
    before = known
    while True:
        await asyncio.sleep(PAUSE)
        now = facts_of(config.path)
        if now == before != known:
            known = now
            try:
                if is_other(config):
                    log.say(f"{config.path} was changed: beginning again with what it says now")
                    raise SettingsChanged
            except ConfigError as error:
                log.fault(ConfigError(error.message, "what was read before still counts; mend it, and it is taken up at once"))
        before = now


def is_other(config: Config) -> bool:
    """Whether the file has other settings by now.  Raises ConfigError when one cannot work with them."""
    fresh = load(config.path)
    composition.must_be_filled_in(fresh)
    return fresh != config


def facts_of(path: Path) -> Facts:
    """By what it is seen that a file was written; None where there is none."""
    try:
        facts = path.stat()
    except OSError:
        return None
    return facts.st_ino, facts.st_size, facts.st_mtime_ns


def begin_again() -> NoReturn:
    """This process from its beginning."""
    sys.stdout.flush()
    os.execv(sys.executable, sys.orig_argv)
