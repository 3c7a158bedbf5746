"""The error tree.  Each error says what happened, where, and what to do next; causes are chained.

FeedsvcError
  ConfigError          config.toml has mistakes (all of them at once)              exit 2
  StoreError           the database cannot be used                                 exit 3
  PublishError         the published files cannot be written                       exit 4
  BusyError            another instance is at work                                 exit 75
  SourceError          one source failed; the others go on                         exit 1
    RetryError           no good answer now; a later try may succeed
    BlockedError         the site turns us away (challenge, 401, 403, 429, 451)
    GoneError            the page is not there any more (404, 410)
    RefusedError         our own policy forbids the request
    SuspectError         an answer came, but it is not the page we know
    BrokenRecipeError    the page no longer reads the way we learned
"""

from __future__ import annotations

from datetime import timedelta

from .model import Verdict


class FeedsvcError(Exception):
    """``message`` says what happened and where; ``next_step`` says what to do."""

    exit_code = 1

    def __init__(self, message: str, next_step: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.next_step = next_step


class ConfigError(FeedsvcError):
    exit_code = 2


class StoreError(FeedsvcError):
    exit_code = 3


class PublishError(FeedsvcError):
    exit_code = 4


class BusyError(FeedsvcError):
    exit_code = 75


class SourceError(FeedsvcError):
    """One exchange with a source that did not end well."""

    verdict = Verdict.RETRY

    def __init__(self, message: str, next_step: str = "", *, url: str = "", retry_after: timedelta | None = None) -> None:
        super().__init__(message, next_step)
        self.url = url
        self.retry_after = retry_after


class RetryError(SourceError):
    verdict = Verdict.RETRY


class BlockedError(SourceError):
    verdict = Verdict.BLOCKED


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
