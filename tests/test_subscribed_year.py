"""Readers subscribe for months: none shows an article twice, misses one, or shows a wrong time.

The site lives through publications, corrections and withdrawals; feedsvc looks at it once a day, the readers poll now and then.
FEEDSVC_WEEKS sets how long (``make year``: a whole year).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from feedsvc.practice import Edit, Publish, Withdraw
from feedsvc.practice.life import Event
from feedsvc.serve import StaticFeeds
from tests.http_client import serving
from tests.installation import START, Installation, installed
from tests.subscribers import Feedparser, Liferea, Newsboat, NodeLibraries, Reader, Rss2email, Sfeed, Shown, Subscriber
from tests.test_readers import noting

WEEKS = int(os.environ.get("FEEDSVC_WEEKS", "10"))
BEGIN = START - timedelta(weeks=WEEKS)
FIRST = 251
"""The number of the first article of the story: the practice site begins with 250."""
SLACK = timedelta(minutes=5)
"""How far ``updated`` may be moved on so that no two articles share it."""


def story() -> list[Event]:
    """Two or three articles a week; every third week a new title, every second a new text, every fifth a withdrawal."""
    rng = Random(5)
    events: list[Event] = []
    for week in range(WEEKS - 1):
        start = BEGIN + timedelta(weeks=week)
        days = rng.sample(range(5), rng.choice((2, 3)))
        events += [Publish(start + timedelta(days=day, hours=rng.randint(1, 9), minutes=rng.randint(0, 59)), "news") for day in days]
        events.sort(key=lambda event: event.at)
        number = FIRST - 1 + sum(isinstance(event, Publish) for event in events)
        late = start + timedelta(days=5, hours=3)
        if week % 3 == 2:
            events.append(Edit(late, number - 1, title=f"第{week}周更正的标题"))
        if week % 2 == 1:
            events.append(Edit(late + timedelta(hours=1), number - 2, paragraphs=(f"第{week}周更正的正文，内容有调整。请以此为准。",)))
        if week % 5 == 4:
            events.append(Withdraw(late + timedelta(hours=2), number - 4))
    return events


class Truth:
    """What the practice site published: by address, all titles, whether it is gone, and its time."""

    def __init__(self, place: Installation, since: set[str]) -> None:
        now = place.clock.now
        items = [item for item in place.site.truth(now, place.home) if item.section == "news"]
        self.known = {item.url: item for item in items}
        self.expected = since | {item.url for item in items if item.published >= BEGIN}


def live(place: Installation) -> set[str]:
    return {item.url for item in place.site.truth(place.clock.now, place.home) if item.section == "news" and not item.withdrawn}


def look_daily(place: Installation, days: int) -> None:
    for _ in range(days):
        place.clock.forward(days=1)
        place.refresh()


@pytest.fixture
def year(tmp_path: Path) -> Iterator[tuple[Installation, str, list[tuple[str, int]]]]:
    answers: list[tuple[str, int]] = []
    with installed(tmp_path, ["news"], story(), start=BEGIN) as place:
        (tmp_path / "feeds").mkdir()
        with serving(noting(StaticFeeds(tmp_path / "feeds"), answers)) as port:
            place.config = replace(place.config, base_url=f"http://127.0.0.1:{port}/")
            yield place, f"http://127.0.0.1:{port}/", answers


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("suffix", ["atom", "rss"])
def test_no_reader_doubles_misses_or_misdates_an_article(year: tuple[Installation, str, list[tuple[str, int]]], tmp_path: Path, suffix: str) -> None:
    """After weeks of publications, corrections and withdrawals every reader holds every article once, with the site's time."""
    place, base, answers = year
    url = f"{base}news.{suffix}"
    for _ in range(4):
        place.clock.forward(hours=1)
        place.refresh()
    begun = live(place)
    node = NodeLibraries([url, f"{base}news.json"] if suffix == "atom" else [url])
    often: list[Subscriber] = [
        Newsboat(url, tmp_path / "newsboat"), Sfeed(url, tmp_path / "sfeed"), Rss2email(url, tmp_path / "r2e"),
        Feedparser(url), Reader(url, tmp_path / "reader"),
    ]  # fmt: skip
    seldom = Liferea(url, tmp_path / "liferea", lambda: sum(path == f"/news.{suffix}" for path, _ in answers))
    for week in range(WEEKS):
        for subscriber in (*often, node):
            subscriber.poll()
        if week % 4 == 0:
            seldom.poll()
        look_daily(place, 7)
    for subscriber in (*often, node, seldom):
        subscriber.poll()
    truth = Truth(place, begun)
    for subscriber in (*often, *node.kept.values(), seldom):
        judge(subscriber, truth)


def judge(subscriber: Subscriber, truth: Truth) -> None:
    shown, name = subscriber.shown(), subscriber.name
    same = [(item.id, item.title) if subscriber.keeps_versions else item.id for item in shown]
    assert len(set(same)) == len(same), f"{name} shows an article twice"
    assert len({item.id for item in shown}) == len({item.link for item in shown}), f"{name} shows an article under two ids"
    links = {item.link for item in shown}
    assert links - truth.known.keys() == set(), f"{name} shows what never was"
    assert truth.expected - links == set(), f"{name} misses articles"
    for item in shown:
        right_time(item, subscriber, truth)
    if not subscriber.keeps_first and not subscriber.keeps_versions:
        wrong = [item.title for item in shown if not right_title(item, truth)]
        assert wrong == [], f"{name} shows old titles"


def right_title(item: Shown, truth: Truth) -> bool:
    known = truth.known[item.link]
    return item.title == (f"已撤回：{known.title}" if known.withdrawn else known.title)


def right_time(item: Shown, subscriber: Subscriber, truth: Truth) -> None:
    known = truth.known[item.link]
    published, changed = known.published.astimezone(UTC), item.at.astimezone(UTC)
    if not subscriber.dates_by_update:
        assert changed == published, f"{subscriber.name}: {item.title} has the time {item.at}, not {published}"
    else:
        unchanged = not {event.number for event in story() if not isinstance(event, Publish)} & {int(item.link.rpartition("=")[2])}
        assert published <= changed <= (published + SLACK if unchanged else datetime.max.replace(tzinfo=UTC)), subscriber.name
