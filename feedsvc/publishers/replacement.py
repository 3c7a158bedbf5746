"""Several files replaced so that whoever looks, after a kill or a power loss too, finds each of them whole: old or new.

All are written beside their places and synced before the first is renamed.  Syncing one file after another, each with its
rename, costs the journal of the file system half as much again; and the disk is told to begin with all before the first is
waited for, or each would be given its room, and that be written down, for itself.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import NamedTuple

from ..errors import PublishError, os_words

AT_ONCE = 64  # files open at a time


class Change(NamedTuple):
    """What a path shall hold: ``body`` and, in seconds, its time; without a body the file goes."""

    path: str
    body: bytes | None
    modified: int | None = None

    @property
    def partial(self) -> str:
        folder, _, name = self.path.rpartition("/")
        return f"{folder}/.{name}.tmp"


def replace_files(changes: Sequence[Change]) -> None:
    """Make the changes, in this order.  Raises PublishError; what was not renamed by then stays as it was."""
    for start in range(0, len(changes), AT_ONCE):
        _replace_some(changes[start : start + AT_ONCE])


def _replace_some(changes: Sequence[Change]) -> None:
    written: list[tuple[Change, int]] = []
    try:
        for change in changes:
            if change.body is not None:
                with in_words(change.path):
                    written.append((change, _created(change.partial)))
                    _fill(written[-1][1], change.body, change.modified)
        for _, handle in written:
            _begin(handle)
        for change, handle in written:
            with in_words(change.path):
                os.fsync(handle)
        for change in changes:
            with in_words(change.path):
                _put(change)
    except BaseException:
        for change, _ in written:
            with suppress(OSError):
                os.unlink(change.partial)
        raise
    finally:
        for _, handle in written:
            os.close(handle)


def _created(partial: str) -> int:
    """A new file; what a killed run left under its name goes, and the folder is made where it is missing."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
    try:
        return os.open(partial, flags, 0o666)
    except FileExistsError:
        os.unlink(partial)
    except FileNotFoundError:
        os.makedirs(os.path.dirname(partial), exist_ok=True)
    return os.open(partial, flags, 0o666)


def _fill(handle: int, body: bytes, modified: int | None) -> None:
    rest = memoryview(body)
    while rest:
        rest = rest[os.write(handle, rest) :]
    if modified is not None:
        os.utime(handle, (modified, modified))


def _begin(handle: int) -> None:
    """Begin to write what the file holds to the disk.  Only advice: a sync follows, and tells of what goes wrong."""
    if hasattr(os, "posix_fadvise"):
        with suppress(OSError):
            os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)


def _put(change: Change) -> None:
    if change.body is not None:
        os.replace(change.partial, change.path)
    else:
        with suppress(FileNotFoundError):
            os.unlink(change.path)


def sync_folders(folders: Iterable[str]) -> None:
    """A rename is safe from a power loss only once its folder is synced."""
    for folder in set(folders):
        with in_words(folder), suppress(FileNotFoundError):
            handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)


class in_words:
    """What the system says about this path, as a PublishError."""

    __slots__ = ("_path",)

    def __init__(self, path: object) -> None:
        self._path = path

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if isinstance(error, OSError):
            message, step = os_words(error, f"the published file {self._path}")
            raise PublishError(message, f"What was published before is still there. {step}") from error
