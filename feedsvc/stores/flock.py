"""One writer at a time: an advisory lock on a file, which the kernel drops with its process, so it is never stale."""

from __future__ import annotations

import errno
import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from ..errors import BusyError, StoreError, os_words

NAME_TRIES = 20
NAME_PAUSE = 0.005


@contextmanager
def exclusive(path: Path) -> Iterator[None]:
    """Hold the lock; raises BusyError at once, naming the holder, and StoreError when there can be no lock."""
    handle = _open(path)
    try:
        _take(handle, path)
        _write_holder(handle)
        yield
        os.ftruncate(handle, 0)
    finally:
        os.close(handle)  # the lock goes with it


def _open(path: Path) -> int:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    except OSError as error:
        raise StoreError(*os_words(error, f"the lock {path}")) from error


def _take(handle: int, path: Path) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in (errno.EAGAIN, errno.EACCES):
            raise BusyError(f"Another feedsvc is at work: {_holder(handle)}.", "Wait until it has finished, or stop it.") from error
        raise StoreError(*os_words(error, f"the lock {path}")) from error


def _write_holder(handle: int) -> None:
    """For people only; a full disk must not keep us from working."""
    since = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    words = json.dumps({"pid": os.getpid(), "host": os.uname().nodename, "since": since}).encode()
    try:
        os.ftruncate(handle, 0)
        os.pwrite(handle, words, 0)
    except OSError:
        pass


def _holder(handle: int) -> str:
    """Who has the lock; it may have been taken this moment, its name not yet written."""
    for _ in range(NAME_TRIES):
        try:
            holder = json.loads(os.pread(handle, 1000, 0))
            return f"process {holder['pid']} on {holder['host']}, since {holder['since']}"
        except (OSError, ValueError, KeyError, TypeError):
            time.sleep(NAME_PAUSE)
    return "a process that did not leave its name"
