"""The forms dates are written in, and how each is read."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone, tzinfo
from typing import Literal, Protocol
from zoneinfo import ZoneInfo

from ..model import Stamp
from .clock import Clock, clock_after, clock_before
from .date_places import First
from .date_words import ERAS, LISTOPADA, MONTHS, SHORT_WORDS, fold, han_number

Order = Literal["dmy", "mdy", "ymd"]
Habit = Order | Literal["open"]
"""Which number of a date comes first; "open" where the page's language is written with the day first and with the month first."""
FIRST_YEAR, LAST_YEAR = 1980, 2099


@dataclass(frozen=True, slots=True)
class Found:
    """A date in a text: ``text[start:end]`` says ``stamp``.

    ``zoned``: the text names its zone.  ``inferred``: the year or the whole day follows from ``now``.
    ``compact``: written without separators (20210908), which other numbers resemble.
    """

    start: int
    end: int
    stamp: Stamp
    zoned: bool = False
    inferred: bool = False
    compact: bool = False


@dataclass(frozen=True, slots=True)
class Scan:
    """What the readers of single forms need to know; ``found`` are the dates found so far."""

    text: str
    zone: tzinfo
    now: datetime | None
    order: Habit | None
    found: Sequence[Found] = ()

    def dated(self, start: int, end: int, day: date | None, *, inferred: bool = False, compact: bool = False) -> Found | None:
        """The date with the clock time beside it, if one stands there."""
        if day is None:
            return None
        clock = clock_after(self.text, end) or self.clock_before(start)
        if clock is None:
            return Found(start, end, self.at(day, None), inferred=inferred, compact=compact)
        zoned = clock.offset is not None or clock.zone is not None
        return Found(min(start, clock.start), max(end, clock.end), self.at(day, clock), zoned, inferred, compact)

    def clock_before(self, start: int) -> Clock | None:
        """The time before a date, unless it is the time of the date before it."""
        clock = clock_before(self.text, start)
        return None if clock and any(one.start < clock.end and clock.start < one.end for one in self.found) else clock

    def at(self, day: date, clock: Clock | None) -> Stamp:
        if clock is None:
            return Stamp(datetime(day.year, day.month, day.day, tzinfo=self.zone), "day")
        zone = ZoneInfo(clock.zone) if clock.zone else self.zone if clock.offset is None else timezone(timedelta(minutes=clock.offset))
        at = datetime(day.year, day.month, day.day, clock.hour, clock.minute, clock.second or 0, tzinfo=zone)
        return Stamp(at, "minute" if clock.second is None else "second")

    def goes_on(self, end: int) -> bool:
        """Whether words follow a date that tell no time of day: "2 out of 3"."""
        return _WORD_AFTER.match(self.text, end) is not None and clock_after(self.text, end) is None

    def latest(self, month: int, day: int) -> date | None:
        """The last such day up to tomorrow (clocks differ), within the last eight years."""
        if self.now is None:
            return None
        today = self.now.astimezone(self.zone).date()
        for year in range(today.year + 1, today.year - 8, -1):
            candidate = _day(year, month, day)
            if candidate and candidate <= today + timedelta(days=1):
                return candidate
        return None


def _day(year: int, month: int, day: int) -> date | None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _full_year(digits: str) -> int:
    """The year of our era; that of the Thai one is 543 more."""
    year = int(digits.removeprefix("'"))
    if year > 2500:
        return year - 543
    return year if len(digits) == 4 else _of_two_digits(year)


def _of_two_digits(year: int) -> int:
    return year + (2000 if year < FIRST_YEAR % 100 else 1900)


def _year_first(scan: Scan, m: re.Match[str]) -> Found | None:
    if m["sep1"] != m["sep2"] and not (m["sep1"] in "年년" and m["sep2"] in "月월"):
        return None
    return scan.dated(m.start(), m.end(), _day(int(m["y"]), int(m["m"]), int(m["d"])))


def _han_words(scan: Scan, m: re.Match[str]) -> Found | None:
    year, month, day = han_number(m["y"]), han_number(m["m"]), han_number(m["d"])
    if m["era"]:
        year = year + ERAS[m["era"]] if year else None
    if year is None or month is None or day is None:
        return None
    return scan.dated(m.start(), m.end(), _day(year, month, day))


def _compact(scan: Scan, m: re.Match[str]) -> Found | None:
    day = _day(int(m["y"]), int(m["m"]), int(m["d"]))
    if day is None:
        return None
    if m["h"] is None:
        return scan.dated(m.start(), m.end(), day, compact=True)
    hour, minute, second = int(m["h"]), int(m["mi"]), int(m["s"]) if m["s"] else None
    if hour > 23 or minute > 59 or (second or 0) > 59:
        return None
    clock = Clock(m.start(), m.end(), hour, minute, second, 0 if m["z"] else None)
    return Found(m.start(), m.end(), scan.at(day, clock), bool(m["z"]), compact=True)


def _month_of(scan: Scan, m: re.Match[str], name: str) -> int | None:
    return MONTHS.get(name) or LISTOPADA.get(name, (None, None))[scan.text[m.end("d") : m.end("d") + 1] != "."]


def _month_word(scan: Scan, m: re.Match[str]) -> Found | None:
    month = _month_of(scan, m, fold(m["month"]))
    if not month:
        return None
    return scan.dated(m.start(), m.end(), _day(_full_year(m["y"]), month, int(m["d"])))


def _month_word_without_year(scan: Scan, m: re.Match[str]) -> Found | None:
    name = fold(m["month"])
    month = _month_of(scan, m, name)
    if not month or name in SHORT_WORDS and (m.end() == m.end("d") or scan.goes_on(m.end())):
        return None
    return scan.dated(m.start(), m.end(), scan.latest(month, int(m["d"])), inferred=True)


def _year_last(scan: Scan, m: re.Match[str]) -> Found | None:
    """a/b/yyyy: with dots the day comes first everywhere; else by the weekday, ``order`` or a number above 12."""
    a, b, year = int(m["a"]), int(m["b"]), _full_year(m["y"])
    told = _by_weekday(scan.text[max(0, m.start() - 12) : m.start()], year, a, b)
    if told:
        month, day = told
    elif m["sep"] == "." or scan.order == "dmy":
        day, month = a, b
    elif scan.order == "mdy":
        day, month = b, a
    elif a == b or b <= 12 < a:
        day, month = a, b
    elif a <= 12 < b:
        day, month = b, a
    else:
        return None
    if month > 12 >= day:
        day, month = month, day
    return scan.dated(m.start(), m.end(), _day(year, month, day))


def _by_weekday(before: str, year: int, a: int, b: int) -> tuple[int, int] | None:
    """Month and day, where the weekday written before the numbers fits one way of reading them only."""
    if not (name := _WEEKDAY_BEFORE.search(before)):
        return None
    weekday = _WEEKDAYS.index(name[1].lower())
    ways = [(month, day) for month, day in {(a, b), (b, a)} if (on := _day(year, month, day)) and on.weekday() == weekday]
    return ways[0] if len(ways) == 1 else None


def _two_digit_year(scan: Scan, m: re.Match[str]) -> Found | None:
    """a/b/cc, with dots the day first as in ``_year_last``; a number above 12 tells the month by the other one."""
    a, b, c = int(m["a"]), int(m["b"]), int(m["c"])
    told = b > 12 if m["sep"] == "-" else (a > 12) != (b > 12)
    if scan.order == "ymd" and (b <= 12 or not told):
        return scan.dated(m.start(), m.end(), _day(_of_two_digits(a), b, c)) if len(m["a"]) == len(m["b"]) == 2 else None
    if scan.order in (None, "open") and m["sep"] != "." and not told:
        return None
    month_first = b > 12 >= a or scan.order == "mdy" and m["sep"] != "." and not a > 12 >= b
    return scan.dated(m.start(), m.end(), _day(_of_two_digits(c), a if month_first else b, b if month_first else a))


def _month_day(scan: Scan, m: re.Match[str]) -> Found | None:
    if m["sep"] == "/" and scan.order == "dmy":
        return scan.dated(m.start(), m.end(), scan.latest(int(m["d"]), int(m["m"])), inferred=True)
    if m["sep"] == "-" and _MEASURED.match(scan.text, m.end()):
        return None
    return scan.dated(m.start(), m.end(), scan.latest(int(m["m"]), int(m["d"])), inferred=True)


def _month_day_marked(scan: Scan, m: re.Match[str]) -> Found | None:
    return scan.dated(m.start(), m.end(), scan.latest(int(m["m"]), int(m["d"])), inferred=True)


_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEKDAY_BEFORE = re.compile(r"\b(mon|tue|wed|thu|fri|sat|sun)(?:day|sday|nesday|rsday|urday|s|rs?)?\.?,?\s{0,2}$", re.IGNORECASE)
_HAN_DATE = re.compile("[월月]")
_HAN_YEAR = re.compile(r"[〇○◯零一二三四五六七八九十元OＯ]\s?年|[和成国國]\d{1,3}\s?年")
_SEPARATED = re.compile(r"[-/.](?<=\d.)\s?\d")
_SPACED_SEPARATOR = re.compile(r"\d\s?[-/.年년]\s?\d")
_WORD_AFTER = re.compile(r"\s{1,2}[^\W\d_]")
# What is counted "from to" has its name after it: "10-12 weeks"; a person's name, in capitals, may follow a day.
_MEASURED = re.compile(r"\s{1,2}(?:[a-zà-öø-ÿа-яα-ω]{3}|[A-ZÀ-Þ][a-zà-öø-ÿ]{2,20}(?![\w]|\s[A-ZÀ-Þ]))")
_FOUR = re.compile(r"(?:19|20)\d\d")

_WORD = r"[^\W\d_]{3,12}"


class Hint(Protocol):
    """What tells whether a form of dates may be in a text: a pattern, or what is asked like one."""

    def search(self, text: str, /) -> object: ...


class _MonthName:
    """Finds, as a pattern does, whether a month's name stands in a text, also glued to a day ("21stDecember", "1ºenero")."""

    def search(self, text: str, /) -> bool:
        names = [fold(word) for word in _WORDS.findall(text)]
        return any(not known.isdisjoint(names) for known in (MONTHS.keys(), LISTOPADA.keys())) or any(name[2:] in MONTHS or name[1:] in MONTHS for name in names)


class Says:
    """Finds, as a pattern does, whether one of these words, which are in lower case, stands in a text in any case."""

    def __init__(self, *words: str) -> None:
        self.words = words

    def search(self, text: str, /) -> bool:
        return any(map(text.lower().__contains__, self.words))


_WORDS = re.compile("[A-Za-z\u00aa\u00ba\u00c0-\u1fff]{3,14}")
_MONTH = _MonthName()
# Readers that find nothing without a present time.
NEED_NOW = (_month_word_without_year, _month_day, _month_day_marked)
Form = tuple["re.Pattern[str]", Hint, Callable[[Scan, "re.Match[str]"], "Found | None"], First]
"""How a date is written, what must stand in a text for it to be there, what reads it, and what it begins with."""
FORMS: tuple[Form, ...] = (
    # 2021-09-08, 2021/9/8, 2021. 9. 8., 2021年9月8日, 2021년 9월 8일; a time may be glued to a two-digit day
    (
        re.compile(
            r"(?<![\d])(?P<y>(?:19|20)\d\d)\s{0,2}(?P<sep1>[-/.年년])\s{0,2}(?P<m>\d{1,2})\s{0,2}(?P<sep2>[-/.月월])\s{0,2}"
            r"(?:(?P<d>\d{2}(?=\d{2}:\d{2})|\d{1,2})(?!\d(?!\d:)))(?:\s?[日号號일])?"
        ),
        _SPACED_SEPARATOR,
        _year_first,
        "number",
    ),
    (
        re.compile(
            r"(?P<era>令和|平成|昭和|民国|民國)?(?P<y>[〇○◯零一二三四五六七八九OＯ]{4}|(?<=[和成国國])(?:[一二三四五六七八九十元]{1,3}|\d{1,3}))\s?年\s?"
            r"(?P<m>[一二三四五六七八九十]{1,2}|\d{1,2})\s?月\s?(?P<d>[一二三四五六七八九十廿卅]{1,3}|\d{1,2})\s?[日号號]"
        ),
        _HAN_YEAR,
        _han_words,
        "any",
    ),
    # 8 September 2021, 8. Sept. 2021, 8 de septiembre de 2021, 1er août 2021, 22-Dec-2016
    (
        re.compile(
            r"(?<!\d)(?<!\d[.,/])(?P<d>\d{1,2})(?:st|nd|rd|th|er|[.ºª°»”])?[\s/-]{0,2}(?:de |of |d['’])?(?P<month>"
            + _WORD
            + r")[.,]{0,2}[\s/-]{0,2}"
            r"(?:de |del |do )?(?P<y>(?:19|20)\d\d|(?<=[-\s])'?\d\d(?=\s\d\d:)|(?<=-)\d\d(?![-\d])|(?<=\s)'\d\d)(?!\d)",
            re.IGNORECASE,
        ),
        _MONTH,
        _month_word,
        "number",
    ),
    # September 8, 2021 and Sep. 8th 2021
    (
        re.compile(
            r"(?<![^\W\d_])(?P<month>"
            + _WORD
            + r")[.,]?[\s-]{1,2}(?P<d>\d{1,2})(?:st|nd|rd|th)?(?:\s?,\s{0,2}|[\s-]{1,2})(?:of )?(?P<y>(?:19|20)\d\d)(?!\d)",
            re.IGNORECASE,
        ),
        _MONTH,
        _month_word,
        "word",
    ),
    # 2021 September 8, 2021. szeptember 8., 2021-Sep-08
    (
        re.compile(
            r"(?<!\d)(?P<y>(?:19|20)\d\d)[.,]?(?:\s[mթ]\.)?[\s-]{1,2}(?P<month>" + _WORD + r")[.,]?[\s-]{1,2}(?P<d>\d{1,2})(?:st|nd|rd|th|\.)?(?!\d)",
            re.IGNORECASE,
        ),
        _MONTH,
        _month_word,
        "number",
    ),
    # 2024. gada 3. aprīlis, 2024 жылғы 3 сәуір, 2024-ж., 3-апрель
    (
        re.compile(r"(?<!\d)(?P<y>(?:19|20)\d\d)(?:\.?\s|-)(?:gada|жылғы|жылы|ж\.),?\s(?P<d>\d{1,2})\.?[\s-]{1,2}(?P<month>" + _WORD + r")", re.IGNORECASE),
        _MONTH,
        _month_word,
        "number",
    ),
    # Thu Dec 22 14:22:19 2016, the form of asctime and of JavaScript
    (
        re.compile(
            r"(?<![^\W\d_])(?P<month>"
            + _WORD
            + r")\s{1,2}(?P<d>\d{1,2})\s(?=\d\d:\d\d:\d\d\s(?:[A-Z+\d:-]{1,9}\s)?(?P<y>(?:19|20)\d\d)\b)",
            re.IGNORECASE,
        ),
        _MONTH,
        _month_word,
        "word",
    ),
    # 8.9.2021, 09/08/2021, 08-09-2021
    (
        re.compile(r"(?<![\d.,/-])(?P<a>\d{1,2})\s?(?P<sep>[./-])\s?(?P<b>\d{1,2})\s?(?P=sep)\s?(?P<y>(?:19|20|25(?=[4-8]))\d\d)(?!\d|[./-]\d)"),
        _SPACED_SEPARATOR,
        _year_last,
        "number",
    ),
    (
        re.compile(
            r"(?<![\d._/-])(?P<y>(?:19|20)\d\d)(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])(?:[T\s]?(?P<h>\d\d):?(?P<mi>\d\d)(?::?(?P<s>\d\d))?(?P<z>Z)?)?(?![\d._/-])"
        ),
        _FOUR,
        _compact,
        "number",
    ),
    (
        re.compile(r"(?<![\d.,/-])(?<!\d:)(?P<a>\d{1,2}(?=/)|\d\d)(?P<sep>[./-])(?P<b>\d{1,2}(?=/)|\d\d)(?P=sep)(?P<c>\d\d(?=\d\d:\d\d)|\d\d(?![\d.,:/%-]\d|\d|-))"),
        _SEPARATED,
        _two_digit_year,
        "number",
    ),
    (re.compile(r"(?<!\d)(?<!年)(?<!年\s)(?P<m>\d{1,2})\s?[月월]\s?(?P<d>\d{1,2})\s?[日号號일]"), _HAN_DATE, _month_day_marked, "number"),
    (re.compile(r"(?<![\w.,/-])(?<!\d:)(?P<m>\d\d)(?P<sep>[-/])(?P<d>\d\d(?=\d\d:\d\d)|\d\d(?![\d.,:/%-]|\s?[-/]|\w))"), _SEPARATED, _month_day, "number"),
    (
        re.compile(r"(?<!\d)(?P<d>\d{1,2})(?:st|nd|rd|th|\.)?\s(?P<month>" + _WORD + r")\b(?![.,]?\s\d{4})", re.IGNORECASE),
        _MONTH,
        _month_word_without_year,
        "number",
    ),
    (
        re.compile(r"(?<![^\W\d_])(?P<month>" + _WORD + r")\.?\s(?P<d>\d{1,2})(?:st|nd|rd|th)?\b(?!,?\s\d{4}|[.:]\d)", re.IGNORECASE),
        _MONTH,
        _month_word_without_year,
        "word",
    ),
)
