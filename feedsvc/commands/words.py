"""What the operator reads: outcomes, times and rows in plain English."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from dataclasses import asdict, is_dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from ..errors import FeedsvcError
from ..model import Stamp
from ..record import Outcome, Verdict

MARKS = {Verdict.OK: "+", Verdict.UNCHANGED: "=", Verdict.RETRY: "~"}


def outcome_line(outcome: Outcome, zone: str) -> str:
    """One clear line: class, source, what happened, at which address, what to do, when it is tried again."""
    line = f"{MARKS.get(outcome.verdict, '!')} {outcome.source}: {outcome.line}"
    if outcome.failed:
        line += f" [{outcome.verdict}] {outcome.url}"
        line += f"\n    {outcome.next_step}" if outcome.next_step else ""
    if outcome.failed and outcome.next_try:
        line += f"\n    next try {clock_time(outcome.next_try, zone)}"
    return line


def counted(number: int, one: str, more: str = "") -> str:
    """A number with its noun."""
    return f"{number} {one if number == 1 else more or one + 's'}"


def tell_fault(error: FeedsvcError) -> None:
    """A fault that ends nothing."""
    print(f"! {error.message}\n    {error.next_step}", file=sys.stderr, flush=True)


def clock_time(when: datetime | None, zone: str) -> str:
    """A moment in the site's zone, to the second; with its offset, as the operator may live in another."""
    return when.astimezone(ZoneInfo(zone)).isoformat(" ", "seconds") if when else "never"


def stamp_text(stamp: Stamp | None) -> str | None:
    """A time as JSON shows it: ISO 8601 with offset."""
    return stamp.at.isoformat() if stamp else None


def speaks_utf8() -> bool:
    """Whether any letter can be printed as it is; what stands for others in a terminal's words would be no JSON."""
    return (sys.stdout.encoding or "").lower().replace("_", "-") in ("utf-8", "utf8")


def print_json(value: Any) -> None:
    json.dump(plain(value), sys.stdout, ensure_ascii=not speaks_utf8(), indent=2)
    print()


def plain(value: Any) -> Any:
    """A value as JSON can show it."""
    if isinstance(value, date):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        return plain(asdict(value))
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, Iterable) and not isinstance(value, str | bytes):
        return [plain(item) for item in value]
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)
