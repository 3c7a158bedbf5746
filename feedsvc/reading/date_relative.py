"""Dates told from the present: "3小时前", "vor 2 Tagen", "вчера, 14:13"."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from ..model import Precision, Stamp
from .date_forms import Form, Found, Says, Scan
from .date_words import DAY_WORDS, LONE_WORDS, UNITS, fold

_UNIT = r"(?P<unit>秒钟?|分[钟鐘]?|个?小[时時]|天|日|時間|분|시간|일|ชั่วโมง|นาที|วัน|मिनट|घंटे|दिन|[^\W\d_]{1,9})"
_SINCE = re.compile(
    rf"(?<![\w.])(?P<n>\d{{1,3}})\s?{_UNIT}"
    r"\.?\s?(?:以?前|전|ago|(?<=\s)(?:fa|geleden|назад|тому|temu|önce|siden|sedan|sitten|(?:yang )?lalu|trước|पहले|پیش)|ที่แล้ว|ที่ผ่านมา)(?!\w)",
    re.IGNORECASE,
)
_BEFORE = "|".join(rf"(?<=\b{word} )" for word in "vor|il y a|hace|há|před|pred|prije|πριν|πριν από|منذ|قبل|acum|לפני".split("|"))
_AFTER_WORD = re.compile(rf"(?:{_BEFORE})(?P<n>\d{{1,3}})\s{_UNIT}(?!\w)", re.IGNORECASE)
_ONE = re.compile(rf"(?<!\w)(?:vor\sein(?P<n>er|em)\s{_UNIT}|an?\s(?P<unit2>[a-z]{{3,7}})\sago)(?!\w)", re.IGNORECASE)
_COUNTED = re.compile(r"\d\s?\w")
_NUMBER = re.compile(r"\d+")
_WORD = re.compile(r"(?<!\w)(?P<word>刚刚|[今昨前]天|[今昨]日|just now|today|yesterday|heute|gestern|vorgestern)(?![^\W\d])", re.IGNORECASE)
# The last word of a paper's name ("Coast Today"), which no verb of publishing stands before.
_NAME_BEFORE = re.compile(r"(?<!\w)(?!(?:p?re)?(?:published|posted|updated|modified|created|filed|last|on|at|by)\s)[A-Z]\w{1,20}\s$", re.IGNORECASE)
_MARKS = "\u0900-\u097f\u0980-\u09ff\u0e00-\u0e7f"
LONE = re.compile(
    rf"(?:^|[|·•/:>–—-])\s{{0,3}}(?P<word>i\s(?:går|dag)|hôm\s(?:qua|nay)|hari\sini|[\w{_MARKS}]['’\w{_MARKS}]{{1,11}})(?=\W{{0,3}}$|\s?[|·•]|,?\s(?:\W|[^\W\d]{{1,5}}\.?\s)?\d{{1,2}}[:.h]\d\d)",
    re.IGNORECASE,
)
"""A word that is all there is, or that a time of day follows: such a one, if ``LONE_WORDS`` has it."""
LONGEST = 40
"""Characters of a text in which ``LONE`` is looked for."""
# What a lone word must be, or end in: asked first, at a quarter of the cost.
_RUN = re.compile(f"[\\w{_MARKS}'’]+")
_LONE_ENDS = frozenset(word.rpartition(" ")[2] for word in LONE_WORDS)


class _Short:
    """Finds a lone word in a short text."""

    def search(self, text: str, /) -> bool:
        return len(text) <= LONGEST and _has_lone(text)


def _ago(scan: Scan, m: re.Match[str]) -> Found | None:
    """ "26分钟前" is known to the minute; hours and days ago are known to the day, as the page rounds them."""
    if scan.now is None:
        return None
    words = m.groupdict()
    unit = UNITS.get(fold(words["unit"] or words["unit2"]))
    number = words["n"] or ""
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
    if _is_name(scan.text, m):
        return None
    now = scan.now.astimezone(scan.zone)
    word = fold(m["word"])
    if word in ("刚刚", "just now"):
        return Found(m.start(), m.end(), Stamp(now.replace(second=0, microsecond=0), "minute"), inferred=True)
    return scan.dated(m.start(), m.end(), now.date() - timedelta(days=DAY_WORDS[word]), inferred=True)


def _is_name(text: str, m: re.Match[str]) -> bool:
    """Whether "Today" ends a name: it has a capital letter, and so has the word before it."""
    before = _NAME_BEFORE.search(text, max(0, m.start() - 22), m.start()) if m["word"] in ("Today", "TODAY") else None
    return before is not None and before[0][0].isupper()


def _lone(scan: Scan, m: re.Match[str]) -> Found | None:
    if scan.now is None:
        return None
    back = LONE_WORDS.get(m["word"].lower())
    return None if back is None else scan.dated(m.start("word"), m.end("word"), scan.now.astimezone(scan.zone).date() - timedelta(days=back), inferred=True)


NEED_NOW = (_ago, _day_word, _lone)
FORMS: tuple[Form, ...] = (
    (_SINCE, _COUNTED, _ago, "number"),
    (_AFTER_WORD, _COUNTED, _ago, "number"),
    (_ONE, Says("vor e", "ago"), _ago, "any"),
    (_WORD, Says("day", "just", "eute", "stern", "今天", "今日", "昨天", "昨日", "前天", "刚刚"), _day_word, "any"),
    (LONE, _Short(), _lone, "any"),
)


def says_ago(text: str) -> bool:
    """Whether a text tells a day from the present, other than by the words of ``DAY_WORDS``."""
    return _is_counted(text) or len(text) <= LONGEST and _has_lone(text)


def _has_lone(text: str) -> bool:
    if _LONE_ENDS.isdisjoint(_RUN.findall(text.lower())):
        return False
    return any(found["word"].lower() in LONE_WORDS for found in LONE.finditer(text))


def _is_counted(text: str) -> bool:
    places = (number.start() for number in _NUMBER.finditer(text) if len(number[0]) < 4)
    return any((found := _SINCE.match(text, at) or _AFTER_WORD.match(text, at)) and fold(found["unit"]) in UNITS for at in places)
