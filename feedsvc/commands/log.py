"""What is told while passes go on: lines for people, or one JSON object a line for machines.  No secret stands in either.

Faults that libraries log come out the same way.
"""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime
from typing import Any, TextIO

from ..config import Config
from ..errors import FeedsvcError
from ..record import Outcome
from ..redaction import redacted
from .words import outcome_line, plain, speaks_utf8

SHORT = 6
"""A secret of fewer letters would hide ordinary words; such a one is no secret."""


def secrets_of(config: Config) -> tuple[str, ...]:
    """What the configuration keeps from others, the longest first, so that no part of one stays."""
    named = [config.watch.ping, *(word for recipient in config.recipients for word in (recipient.url, recipient.secret))]
    return tuple(sorted({word for word in named if word and len(word) >= SHORT}, key=len, reverse=True))


class Log:
    """Outcomes go to standard output, faults to standard error."""

    def __init__(self, config: Config) -> None:
        self._zone = config.zone
        self._secrets = secrets_of(config)
        self._json = config.watch.log == "json"

    def outcome(self, outcome: Outcome) -> None:
        if self._json:
            told = {name: value for name, value in plain(outcome).items() if value not in (None, "", 0)}
            self._object(sys.stdout, "warning" if outcome.failed else "info", "pass", told.pop("line", ""), **told)
        else:
            self._line(sys.stdout, outcome_line(outcome, self._zone))

    def fault(self, error: FeedsvcError) -> None:
        if self._json:
            self._object(sys.stderr, "error", "fault", error.message, next_step=error.next_step)
        else:
            self._line(sys.stderr, f"! {error.message}\n    {error.next_step}")

    def say(self, words: str) -> None:
        if self._json:
            self._object(sys.stdout, "info", "said", words)
        else:
            self._line(sys.stdout, words)

    def record(self, record: logging.LogRecord, trace: str) -> None:
        """What a library had to say."""
        if self._json:
            self._object(sys.stderr, record.levelname.lower(), "library", record.getMessage(), logger=record.name, trace=trace or None)
        else:
            self._line(sys.stderr, f"! {record.name}: {record.getMessage()}" + (f"\n{trace}" if trace else ""))

    def _line(self, stream: TextIO, text: str) -> None:
        print(redacted(text, self._secrets), file=stream, flush=True)

    def _object(self, stream: TextIO, level: str, event: str, message: str, **facts: Any) -> None:
        told = {"time": datetime.now(UTC).isoformat(timespec="milliseconds"), "level": level, "event": event, "message": message}
        told |= {name: value for name, value in facts.items() if value is not None}
        print(json.dumps(self._hidden(told), ensure_ascii=not speaks_utf8()), file=stream, flush=True)

    def _hidden(self, value: Any) -> Any:
        """Redacted before it is written as JSON, which may spell a secret's letters otherwise."""
        if isinstance(value, dict):
            return {name: self._hidden(item) for name, item in value.items()}
        return redacted(value, self._secrets) if isinstance(value, str) else value


class Libraries(logging.Handler):
    """Hands on what libraries log at warning level and above."""

    def __init__(self, log: Log) -> None:
        super().__init__(logging.WARNING)
        self._log = log

    def emit(self, record: logging.LogRecord) -> None:
        trace = logging.Formatter().formatException(record.exc_info) if record.exc_info else ""
        self._log.record(record, trace)


def listen_to_libraries(log: Log) -> None:
    root = logging.getLogger()
    root.handlers[:] = [Libraries(log)]
    root.setLevel(logging.WARNING)
