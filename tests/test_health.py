"""When the health command calls a source overdue."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from feedsvc.model import Source
from feedsvc.record import SourceState
from feedsvc.watch import GRACE, overdue

NOW = datetime(2026, 1, 2, tzinfo=UTC)
SOURCE = Source("news", "http://www.example.org/", interval=600)
LIMIT = timedelta(seconds=1800) + GRACE


def found(**state: datetime) -> list[str]:
    return overdue([SOURCE], {"news": SourceState("news", **state)}, NOW)  # type: ignore[arg-type]


def test_three_missed_intervals_and_the_grace_are_the_limit() -> None:
    """A source is overdue one second after the limit, not at it."""
    assert found(last_run=NOW - LIMIT) == []
    assert "news" in found(last_run=NOW - LIMIT - timedelta(seconds=1))[0]


def test_a_source_told_to_wait_is_not_overdue() -> None:
    """A next look set further off moves the limit."""
    assert found(last_run=NOW - timedelta(days=1), next_due=NOW) == []


@pytest.mark.parametrize("ahead", [LIMIT + timedelta(seconds=1), timedelta(hours=8), timedelta(days=3650)])
def test_p10_a_last_look_that_is_still_to_come_proves_nothing(ahead: timedelta) -> None:
    """After a wrong clock was put right a source is overdue until it is looked at, whatever was planned then."""
    (words,) = found(last_run=NOW + ahead, next_due=NOW + ahead + timedelta(days=1))
    assert "ahead: the clock was wrong then, or is now" in words


def test_p10_a_clock_that_is_a_little_ahead_is_none_the_worse() -> None:
    """A look told by another machine's clock, minutes ahead of ours, is a look."""
    assert found(last_run=NOW + timedelta(minutes=5), next_due=NOW + timedelta(minutes=15)) == []


def test_a_source_never_looked_at_is_not_overdue() -> None:
    """A fresh start is healthy."""
    assert found() == [] and overdue([SOURCE], {}, NOW) == []
