"""How right pages are read: shares over a folder of pages, each with a ``truth.json`` of what a careful person reads there.

A truth is an object: ``kind`` "listing" or "article", ``lang``; of an article ``title``, ``published`` (ISO 8601, local
when it has no offset), ``precision`` and, if there are any, ``published_alt`` (other right times) and ``suspect`` (the
time itself is doubtful); of a listing ``items`` of ``url``, ``title`` and ``date``.
"""

from __future__ import annotations

import html
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from urllib.parse import unquote, urlsplit

Truth = Mapping[str, Any]
Figures = dict[tuple[str, str], dict[str, float]]
CHINA = timezone(timedelta(hours=8))
# Where a truth is given in UTC, the page may show any local time: from Hawaii's evening to New Zealand's morning.
WEST, EAST = -8, 10
FURTHEST = timedelta(hours=14)
_WHEN = re.compile(r"(\d{4})[-/年](\d{1,2})[-/月](\d{1,2})日?(?:[T ]?(\d{1,2}):(\d\d))?")
_OFFSET = re.compile(r"(Z|[+-]\d\d:?\d\d)$")


def figures(pages: Iterable[tuple[Truth, Mapping[str, Any]]]) -> Figures:
    """(kind, "zh" or "other") → share by name, over pairs of a truth and what ``inspect --json`` gives."""
    marks: dict[tuple[str, str], dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for truth, read in pages:
        group = marks[truth["kind"], "zh" if truth["lang"] == "zh" else "other"]
        group["pages"].append(1.0)
        group["error"].append(float("kind" not in read))
        for name, mark in (_of_listing if truth["kind"] == "listing" else _of_article)(truth, read):
            group[name].append(float(mark))
    return {
        key: {name: float(len(all_of)) if name == "pages" else sum(all_of) / len(all_of) for name, all_of in group.items()}
        for key, group in sorted(marks.items())
    }


def _of_article(truth: Truth, read: Mapping[str, Any]) -> Iterator[tuple[str, bool]]:
    right = [at for at, _ in map(moment, [truth["published"], *truth.get("published_alt", ())]) if at]
    if moment(truth["published"])[0] is None:
        return
    chinese = truth["lang"] == "zh"
    at, has_clock = moment(read.get("published"))
    day = at is not None and any(same_day(at, one, chinese) for one in right)
    yield "day", day
    if not truth.get("suspect"):
        yield "day, sure truth", day
        yield "wrong day", at is not None and not day
    if truth["precision"] != "day":
        told = at is not None and has_clock and read.get("published_precision") not in ("day", "month", "year")
        yield "minute", told and at is not None and any(same_minute(at, one, chinese) for one in right)
    if truth["title"]:
        yield "title", _squeezed(read.get("title")) == _squeezed(truth["title"])
        yield "title loose", _letters(read.get("title")) == _letters(truth["title"])


def _of_listing(truth: Truth, read: Mapping[str, Any]) -> Iterator[tuple[str, float]]:
    items = read.get("items") or []
    precision, recall = _agreement(truth["items"], items)
    together = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    yield from (("f1", together), ("precision", precision), ("recall", recall), ("f1>=0.95", together >= 0.95), ("f1=0", together == 0))
    read_at = {address(item.get("url")): item.get("published") for item in items}
    for item in truth["items"]:
        day = moment(item.get("date"))[0]
        if item.get("url") and day:
            shown = moment(read_at.get(address(item["url"])))[0]
            yield "row day", shown is not None and same_day(shown, day, truth["lang"] == "zh")


def _agreement(wanted: Sequence[Truth], items: Sequence[Mapping[str, Any]]) -> tuple[float, float]:
    """Precision and recall; rows are paired by address, else by title, each once."""
    open_ones = list(wanted)
    seen: set[str] = set()
    paired = 0
    for item in items:
        url = address(item.get("url"))
        title = _letters(item.get("title"))
        if not (url or title) or (url or title) in seen:
            continue
        seen.add(url or title)
        partner = _partner(open_ones, url, title)
        if partner is not None:
            open_ones.remove(partner)
            paired += 1
    return paired / len(seen) if seen else 0.0, paired / len(wanted)


def _partner(open_ones: Sequence[Truth], url: str, title: str) -> Truth | None:
    by_address = (one for one in open_ones if url and one.get("url") and address(one["url"]) == url)
    by_title = (one for one in open_ones if title in {_letters(one[name]) for name in ("title", "title_full", "name") if one.get(name)})
    return next(by_address, None) or next(by_title, None)


# --- times, addresses and titles that mean the same -----------------------------------------------


def moment(text: object) -> tuple[datetime | None, bool]:
    """The time a text begins with, and whether it names a clock time; None for no time."""
    found = _WHEN.match(str(text or "").strip())
    if not found:
        return None, False
    year, month, day, hour, minute = (int(part or 0) for part in found.groups())
    try:
        at = datetime(year, month, day, hour, minute)
    except ValueError:
        return None, False
    offset = _OFFSET.search(str(text).strip()) if found[4] else None
    return (at if offset is None else at.replace(tzinfo=_zone(offset[1]))), found[4] is not None


def _zone(offset: str) -> timezone:
    if offset == "Z":
        return UTC
    minutes = int(offset[1:3]) * 60 + int(offset[-2:])
    return timezone(timedelta(minutes=-minutes if offset[0] == "-" else minutes))


def same_day(read: datetime, truth: datetime, chinese: bool) -> bool:
    return read.date() in _right_days(read, truth, chinese) or (
        None not in (read.tzinfo, truth.tzinfo) and truth.utcoffset() != timedelta(0) and read.astimezone(truth.tzinfo).date() == truth.date()
    )


def _right_days(read: datetime, truth: datetime, chinese: bool) -> set[date]:
    if truth.tzinfo is None:
        in_china = chinese and read.tzinfo is not None and read.astimezone(CHINA).date() == truth.date()
        return {truth.date(), read.date()} if in_china else {truth.date()}
    if truth.utcoffset() == timedelta(0):
        return {(truth + timedelta(hours=hours)).date() for hours in range(WEST, EAST)}
    return {truth.date()}


def same_minute(read: datetime, truth: datetime, chinese: bool) -> bool:
    shown, right = read.replace(tzinfo=None), truth.replace(tzinfo=None)
    if shown == right or (None not in (read.tzinfo, truth.tzinfo) and read == truth):
        return True
    if truth.tzinfo is None:
        return chinese and read.tzinfo is not None and read.astimezone(CHINA).replace(tzinfo=None) == right
    apart = shown - right
    return read.tzinfo is None and truth.utcoffset() == timedelta(0) and abs(apart) <= FURTHEST and apart % timedelta(minutes=30) == timedelta(0)


def address(url: str | None) -> str:
    """What stays of an address when scheme, www, a closing slash and percent-encoding change; "" for a script."""
    if not url or url.lower().startswith("javascript"):
        return ""
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return url
    return unquote(host + (parts.path.rstrip("/") or "/") + (f"?{parts.query}" if parts.query else "")).lower()


def _squeezed(text: str | None) -> str:
    return re.sub(r"[\s\u200b\ufeff]+", "", html.unescape(text or ""))


def _letters(text: str | None) -> str:
    return re.sub(r"[\W_]+", "", html.unescape(text or "")).casefold()
