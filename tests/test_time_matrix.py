"""Times as the site means them: three hundred written dates in five zones, and clocks that jump by ten years."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import pytest

from feedsvc.formats import atom, jsonfeed
from feedsvc.model import Entry, Source
from feedsvc.passes import Parts
from feedsvc.practice import Publish
from feedsvc.published import Feed
from feedsvc.publishers.files import FilesPublisher
from feedsvc.refresh import refresh

from .fake_fetcher import FakeFetcher
from .fake_store import FakeStore
from .installation import START, Clock, installed

ZONES = ("Asia/Shanghai", "UTC", "America/New_York", "Europe/Berlin", "Australia/Lord_Howe")
NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
URL = "http://www.example.org/news/"
FORMS = {
    "%Y-%m-%d %H:%M:%S": "second", "%Y年%m月%d日 %H:%M": "minute", "%Y/%m/%d %H:%M": "minute", "%Y-%m-%d": "day", "%Y-%m-%dT%H:%M:%S+05:30": "second",
}  # fmt: skip
EDGES = [
    "2024-02-29 00:00:00", "2024-02-29 23:59:59", "2000-02-29 12:00:00", "2025-12-31 23:59:59", "2026-01-01 00:00:00", "1999-12-31 23:59:00",
    "2026-03-08 01:59:59", "2026-03-08 02:30:00", "2026-03-08 03:00:00", "2026-11-01 00:30:00", "2026-11-01 01:30:00", "2026-11-01 02:00:00",
    "2026-03-29 01:59:59", "2026-03-29 02:30:00", "2026-03-29 03:00:00", "2025-10-26 02:00:00", "2025-10-26 02:30:00", "2025-10-26 03:00:00",
    "2025-10-05 02:15:00", "2026-04-05 01:45:00", "2026-04-05 02:00:00", "2026-11-21 23:59:59", "2026-11-21 12:00:00", "2026-06-30 23:59:59",
]  # fmt: skip


def moments() -> list[datetime]:
    """Leap days, ends of years, gaps and repeated hours of daylight saving, and others by chance."""
    dice, start = Random(3), datetime(2003, 1, 1)
    chance = [start + timedelta(seconds=dice.randrange(23 * 365 * 86400)) for _ in range(60 - len(EDGES))]
    return [*map(datetime.fromisoformat, EDGES), *chance]


CASES = [(at, form) for at in moments() for form in FORMS]


def site() -> FakeFetcher:
    """A listing without dates, and articles that write theirs in every form."""
    web = FakeFetcher(NOW)
    rows = "\n".join(f'<li><a href="/news/{n}.html">第{n}号工作情况通报及说明</a></li>' for n in range(len(CASES)))
    web.put(URL, f"<html><body><h1>新闻动态</h1><ul class='list'>{rows}</ul></body></html>".encode())
    for n, (at, form) in enumerate(CASES):
        text = f"<p>各单位请知悉第{n}号文件所述事项，并按要求完成相关工作，有问题及时与秘书处联系。</p>" * 2
        info = f"<div class='info'>发布时间：{at.strftime(form)}　来源：秘书处</div>"
        web.put(f"{URL}{n}.html", f"<html><body><h1>第{n}号工作情况通报及说明</h1>{info}{text}</body></html>".encode())
    return web


def read(zone: str) -> dict[int, Entry]:
    """Every article of the site, as one pass in this zone takes it."""
    store, numbers = FakeStore(), iter(range(1000))
    parts = Parts(site(), store, lambda: NOW, lambda key: f"tag:example.org,2026:{key}/{next(numbers)}")
    asyncio.run(refresh(Source("news", URL, zone=zone, pages=1), parts))
    return {int(entry.url.rpartition("/")[2][:-5]): entry for entry in store.entries(["news"])}


@pytest.mark.parametrize("zone", ZONES)
def test_three_hundred_dates_mean_the_moment_the_site_means(zone: str) -> None:
    """As stored and as told by the JSON and Atom feeds, with the precision the site gave, in the order of time."""
    entries = read(zone)
    assert len(entries) == len(CASES) == 300
    for n, (at, form) in enumerate(CASES):
        right = datetime.strptime(at.strftime(form), form.replace("+05:30", "%z") if "+" in form else form)
        right = right if right.tzinfo else right.replace(tzinfo=ZoneInfo(zone))
        stamp = entries[n].published
        assert (stamp.at.timestamp(), stamp.precision) == (right.timestamp(), FORMS[form]), (at, form)
    told = feed(zone, entries.values())
    items = json.loads(jsonfeed.render(told).body)["items"]
    assert len(items) == 300
    for item in items:
        published = entries[int(item["url"].rpartition("/")[2][:-5])].published
        assert datetime.fromisoformat(item["date_published"]).timestamp() == published.at.timestamp()
        assert item["date_published"][:10] == f"{published.at:%Y-%m-%d}"  # the day is the site's day
        assert item["date_published"][:-6] == f"{published.at:%Y-%m-%dT%H:%M:%S}"
    assert atom.render(told).body.count(b"<entry") == 300


def feed(zone: str, entries: object) -> Feed:
    shown = sorted(entries, key=lambda entry: entry.order, reverse=True)  # type: ignore[call-overload]
    times = [min(entry.published.at, entry.first_seen) for entry in shown]
    assert times == sorted(times, reverse=True)
    updates = [entry.updated for entry in shown]
    assert len(set(updates)) == len(updates) and max(updates) <= NOW
    return Feed("news", "新闻", "新闻", "zh-CN", URL, "http://127.0.0.1/", "协会", NOW, tuple(shown))


# --- clocks that jump -----------------------------------------------------------------------------

JUMPS = (0, 3652, 0, -3652, 0, 1, -1, 40, 0, -0.5, 0)


def story() -> Iterator[Publish]:
    for number in range(len(JUMPS)):
        yield Publish(START + timedelta(hours=number, minutes=30), "news", f"第{number + 1}次例会纪要")


def test_a_clock_that_jumps_by_ten_years_and_back(tmp_path: Path) -> None:
    """Every article once, under one id, at the site's time; every change of a file has a later Last-Modified; then all is as if nothing was."""
    with installed(tmp_path, ["news"], list(story())) as place:
        place.config = replace(place.config, sources=(replace(place.config.sources[0], pages=1),))
        ours = replace(place, clock=Clock())  # the site keeps the right time
        ids: dict[str, str] = {}
        for number, days in enumerate(JUMPS):
            place.clock.now = START + timedelta(hours=number + 1)
            ours.clock.now = place.clock.now + timedelta(days=days)
            before = files(ours)
            (outcome,) = ours.refresh()
            assert (outcome.new >= 1, outcome.failed) == (True, False), (days, outcome.line)
            for name, (modified, body) in files(ours).items():
                assert name not in before or body == before[name][1] or modified > before[name][0], (days, name)
            for item in ours.items("news"):
                assert ids.setdefault(item["url"], item["id"]) == item["id"]
        assert len(ids) == len(set(ids.values()))
        truth = {entry.url: entry for entry in place.site.truth(place.clock.now, place.home) if entry.section == "news"}
        shown = {item["url"]: item for item in ours.items("news")}
        for number in range(len(JUMPS)):
            (url,) = (url for url, entry in truth.items() if entry.title == f"第{number + 1}次例会纪要")
            assert datetime.fromisoformat(shown[url]["date_published"]) == truth[url].published


def files(place: object) -> dict[str, tuple[int, str]]:
    """Name → (Last-Modified, hash) of every published document."""
    manifest = FilesPublisher(place.feeds).manifest()  # type: ignore[attr-defined]
    return {name: (file.modified, file.sha256) for name, file in manifest.files.items()}
