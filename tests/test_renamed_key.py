"""A source under another key: its old addresses go, and the operator is told so, and how to keep them."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import feedparser
import pytest

from feedsvc import app as composition
from feedsvc import rounds
from feedsvc.config import Bundle
from feedsvc.errors import FeedsvcError
from feedsvc.practice import Publish
from tests.installation import START, Installation, installed


def refreshed(place: Installation) -> list[FeedsvcError]:
    """What one pass over all sources tells besides the outcomes."""
    told: list[FeedsvcError] = []
    with composition.opened(place.config, clock=place.clock) as app, app.store.lock():
        asyncio.run(rounds.refresh_all(app, place.config.sources, lambda outcome: None, fault=told.append))
    return told


def rename(place: Installation, *bundles: Bundle) -> None:
    sources = tuple(replace(source, key="letters") if source.key == "news" else source for source in place.config.sources)
    place.config = replace(place.config, sources=sources, bundles=bundles)


def test_what_goes_is_told_once_with_the_way_to_keep_it(tmp_path: Path) -> None:
    """The pass that takes addresses away names them and the remedy; the next one is silent."""
    with installed(tmp_path, ["news", "brands"]) as place:
        assert refreshed(place) == []
        rename(place)
        (told,) = refreshed(place)
        assert told.message.startswith("news.atom, news.rss, news.json and news.html are published no longer, as nothing has the key 'news'")
        assert "its old key" in told.next_step
        assert '[[bundle]] with key = "news"' in told.next_step
        assert refreshed(place) == []
        assert not (place.feeds / "news.atom").exists()
        assert (place.feeds / "letters.atom").exists()


def test_the_time_of_the_merged_feed_does_not_go_back(tmp_path: Path) -> None:
    """The section that changed last is taken out of config.toml: readers that ask only for what is newer still get what follows."""
    with installed(tmp_path, ["news", "brands"], [Publish(START + timedelta(hours=1), "brands", "年度品牌名单公布", ("名单如下。",))]) as place:
        for _ in range(10):  # the back catalogues are read, and the new article
            refreshed(place)
            place.clock.forward(minutes=10)
        before = feedparser.parse((place.feeds / "all.atom").read_bytes()).feed.updated
        place.config = replace(place.config, sources=place.config.sources[:1])
        refreshed(place)
        assert feedparser.parse((place.feeds / "all.atom").read_bytes()).feed.updated >= before


def test_a_bundle_keeps_the_old_addresses(tmp_path: Path) -> None:
    """Made as the words say, it shows the same articles under the same ids; nothing goes, so nothing is told."""
    with installed(tmp_path, ["news", "brands"]) as place:
        refreshed(place)
        before = [item["id"] for item in place.items("news")]
        rename(place, Bundle("news", "新闻动态", ("letters",)))
        assert refreshed(place) == []
        assert [item["id"] for item in place.items("news")] == before
        assert [item["id"] for item in place.items("letters")] == before


def test_a_source_that_waits_for_its_address_is_not_gone(tmp_path: Path) -> None:
    """Its feed stays as it was published."""
    with installed(tmp_path, ["news", "brands"]) as place:
        refreshed(place)
        place.config = replace(place.config, sources=place.config.sources[1:], pending=(place.config.sources[0].key,))
        assert refreshed(place) == []


@pytest.mark.parametrize("command", ["release", "run"])
def test_every_command_that_publishes_tells_it(tmp_path: Path, command: str) -> None:
    """It is no fault of the command, which ends well."""
    with installed(tmp_path, ["news", "brands"]) as place:
        refreshed(place)
        rename(place)
        told: list[FeedsvcError] = []
        with composition.opened(place.config, clock=place.clock) as app, app.store.lock():
            if command == "run":
                rounds.publish_well(app, told.append)
            else:
                asyncio.run(rounds.refresh_one(app, place.config.sources[0], told.append, release=True))
        assert [error.message.split(" ")[0] for error in told] == ["news.atom,"]
