"""Whether a moment that was kept is believed: a clock may have been wrong when it was, and be right now, or the other way round."""

from __future__ import annotations

from datetime import datetime, timedelta

SKEW = timedelta(minutes=1)
"""So much may the clocks of two machines differ, or one before and after it was set."""


def still_ahead(when: datetime | None, now: datetime, longest: timedelta) -> bool:
    """True while a planned moment is to come.  One farther off than the ``longest`` wait was planned by a wrong clock: it is due."""
    return when is not None and timedelta() < when - now <= longest + SKEW


def is_fresh(when: datetime | None, now: datetime, span: timedelta) -> bool:
    """True for ``span`` from a noted moment on.  One that is still to come was noted by a wrong clock: it is worth nothing."""
    return when is not None and timedelta() <= now - when < span
