"""The store is lost and the feeds stand: nobody hears of an old article under a new id."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from feedsvc import app as composition
from feedsvc import recovery, rounds
from feedsvc.commands.look_back import _withdrawal
from feedsvc.errors import FeedsvcError, StoreError
from feedsvc.identity import address_key
from feedsvc.model import Entry
from feedsvc.practice import Edit, Life, Publish, Withdraw
from feedsvc.publish import publish

from .installation import START, Installation, installed

KEYS = ["news", "lean"]
PAST = 420


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Two sections, read in full, with an archive; one article withdrawn by the site, one by hand."""
    gone, *_ = Life(START - timedelta(days=2), script=(), initial=PAST).live("news", START)
    with installed(tmp_path_factory.mktemp("first"), KEYS, [Withdraw(START + timedelta(minutes=12), gone.number)], initial=PAST) as place:
        place.config = replace(place.config, window=10)
        for _ in range(5):
            place.refresh()
            place.clock.forward(minutes=5)
        withdraw(place, place.items("lean")[1]["url"])
        place.refresh()
        assert list(place.feeds.glob("archive/news/*.json"))
        yield place


@pytest.fixture
def place(first: Installation, tmp_path: Path) -> Iterator[Installation]:
    now, place = first.clock.now, replace(first.copied(tmp_path / "place"), clock=first.clock)  # the site has the same time
    yield place
    first.clock.now = now


def withdraw(place: Installation, url: str) -> None:
    with composition.opened(place.config, clock=place.clock) as app, app.store.lock():
        entry = app.store.find([address_key(url)])[address_key(url)]
        app.store.commit(_withdrawal(app.store, entry))
        publish(app.press)


def lose(place: Installation) -> None:
    shutil.rmtree(place.folder / "state")


def told(place: Installation) -> dict[str, dict[str, dict[str, Any]]]:
    """Document → id → item, without the full text, which grows when another article leaves the budget."""
    paths = sorted(place.feeds.rglob("*.json"))
    documents = {str(path.relative_to(place.feeds)): json.loads(path.read_bytes()) for path in paths if path.name[0] != "."}
    return {name: {item["id"]: item for item in document["items"]} for name, document in documents.items() if "items" in document}


def differing(one: dict[str, Any], other: dict[str, Any]) -> list[tuple[str, ...]]:
    """The fields that differ: (document, id, field)."""
    items = [(name, key) for name in {**one, **other} for key in {**one.get(name, {}), **other.get(name, {})}]
    pairs = [(name, key, one.get(name, {}).get(key, {}), other.get(name, {}).get(key, {})) for name, key in items]
    return [(name, key, field) for name, key, a, b in pairs for field in {**a, **b} if a.get(field) != b.get(field)]


def entries(place: Installation) -> dict[str, Entry]:
    with composition.opened(place.config, clock=place.clock) as app:
        return {entry.id: entry for state in ("live", "withdrawn") for entry in app.store.entries(KEYS, state=state)}


def test_a_lost_store_is_filled_from_the_published_feeds(place: Installation) -> None:
    """Every document tells the same articles with the same ids, times and words as before; the operator is told of it."""
    before, known, said = told(place), entries(place), []
    lose(place)
    with composition.opened(place.config, clock=place.clock) as app, app.store.lock():
        outcomes = asyncio.run(rounds.refresh_all(app, place.config.sources, lambda outcome: None, fault=said.append))
    assert differing(before, told(place)) == []
    assert [outcome.new for outcome in outcomes] == [0, 0]
    assert "taken over from the published feeds" in said[0].message and "feedsvc restore" in said[0].next_step
    after = entries(place)
    kept = ("id", "url", "title", "published", "updated", "state", "sources")
    same = {entry_id for entry_id, entry in after.items() if all(getattr(entry, name) == getattr(known[entry_id], name) for name in kept)}
    assert same == after.keys() == known.keys()
    assert [entry.id for entry in sorted(after.values(), key=lambda entry: entry.order)] == [
        entry.id for entry in sorted(known.values(), key=lambda entry: entry.order)
    ]


def test_a_title_stands_for_a_summary_as_it_did(place: Installation) -> None:
    """The documents do not say it twice; the article that comes back is the one that went, so nothing is told anew."""
    live = next(item for item in place.items("news") if "withdrawn" not in item.get("_feedsvc", {}))
    item = {**live, "title": "第十三批标准的公告"}
    del item["summary"]
    assert recovery._entry(place.config.source("news"), item, place.clock.now).summary == "第十三批标准的公告"


def test_articles_of_one_day_keep_the_order_of_the_documents(place: Installation) -> None:
    """What the feeds show above is newer, also where the days are alike; ids tell nothing of the order."""

    def item(name: str) -> dict[str, Any]:
        day = {"date_published": "2026-11-02T00:00:00+08:00", "date_modified": "2026-11-20T08:00:00+08:00", "_feedsvc": {"precision": "day"}}
        return {"id": f"tag:example.org,2026:news/{name}", "url": f"http://example.org/{name}.html", "title": name, **day}

    newest_first = ["b7", "e1", "a9", "c3", "f0", "d2"]
    shown = [item(name) for name in newest_first]
    remains = recovery.Remains({"news": [shown[3:], shown[:3]]}, {})
    found = recovery.told(place.config, remains, place.clock.now).values()
    assert [entry.title for entry in sorted(found, key=lambda entry: entry.order, reverse=True)] == newest_first


def test_nothing_is_corrected_by_reading_again(place: Installation) -> None:
    """What was taken over is read again in time, for its text; that moves no ``updated``."""
    before = {entry.id: entry.updated for entry in entries(place).values()}
    lose(place)
    for _ in range(12):
        place.refresh()
        place.clock.forward(hours=2)
    after = entries(place)
    assert {entry_id: entry.updated for entry_id, entry in after.items()} == before
    recent = [entry for entry in after.values() if entry.state == "live" and place.clock.now - entry.published.at < timedelta(days=20)]
    assert recent and all(entry.digest for entry in recent)


def test_what_was_withdrawn_by_hand_stays_away(place: Installation) -> None:
    """The site still shows it, and the store that knew of the order is lost: the feed tells it."""
    (url,) = (item["url"] for item in place.items("lean") if item.get("_feedsvc", {}).get("final"))
    lose(place)
    for _ in range(4):
        place.refresh()
        place.clock.forward(hours=1)
    assert [entry.state for entry in entries(place).values() if entry.url == url] == ["withdrawn"]


def test_killed_on_the_way_it_goes_on(place: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    """After the first commit the disk was full: the next start takes over the rest."""
    before = told(place)
    lose(place)
    with composition.opened(place.config, clock=place.clock) as app, app.store.lock():
        commit, tries = app.store.commit, []

        def once(given: Any) -> None:
            tries.append(given)
            if len(tries) == 2:
                raise StoreError("the disk is full")
            commit(given)

        monkeypatch.setattr(app.store, "commit", once)
        with pytest.raises(StoreError):
            rounds.take_up(app.press, place.clock(), lambda error: None)
    place.refresh()
    assert told(place) == before


def test_a_first_start_and_a_working_store_are_left_alone(place: Installation, tmp_path: Path) -> None:
    """Nothing published: nothing to take over.  A store that holds articles: it is the truth."""
    said: list[FeedsvcError] = []
    for config in (place.config, replace(place.config, path=tmp_path / "new" / "config.toml")):
        with composition.opened(config, clock=place.clock) as app:
            rounds.take_up(app.press, place.clock(), said.append)
    assert said == []


def test_after_a_recovery_the_site_goes_on(place: Installation) -> None:
    """The next passes change nothing; then a new article, a correction and a withdrawal arrive as they always would.

    The last test here: what happens on the site has happened for all of them."""
    lose(place)
    for _ in range(30):
        place.refresh()
        place.clock.forward(minutes=5)
    before = told(place)
    shown = [item for item in place.items("news") if not item.get("_feedsvc", {}).get("withdrawn")]
    corrected, gone = (int(shown[n]["url"].rpartition("=")[2]) for n in (0, 1))
    for event in (
        Edit(place.clock.now, corrected, title=shown[0]["title"] + "（更正）"),
        Withdraw(place.clock.now, gone),
        Publish(place.clock.now, "news", "关于开展年度质量回访的通知"),
    ):
        place.site._life.happen(event)
    for _ in range(3):
        place.clock.forward(minutes=40)
        place.refresh()  # the other section as well: what is missed may have gone there
    after = {item["id"]: item for item in place.items("news")}
    assert len(after.keys() - before["news.json"].keys()) == 1
    assert after[shown[0]["id"]]["title"].endswith("（更正）")
    assert after[shown[1]["id"]]["_feedsvc"]["withdrawn"]
