"""What belongs to the title of a row, and what is only shown with it: marks, bullets, calls to read on, the dots of a cut."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..model import Stamp
from .stamps import smells_of_date
from .text import close_up, one_line

CALL_REACH = 60  # characters before the end that it is looked for in
BRACKETS = ("]", "】", "）", ")", ">", "》")
_CALL_AT_END = re.compile(r"\s*[\[【（(<《]\s*(?:(?:查看|阅读)?(?:全文|详情|详细|更多|原文)|read more|continue reading|weiterlesen)\s*[\]】）)>》]$", re.IGNORECASE)
# What marks a row as kept on top, new or often read, before its title.
_MARK = re.compile(r"\s*(?:[\[【（(]\s*(?:置顶|顶|推荐|荐|热门|热|最新|新|new|hot|top)\s*[\]】）)]\s*|置顶\s*[:：]?\s*(?=\S{4}))(?=\S)", re.IGNORECASE)
CATEGORY = re.compile(r"\s*[\[【][^\]】]{1,12}[\]】]\s*")
_CUT = re.compile(r"(?:(?<!…)…++|(?<!\.)\.{2,}+|(?<!。)。{2,}+)\s*+$")
_LABELLED = re.compile(r"\w[\w\s]{1,8}[:：]")
_OPENING = ("[", "【", "（", "(", "<")
_DAY = r"\d{1,2}\s?[-/.月]\s?\d{1,2}\s?日?(?:\s\d\d:\d\d(?::\d\d)?)?"
_DATE = rf"(?:19|20)\d\d\s?[-/.年]\s?{_DAY}"
_DATED = rf"[\[【（(<]\s*(?:{_DATE}|{_DAY})\s*[\]】）)>]"
# A day at the beginning or the end of a link's text, in brackets or set apart.
_EDGE = re.compile(rf"^(?:{_DATED}|{_DATE}(?=\s))|(?:{_DATED}|(?<=\s){_DATE})$")
# With its month in words, or the year last: before a sign that parts it from the title, or in brackets after that.
_WORDED = r"(?:\d{1,2}(?:\.?\s(?:de\s)?[^\W\d_]{3,12}\.?,?\s(?:de\s)?|[./]\s?\d{1,2}[./]\s?)(?:19|20)\d\d|[^\W\d_]{3,12}\.?\s\d{1,2},?\s(?:19|20)\d\d)"
_WORDED_EDGE = re.compile(rf"{_WORDED}(?:\s[|–—-]\s|:\s)|(?<=.)\s\({_WORDED}\)$")
_FIGURES = re.compile(r"\d+")
_REACH = 32
_SITE_AFTER, _LETTER = re.compile(r"\s?[-_|–—]"), re.compile(r"[^\W\d_]")
_NUMBERED = re.compile(r"(\d{1,4})\s?(?:[、．]|\.(?!\d))\s?(.{3,})", re.ASCII)
_BULLET = re.compile(r"[\s·•●■◆▪▶►▸»›※☆★○◇□♦]+(?=\S)")


def tidy(text: str) -> str:
    """The text without what marks a row before its title, and without a call to read on after it."""
    for before in (_BULLET, _MARK):
        text = text[found.end() :] if (found := before.match(text)) else text
    text = close_up(text).strip()
    return text[: call.start()] if text[-1:] in BRACKETS and (call := _CALL_AT_END.search(text, max(4, len(text) - CALL_REACH))) else text


def uncut(text: str) -> str:
    """The text without the dots that say it was cut."""
    found = _CUT.search(text) if text.rstrip()[-1:] in "….。" else None
    return text[: found.start()].rstrip() if found else text


def hint_of(words: str, shown: str) -> str:
    """A link's ``title`` in one line; of one that goes on with author and time on lines of their own, the title alone."""
    lines = [line for line in map(one_line, words.splitlines()) if line]
    if len(lines) < 2:
        return "".join(lines)
    stem = uncut(tidy(shown))
    at = next((at for at, line in enumerate(lines[:-1]) if stem and stem in line), None)
    if at is None or not all(_LABELLED.match(line) for line in lines[at + 1 :]):
        return " ".join(lines)
    return lines[at][lines[at].index(stem) :]


def numbered(title: str) -> tuple[int, str] | None:
    """The number a title begins with ("3、", "3."), and the rest."""
    found = _NUMBERED.fullmatch(title)
    return (int(found[1]), found[2]) if found else None


def without_site(hints: Sequence[str]) -> Sequence[str]:
    """The links' ``title`` texts without the site's name, which some sites write after each title there; "" stays."""
    told = [hint for hint in hints if hint]
    ends = (told[0][sign.start() :] for sign in _SITE_AFTER.finditer(told[0])) if len(told) > 2 else ()
    name = next((end for end in ends if _LETTER.search(end) and all(hint.endswith(end) for hint in told)), "")
    return [hint.removesuffix(name) for hint in hints] if name else hints


def completed(shown: str, hint: str) -> str:
    """A title as it is shown, or whole as the link's ``title`` has it, where the one shown was cut or a category stands before it."""
    if not shown:
        return hint
    stem = uncut(shown)
    if len(hint) >= len(stem) and hint.startswith(stem) and uncut(hint) == hint:
        return hint
    category = shown.removesuffix(hint) if hint else ""
    return hint if category and CATEGORY.fullmatch(category) else shown


def edge_day(text: str) -> str:
    """A day set apart at the beginning or the end of a link's text; "" if there is none."""
    if "20" in text or "19" in text:  # the year of such a day
        edge = _WORDED_EDGE.match(text) or _WORDED_EDGE.search(text, max(0, len(text) - _REACH))
        if edge and smells_of_date(edge[0]):
            return edge[0]
    edge = _EDGE.search(text) if text[:1] in _OPENING or text[-1:] in BRACKETS or text[:1].isdigit() or text[-1:].isdigit() or text[-1:] == "日" else None
    return edge[0] if edge else ""


def without_day(title: str, stamp: Stamp) -> str:
    """The title without the row's own day before or after it."""
    day = edge_day(title)
    if not day:
        return title
    rest = title.replace(day, "").strip()
    return rest if len(rest) >= 4 and _are_of(list(map(int, _FIGURES.findall(day))), stamp) else title


def _are_of(figures: list[int], stamp: Stamp) -> bool:
    """Whether the figures of a written day are those of the stamp: month and day, after a year or not; or its day and its year, where
    the year is last, or the month a word."""
    at = stamp.at
    if figures[0] < 1000 and figures[-1] > 1000:
        return at.day in figures and figures[-1] == at.year
    return figures[figures[0] > 1000 :][:2] == [at.month, at.day]
