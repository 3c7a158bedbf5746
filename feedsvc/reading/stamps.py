"""The column of times a listing shows: each cell is read, and the column as a whole settles what one cell leaves open.

A cell may be split over elements ("15" large, "2021-03" small) or leave out the year; "03/04/2021" is read the way
that makes the whole column readable and orderly.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache

from ..model import Stamp
from . import dates
from .date_forms import FIRST_YEAR, LAST_YEAR, Order
from .date_relative import says_ago
from .date_tongues import names_day, names_year, narrow
from .date_words import LISTOPADA, MONTHS, SHORT_WORDS, fold, han_number
from .links import day_of
from .quick import begun, quick

# Between the day of an address and the one its page shows.
_NOT_FAR = timedelta(days=62)
_ANY_DIGIT = re.compile(r"\d")
_NUMBER = re.compile(r"\d+")
_DIGIT_DATE = begun(
    r"[\d昨前今刚一二三四五六七八九十]",
    r"\d{1,4}(?:\s?[-/年月년월]\s?\d{1,2}(?!\d)|(?<=\d)\.\d\d?(?:\.\d\d|(?<=\d{4}\.\d\d)(?!\d)|(?<=\d{4}\.\d|\d{3}\.\d\d)\.\d(?!\d))|\s?(?:秒钟?|分[钟鐘]?|个?小[时時]|天|日|時間|분|시간|일)\s?[以前전])"
    r"|(?<!\d)\d{4}\.\s\d\d?\.\s\d\d?(?!\d)|(?<!\d)\d\d?\.\s\d\d?\.\s(?:19|20)\d\d(?!\d)|[昨前今]天|刚刚|(?<![\d.:])\d{1,2}\s?日?\s(?:\d{1,2}|十?[一二三四五六七八九十])\s?月(?!\d)|[一二三四五六七八九十]月\s\d{1,2}(?![\d.:%])|(?<!\d)(?:19|20)\d\d\s\d\d?[\s.]\d\d?(?!\d)",
)
# A row of today, in lists whose others tell the day.
_CLOCK = re.compile(r"\d{1,2}:\d\d(?::\d\d)?")
# A day by itself that could as well be a number: "11.24".
_DOTTED = re.compile(r"[\[(（]?(?:0[1-9]|1[0-2])\.(?:0[1-9]|[12]\d|3[01])[\])）]?")
_HAN_MONTH = re.compile("(十?[一二三四五六七八九十])\\s?月")
# The word before a number, and the one after it, where a month's name is written out; and how long ago something was.
_BEFORE_NUMBER = re.compile(r"([^\W\d_]{3,12})\.?[\s-]{0,3}$")
_AFTER_NUMBER = re.compile(r"\.?(?:st|nd|rd|th|er|[ºª])?[\s./-]{1,3}(?:de\s|of\s|d['’])?([^\W\d_]{3,12})")
_REACH = 18
# Found by letters that are rare.
_DAY_WORD = quick(
    "昨前今刚yYuUgGjJ",
    r"[昨前今]天|昨日|刚刚|\b(?:yesterday|gestern|just now)\b|(?<=\btoda)y\b|(?<=\bhe)ute\b|(?:(?<=\ba minute a)|(?<=\ban hour a)|(?<=\ba day a)|(?<=\ba week a))go\b",
)
# A time stands at one end of a long text.
_LONG = 700
_CLOCK_AFTER = re.compile(r"(.{6,24}?)\s(\d\d:\d\d(?::\d\d)?)")
_NUMERIC = re.compile(r"(?<!\d)\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d\d)(?!\d)")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_COMMON = re.compile(
    r"[^\w\d]{0,4}(\d{4})(?:-(?=\d\d?-)|/(?=\d\d?/)|\.(?=\d\d?\.)|年(?=\d\d?月))(\d\d?)[-/.月](\d\d?)日?(?:\s{1,2}(\d\d):(\d\d)(?::(\d\d))?)?[^\w\d]{0,4}", re.ASCII
)
# Day and month apart: "15 2021-03", "15 2021年03月", "2021-03 15", "15 03月", "Dec - 2023 4".
_DAY_FIRST = re.compile(r"^\D{0,4}(?P<d>\d{1,2})\s?日?\s+(?:[/|]\s+)?(?P<y>(?:19|20)\d\d)\s?[-/.年]\s?(?P<m>\d{1,2})(?:\s?月)?\D{0,4}$")
_DAY_LAST = re.compile(r"^\D{0,4}(?P<y>(?:19|20)\d\d)\s?[-/.年]\s?(?P<m>\d{1,2})(?:\s?月)?\s*[-/.]?\s+(?P<d>\d{1,2})\s?日?\D{0,4}$")
_YEAR_LAST = re.compile(r"^\D{0,4}(?P<m>\d{1,2})\s?[-/.月]\s?(?P<d>\d{1,2})\s?日?\s+(?:[/|]\s+)?(?P<y>(?:19|20)\d\d)\s?年?\D{0,4}$")
_YEAR_APART = re.compile(r"^\D{0,4}(?P<y>(?:19|20)\d\d)\s?年?\s+(?:[/|]\s+)?(?P<m>\d{1,2})\s?[-/.月]\s?(?P<d>\d{1,2})\s?日?\D{0,4}$")
_WORDED = re.compile(r"^\W{0,4}(?P<month>[^\W\d_]{3,12})\.?\W{1,4}(?P<y>(?:19|20)\d\d)\W{1,4}(?P<d>\d{1,2})\W{0,4}$")
_WORDED_DAY = re.compile(r"^\W{0,4}(?P<d>\d{1,2}\.?)\W{1,4}(?P<month>[^\W\d_]{3,12})\.?\W{1,4}(?P<y>(?:19|20)\d\d)\W{0,4}$")
_MONTH_DAY = re.compile(r"^[^\d元]{0,4}(?P<m>\d{1,2})\s?[-/.月]\s?(?P<d>\d{1,2})\s?日?(?P<rest>\s+\d{1,2}:\d\d(?::\d\d)?)?\D{0,4}$")
_DAY_MONTH = re.compile(r"^\D{0,4}(?P<d>\d{1,2})\s?日?\s+(?P<m>\d{1,2})\s?月\D{0,4}$")
_APART_DAY_FIRST = re.compile(r"^\D{0,4}(?P<d>\d{1,2})\s?日?\s+(?P<m>\d{1,2})\s?月\s+(?P<y>(?:19|20)\d\d)\s?年?\D{0,4}$")
_APART = re.compile(r"^\D{0,4}(?P<y>(?:19|20)\d\d)\s?年?\s+(?P<m>\d{1,2})\s?月?\s+(?P<d>\d{1,2})\s?日?\D{0,4}$")
# 6/30/23
_SHORT = re.compile(r"(?<![\d.,:/-])(?P<a>\d{1,2})(?P<sep>[-/.])(?P<b>\d{1,2})(?P=sep)(?P<c>\d\d)(?![\d.,:/-])")
_SPLIT = (_DAY_FIRST, _DAY_LAST, _YEAR_LAST, _YEAR_APART, _APART_DAY_FIRST, _APART)


@lru_cache(maxsize=2048)
def smells_of_date(text: str) -> bool:
    """Whether a time may stand in the text; quick, and wrong in both directions now and then."""
    if len(text) > _LONG:
        text = f"{text[: _LONG // 2]} {text[-_LONG // 2 :]}"
    if len(text) <= 8 and (_CLOCK.fullmatch(text) or _DOTTED.fullmatch(text.strip())) or _DAY_WORD.search(text):
        return True
    return _ANY_DIGIT.search(text) is not None and (_DIGIT_DATE.search(text) is not None or _says_month(text) or names_day(text)) or says_ago(text)


def _says_month(text: str) -> bool:
    """Whether a number stands beside a month's name, or counts how long ago something was."""
    for number in _NUMBER.finditer(text):
        at = number.start()
        after = _AFTER_NUMBER.match(text, number.end())
        if after and _is_month(after[1], text[at : after.end() + 9]):
            return True
        before = _BEFORE_NUMBER.search(text, max(0, at - _REACH), at) if len(number[0]) < 5 else None
        if before and _is_month(before[1], text[max(0, at - _REACH) : at + 12]):
            return True
    return False


def _is_month(word: str, around: str) -> bool:
    name = fold(word)
    return (name in MONTHS or name in LISTOPADA) and (name not in SHORT_WORDS or _YEAR.search(around) is not None)


def read_column(cells: Sequence[str], zone: str, now: datetime | None, order: Order | None) -> list[Stamp | None]:
    """One stamp for each cell, None where it says none; rows stand in page order."""
    cells = [narrow(text) for text in cells]
    found = [cell(text, zone, now, order) for text in cells]
    if now is not None and any(found):
        found = [stamp or _of_today(text.strip(), zone, now) for stamp, text in zip(found, cells, strict=True)]
    return _settle_years(found, cells, now)


@lru_cache(maxsize=512)
def cell(text: str, zone: str, now: datetime | None, order: Order | None) -> Stamp | None:
    """The time one cell says."""
    text = text.strip()[:400]
    if not text:
        return None
    if (common := _COMMON.fullmatch(text)) and (stamp := _common_form(common, zone)):
        return stamp
    plain = _rewritten(text) if len(text) < 40 and not names_day(text) else None
    return dates.parse(plain or _SHORT.sub(_padded, text), zone, now, order)


def _of_today(text: str, zone: str, now: datetime) -> Stamp | None:
    """The last such time of day, where a cell says nothing else."""
    if len(text) > 8 or not _CLOCK.fullmatch(text):
        return None
    hour, minute, *second = map(int, text.split(":"))
    here = now.astimezone(dates.load_zone(zone))
    if hour > 23 or minute > 59 or second and second[0] > 59:
        return None
    at = here.replace(hour=hour, minute=minute, second=second[0] if second else 0, microsecond=0)
    return Stamp(at if at <= here + timedelta(minutes=10) else at - timedelta(days=1), "second" if second else "minute")


def split_date(text: str, zone: str) -> Stamp | None:
    """The day a short text names whose parts stood in elements of their own: "15 2021-03", "7 May 2024"."""
    day, clock = found.groups("") if (found := _CLOCK_AFTER.fullmatch(text)) else (text, "")
    plain = _rewritten(day.strip()) if len(day) < 24 else None
    return dates.parse(f"{plain} {clock}", zone) if plain else None


def _common_form(found: re.Match[str], zone: str) -> Stamp | None:
    """The form nearly all Chinese lists use, read at a tenth of the cost."""
    year, month, day, hour, minute, second = (int(part) if part else None for part in found.groups())
    if not FIRST_YEAR <= (year or 0) <= LAST_YEAR:
        return None
    try:
        at = datetime(year or 0, month or 0, day or 0, hour or 0, minute or 0, second or 0, tzinfo=dates.load_zone(zone))
    except ValueError:
        return None
    return Stamp(at, "day" if hour is None else "minute" if second is None else "second")


def _padded(found: re.Match[str]) -> str:
    return found["sep"].join(f"{int(found[part]):02}" for part in "abc")


def _rewritten(text: str) -> str | None:
    """A split or short date in a form every reader of dates knows."""
    if "月" in text:
        text = _HAN_MONTH.sub(lambda m: f"{han_number(m[1])}月", text)
    for pattern in _SPLIT:
        if found := pattern.match(text):
            return f"{found['y']}-{found['m']}-{found['d']}"
    if found := _WORDED.match(text) or _WORDED_DAY.match(text):
        return f"{found['d']} {found['month']} {found['y']}"
    if found := _DAY_MONTH.match(text) or _MONTH_DAY.match(text):
        rest = found.groupdict().get("rest") or ""
        return f"{int(found['m']):02}-{int(found['d']):02}{rest}"
    return None


def with_years(found: Sequence[Stamp | None], cells: Sequence[str], addresses: Sequence[str | None]) -> list[Stamp | None]:
    """Days that were told without a year take it from their article's address, where that names the same day, or one not far off."""
    named = [day_of(url) if stamp and url and not _YEAR.search(text) and not _SHORT.search(text) else None for stamp, text, url in zip(found, cells, addresses, strict=True)]
    return [_near(stamp, day) if stamp and day else stamp for stamp, day in zip(found, named, strict=True)]


def _near(stamp: Stamp, day: date) -> Stamp:
    """The same month and day in the year that brings it next to ``day``; as it is where none does."""
    for year in (day.year, day.year - 1, day.year + 1):
        try:
            at = stamp.at.replace(year=year)
        except ValueError:  # 29 February
            continue
        if abs(at.date() - day) <= _NOT_FAR:
            return Stamp(at, stamp.precision)
    return stamp


def likely_order(cells: Sequence[str], zone: str, now: datetime | None) -> Order | None:
    """How the column writes its dates, where that is open: the way that reads most cells, and most nearly in order."""
    open_cells = [text for text in cells if _NUMERIC.search(text)]
    if not open_cells:
        return None
    if telling := _telling_order(open_cells):
        return telling
    ways: tuple[Order | None, ...] = (None, "mdy", "dmy", "ymd")

    def merit(way: Order | None) -> tuple[int, int]:
        stamps = [stamp for text in open_cells if (stamp := dates.parse(text, zone, now, way))]
        falling = sum(a.at >= b.at for a, b in zip(stamps, stamps[1:], strict=False))
        return len(stamps), max(falling, len(stamps) - 1 - falling)

    return max(ways, key=merit)


def _telling_order(cells: Sequence[str]) -> Order | None:
    """A number above 12 cannot be a month, one above 31 not a day."""
    numbers = [re.findall(r"\d+", found[0]) for text in cells if (found := _NUMERIC.search(text))]
    first, second = max(int(n[0]) for n in numbers), max(int(n[1]) for n in numbers)
    if first > 31:
        return "ymd"
    if first <= 12 < second:
        return "mdy"
    return "dmy" if second <= 12 < first and all(len(n[2]) == 4 for n in numbers) else None


def _settle_years(found: list[Stamp | None], cells: Sequence[str], now: datetime | None) -> list[Stamp | None]:
    """Dates without a year were read as the last such day; in a list from new to old they fall on and on."""
    bare = [stamp is not None and not (_YEAR.search(text) or _SHORT.search(text) or ":" in text[:3] or names_year(text)) for stamp, text in zip(found, cells, strict=True)]
    if now is None or sum(bare) < 3 or not _mostly_falling([s for s, b in zip(found, bare, strict=True) if s and b]):
        return found
    settled: list[Stamp | None] = []
    last: datetime | None = None
    pinned = _pinned([s.at for s, b in zip(found, bare, strict=True) if s and b])
    for stamp, is_bare in zip(found, bare, strict=True):
        if stamp is not None and is_bare and pinned:
            pinned -= 1
            settled.append(stamp)
            continue
        if stamp is not None and is_bare and last is not None:
            stamp = _not_after(stamp, last)
        if stamp is not None:
            last = stamp.at
        settled.append(stamp)
    return settled


def _pinned(days: Sequence[datetime]) -> int:
    """How many of the first rows are old ones kept on top: those before a rise that, as a turn of the year, would be a gap much
    longer than the steps that follow."""
    rise = next((at for at, (one, other) in enumerate(zip(days, days[1:], strict=False), 1) if other > one + timedelta(days=60)), 0)
    steps = sorted(one - other for one, other in zip(days[rise:], days[rise + 1 :], strict=False) if one >= other)
    if not 0 < rise <= 3 or len(steps) < 2 * rise:
        return 0
    return rise if days[rise - 1] - (days[rise] - timedelta(days=365)) > 4 * max(steps[len(steps) // 2], timedelta(days=3)) else 0


def _mostly_falling(stamps: Sequence[Stamp]) -> bool:
    """Month and day go down, but for the turns of the year."""
    rises = sum(b.at > a.at for a, b in zip(stamps, stamps[1:], strict=False))
    return rises * 4 <= len(stamps)


def _not_after(stamp: Stamp, last: datetime) -> Stamp:
    """The stamp moved back by whole years until it is no later; a rise of a few days is disorder, not a new year."""
    if stamp.at <= last + timedelta(days=60):
        return stamp
    at = stamp.at
    while at > last:
        try:
            at = at.replace(year=at.year - 1)
        except ValueError:
            return stamp
    return Stamp(at, stamp.precision)
