"""Dates in the lines of a page: what the words before them and their place say of them.

A label (发布时间, "Published") tells most; then the line's place: sites put the time between heading and text, or right
above the heading.  Dates that stand in rows of a list, in running text or in the margins are worth little.
"""

from __future__ import annotations

import heapq
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from html import unescape

from . import dates
from .body import Body
from .date_forms import Found, Habit
from .date_relative import LONGEST, says_ago
from .han import both
from .info import is_info, is_label
from .labels import BETWEEN, OTHER_DAY, PUBLISHED, PUBLISHED_JOINED, SUBMITTED, UPDATED, UPDATED_JOINED
from .meta import TIME_TAGS
from .others import discussion, in_list
from .outline import Line, Outline
from .quick import quick
from .spans import begins_span, ends_span
from .stamps import split_date
from .witness import Setting, Witness

_PUBLISHED_LABEL = re.compile(
    both(
        r"(?:发布|公开|发表|发稿|刊登|刊发|上传|添加|录入|创建|公布|公告|发文|投稿|登载|撰写|编辑|加入)(?:日期时间|时间|日期|于)?\s{0,3}[:：]?\s{0,3}$"
        r"|(?:^|[\s|\]】)）;；,，:：])(?:时间|日期|投稿日|公開日|掲載日|작성일|등록|입력)\s{0,3}[:：]?\s{0,3}$"
        rf"|(?:{PUBLISHED_JOINED})\s?[:：]?\s{{0,3}}$|(?<![^\W\d_])(?:{PUBLISHED}){BETWEEN}$|\bwurde am\s$"
    ),
    re.IGNORECASE,
)
_UPDATED_LABEL = re.compile(
    both(
        r"(?:更新|修改|修订|修正|更新日|수정)(?:时间|日期|于)?\s{0,3}[:：]?\s{0,3}$"
        rf"|(?:{UPDATED_JOINED})\s?[:：]?\s{{0,3}}$|(?<![^\W\d_])(?:{UPDATED}){BETWEEN}$"
    ),
    re.IGNORECASE,
)
_OTHER_DAY, _SUBMITTED = re.compile(OTHER_DAY, re.IGNORECASE), re.compile(SUBMITTED, re.IGNORECASE)
# Words that say no more than that a day follows.
_DAY_NOUN = re.compile(r"\b(?:date|datum|data|dato|fecha|tarih|дата|dátum|ημερομηνία|tanggal|tarikh|ngày|วันที่|تاریخ|بتاريخ|दिनांक|तारीख)\s{0,2}$", re.IGNORECASE)
# Where the articles before and after this one are told.
_NEIGHBOUR = re.compile(both(r"\W{0,3}[上下]一?[篇条页则]\W{0,3}"))
# The site's own clockwork, which some pages write anew each day.
_OF_SITE = re.compile(both(r"(?:本页|本站|网站|页面|系统|栏目)(?:最后|最近)?更新(?:时间|日期|于)?\s{0,3}[:：]?\s{0,3}$"))
_EVENT_LABEL = re.compile(
    both(
        r"(?:推荐文章|截止|截至|有效|期限|出生|施行|实施|生效|今天|今日|现在|当前|[\u4e00-\u9fff]时间|[\u4e00-\u9fff]日期)(?:是|为|于)?\s{0,3}[:：]?\s{0,3}$"
        r"|\b(?:server|today|deadline|event|start|end|birth|born|due|beginn|ende|inicio|fin|inizio|fine|début|início|término|başlangıç|bitiş|начало|окончание|aloitus|ab|bis|until|till|from|to|since|seit|od|do"
        r"|when|wann|quand|cuándo|quando|когда|коли|kiedy|kdy|wanneer|milloin|hvornår|ne zaman|πότε)\s{0,3}[:?]?\s{0,3}$"
    ),
    re.IGNORECASE,
)
# What follows a date that is not the day of publishing: a resolution's session, a law's coming into force.
_EVENT_AFTER = re.compile(both(r"\s{0,2}(?:(?:起|在|由).{0,20}(?:施行|实施|举行|举办|召开)|第.{0,40}(?:会议|通过)"
    r"|(?<=日)\s?[\u4e00-\u9fff][^）)。:：\s]{2,50}(?:会议?(?:审议)?(?:通过|修订|修正|批准)|[令号][^）)。:：\s]{0,16}(?:公布|发布|印发|修订|修正|批准)))"))
_IN_FORCE = re.compile(both(r"(?:实施|施行)(?:日期|时间|日|之日)"))
# Labels that follow their date: "于 2021-09-08 14:13 发布".
_PUBLISHED_AFTER = re.compile(both(r"\s{0,2}(?:首次)?(?:发布|发表)(?!会|者|人|单位|时间|日期|\s?[:：])"))
_UPDATED_AFTER = re.compile(both(r"\s{0,2}(?:修改|更新|编辑)(?!者|人|时间|日期|\s?[:：])"))
# "时间：11月26日（周四）上午" in a text: when what it tells of takes place.
_WHEN_ALONE = re.compile(both(r"(?<![\u4e00-\u9fff])(?:时\s{0,4}间|日\s{0,4}期)\s{0,3}[:：]\s{0,3}$"))
_TAKES_PLACE = re.compile(both(r"\s{0,2}[（(]?\s?(?:(?:星期|周|礼拜)[一二三四五六日天]|全天|上午|下午|早上|晚上|起至?|报到)"))
# Beside a day above the title: the site's clock, as a newspaper has it in its head.
_WEEKDAY_AFTER = re.compile(both(r"\s{0,3}(?:星期|周|礼拜)[一二三四五六日天]"))
_WEEKDAY_BEFORE = re.compile(
    r"\b(?:mon|tue|wed|thu|fri|sat|sun|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)[a-z]{0,6}\W{1,3}$", re.IGNORECASE
)
_SPEAKS = re.compile("发布|公开|公開|發布|發佈|发表|發表|上传|上傳|添加|公布|时间|日期|時間|ubli|osted|[Dd]at|reated|rstellt|schienen|schrieben")
_WHOLE_LABEL = re.compile(both(r"\W{0,3}(?:发布|发表|更新|上传|添加|公布|发文|成文)?(?:时间|日期)\s?[:：]?|(?:date|datum|published|posted|updated)(?: on)?\s?:?"), re.IGNORECASE)
_COPYRIGHT = quick("©cC版aA备iIİı", r"©|copyright|版权|all rights|备案|ICP")
_YEAR = quick(
    r"\d〇○零一二三四五六七八九昨前今刚gG", r"\d{4}|[〇○零一二三四五六七八九]{4}年|\d{1,2}\s?月\s?\d{1,2}|\d\d-\d\d|\d\d?/\d\d?|\d\s?[小分天日]|[昨前今][天日]|\d\.\d|(?<=a)go|gestern|刚刚"
)
_NUMERIC = re.compile(r"(?<![\d.,/-])(\d{1,2})[/-](\d{1,2})[/-]((?:19|20)\d\d)(?!\d|[./-]\d)")
# The rest of a line from its first number or word for a day.
_WITH_NUMBER = re.compile("[0-9０-９〇○零一二三四五六七八九昨前今刚][^\n]*+")
_TIME_ELEMENT = re.compile(
    rf'<(?P<name>{"|".join(TIME_TAGS)})\b[^>]{{0,300}}?\sdatetime="(?P<value>[^"]{{4,60}})"[^>]{{0,300}}>(?P<text>.{{0,300}}?)</(?P=name)>', re.DOTALL
)
_TAG = re.compile("<[^>]*>")
# A name, and a day right after it.
_GLUED = re.compile(r"[^\W\d_] [^\W_]")
_CLOCK_ALONE = re.compile(r"(?:[^\W\d]{2,12}\s?:\s?|(?:at|um|à|às|alle|ore|kl\.?|o|saat|om)\s)?((?:[01]?\d|2[0-3])[:h][0-5]\d(?::[0-5]\d)?(?:\s?(?:uhr|h|[ap]\.?m\.?|hrs?|uur|น\.|[a-z]{3,4}))?)", re.IGNORECASE)
_LONGEST_CLOCK = 24
_MAX_ELEMENTS = 40
# What a day in the text weighs less, at least as much as a label adds.
_TOLD_BY_TEXT = 4.0
_COLONS = (":", "：")
# What a label adds; one in Han characters beside the title outweighs metadata: Chinese sites that move, or write their
# pages anew, put the day of that into the metadata.
_LABELLED, _IN_HAN, _SENT_IN = 3.0, 1.0, 1.5
# In so long a line a day is told of, unless it stands among so many characters at its beginning ("BERLIN, 7 May 2024 - ").
_RUNNING, _DATELINE = 60, 40
# Characters that two labels share.
_ALIKE = 8
# More of them are a column of dates; each is weighed against all.
_MAX_WITNESSES = 40


def from_lines(outline: Outline, body: Body, title_line: int, setting: Setting) -> list[Witness]:
    """The dates of the lines around heading and text, and of labelled lines anywhere."""
    witnesses = []
    told_by_readers = discussion(outline, max(body.start, title_line) + 1)
    for line in _lines_of_interest(outline, body, title_line):
        if line.index > told_by_readers:
            continue
        before = outline.lines[line.index - 1].text if line.index and line.index - 1 != title_line else ""
        line, read = _read(outline, line, setting)
        witnesses += [witness for found in read if (witness := _place(outline, body, title_line, line, before, found, setting.day))]
    return _without_columns(_outside_text(_without_readers(witnesses, outline, body), body, title_line)) + list(_from_time_elements(outline, body, title_line, setting))


def _read(outline: Outline, line: Line, setting: Setting) -> tuple[Line, list[Found]]:
    """The first dates of a line, and the line as they were read: with what parts its elements, or with the time on the line beside it."""

    def find(text: str) -> list[Found]:
        return dates.find(text[:400], setting.zone, setting.now, setting.order)[:4]

    found = find(line.text)
    if not found and len(line.parts) > 1 and _GLUED.search(spaced := " ".join(part[0].strip() for part in line.parts)):
        line = replace(line, text=spaced)
        found = [one for one in find(spaced) if not one.inferred]
    if len(found) == 1 and found[0].stamp.precision == "day" and (clock := _clock_beside(outline, line)):
        timed = find(f"{line.text} {clock}")
        if len(timed) == 1 and timed[0].stamp.precision != "day" and timed[0].stamp.at.date() == found[0].stamp.at.date():
            return line, [replace(timed[0], end=found[0].end)]
    return line, found or _split(outline, line, setting)


def _clock_beside(outline: Outline, line: Line) -> str | None:
    """The time of day that is all there is on the line after a day, or before it, in the same box: a film's length has its own.  No
    others like it follow: a programme has many."""
    if len(line.text) > _DATELINE:
        return None
    around = [one for one in outline.lines[max(0, line.index - 2) : line.index + 3] if one.index != line.index]
    clocks = [(one, clock[1]) for one in around if len(one.text) <= _LONGEST_CLOCK and (clock := _CLOCK_ALONE.fullmatch(one.text))]
    if len(clocks) != 1:
        return None
    [(other, told)] = clocks
    together = outline.boxes[other.box].parent == outline.boxes[line.box].parent or other.box == line.box
    return told if together and abs(other.index - line.index) == 1 else None


def _split(outline: Outline, line: Line, setting: Setting) -> list[Found]:
    """A date whose parts stand in elements of their own, on this line or on this and the next ones."""
    ways = [" ".join(part[0].strip() for part in line.parts)]
    ways += [" ".join(one.text for one in outline.lines[line.index : line.index + count]) for count in (2, 3)]
    stamps = (split_date(" ".join(text.split()), setting.zone) for text in ways)
    return [Found(0, len(line.text), stamp) for stamp in stamps if stamp][:1] if len(line.text) < 24 else []


def _near(body: Body, title_line: int) -> range:
    return range(max(0, title_line - 8), max(title_line + 14, body.start + 2)) if title_line >= 0 else range(body.start + 2)


def _lines_of_interest(outline: Outline, body: Body, title_line: int) -> Iterator[Line]:
    """Lines around the heading and the ends of the text; others only when they say it is about publishing."""
    near = _near(body, title_line)
    tail = range(max(body.start, body.last - 3, near.stop), body.last + 6)
    for line in [*outline.lines[near.start : near.stop], *outline.lines[tail.start : tail.stop]]:
        if _YEAR.search(line.text, 0, 400) or len(line.text) < 12 and line.text[0].isdigit() or len(line.text) <= LONGEST and says_ago(line.text):
            yield line
    for line in outline.lines_with(_WITH_NUMBER):
        text = line.text
        if len(text) < 120 and _SPEAKS.search(text) and line.index not in near and line.index not in tail:
            if _PUBLISHED_LABEL.search(text[: _first_digit(text)]) and _YEAR.search(text):
                yield line


def _without_readers(witnesses: list[Witness], outline: Outline, body: Body) -> list[Witness]:
    """Without the times readers wrote: several that are labelled alike, or stand labelled below the text."""
    said: dict[str, set[datetime]] = {}

    def kind(one: Witness) -> str:
        text = outline.lines[one.line].text
        label = outline.lines[one.line - 1].text if one.line and text[0].isdigit() else ""  # in a cell of its own
        return "" if one.line >= body.last else label[-_ALIKE:] + text[:_ALIKE]

    for one in witnesses:
        if one.labelled and one.kind == "published":
            said.setdefault(kind(one), set()).add(one.stamp.at)
    return [one for one in witnesses if not one.labelled or len(said.get(kind(one), ())) < 2]


def _outside_text(witnesses: list[Witness], body: Body, title_line: int) -> list[Witness]:
    """Where a day stands beside the heading, one in the text is what the text tells of, whatever stands before it:
    "发布日期" in a table on a standard."""
    heading = range(max(0, title_line - 6), body.start + 1)
    if title_line < 0 or not any(one.line in heading and one.kind == "published" and not one.inferred for one in witnesses):
        return witnesses
    return [replace(one, weight=one.weight - _TOLD_BY_TEXT) if body.start < one.line < body.last - 3 else one for one in witnesses]


def _without_columns(witnesses: list[Witness]) -> list[Witness]:
    """Dates among several other ones are the rows of a list."""
    kept = []
    days: dict[int, set[date]] = {}
    for one in witnesses:
        days.setdefault(one.line, set()).add(one.stamp.at.date())
    for one in witnesses:
        others = set().union(*(days.get(line, ()) for line in range(one.line - 6, one.line + 7))) - {one.stamp.at.date()}
        if len(others) >= 3 and not one.labelled:
            one = replace(one, weight=one.weight - 2.5)
        kept.append(one)
    return heapq.nlargest(_MAX_WITNESSES, (w for w in kept if w.weight > 0), key=lambda w: w.weight)


def _from_time_elements(outline: Outline, body: Body, title_line: int, setting: Setting) -> Iterator[Witness]:
    """What time elements say to machines, where their text stands on a line around the heading."""
    if ' datetime="' not in outline.source:
        return
    near = outline.lines[slice(_near(body, title_line).start, _near(body, title_line).stop)]
    for number, element in enumerate(_TIME_ELEMENT.finditer(outline.source)):
        if number >= _MAX_ELEMENTS:
            return
        text = " ".join(unescape(_TAG.sub("", element["text"])).split())
        line = next((line for line in near if text and text in line.text), None)
        found = dates.from_metadata(element["value"], setting.zone, setting.order) if line else None
        if line is None or found is None or in_list(outline, line.index):
            continue
        before = line.text[: line.text.index(text)]
        kind = "updated" if _UPDATED_LABEL.search(before) or _UPDATED_LABEL.search(text[: _first_digit(text)]) else "published"
        weight = _standing(outline, body, title_line, line) + 0.5 - (3 if outline.region(line) in ("side", "comment", "foot") else 0)
        weight -= 1.5 if line.linked * 2 > len(line.text) and not title_line < line.index <= body.start else 0
        if weight > 0:
            yield Witness(found.stamp, weight, "a time element beside the heading", found.zoned, kind)


def settled_order(outline: Outline, order: Habit | None, sure: set[date]) -> Habit | None:
    """Which of day and month comes first in 03/04/2021: told by the page's other dates, by a day that is known
    from elsewhere, else by ``order``, what its language says; None if nothing tells."""
    told: set[Habit] = set()
    for at in _years_last(outline.text):
        m = _NUMERIC.search(outline.text, max(0, at - 5), at + 7)
        if m is None:
            continue
        first, second, year = int(m[1]), int(m[2]), int(m[3])
        if first > 12 >= second or _day(year, second, first) in sure and first != second and _day(year, first, second) not in sure:
            told.add("dmy")
        elif second > 12 >= first or _day(year, first, second) in sure and first != second and _day(year, second, first) not in sure:
            told.add("mdy")
    return told.pop() if len(told) == 1 else order


def _years_last(text: str) -> Iterator[int]:
    """Where a year may stand last in a day."""
    for begins in ("/20", "-20", "/19", "-19"):
        at = text.find(begins)
        while at >= 0:
            yield at
            at = text.find(begins, at + 1)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _first_digit(text: str) -> int:
    return next((i for i, c in enumerate(text) if c.isdigit()), len(text))


def _place(outline: Outline, body: Body, title_line: int, line: Line, line_before: str, found: Found, named: date | None) -> Witness | None:
    """The weight of a date by the words before it, its line, and the line's place; None for one that is no witness.  ``named``
    is the day of the page's address: a time of that day alone on a line below the title needs no label."""
    before = line.text[max(0, found.start - 30) : found.start]
    if not before.strip() and (line_before[-1:] in _COLONS or _WHOLE_LABEL.fullmatch(line_before) or is_label(line_before) or len(line_before) <= 16 and _EVENT_LABEL.search(line_before)):
        before = line_before[-30:]
    if body.start < line.index and _WHEN_ALONE.search(before) and _TAKES_PLACE.match(line.text, found.end):
        return None
    labelled = _PUBLISHED_LABEL.search(before)
    updated = _UPDATED_LABEL.search(before) or not labelled and _UPDATED_AFTER.match(line.text, found.end)
    published = labelled or _PUBLISHED_AFTER.match(line.text, found.end)
    if not labelled and not updated and _EVENT_LABEL.search(before) or _EVENT_AFTER.match(line.text, found.end) or begins_span(line.text, found.end) or _COPYRIGHT.search(line.text):
        return None
    if _of_site_or_span(before) or _OTHER_DAY.search(before) or _of_another(outline, line, line_before) or title_line < line.index and _of_a_standard(outline, line):
        return None
    if published and _in_prose(line, found, before):
        published = None
    kind = "updated" if updated else "published"
    by_itself = 0 <= title_line < line.index <= title_line + 3 and found.stamp.at.date() == named and _is_all(line, found)
    weight = _LABELLED if published or by_itself else _SENT_IN if _SUBMITTED.match(line.text[: found.start]) else 0.0
    if published and before.rstrip(" :：")[-1:] > "\u2e7f":
        weight += _IN_HAN
    weight += _standing(outline, body, title_line, line)
    if line.linked * 2 > len(line.text):
        weight -= 1 if title_line < line.index <= body.start else 3
    if outline.region(line) in ("side", "comment", "foot", "caption"):
        weight -= 3
    if line.index < title_line and not published and (_WEEKDAY_AFTER.match(line.text, found.end) or _WEEKDAY_BEFORE.search(before)):
        weight -= 2.5
    if not is_info(line.text):
        if not published and found.start > _DATELINE and len(line.text) > _RUNNING:
            return None
        weight -= min(4.0, max(0, len(line.text) - (found.end - found.start) - 20) / 15)
    if found.compact or found.inferred:
        weight -= 1.5
    source = f"line {line.index + 1} “{line.text[max(0, found.start - 12) : found.end][:50]}”"
    return Witness(found.stamp, weight, source, found.zoned, kind, found.inferred, line.index, bool(published)) if weight > 0 else None


def _in_prose(line: Line, found: Found, before: str) -> bool:
    """Whether the word for a day before it is one of running text ("tanggal 3 Mei 2024"), not a label."""
    return len(line.text) > _RUNNING and _DAY_NOUN.search(before) is not None and not is_info(line.text)


def _of_site_or_span(before: str) -> bool:
    return _OF_SITE.search(before) is not None or ends_span(before)


def _of_another(outline: Outline, line: Line, line_before: str) -> bool:
    """Whether the line tells of the article before or after this one, or is a row of a list."""
    return _NEIGHBOUR.match(line.text) is not None or _NEIGHBOUR.fullmatch(line_before) is not None or in_list(outline, line.index)


def _is_all(line: Line, found: Found) -> bool:
    """Whether a line says a time of day, its parts named in Han, and nothing else."""
    return found.stamp.precision != "day" and found.end - found.start == len(line.text) and "年" in line.text


def _of_a_standard(outline: Outline, line: Line) -> bool:
    """Whether the lines right after it, as in a table, say when what was published comes into force."""
    return any(len(one.text) < 30 and _IN_FORCE.search(one.text) for one in outline.lines[line.index : line.index + 4])


def _standing(outline: Outline, body: Body, title_line: int, line: Line) -> float:
    """Lines between heading and text are where sites put the time; then those right above, then the text's end."""
    signed = body.start < line.index and body.last - 3 <= line.index < body.last and body.box >= 0
    if title_line >= 0 and title_line < line.index <= max(body.start, title_line + 8) and not signed:
        return 5.0 - min(2.0, (line.index - title_line - 1) * 0.25)
    if title_line >= 0 and line.index == title_line:
        return 3.5
    if title_line >= 0 and title_line - 6 <= line.index < title_line:
        return 4.5 - (title_line - line.index) * 0.3
    if title_line < 0 and line.index <= body.start:
        return 3.5
    if body.last - 3 <= line.index < body.last + 6:
        return 2.0
    return 1.0
