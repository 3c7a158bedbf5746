"""Times in words for people and exact for machines.  Nothing here knows what time it is now."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo

from ..model import Stamp
from ..published import Site
from .markup import Html, el
from .words import Words


def site_zone(site: Site) -> tzinfo:
    """The zone the site's own news is dated in, for times that have none of their own."""
    newest = next(iter(site.merged.entries), None)
    return (newest.published.at.tzinfo if newest else None) or UTC


def offset(at: datetime) -> str:
    """``UTC+8``, ``UTC-3:30``, ``UTC``."""
    delta = at.utcoffset() or timedelta()
    minutes = round(abs(delta).total_seconds()) // 60
    if not minutes:
        return "UTC"
    sign = "-" if delta < timedelta() else "+"
    return f"UTC{sign}{minutes // 60}" + (f":{minutes % 60:02}" if minutes % 60 else "")


def exact(stamp: Stamp) -> str:
    """What a ``datetime`` attribute takes: a date alone where the site gave no more."""
    if stamp.precision == "day":
        return stamp.at.date().isoformat()
    return stamp.at.replace(microsecond=0).isoformat()


def date_words(at: datetime, words: Words) -> str:
    return _filled(words.date, at, words)


def month_words(at: datetime, words: Words) -> str:
    return _filled(words.month, at, words)


def _filled(pattern: str, at: datetime, words: Words) -> str:
    return pattern.format(y=at.year, m=at.month, d=at.day, month=words.months[at.month - 1])


def weekday(at: datetime, words: Words, short: bool = False) -> str:
    return (words.weekdays_short if short else words.weekdays)[at.weekday()]


def long_time(stamp: Stamp, words: Words) -> Html:
    """Date, weekday and, where the site gave it, the time of day."""
    spoken = words.date_weekday.format(date=date_words(stamp.at, words), weekday=weekday(stamp.at, words))
    if stamp.precision == "day":
        return el("time", {"datetime": exact(stamp)}, spoken)
    return el("time", {"datetime": exact(stamp), "title": offset(stamp.at)}, f"{spoken} {stamp.at:%H:%M}")


def short_date(stamp: Stamp, words: Words) -> Html:
    """The date alone; the exact time stands in the attribute."""
    return el("time", {"datetime": exact(stamp)}, _filled(words.short_date, stamp.at, words))


def moment(at: datetime, zone: tzinfo, words: Words) -> Html:
    """A stored time, said in ``zone``."""
    local = at.astimezone(zone)
    spoken = f"{date_words(local, words)} {local:%H:%M}"
    return el("time", {"datetime": local.replace(microsecond=0).isoformat(), "title": offset(local)}, spoken)
