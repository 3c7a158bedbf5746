"""When an article was published: every date the page gives, weighed by where it stands.

Dates come from metadata, from labels (发布时间, "Published"), from the lines between heading and text, from the URL,
and last from scripts.  Those that name the same day support each other; the day with most support wins, and
among its witnesses the one with the best precision tells the time.  Update times and dates of events are set apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta, timezone, tzinfo
from typing import Any

from ..model import BY_ADDRESS, Stamp
from . import dates
from .body import Body
from .links import day_of
from .meta import Metadata, text_of
from .outline import Outline
from .time_lines import from_lines, settled_order
from .time_traces import from_traces
from .witness import Setting, Witness

_PUBLISHED_NAMES: dict[str, float] = {
    "articlepublishedtime": 8.2, "articlepublished": 8, "ogarticlepublishedtime": 8, "ogpublishedtime": 8, "datepublished": 8,
    "pubdate": 8, "publishdate": 8, "publicationdate": 8, "publishtime": 8, "firstpublishtime": 8, "sailthrudate": 7,
    "parselypubdate": 8, "cxenseparserecspublishtime": 7, "originalpublicationdate": 8, "articledateoriginal": 8, "publisheddate": 8,
    "btpubdate": 7, "shareaholicarticlepublishedtime": 7, "rnewsdatepublished": 8, "bytedancepublishedtime": 8, "apubtime": 6,
    "dcdateissued": 7, "dctermsissued": 7, "dcdatecreated": 6, "dctermscreated": 6, "dcdate": 4, "dctermsdate": 5, "date": 5,
    "articlecreateat": 6, "citationpublicationdate": 6, "citationonlinedate": 6, "displaydate": 6, "timestamp": 5, "creationdate": 5,
    "created": 5, "eprintsdate": 5, "datecreated": 6, "weiboarticlecreateat": 7, "vrpublishedtime": 7, "isopublishdate": 8,
    "articlepublicationdate": 8, "dcsextarticlefirstpublished": 7, "firstpublishedtime": 8, "firstpublisheddate": 8, "publishedtime": 8,
    "publishedat": 8, "publicationtime": 8, "articlepublishdate": 8, "articlepublishtime": 8, "articlepostdate": 7, "articlecreated": 6,
    "ogreleasedate": 7, "ogpubdate": 8, "ogpublishdate": 8, "ogdatepublished": 8, "ogregdate": 6, "ogquestionpublishedtime": 8,
    "mediatorpublishedtime": 8, "twtpublishedat": 7, "rbpubdate": 7, "dcdatepublication": 7, "dccreated": 6, "dateposted": 7,
    "citationdate": 6, "contentcreatedate": 6, "ptime": 7, "pdate": 6, "livedate": 6,
}  # fmt: skip
_UPDATED_NAMES = (
    "articlemodifiedtime", "ogupdatedtime", "datemodified", "lastmod", "lastmodified", "revised", "dctermsmodified", "dcdatemodified",
    "bytedanceupdatedtime", "articlemodified", "updatetime", "lastmodifiedtime", "lastmodifieddate", "ogarticlemodifiedtime", "ogmodifiedtime",
    "utime",
)
_CHANGED, _SOON = re.compile("[更修][新改]"), timedelta(days=31)
_SCRIPT_DATE = re.compile(r"20[0-3]\d[-/](?:0?[1-9]|1[0-2])[-/][0-3]?\d(?:[T ][0-9:.]{5,12}(?:Z|[+-]\d\d:?\d\d)?)?")
_MAX_SCRIPT = 1_000_000
# Days that scripts of an article's page tell; more are those of a list of what is new, which may lack the article.
_FEW_DAYS = 2
_SCRIPT_STAMP = re.compile(r"1[2-9]\d{8}(?:\d{3})?(?!\d)")
_SCRIPT_NAME = re.compile(
    r"(?:date_?published|publish(?:ed)?_?(?:time|date|at|on)|pub_?(?:time|date)|news_?time|first_?publish(?:ed)?(?:_?time|_?at)?|publication_?(?:time|date)|display_?(?:time|date)|create_?time|(?P<made>creation_?(?:time|date)|created_?(?:time|date|at)|create_?(?:date|at))|ptime|post_?(?:time|date))"
    r"[\"']?\s{0,3}[:=]\s{0,3}[\"']?$|(?:show|print|write|format)_?(?:date|time)\s?\(\s?[\"']$|(?:var\s|window\.)ct\s?=\s?[\"']$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Times:
    """``reason`` and ``updated_reason`` tell where each came from and what lost."""

    published: Stamp | None
    updated: Stamp | None
    reason: str
    updated_reason: str = "nothing tells a later change"


def read_times(
    html: str, url: str, meta: Metadata, outline: Outline, body: Body, title_line: int, setting: Setting
) -> Times:
    """Published and updated, as far as the page tells them."""
    witnesses = [*_from_metadata(meta, setting), *_from_title(meta, setting), *_from_url(url, setting)]
    if setting.row and setting.row.published:
        witnesses.append(Witness(setting.row.published, 0, "the listing", kind="listing"))
    order = settled_order(outline, setting.order, {w.stamp.at.date() for w in witnesses})
    setting = replace(setting, order=order, day=next((w.stamp.at.date() for w in witnesses if w.source == BY_ADDRESS), None))
    witnesses += from_lines(outline, body, title_line, setting)
    without_year = bool(witnesses) and all(w.inferred for w in witnesses)
    told = [*witnesses, *from_traces(outline, meta, title_line, setting)] if without_year else witnesses
    witnesses = _firm_first([_with_year(w, told) for w in witnesses])
    published = [w for w in witnesses if w.kind == "published"]
    if not any(w.weight >= 4 for w in published) or all(w.stamp.precision == "day" for w in published):
        published += _from_scripts(html, setting, [w for w in published if w.weight >= 4])
    updated = [w for w in witnesses if w.kind == "updated"]
    published += _changed_as_published(published, updated)
    if not any(w.weight > 0 for w in published):
        published += from_traces(outline, meta, title_line, setting)
    zone = _zone_told(witnesses)
    return _decide(_in_zone(published, zone), _in_zone(updated, zone), setting)


def _changed_as_published(published: list[Witness], updated: list[Witness]) -> list[Witness]:
    """Times of a change where nothing else tells a time of publishing, or metadata tell its day alone: many systems show but
    "更新时间", which is then the time they published at.  It goes before a letter's own day, some days earlier, at the text's end."""
    firm = [w for w in published if w.weight >= 3 and w.source != BY_ADDRESS]
    if not firm:
        return [Witness(w.stamp, w.weight + 1 if _follows(w, published) else max(1.0, w.weight - 1), w.source, w.zoned) for w in updated]
    if any(w.line >= 0 or w.stamp.precision != "day" for w in firm):
        return []
    return [replace(w, kind="published") for w in updated if w.line >= 0 and _CHANGED.search(w.source) and _tells_clock(w) and all(_same_day(w, one) for one in firm)]


def _follows(changed: Witness, published: list[Witness]) -> bool:
    """Whether "更新时间" tells a day soon after the one that a line without a label tells."""
    gaps = (changed.stamp.at.date() - w.stamp.at.date() for w in published if w.line >= 0 and not w.labelled)
    return _CHANGED.search(changed.source) is not None and any(timedelta(0) <= gap <= _SOON for gap in gaps)


def _zone_told(witnesses: list[Witness]) -> tzinfo | None:
    """The zone the page names for one of the clocks that it also tells without: where software writes local times, it does so for
    all.  UTC does not count, as in ``_names_zone``."""
    zoned = [w for w in witnesses if w.zoned and w.stamp.at.utcoffset()]
    if not zoned:
        return None
    clocks = {f"{w.stamp.at:%F %H:%M}" for w in witnesses if not w.zoned and w.stamp.precision != "day"}
    zones = {w.stamp.at.utcoffset(): w.stamp.at.tzinfo for w in zoned if f"{w.stamp.at:%F %H:%M}" in clocks}
    return next(iter(zones.values())) if len(zones) == 1 else None


def _in_zone(witnesses: list[Witness], zone: tzinfo | None) -> list[Witness]:
    """Those that tell a clock without a zone, in this one."""
    if zone is None:
        return witnesses
    return [w if w.zoned or w.stamp.precision == "day" else replace(w, stamp=replace(w.stamp, at=w.stamp.at.replace(tzinfo=zone))) for w in witnesses]


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
    for key, weight in (("datepublished", 7.5), ("datecreated", 6)):
        for value in meta.marked.get(key, ())[:1]:
            yield from _machine(value, setting, weight, f"markup {key}")
    # Classes and time elements stand on teasers, too: several days under one name are those of other articles.
    for key, weight, least in (("published", 6, 3), ("time", 2, 0)):
        times = [witness for value in meta.marked.get(key, ())[:9] for witness in _machine(value, setting, weight, f"markup {key}")]
        alike = all(_same_day(witness, times[0]) for witness in times)
        yield from (replace(witness, weight=weight if alike else least) for witness in times[:1])
    for key in ("datemodified", "dateupdate", "updated"):
        for value in meta.marked.get(key, ())[:1]:
            yield from _machine(value, setting, 4, f"markup {key}", "updated")


def _string(value: object) -> str:
    return str(value) if isinstance(value, int | float) else text_of(value)


def _machine(value: str, setting: Setting, weight: float, source: str, kind: str = "published") -> Iterator[Witness]:
    found = dates.from_metadata(value, setting.zone, setting.order) if value else None
    if found:
        yield Witness(found.stamp, weight, source, found.zoned, kind)


def _from_title(meta: Metadata, setting: Setting) -> Iterator[Witness]:
    """A part of the document's title that is a date and nothing else."""
    for part in re.split(r"\s[|–—-]\s|[|｜_]", meta.title)[1:]:
        if part[-1:].isdigit() and (found := dates.find(part.strip(), setting.zone, None, setting.order)) and found[0].end - found[0].start == len(part.strip()):
            yield Witness(found[0].stamp, 4, "<title>", found[0].zoned)


def _from_url(url: str, setting: Setting) -> Iterator[Witness]:
    day = day_of(url)
    found = dates.parse(f"{day}", setting.zone) if day else None
    if found:
        yield Witness(found, 3.2, BY_ADDRESS)


def _from_scripts(html: str, setting: Setting, known: list[Witness]) -> list[Witness]:
    """What scripts keep under a name that speaks of publishing; several days under such names are a list of other things, unless the
    day is ``known``: then the one time told of it is this article's, where but few other days are told."""
    found: list[Witness] = []
    days: set[date] = set()
    for pattern in (_SCRIPT_DATE, _SCRIPT_STAMP):
        for match in pattern.finditer(html, 0, _MAX_SCRIPT):
            if len(found) == 8:
                break
            name = _SCRIPT_NAME.search(html, max(0, match.start() - 40), match.start())
            if name and (known or not name["made"]):
                told = list(_machine(match[0], setting, 2.5 if name["made"] else 3, "a script of the page"))
                days |= {w.stamp.at.date() for w in told}
                found += [w for w in told if not known or w.stamp.precision != "day" and any(_same_day(w, one) for one in known)]
    exact = sorted(found, key=lambda w: (w.stamp.precision == "day", -w.weight))
    same = len({w.stamp.at for w in found if w.weight == exact[0].weight}) == 1 if known else all(_same_day(w, found[0]) for w in found)
    return exact[:1] if same and len(days) <= _FEW_DAYS else []


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


def _firm_first(witnesses: list[Witness]) -> list[Witness]:
    """ "3 seconds ago" is what a page's script starts with: it counts for less where a full date stands."""
    if not any(w.weight >= 2 and not w.inferred for w in witnesses):
        return witnesses
    return [replace(w, weight=w.weight - 2.5) if w.inferred else w for w in witnesses]


def _decide(published: list[Witness], updated: list[Witness], setting: Setting) -> Times:
    published = [w for w in published if w.weight > 0 and not _is_ahead(w, setting)]
    if not published:
        return Times(None, None, "no date on the page says when it was published")
    best = max(published, key=lambda w: (_support(w, published), w.weight))
    same = [w for w in published if _same_day(w, best)]
    teller = max(same, key=lambda w: (_tells_clock(w) and w.weight >= 3, w.stamp.precision != "day", w.weight, w.stamp.precision == "second"))
    if teller.stamp.precision == "day":
        teller = best
    teller = next((w for w in same if _names_zone(w, teller)), teller)
    lost = [w for w in published if w not in same]
    reason = teller.source + (f", with {len(same) - 1} more that agree" if len(same) > 1 else "")
    if lost:
        reason += "; it won over " + "; ".join(f"{w.stamp.at.date()} ({w.source})" for w in sorted(lost, key=lambda w: -w.weight)[:3])
    return Times(_as_shown(teller, same), reason=reason, **_updated(updated, teller))


def _as_shown(teller: Witness, same: list[Witness]) -> Stamp:
    """The time as the page shows it: an instant told in UTC has the offset of the visible clock that says the same, hours apart."""
    stamp = teller.stamp
    if not teller.zoned or stamp.at.utcoffset() or stamp.precision == "day":
        return stamp
    for shown in (w.stamp for w in same if w.line >= 0 and w.stamp.precision != "day"):
        gap = shown.at.replace(tzinfo=None, second=0) - stamp.at.replace(tzinfo=None, second=0)
        if gap and gap % timedelta(minutes=30) == timedelta() and timedelta(hours=-10) <= gap <= timedelta(hours=13):
            return replace(stamp, at=stamp.at.astimezone(timezone(gap)))
    return stamp


def _updated(updated: list[Witness], teller: Witness) -> dict[str, Any]:
    """The time of the last change, if it is after that of publishing, and words on it."""
    newest = max((w for w in updated if w.stamp.at > teller.stamp.at), key=lambda w: w.weight, default=None)
    if newest is not None:
        newest = next((w for w in updated if w.stamp.at > teller.stamp.at and _tells_more(w, newest)), newest)
    others = {w.source: f"{w.stamp.at.date()} ({w.source})" for w in updated if newest is None or w.stamp != newest.stamp}
    lost = ", ".join(list(others.values())[:3])
    if newest is None:
        return {"updated": None} | ({"updated_reason": f"not after the time of publishing: {lost}"} if lost else {})
    return {"updated": newest.stamp, "updated_reason": newest.source + (f"; it won over {lost}" if lost else "")}


def _tells_more(witness: Witness, other: Witness) -> bool:
    """Whether a witness tells the second of what the other tells the minute or the day of."""
    if witness.stamp.precision != "second" or other.stamp.precision == "second":
        return False
    return witness.stamp.at.replace(second=0) == other.stamp.at if other.stamp.precision == "minute" else _same_day(witness, other)


def _is_ahead(witness: Witness, setting: Setting) -> bool:
    """A day well ahead is that of an event, unless the listing dates the article so."""
    if setting.now is None or witness.stamp.at <= setting.now + timedelta(days=2):
        return False
    listed = setting.row.published if setting.row else None
    return listed is None or listed.at.date() != witness.stamp.at.date()


def _names_zone(witness: Witness, teller: Witness) -> bool:
    """Whether a witness names the zone of the very clock that another tells without one.  UTC does not count: software that knows no
    zone writes "Z" behind the local time as often."""
    alike = f"{witness.stamp.at:%F %H:%M}" == f"{teller.stamp.at:%F %H:%M}" and "day" not in (witness.stamp.precision, teller.stamp.precision)
    return alike and witness.zoned and not teller.zoned and bool(witness.stamp.at.utcoffset())


def _tells_clock(witness: Witness) -> bool:
    """Midnight to the second is what software writes when it knows the day alone."""
    at = witness.stamp.at
    return witness.stamp.precision != "day" and (at.hour, at.minute, at.second) != (0, 0, 0)


def _support(witness: Witness, all_of_them: list[Witness]) -> float:
    """The weight of the day's best witness, and a third of the best of each other kind: a column of dates is one witness."""
    best: dict[str, float] = {}
    for other in all_of_them:
        if _same_day(other, witness):
            best[other.family] = max(best.get(other.family, 0), other.weight)
    return max(best.values()) + 0.3 * (sum(best.values()) - max(best.values()))


def _same_day(one: Witness, other: Witness) -> bool:
    if one.stamp.at.date() == other.stamp.at.date():
        return True
    if one.zoned == other.zoned:
        return False
    exact, local = (one, other) if one.zoned else (other, one)
    if exact.stamp.precision != "day" and exact.stamp.at.astimezone(local.stamp.at.tzinfo).date() == local.stamp.at.date():
        return True
    return abs(one.stamp.at.replace(tzinfo=None) - other.stamp.at.replace(tzinfo=None)) <= timedelta(hours=14) and "day" not in (one.stamp.precision, other.stamp.precision)
