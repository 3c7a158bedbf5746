"""Which moments that were kept are believed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from feedsvc.skew import SKEW, is_fresh, still_ahead

NOW = datetime(2026, 11, 26, tzinfo=UTC)
HOUR = timedelta(hours=1)
INSTANT = timedelta.resolution


@pytest.mark.parametrize(
    ("ahead", "believed"), [(-HOUR, False), (0 * HOUR, False), (INSTANT, True), (HOUR + SKEW, True), (HOUR + SKEW + INSTANT, False)]
)
def test_p10_a_plan_is_believed_until_its_time_and_no_farther_than_any_is_made(ahead: timedelta, believed: bool) -> None:
    """What is past is due, and so is what lies farther off than the longest wait."""
    assert still_ahead(NOW + ahead, NOW, HOUR) is believed


@pytest.mark.parametrize(("ago", "believed"), [(-INSTANT, False), (0 * HOUR, True), (HOUR - INSTANT, True), (HOUR, False)])
def test_p10_what_was_noted_later_than_now_is_not_believed(ago: timedelta, believed: bool) -> None:
    """A note is fresh from its moment on, not before."""
    assert is_fresh(NOW - ago, NOW, HOUR) is believed


def test_what_was_never_planned_or_noted_is_due() -> None:
    """No moment at all holds back nothing."""
    assert not still_ahead(None, NOW, HOUR)
    assert not is_fresh(None, NOW, HOUR)
