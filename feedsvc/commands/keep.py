"""``backup`` and ``restore``: the store as one file, and back.

What was published after the backup is known by the published feeds alone.  ``restore`` takes it from there, so that its
articles keep their ids and no reader sees them twice.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from .. import app as composition
from ..config import load
from ..errors import StoreError
from ..press import Press
from ..publish import publish
from ..recovery import recover
from ..stores import open_store
from .words import counted


def back_up(path: Path, file: Path) -> None:
    """A consistent copy, checked, in the place of ``file`` only when whole.  Raises ConfigError and StoreError."""
    config = load(path)
    store = composition.open_store(config)
    try:
        store.backup(file.absolute())
    finally:
        store.close()
    entries = counted(_checked(file), "entry", "entries")
    print(f"{file}: {entries}, {file.stat().st_size} bytes, checked. Keep it on another disk, with {config.path}.")


def _checked(file: Path) -> int:
    """How many entries a copy holds.  Raises StoreError when it is not whole."""
    copy = open_store(f"sqlite:{file.absolute()}")
    try:
        if problems := copy.check():
            raise StoreError(f"The copy {file} is damaged: {problems[0]}.", "Look at the disk it is on; make another one.")
        return sum(copy.counts().values())
    finally:
        copy.close()
        with suppress(OSError):
            file.with_name(f"{file.name}.seen").unlink()


def restore(path: Path, file: Path) -> None:
    """The backup in the place of the store, which is kept beside it; then all is published from it, under one lock."""
    config = load(path)
    publisher = composition.open_publisher(config)
    with composition.restored(config, file.absolute()) as (store, kept):
        print(f"restored from {file}; the store as it was before is {kept}" if kept else f"restored from {file}", flush=True)
        taken = recover(config, store, publisher, composition.now().replace(microsecond=0))
        changed = publish(Press(config, store, publisher, composition.Formats()))
    files = counted(len(changed), "file")
    print(f"taken from the published feeds: {counted(taken, 'article')} that came after the backup; {files} changed")
