"""When an article was published: every date the page gives, weighed by where it stands.

Dates come from metadata, from labels (发布时间, "Published"), from the lines between heading and text, from the URL,
and last from scripts.  Those that name the same day support each other; the day with most support wins, and
among its witnesses the one with the best precision tells the time.  Update times and dates of events are set apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from ..model import Row, Stamp
from . import dates
from .body import Body, is_info
from .dates import Found, Order
from .meta import Metadata, text_of
from .outline import Line, Outline

_PUBLISHED_NAMES: dict[str, float] = {
    "articlepublishedtime": 8.2, "articlepublished": 8, "ogarticlepublishedtime": 8, "ogpublishedtime": 8, "datepublished": 8,
    "pubdate": 8, "publishdate": 8, "publicationdate": 8, "publishtime": 8, "firstpublishtime": 8, "sailthrudate": 7,
    "parselypubdate": 8, "cxenseparserecspublishtime": 7, "originalpublicationdate": 8, "articledateoriginal": 8, "publisheddate": 8,
    "btpubdate": 7, "shareaholicarticlepublishedtime": 7, "rnewsdatepublished": 8, "bytedancepublishedtime": 8, "apubtime": 6,
    "dcdateissued": 7, "dctermsissued": 7, "dcdatecreated": 6, "dctermscreated": 6, "dcdate": 4, "dctermsdate": 5, "date": 5,
    "articlecreateat": 6, "citationpublicationdate": 6, "citationonlinedate": 6, "displaydate": 6, "timestamp": 5, "creationdate": 5,
    "created": 5, "eprintsdate": 5, "datecreated": 6, "weiboarticlecreateat": 7, "vrpublishedtime": 7, "isopublishdate": 8,
    "articlepublicationdate": 8, "dcsextarticlefirstpublished": 7,
}  # fmt: skip
_UPDATED_NAMES = (
    "articlemodifiedtime", "ogupdatedtime", "datemodified", "lastmod", "lastmodified", "revised", "dctermsmodified", "dcdatemodified",
    "bytedanceupdatedtime", "articlemodified", "updatetime",
)
_PUBLISHED_LABEL = re.compile(
    r"(?:发布|發佈|發布|发表|發表|发稿|刊登|刊发|上传|添加|录入|创建|公布|公告|发文|投稿|登载|撰写|编辑|加入)(?:时间|時間|日期|于)?\s{0,3}[:：]?\s{0,3}$"
    r"|(?:^|[\s|\]】)）;；,，:：])(?:时间|日期|時間|投稿日|公開日|掲載日|작성일|등록|입력)\s{0,3}[:：]?\s{0,3}$"
    r"|\b(?:publi(?:shed|sh|é|ée|cado|cada|cato|ziert|ceret|cerad)|posted|created|written|filed|veröffentlicht|erschienen|erstellt|geschrieben|datum|date|fecha|data|dato|notizia)"
    r"\s{0,2}(?:wurde\s)?(?:on|at|am|le|el|il|den|del|in)?\s{0,2}[:|]?\s{0,3}(?:[^\W\d]{2,10},?\s)?$|\bwurde am\s$",
    re.IGNORECASE,
)
_UPDATED_LABEL = re.compile(
    r"(?:更新|修改|修订|修正|更新日|수정)(?:时间|日期|時間|于)?\s{0,3}[:：]?\s{0,3}$"
    r"|\b(?:updated?|modified|last change|revised|aktualisiert|aktualisierung|geändert|bearbeitet|mis à jour|mise à jour|modifié|actualizado|actualizada|aggiornato|ultima modifica"
    r"|uppdaterad|opdateret|atualizado|обновлено|stand)\s{0,2}(?:on|at|am|le|el|il|den|le)?\s{0,2}[:|]?\s{0,3}(?:[^\W\d]{2,10},?\s)?$",
    re.IGNORECASE,
)
_EVENT_LABEL = re.compile(
    r"(?:截止|截至|有效|期限|出生|施行|实施|生效|今天|今日|现在|当前|[\u4e00-\u9fff]时间|[\u4e00-\u9fff]日期)(?:是|为|于)?\s{0,3}[:：]?\s{0,3}$"
    r"|\b(?:server|today|deadline|event|start|end|birth|born|due|ab|bis|until|from|since|seit)\s{0,3}:?\s{0,3}$",
    re.IGNORECASE,
)
# What follows a date that is not the day of publishing: a range, a resolution's session, a law's coming into force.
_EVENT_AFTER = re.compile(r"\s{0,2}(?:[-–—~～至到]\s?\d|(?:起|在|由).{0,20}(?:施行|实施|举行|举办|召开)|第.{0,40}(?:会议|通过))")
_SPEAKS = re.compile("发布|发表|上传|添加|公布|时间|日期|時間|ubli|osted|[Dd]at|reated|rstellt|schienen|schrieben")
_WHOLE_LABEL = re.compile(r"\W{0,3}(?:发布|发表|更新|上传|添加|公布|发文|成文)?(?:时间|日期|時間)\s?[:：]?|(?:date|datum|published|posted|updated)(?: on)?\s?:?", re.IGNORECASE)
_COPYRIGHT = re.compile(r"©|copyright|版权|all rights|備案|备案|ICP", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d|[〇○零一二三四五六七八九]{4}年|[０-９]{4}|\d{1,2}\s?月\s?\d{1,2}|\d\d-\d\d|\d\d?/\d\d?|\d\s?[小分天日]|[昨前今][天日]|\d\.\d|ago|estern|刚刚")
_URL_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)[-/_.]?(0[1-9]|1[0-2])[-/_.]?(0[1-9]|[12]\d|3[01])(?!\d)|(?<!\d)((?:19|20)\d\d)[-/_](\d{1,2})[-/_](\d{1,2})(?!\d)")
_URL_T_DATE = re.compile(r"[tT_/-]((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])_\d")
_SCRIPT_DATE = re.compile(r"20[0-3]\d[-/](?:0?[1-9]|1[0-2])[-/][0-3]?\d(?:[T ][0-9:.]{5,12}(?:Z|[+-]\d\d:?\d\d)?)?")
_MAX_SCRIPT = 1_000_000
_SCRIPT_STAMP = re.compile(r"1[2-9]\d{8}(?:\d{3})?(?!\d)")
_SCRIPT_NAME = re.compile(
    r"(?:date_?published|publish(?:ed)?_?(?:time|date|at|on)|pub_?(?:time|date)|news_?time|first_?publish(?:ed)?(?:_?time|_?at)?|create_?time|ptime|post_?(?:time|date))"
    r"[\"']?\s{0,3}[:=]\s{0,3}[\"']?$|(?:show|print|write|format)_?(?:date|time)\s?\(\s?[\"']$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Witness:
    """One date with the weight of its place; ``kind`` is "published" or "updated"."""

    stamp: Stamp
    weight: float
    source: str
    zoned: bool = False
    kind: str = "published"
    inferred: bool = False


@dataclass(frozen=True, slots=True)
class Times:
    published: Stamp | None
    updated: Stamp | None
    reason: str
    line: int = -1


@dataclass(frozen=True, slots=True)
class Setting:
    """What reading a date needs to know of the page: its zone's name, the present, and which of day and month comes first."""

    zone: str
    now: datetime | None
    order: Order | None
    row: Row | None = None


def read_times(
    html: str, url: str, meta: Metadata, outline: Outline, body: Body, title_line: int, setting: Setting
) -> Times:
    """Published and updated, as far as the page tells them."""
    witnesses = list(_from_metadata(meta, setting))
    witnesses += _from_lines(outline, body, title_line, setting)
    witnesses += _from_url(url, setting)
    if setting.row and setting.row.published:
        witnesses.append(Witness(setting.row.published, 0, "the listing", kind="listing"))
    witnesses = [_with_year(w, witnesses) for w in witnesses]
    published = [w for w in witnesses if w.kind == "published"]
    if not any(w.weight >= 4 for w in published) or all(w.stamp.precision == "day" for w in published):
        published += _from_scripts(html, setting)
    updated = [w for w in witnesses if w.kind == "updated"]
    if not [w for w in published if w.weight >= 3]:
        published += [Witness(w.stamp, max(1.0, w.weight - 1), w.source, w.zoned) for w in updated]
    return _decide(published, updated, setting)


def _from_metadata(meta: Metadata, setting: Setting) -> Iterator[Witness]:
    for name, weight in _PUBLISHED_NAMES.items():
        for value in meta.names.get(name, ())[:2]:
            yield from _machine(value, setting, weight, f"meta {name}")
    for name in _UPDATED_NAMES:
        for value in meta.names.get(name, ())[:2]:
            yield from _machine(value, setting, 4, f"meta {name}", "updated")
    for index, thing in enumerate(meta.articles()):
        if index > 2:
            break
        for key, weight in (("datePublished", 8.5), ("dateCreated", 6), ("uploadDate", 5)):
            yield from _machine(_string(thing.get(key)), setting, weight - index, f"JSON-LD {key}")
        yield from _machine(_string(thing.get("dateModified")), setting, 4, "JSON-LD dateModified", "updated")
    for thing in meta.things:
        if "datePublished" in thing:
            yield from _machine(_string(thing.get("datePublished")), setting, 5, "JSON-LD datePublished of the page")
            break
    for key, weight in (("datepublished", 7.5), ("published", 6), ("datecreated", 6), ("time", 4.5)):
        for value in meta.marked.get(key, ())[:1]:
            yield from _machine(value, setting, weight, f"markup {key}")
    for key in ("datemodified", "dateupdate", "updated"):
        for value in meta.marked.get(key, ())[:1]:
            yield from _machine(value, setting, 4, f"markup {key}", "updated")


def _string(value: object) -> str:
    return str(value) if isinstance(value, int | float) else text_of(value)


def _machine(value: str, setting: Setting, weight: float, source: str, kind: str = "published") -> Iterator[Witness]:
    found = dates.from_metadata(value, setting.zone, setting.order) if value else None
    if found:
        yield Witness(found.stamp, weight, source, found.zoned, kind)


def _from_lines(outline: Outline, body: Body, title_line: int, setting: Setting) -> Iterator[Witness]:
    for line in _lines_of_interest(outline, body, title_line):
        before = outline.lines[line.index - 1].text if line.index else ""
        for found in dates.find(line.text[:400], setting.zone, setting.now, setting.order)[:4]:
            witness = _place(outline, body, title_line, line, before, found)
            if witness:
                yield witness


def _lines_of_interest(outline: Outline, body: Body, title_line: int) -> Iterator[Line]:
    """Lines around the heading and the ends of the text; others only when they say it is about publishing."""
    near = range(max(0, title_line - 8), max(title_line + 14, body.start + 2)) if title_line >= 0 else range(body.start + 2)
    tail = range(max(body.start, body.last - 3), body.last + 6)
    for line in outline.lines:
        text = line.text
        if line.index in near or line.index in tail:
            if _YEAR.search(text):
                yield line
        elif len(text) < 120 and _SPEAKS.search(text) and _PUBLISHED_LABEL.search(text[: _first_digit(text)]) and _YEAR.search(text):
            yield line


def _first_digit(text: str) -> int:
    return next((i for i, c in enumerate(text) if c.isdigit()), len(text))


def _place(outline: Outline, body: Body, title_line: int, line: Line, line_before: str, found: Found) -> Witness | None:
    """The weight of a date by the words before it, its line, and the line's place; None for one that is no witness."""
    before = line.text[max(0, found.start - 30) : found.start]
    if not before.strip() and _WHOLE_LABEL.fullmatch(line_before):
        before = line_before
    published = _PUBLISHED_LABEL.search(before)
    if not published and _EVENT_LABEL.search(before) or _EVENT_AFTER.match(line.text, found.end) or _COPYRIGHT.search(line.text):
        return None
    kind = "updated" if _UPDATED_LABEL.search(before) else "published"
    weight = 3.0 if published else 0.0
    weight += _standing(outline, body, title_line, line)
    if line.linked * 2 > len(line.text):
        weight -= 1 if title_line < line.index <= body.start else 3
    if outline.region(line) in ("side", "comment", "foot"):
        weight -= 3
    if not is_info(line.text):
        weight -= min(4.0, max(0, len(line.text) - (found.end - found.start) - 20) / 15)
    if found.compact or found.inferred:
        weight -= 1.5
    source = f"line {line.index + 1} “{line.text[max(0, found.start - 12) : found.end][:50]}”"
    return Witness(found.stamp, weight, source, found.zoned, kind, found.inferred) if weight > 0 else None


def _standing(outline: Outline, body: Body, title_line: int, line: Line) -> float:
    """Lines between heading and text are where sites put the time; then those right above, then the text's end."""
    if title_line >= 0 and title_line < line.index <= max(body.start, title_line + 8):
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


def _from_url(url: str, setting: Setting) -> Iterator[Witness]:
    path = urlsplit(url).path
    match = _URL_T_DATE.search(path) or _URL_DATE.search(path)
    if match:
        year, month, day = (int(part) for part in match.groups() if part)
        found = dates.parse(f"{year}-{month:02}-{day:02}", setting.zone)
        if found:
            yield Witness(found, 3.2, "the URL")


def _from_scripts(html: str, setting: Setting) -> Iterator[Witness]:
    """Values that scripts keep under a name that speaks of publishing."""
    for pattern in (_SCRIPT_DATE, _SCRIPT_STAMP):
        told = 0
        for match in pattern.finditer(html, 0, _MAX_SCRIPT):
            if told < 2 and _SCRIPT_NAME.search(html, max(0, match.start() - 40), match.start()):
                told += 1
                yield from _machine(match[0], setting, 3, "a script of the page")


def _with_year(witness: Witness, witnesses: list[Witness]) -> Witness:
    """A date without a year takes the year of another witness of the same month and day."""
    if not witness.inferred:
        return witness
    at = witness.stamp.at
    for other in witnesses:
        if not other.inferred and (other.stamp.at.month, other.stamp.at.day) == (at.month, at.day):
            year = at.replace(year=other.stamp.at.year)
            return replace(witness, stamp=replace(witness.stamp, at=year), inferred=False, weight=witness.weight + 1)
    return witness


def _decide(published: list[Witness], updated: list[Witness], setting: Setting) -> Times:
    latest = setting.now + timedelta(days=2) if setting.now else None
    published = [w for w in published if w.weight > 0 and (latest is None or w.stamp.at <= latest)]
    if not published:
        return Times(None, None, "no date on the page says when it was published")
    best = max(published, key=lambda w: (_support(w, published), w.weight))
    same = [w for w in published if _same_day(w, best)]
    teller = max(same, key=lambda w: (w.stamp.precision != "day" and w.weight >= 3, w.weight, w.stamp.precision == "second"))
    if teller.stamp.precision == "day":
        teller = best
    lost = [w for w in published if w not in same]
    reason = teller.source + (f", with {len(same) - 1} more that agree" if len(same) > 1 else "")
    if lost:
        reason += "; it won over " + "; ".join(f"{w.stamp.at:%Y-%m-%d} ({w.source})" for w in sorted(lost, key=lambda w: -w.weight)[:3])
    newest = max((w for w in updated if w.stamp.at > teller.stamp.at), key=lambda w: w.weight, default=None)
    return Times(teller.stamp, newest.stamp if newest else None, reason)


def _support(witness: Witness, all_of_them: list[Witness]) -> float:
    same = [w.weight for w in all_of_them if _same_day(w, witness)]
    return max(same) + 0.3 * (sum(same) - max(same))


def _same_day(one: Witness, other: Witness) -> bool:
    if one.stamp.at.date() == other.stamp.at.date():
        return True
    if one.zoned == other.zoned:
        return False
    return abs(one.stamp.at.replace(tzinfo=None) - other.stamp.at.replace(tzinfo=None)) <= timedelta(hours=14) and "day" not in (one.stamp.precision, other.stamp.precision)
