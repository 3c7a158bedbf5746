"""How often a feed speaks: in words, and as a small chart."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from ..model import Entry
from ..published import Feed
from .markup import Html, el
from .words import Words

WEEK = timedelta(days=7)
WEEKS = 26
_BAR, _STEP, _HEIGHT = 4, 6, 28
_TALL = 3  # articles a week that make a full bar where no week had more


def live(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """Entries a page may show."""
    return tuple(entry for entry in entries if entry.state == "live")


def times(feed: Feed) -> tuple[datetime, ...]:
    """When what the feed shows, and what it tells the times alone of, was published."""
    return (*(entry.order[0] for entry in live(feed.entries)), *feed.earlier)


def rhythm(times: Sequence[datetime], words: Words) -> str | None:
    """“about 3 a week”; None while there is too little to say."""
    if len(times) < 3:
        return None
    days = max((max(times) - min(times)) / timedelta(days=1), 1.0)
    per_day = (len(times) - 1) / days
    for period, phrase in ((1, words.per_day), (7, words.per_week), (30, words.per_month)):
        if per_day * period >= 0.95:
            return phrase.format(n=round(per_day * period))
    return words.per_year.format(n=max(1, round(per_day * 365)))


def pace(feed: Feed, words: Words) -> str:
    """The rhythm, and how often the source is looked at."""
    return " · ".join(filter(None, (rhythm(times(feed), words), words.looked.format(every=every(feed, words)))))


def every(feed: Feed, words: Words) -> str:
    """The pause between two looks at the source."""
    minutes = feed.interval // 60
    if not minutes:
        return words.every_seconds.format(n=feed.interval)
    return words.every_minutes.format(n=minutes) if minutes % 60 else words.every_hours.format(n=minutes // 60)


def weekly(times: Sequence[datetime], until: datetime) -> tuple[int, ...]:
    """Entries per week up to ``until``, oldest first; never further back than the entries themselves reach."""
    ages = [max(0, int((until - time) / WEEK)) for time in times]
    if not ages:
        return ()
    counts = [0] * min(WEEKS, max(ages) + 1)
    for age in ages:
        if age < len(counts):
            counts[-1 - age] += 1
    return tuple(counts)


def strip(times: Sequence[datetime], until: datetime, words: Words) -> Html | None:
    """A bar per week, newest at the right; None where two weeks or less would not make a picture."""
    counts = weekly(times, until)
    if len(counts) < 3:
        return None
    top = max(counts)
    bars = "".join(_bar(place * _STEP, count, max(top, _TALL)) for place, count in enumerate(counts))
    label = words.strip_label.format(weeks=len(counts), top=top)
    attributes = {"class": "strip", "viewBox": f"0 0 {len(counts) * _STEP} {_HEIGHT}", "role": "img", "aria-label": label}
    return el("svg", attributes, el("title", None, label), el("path", {"d": bars}))


def _bar(x: int, count: int, top: int) -> str:
    height = max(2, round(_HEIGHT * count / top)) if count else 1
    return f"M{x} {_HEIGHT}v-{height}h{_BAR}v{height}z"
