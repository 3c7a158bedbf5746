"""How a source was in the last weeks, day by day, as a small chart."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from ..record import Turn
from .markup import Html, el
from .status_json import failing_verdict
from .words import Words

DAYS = 60
_DAY = timedelta(days=1)
_BAR, _STEP, _HEIGHT = 4, 6, 28


def ill_days(turns: Sequence[Turn], until: datetime) -> tuple[bool | None, ...]:
    """For each of the last DAYS days up to ``until``, oldest first: ill at some time, well, or (None) not looked at yet."""
    states = []
    for place in range(DAYS):
        start = until - (DAYS - place) * _DAY
        before = [turn for turn in turns if turn.at <= start]
        within = [turn for turn in turns if start < turn.at <= start + _DAY]
        seen = [*before[-1:], *within]
        states.append(any(failing_verdict(turn.verdict) for turn in seen) if seen else None)
    return tuple(states)


def chart(turns: Sequence[Turn], until: datetime, say: Words) -> Html | None:
    """A bar per day, newest at the right: short and pale when well, tall when ill; None before the second day."""
    states = ill_days(turns, until)
    known = [state for state in states if state is not None]
    if len(known) < 2:
        return None
    label = say.days_label.format(days=len(known), ill=sum(known))
    first = DAYS - len(known)
    well = "".join(_bar(place - first, 10) for place, state in enumerate(states) if state is False)
    ill = "".join(_bar(place - first, _HEIGHT) for place, state in enumerate(states) if state)
    attributes = {"class": "strip days", "viewBox": f"0 0 {len(known) * _STEP} {_HEIGHT}", "role": "img", "aria-label": label}
    return el("svg", attributes, el("title", None, label), el("path", {"d": well}), el("path", {"class": "bad", "d": ill}) if ill else None)


def _bar(place: int, height: int) -> str:
    return f"M{place * _STEP} {_HEIGHT}v-{height}h{_BAR}v{height}z"
