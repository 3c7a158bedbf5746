"""Dates and times in text: found with their place and precision, impossible ones refused, nothing guessed.

The clock time is read as the site shows it, in the zone the text names or else in ``zone``.  Whether 03/04/2021 is
the 3rd of April or the 4th of March is told by ``order`` ("dmy", "mdy" or "ymd") or a weekday beside it; without them
such a date is refused unless one of its numbers is above 12.  A date without a year is the last such day up to ``now``.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from ..model import Stamp
from . import date_relative, date_tongues
from .date_forms import FIRST_YEAR, FORMS, LAST_YEAR, NEED_NOW, Found, Habit, Scan
from .date_places import Places

_YEAR_FIRST = {"Asia/Shanghai", "Asia/Hong_Kong", "Asia/Taipei", "Asia/Macau", "Asia/Urumqi", "Asia/Tokyo", "Asia/Seoul", "PRC"}
_ISO = re.compile(r"(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(:\d\d)?)(?:\.\d{1,9})?(Z|[+-]\d\d:\d\d)?)?", re.ASCII)
_ALL = (*date_tongues.FORMS, *FORMS[:-2], *date_relative.FORMS, *FORMS[-2:])
# What must stand in a text for some form to be there, each once; the forms name theirs by its number.
_HINTS = tuple(dict.fromkeys(hint for _, hint, _, _ in _ALL))
_FORMS = tuple((pattern, _HINTS.index(hint), read, first) for pattern, hint, read, first in _ALL)
_NEED_NOW = (*NEED_NOW, *date_relative.NEED_NOW, *date_tongues.NEED_NOW)
_HINT = re.compile(r"[\d一二三四五六七八九十]|刚刚|[今昨前]天|[今昨]日|day|ago|just|estern|eute|vor", re.IGNORECASE)


def parse(text: str, zone: str, now: datetime | None = None, order: Habit | None = None) -> Stamp | None:
    """The first date in the text, or None."""
    found = find(text, zone, now, order)
    return found[0].stamp if found else None


def find(text: str, zone: str, now: datetime | None = None, order: Habit | None = None) -> list[Found]:
    """Every date in the text, by place.  Without ``now`` (an aware time) dates without a year and "昨天" are not found."""
    if not text or not (_HINT.search(text) or len(text) <= date_relative.LONGEST and date_relative.LONE.search(text)):
        return []
    if (iso := _ISO.fullmatch(text)) and (one := _iso(iso, text, zone)):
        return [one]
    plain = date_tongues.narrow(text)
    found: list[Found] = []
    scan = Scan(plain, load_zone(zone), now, order or _order_of(zone), found)
    places = Places(plain)
    hinted: list[bool | None] = [None] * len(_HINTS)  # asked late: most need not be, once the first date has taken all numbers
    for pattern, hint, read, first in _FORMS:
        if now is None and read in _NEED_NOW or first != "any" and not places.numbers:
            continue
        if hinted[hint] is None:
            hinted[hint] = bool(_HINTS[hint].search(plain))
        if not hinted[hint]:
            continue
        for match in places.matches(pattern, first):
            if any(f.start < match.end() and match.start() < f.end for f in found):
                continue
            one = read(scan, match)
            if one:
                found.append(one)
                places.leave_out(one.start, one.end)
    return sorted(found, key=lambda f: f.start)


def from_unix(number: float, zone: str) -> Stamp | None:
    """Seconds, or milliseconds, since 1970 to a stamp in ``zone``; None outside 1980–2099."""
    seconds = number / 1000 if abs(number) > 1e11 else number
    try:
        at = datetime.fromtimestamp(seconds, UTC).replace(microsecond=0)
    except (ValueError, OverflowError, OSError):
        return None
    return Stamp(at.astimezone(load_zone(zone)), "second") if FIRST_YEAR <= at.year <= LAST_YEAR else None


def from_metadata(text: str, zone: str, order: Habit | None = None) -> Found | None:
    """The date a machine-readable field holds: RFC 3339, RFC 822, a Unix stamp, or any form ``find`` knows, whole."""
    text = text.strip()[:100]
    if re.fullmatch(r"\d{9,10}|\d{12,13}", text):
        stamp = from_unix(float(text), zone)
        return Found(0, len(text), stamp, zoned=True) if stamp else None
    found = find(text, zone, None, order)
    return found[0] if found else None


def _iso(m: re.Match[str], text: str, zone: str) -> Found | None:
    """The form nearly all software writes (RFC 3339), read at a tenth of the cost."""
    clock = "" if m[2] is None else f"T{m[2]}" + (":00" if m[3] is None else "") + ("+00:00" if m[4] == "Z" else m[4] or "")
    try:
        at = datetime.fromisoformat(m[1] + clock)
    except ValueError:
        return None
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        return None
    stamp = Stamp(at if m[4] else at.replace(tzinfo=load_zone(zone)), "day" if m[2] is None else "minute" if m[3] is None else "second")
    return Found(0, len(text), stamp, zoned=m[4] is not None)


@lru_cache(maxsize=64)
def load_zone(name: str) -> tzinfo:
    """The zone of that name; UTC for one that does not exist (configuration has been checked before)."""
    try:
        return ZoneInfo(name)
    except (OSError, ValueError):
        return UTC


def _order_of(zone: str) -> Habit | None:
    """East Asia writes the year first, also with two digits."""
    return "ymd" if zone in _YEAR_FIRST else None
