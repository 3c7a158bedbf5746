"""The error tree.  Each error says what happened, where, and what to do next; causes are chained.

FeedsvcError
  ConfigError          config.toml has mistakes (all of them at once)              exit 2
  StoreError           the database cannot be used                                 exit 3
    UnstorableError      it cannot hold a value: one source's fault, told as that source's
  PublishError         the published files cannot be written                       exit 4
  NotifyError          a recipient of news could not be told; it is tried again    (never ends a pass)
  BusyError            another instance is at work, or has our port                exit 75
  SourceError          one source failed; the others go on                         exit 1
    RetryError           no good answer now; a later try may succeed
    BlockedError         the site turns us away (challenge, 401, 403, 429, 451)
    GoneError            the page is not there any more (404, 410)
    RefusedError         our own policy forbids the request
    SuspectError         an answer came, but it is not the page we know
    BrokenRecipeError    the page no longer reads the way we learned
"""

from __future__ import annotations

import errno
import os
from datetime import timedelta

from .record import Verdict


class FeedsvcError(Exception):
    """``message`` says what happened and where; ``next_step`` says what to do."""

    exit_code = 1

    def __init__(self, message: str, next_step: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.next_step = next_step


class ConfigError(FeedsvcError):
    exit_code = 2


EXTRAS = "run 'make extras' where feedsvc is installed, or build the image with --build-arg LOCK=extras.lock"
"""What to do where a package is missing that only some installations need."""


class StoreError(FeedsvcError):
    exit_code = 3


class UnstorableError(StoreError):
    """A text or number that no database of ours can hold; nothing was changed."""


class PublishError(FeedsvcError):
    exit_code = 4


class FaultyDocumentError(PublishError):
    """A document of ours that our own lint refuses: its group stays published as it was, the others were replaced."""


class NotifyError(FeedsvcError):
    """The news stays in the outbox."""


class BusyError(FeedsvcError):
    exit_code = 75


class SourceError(FeedsvcError):
    """One exchange with a source that did not end well."""

    verdict = Verdict.RETRY

    def __init__(self, message: str, next_step: str = "", *, url: str = "", retry_after: timedelta | None = None) -> None:
        super().__init__(message, next_step)
        self.url = url
        self.retry_after = retry_after


LATER = "nothing to do: it is tried again later"


class RetryError(SourceError):
    """Without a ``next_step`` of its own it is ``passing``: the next looks may well succeed, and nobody needs to do anything."""

    verdict = Verdict.RETRY

    def __init__(self, message: str, next_step: str = "", *, url: str = "", retry_after: timedelta | None = None) -> None:
        super().__init__(message, next_step or LATER, url=url, retry_after=retry_after)
        self.passing = not next_step


class BlockedError(SourceError):
    """``status`` is the HTTP status that said so, 0 for a browser check."""

    verdict = Verdict.BLOCKED

    def __init__(
        self, message: str, next_step: str = "", *, url: str = "", retry_after: timedelta | None = None, status: int = 0
    ) -> None:
        super().__init__(message, next_step, url=url, retry_after=retry_after)
        self.status = status


class GoneError(SourceError):
    """``status`` is the HTTP status that said so."""

    verdict = Verdict.GONE

    def __init__(self, message: str, next_step: str = "", *, url: str = "", status: int = 404) -> None:
        super().__init__(message, next_step, url=url)
        self.status = status


class RefusedError(SourceError):
    verdict = Verdict.REFUSED


class SuspectError(SourceError):
    verdict = Verdict.SUSPECT


class BrokenRecipeError(SourceError):
    verdict = Verdict.BROKEN


_SPACE = "Free some space on that disk; the next run goes on."
_RIGHTS = "Give this user the permission, or run as the user who owns it."
_FILE_THERE = "a file stands where a folder is needed"
_OS_CAUSES = {
    errno.ENOSPC: ("the disk is full", _SPACE),
    errno.EDQUOT: ("the disk quota is used up", _SPACE),
    errno.EROFS: ("the file system is read-only", "Mount it writable, or name another place in config.toml."),
    errno.EACCES: ("permission denied", _RIGHTS),
    errno.EPERM: ("permission denied", _RIGHTS),
    errno.EIO: ("the disk reports an error", "Check the disk."),
    errno.EMFILE: ("too many open files", "Raise the limit of open files (ulimit -n)."),
    errno.ENFILE: ("too many open files", "Raise the limit of open files (ulimit -n)."),
    errno.ENOTDIR: (_FILE_THERE, "Move the file {there} away, or name another place."),
    errno.EEXIST: (_FILE_THERE, "Move the file {there} away, or name another place."),
    errno.EISDIR: ("a folder stands where a file is needed", "Move that folder away, or name another place."),
    errno.ENOENT: ("there is no such file or folder", "Look whether it is spelled right, and whether its folder is there."),
}


def os_words(error: OSError, what: str) -> tuple[str, str]:
    """Message and next step for an operating system's refusal; ``what`` names the thing it was about."""
    cause, step = _OS_CAUSES.get(error.errno or 0, (error.strerror or str(error), "Check that it exists and may be used."))
    return f"Cannot use {what}: {cause} ({whose(error.filename)}).", step.format(there=_file_on_the_way(error.filename))


def _file_on_the_way(path: object) -> str:
    """The part of a path that is a file, where folders belong."""
    place = os.path.abspath(os.fsdecode(path if isinstance(path, str | bytes | os.PathLike) else ""))
    while not os.path.exists(place):
        place = os.path.dirname(place)
    return place


def whose(path: object) -> str:
    """Who we are, and whose the folder is, when it is not ours: what a wrong volume shows first."""
    us = f"user id {os.geteuid()}"
    try:
        folder = os.path.abspath(os.fsdecode(path if isinstance(path, str | bytes | os.PathLike) else ""))
        while not os.path.isdir(folder):
            folder = os.path.dirname(folder)
        owner = os.stat(folder).st_uid
    except OSError:
        return us
    return us if path is None or owner == os.geteuid() else f"{us}; {folder} belongs to user id {owner}"


def from_system(error: OSError) -> FeedsvcError:
    """What nobody on the way could say better: too few open files, no memory, a folder that went away."""
    return FeedsvcError(*os_words(error, str(error.filename or "a file or a connection")))
