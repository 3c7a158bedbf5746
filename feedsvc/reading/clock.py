"""A clock time beside a date: 14:13:32, 下午3点, 2:22 p.m. EST, 14.13 Uhr, 14h13."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .date_words import SEASONAL, ZONES


@dataclass(frozen=True, slots=True)
class Clock:
    """``text[start:end]`` as a time of day; ``second`` None if not given, ``offset`` minutes east of UTC if named.

    ``zone`` is the IANA name of a zone that was named without saying whether it is summer time there."""

    start: int
    end: int
    hour: int
    minute: int
    second: int | None
    offset: int | None
    zone: str | None = None


_HALF = "上午|下午|午前|午後|早上|早晨|清晨|凌晨|中午|晚上|傍晚|晚间|夜间|오전|오후|am|pm"
_ZONE = (
    r"(?:\s?\(?(?:(?:utc|gmt)\s?)?(?P<off>[+-](?:0\d|1[0-4]):?(?:00|15|30|45)(?!\d)|(?<=\d)[+-](?:0\d|1[0-4])(?![\d:-])|(?<=[ct])[+-]\d{1,2}(?![\d:]))"
    r"|\s?\(?(?P<zn>z|utc?|gmt|[ecmp][sd]?t|ces?t|mesz?|wes?t|ees?t|bst|jst|kst|hkt|sgt|ist|msk|a[ew][sd]t|nz[sd]t|(?-i:WIB|WITA?|WAT|EAT|SAST|PKT))\b)?"
)
# Words for an hour, after which a dot may part it from its minutes.
_HOUR_WORD = r"(?:(?P<word>kl\.?|klo\.?|klokken|um|alle(?: ore)?|ore|(?:o )?godz\.|pukul|jam)\s)?"
_CLOCK = (
    rf"{_HOUR_WORD}(?P<half>{_HALF})?\s{{0,2}}(?P<h>\d{{1,2}})(?:"
    r"\s?:\s?(?P<mi>\d{2})(?:\s?:\s?(?P<s>\d{2})(?:[.,]\d{1,9})?)?"
    r"|:(?P<mi5>\d{1,2}):(?P<s5>\d{1,2})"
    r"|\s?h\s?(?P<mi2>\d{2})"
    r"|\s?[时時点點시]\s?(?:(?P<mi3>\d{1,2})\s?[分분]?(?:\s?(?P<s3>\d{1,2})\s?[秒초])?|(?P<midst>半)|整)?"
    r"|\.(?P<mi4>\d{2})(?:(?=\s?(?:uhr|uur|h(?:oras?)?\b|[ap]\.?m(?-i:(?![a-z]))|น\.|(?:bst|gmt|utc|ces?t|ees?t|wes?t|e[sd]t)\b))|(?:(?<=\.\d{4} \d\d\.\d\d)|(?<=[^\W\d_] \d{4} \d\d\.\d\d)|(?<=[^\W\d_] \d{4}, \d\d\.\d\d))(?=\s{0,2}(?:[|,;)•·–—]|$))|(?(word)(?![.\d])|(?!)))"
    r"|(?=\s?[ap]\.?m(?-i:(?![a-z]))|\s?uhr|\s?h(?!\w|\s?\d|\s[^\W\d_]))"
    r")(?![\d:])(?:\s?(?P<ampm>[ap])(?:\.?\s?m(?-i:(?![a-z]))\.?|(?<=:\d\d[ap])(?!\w))|\s(?:(?P<early>صباحاً?|ص|π\.?\s?μ\.?)|(?P<late>مساءً?|م|μ\.?\s?μ\.?))(?!\w))?(?:\s?(?:uhr|hrs|h)\b)?"
)
# How the days of the week begin, in many languages.
_WEEKDAYS = (
    "mon|tue|wed|thu|fri|sat|sun|die|mit|don|frei|sam|son|lun|mar|mer|mi[ée]|jeu|jue|ven|vie|s[áa]b|dim|dom|gio|gi[oò]v|maa|din|woe|vri|zat|zon|pon|wto|[śs]ro|czw|pi[ąa]|sob|nie"
    "|h[ée]tf|kedd|szer|cs[üu]t|p[ée]n|szo|vas|m[åa]n|tis|tir|ons|tor|fre|l[öø]r|s[öø]n|pzt|sal|[çc]ar|per|cum|cmt|paz|пн|вт|ср|чт|пт|сб|вс|пон|чет|пят|суб|вос|seg|ter|qua|qui|sex"
)
# What may stand between a date and its time; then the time.
_AFTER = re.compile(
    r"[\s.,;|·•()\[\]/T–—-]{0,6}(?:(?:г|р)\.?,?\s|года?,?\s|року,?\s)?(?:(?:at|a(?: las?)?|à|às|o|ob|om|ve?|the|den|gegen|[воуu]|saat|στις|ώρα|pukul|jam|lúc|godz\.|[rg]\.|(?:la )?or(?:a|ele)|la|kell|plkst\.|pulksten|klokken|time|hora|uhrzeit|heure|tijd|время|час|เวลา|الساعة|ساعت|ב?שעה),?(?:\s?:)?\s|@\s?|,?\s?(?:星期|周|週)[一二三四五六日天]\s?|\([日月火水木金土월화수목금토일一二三四五六]\)\s?|[월화수목금토일]요일\s?|"
    rf"(?:{_WEEKDAYS})[^\W\d_]{{0,9}}\.?,?\s)?[\s.,–—|-]{{0,3}}" + _CLOCK + _ZONE,
    re.IGNORECASE,
)
_BEFORE = re.compile(_CLOCK + _ZONE + r"\)?\s?[,|·–(/—-]?\s?(?:(?:on|am|den|le|el|il)\s)?(?:[^\W\d_]{2,10}\.?,?\s)?$", re.IGNORECASE)
_HOURS = re.compile(r"\dh\d\d", re.IGNORECASE)
_AFTERNOON = {"下午", "晚上", "傍晚", "晚间", "夜间", "中午", "午後", "오후", "pm", "p"}


def clock_after(text: str, at: int) -> Clock | None:
    """The time that follows position ``at`` directly."""
    match = _AFTER.match(text, at, at + 60)
    return _read(match) if match else None


def clock_before(text: str, at: int) -> Clock | None:
    """The time that stands directly before position ``at``: "14:22, 22 December 2016"."""
    start = max(0, at - 40)
    for colon in _parting(text, start, at):
        first = colon - 1
        while first > start and text[first - 1].isdigit() and colon - first < 2:
            first -= 1
        match = _BEFORE.match(text, first, at)
        if match and not (first and (text[first - 1].isdigit() or text[first - 1] in ":.-/")):
            return _read(match)
    return None


def _parting(text: str, start: int, end: int) -> Iterator[int]:
    """Where an hour may be parted from its minutes, the last first."""
    before = text[start:end]
    if ":" in before or _HOURS.search(before):
        yield from (at for at in range(end - 1, start, -1) if text[at - 1].isdigit() and (text[at] == ":" or text[at] in "hH" and text[at + 1].isdigit()))


def _read(m: re.Match[str]) -> Clock | None:
    hour = int(m["h"])
    minute = int(m["mi"] or m["mi2"] or m["mi3"] or m["mi4"] or m["mi5"] or (30 if m["midst"] else 0))
    seconds = m["s"] or m["s3"] or m["s5"]
    half = "p" if m["late"] else "a" if m["early"] else (m["half"] or m["ampm"] or "").lower()
    if half in _AFTERNOON and hour < 12 and not (half == "中午" and hour >= 10):
        hour += 12
    elif half in ("am", "a", "上午", "午前", "오전", "凌晨") and hour == 12:
        hour = 0
    if hour > 23 or minute > 59 or (seconds and int(seconds) > 59):
        return None
    return Clock(m.start("half") if m["half"] else m.start("h"), m.end(), hour, minute, int(seconds) if seconds else None, _offset(m), SEASONAL.get((m["zn"] or "").lower()))


def _offset(m: re.Match[str]) -> int | None:
    if m["off"]:
        digits = m["off"][1:].replace(":", "")
        hours, minutes = (int(digits[:-2]), int(digits[-2:])) if len(digits) > 2 else (int(digits), 0)
        return (hours * 60 + minutes) * (-1 if m["off"][0] == "-" else 1) if hours <= 14 else None
    return ZONES.get(m["zn"].lower()) if m["zn"] else None
