"""Dates told from the present: "3小时前", "vor 2 Tagen", "вчера, 14:13"."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from ..model import Precision, Stamp
from .date_forms import Form, Found, Scan
from .date_words import DAY_WORDS, LONE_WORDS, UNITS, fold

_AGO = re.compile("前|전|ago|vor |il y a|hace |há |fa\\b|geleden|назад|тому|temu|p[rř]e[dj]e? |önce|siden|sedan|sitten|πριν |منذ |قبل |lalu|trước|acum |ที่|पहले|לפני |پیش", re.IGNORECASE)
_UNIT = r"(?:[^\W\d_]{1,9}|ชั่วโมง|นาที|วัน|मिनट|घंटे|दिन)"
_COUNTED = re.compile(
    r"(?<![\w.])(?:(?P<n>\d{1,3}|an?)\s?(?P<unit>秒钟?|分[钟鐘]?|个?小[时時]|天|日|時間|분|시간|일|" + _UNIT + r")\s?"
    r"(?:以?前|전|ago|\s(?:fa|geleden|назад|тому|temu|önce|siden|sedan|sitten|(?:yang )?lalu|trước|पहले|پیش)|ที่แล้ว|ที่ผ่านมา)(?!\w)"
    r"|(?:vor|il y a|hace|há|před|pred|prije|πριν(?: από)?|منذ|قبل|acum|לפני)\s(?P<n2>\d{1,3}|ein(?:er|em)|une?|um|uma|una)\s(?P<unit2>[^\W\d_]{1,9}))",
    re.IGNORECASE,
)
_DAY = re.compile("[今昨前][天日]|刚刚|[dD][aA][yY]|[jJ][uU][sS][tT]|[eE][uU][tT][eE]|[sS][tT][eE][rR][nN]|[hH][iI][eE][rR]")
_WORD = re.compile(r"(?<!\w)(?P<word>刚刚|[今昨前]天|[今昨]日|just now|today|yesterday|heute|gestern|vorgestern|hier)(?![^\W\d])", re.IGNORECASE)
_NAMES = "|".join(sorted(LONE_WORDS, key=len, reverse=True))
LONE = re.compile(rf"(?:^|[|·•/:>–—-])\s{{0,3}}(?P<word>{_NAMES})(?=\W{{0,3}}$|\s?[|·•]|,?\s(?:\W|[^\W\d]{{1,5}}\.?\s)?\d{{1,2}}[:.h]\d\d)", re.IGNORECASE)
"""Such a word that is all there is, or that a time of day follows."""
LONGEST = 40
"""Characters of a text in which ``LONE`` is looked for."""


class _Short:
    """Finds a lone word in a short text."""

    def search(self, text: str, /) -> bool:
        return len(text) <= LONGEST and LONE.search(text) is not None


def _ago(scan: Scan, m: re.Match[str]) -> Found | None:
    """ "26分钟前" is known to the minute; hours and days ago are known to the day, as the page rounds them."""
    if scan.now is None:
        return None
    unit = UNITS.get(fold(m["unit"] or m["unit2"]))
    number = m["n"] or m["n2"]
    if unit is None:
        return None
    count = int(number) if number.isdigit() else 1
    now = scan.now.astimezone(scan.zone)
    at = (now - timedelta(seconds=unit * count)).replace(second=0, microsecond=0)
    precision: Precision = "minute" if unit <= 60 else "day"
    if precision == "day":
        at = datetime(at.year, at.month, at.day, tzinfo=scan.zone)
    return Found(m.start(), m.end(), Stamp(at, precision), inferred=True)


def _day_word(scan: Scan, m: re.Match[str]) -> Found | None:
    if scan.now is None:
        return None
    now = scan.now.astimezone(scan.zone)
    word = fold(m["word"])
    if word in ("刚刚", "just now"):
        return Found(m.start(), m.end(), Stamp(now.replace(second=0, microsecond=0), "minute"), inferred=True)
    return scan.dated(m.start(), m.end(), now.date() - timedelta(days=DAY_WORDS[word]), inferred=True)


def _lone(scan: Scan, m: re.Match[str]) -> Found | None:
    if scan.now is None:
        return None
    back = LONE_WORDS.get(m["word"].lower())
    return None if back is None else scan.dated(m.start("word"), m.end("word"), scan.now.astimezone(scan.zone).date() - timedelta(days=back), inferred=True)


NEED_NOW = (_ago, _day_word, _lone)
FORMS: tuple[Form, ...] = (
    (_COUNTED, _AGO, _ago, "any"),
    (_WORD, _DAY, _day_word, "any"),
    (LONE, _Short(), _lone, "any"),
)


def says_ago(text: str) -> bool:
    """Whether a text tells a day from the present."""
    return _is_counted(text) or len(text) <= LONGEST and LONE.search(text) is not None


def _is_counted(text: str) -> bool:
    return _AGO.search(text) is not None and any(fold(found["unit"] or found["unit2"]) in UNITS for found in _COUNTED.finditer(text))
