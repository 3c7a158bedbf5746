"""Where two days are the first and the last of a span ("8 ottobre al 10 novembre 2024"): neither is that of publishing."""

from __future__ import annotations

import re

from .date_words import MONTHS, fold
from .han import both

_TO = r"(?:al|au|a|do|tot(?: en met)?|t/m|bis(?: zum)?|hasta(?: el)?|até|до|по|đến(?: ngày)?|hingga|sampai|s\.?[/.]?d\.?|to|through|till?|until)"
_MONTH, _ENGLISH = r"[^\W\d_]{3,12}", r"(?:jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
# The first day, with as much of it as differs from the last one's, and what leads on to that.
_FIRST = re.compile(
    rf"(?:^|(?P<from>\b(?:vom|from|du|dall?[’']?|del?|desde(?: el)?|van|с|од|від|od|từ(?: ngày)?)\s?)|[\s(])"
    rf"(?:(?P<lone>\d{{1,2}}(?:st|nd|rd|th|er)?\.?)|\d{{1,2}}(?:st|nd|rd|th|er|\.)?\s(?:de\s)?(?P<month>{_MONTH})\.?|{_ENGLISH}\s\d{{1,2}}|\d{{1,2}}[./]\d{{1,2}}\.?)"
    rf",?(?:[\s./](?:del?\s)?\d{{4}})?\s?(?:(?P<dash>[-–—~])|\s{_TO})\s?$",
    re.IGNORECASE,
)
_HAN_FIRST = re.compile(r"[\d日号號)）]\s?(?:[~～—]|至|到)\s?$")
# What leads on from a first day to a last one.
_LAST = re.compile(
    both(
        rf"\s{{0,2}}(?:[-–—~～至到]\s?\d{{1,4}}(?:st|nd|rd|th|er|\.)?(?:\s?(?:de\s)?(?P<word>[^\W\d_\u2e80-\uffff]{{2,12}}))?|(?:{_TO})\s\d{{1,2}}(?!\d*[:h]\d)|(?:[-–—~]|to|through)\s{_ENGLISH}\s\d)"
    ),
    re.IGNORECASE,
)


def ends_span(before: str) -> bool:
    """Whether what stands before a day leads on to it from another one."""
    if _HAN_FIRST.search(before):
        return True
    first = _FIRST.search(before)
    if first is None or first["month"] and fold(first["month"]) not in MONTHS:
        return False
    return not (first["lone"] and first["dash"]) or first["from"] is not None  # "No. 12 - 10 November 2024"


def begins_span(text: str, end: int) -> bool:
    """Whether another day follows one that ends there, as the last of a span; not a count ("3 May 2024 - 5 min")."""
    last = _LAST.match(text, end)
    return last is not None and (last["word"] is None or fold(last["word"]) in MONTHS)
