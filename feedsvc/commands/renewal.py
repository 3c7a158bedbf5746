"""A changed config.toml: ``run`` ends its work as when it is told to stop, and begins again with it, as the same process.

Begun anew, because every part was made for the settings it knows: fetcher, publisher, servers, log.  The process stays, so that neither
systemd nor a container nor a terminal hears of it.  Never while the lock is lent: until it is back the feeds are served as before.
"""

from __future__ import annotations

import asyncio
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from .. import app as composition
from ..config import Config, load
from ..errors import ConfigError
from .log import Log

PAUSE = 0.5
"""Seconds between two looks at the file.  It is read once two of them agree: editors write in several steps."""
AGAIN = "FEEDSVC_BEGUN_AGAIN"
"""In the environment of a process that begins again: whoever got the lock meanwhile is waited for."""

Facts = tuple[int, int, int] | None


class SettingsChanged(Exception):
    """config.toml says something else that can be worked with."""


@dataclass
class Renewal:
    """What ``config`` was read from, and ``known``, the facts of that file before it was read."""

    config: Config
    known: Facts
    log: Log

    async def watch(self) -> None:
        """Until the file was changed and lies still."""
        before = self.known
        while True:
            await asyncio.sleep(PAUSE)
            if (now := facts_of(self.config.path)) == before:
                self.look()
            before = now

    def look(self) -> None:
        """Raises SettingsChanged where the file says something else; a mistake in it is told once, and changes nothing."""
        if (now := facts_of(self.config.path)) == self.known:
            return
        self.known = now
        try:
            other = is_other(self.config)
        except ConfigError as error:
            self.log.fault(ConfigError(error.message, "what was read before still counts; mend it, and it is taken up at once"))
            return
        if other:
            self.log.say(f"{self.config.path} was changed: beginning again with what it says now")
            raise SettingsChanged


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
    os.environ[AGAIN] = "yes"
    os.execv(sys.executable, sys.orig_argv)
