"""From a listing page to published feeds, over real HTTP, against the practice site's own truth."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import feedparser
import pytest

from feedsvc.practice import Edit, Publish, Withdraw
from feedsvc.practice.sections import SECTIONS
from tests.installation import START, Installation, installed

MINUTE = timedelta(minutes=1)


def read_all(place: Installation, *keys: str) -> None:
    """Refresh until the back catalogue is read."""
    for _ in range(12):
        place.refresh(*keys)
        place.clock.forward(minutes=5)


def shown(place: Installation, key: str) -> dict[str, tuple[str, datetime]]:
    return {item["url"]: (item["title"], datetime.fromisoformat(item["date_published"])) for item in place.items(key)}


def truth(place: Installation, key: str) -> dict[str, tuple[str, datetime]]:
    found = [item for item in place.site.truth(place.clock.now, place.home) if item.section == key and not item.withdrawn]
    return {item.url: (item.title, item.published) for item in sorted(found, key=lambda item: item.published)[-50:]}


@pytest.mark.parametrize("key", [section.key for section in SECTIONS])
def test_every_section_is_published_as_it_is(tmp_path: Path, key: str) -> None:
    """GBK or UTF-8, table, list or cards: each article once, with its full title and its time to the second."""
    with installed(tmp_path, [key]) as place:
        read_all(place)
        assert shown(place, key) == truth(place, key)


def test_a_second_refresh_asks_once_and_writes_nothing(tmp_path: Path) -> None:
    """Unchanged site: one conditional request, no article, not a byte or modification time differs."""
    with installed(tmp_path) as place:
        read_all(place)
        place.refresh()
        before = place.snapshot()
        place.clock.forward(minutes=30)
        (outcome,) = place.refresh()
        assert (len(place.asked), place.unmodified) == (1, 1)
        assert outcome.verdict == "unchanged"
        assert place.snapshot() == before


def test_what_happens_on_the_site_arrives_in_the_feed(tmp_path: Path) -> None:
    """A new article, a corrected title and a withdrawal, each at the next looks, under unchanged ids."""
    script = [
        Publish(START + 70 * MINUTE, "news", "关于开展年度质量回访的通知", ("回访工作下周开始。请各单位准备材料。",)),
        Edit(START + 130 * MINUTE, 251, title="关于开展年度质量回访的通知（更正）"),
        Withdraw(START + 190 * MINUTE, 251),
    ]
    with installed(tmp_path, ["news"], script) as place:
        read_all(place)
        ids = {item["id"] for item in place.items("news")}
        new = look(place, 75)
        assert (new["title"], new["id"] in ids) == ("关于开展年度质量回访的通知", False)
        corrected = look(place, 135)
        assert (corrected["title"], corrected["id"]) == ("关于开展年度质量回访的通知（更正）", new["id"])
        assert corrected["date_published"] == new["date_published"]
        assert corrected["date_modified"] > new.get("date_modified", "")
        look(place, 195)
        withdrawn = look(place, 225)
        assert (withdrawn["id"], withdrawn["title"]) != (new["id"], corrected["title"])
        assert "回访工作" not in "".join(path.read_text("utf-8", "replace") for path in place.feeds.glob("[na]*.[ajrh]*"))
        assert shown_live(place) == truth(place, "news")
        assert {item["id"] for item in place.items("news")} >= ids


def look(place: Installation, minute: int) -> dict[str, Any]:
    """Refresh at a minute after the start; the newest item."""
    place.clock.now = START + minute * MINUTE
    place.refresh()
    return place.items("news")[0]


def shown_live(place: Installation) -> dict[str, tuple[str, datetime]]:
    return {url: found for url, found in shown(place, "news").items() if "撤回" not in found[0]}


def test_a_broken_site_changes_nothing_that_is_published(tmp_path: Path) -> None:
    """An unreachable source: exit with a clear outcome, every byte as it was."""
    with installed(tmp_path) as place:
        read_all(place)
        before = place.snapshot()
        address = place.config.sources[0].url
    place.clock.forward(minutes=40)
    (outcome,) = place.refresh()
    assert outcome.failed
    assert address in outcome.url
    assert outcome.next_try
    after = place.snapshot()
    assert {name: seen for name, seen in after.items() if name.startswith("news.")} == {
        name: seen for name, seen in before.items() if name.startswith("news.")
    }


def test_a_damaged_page_comes_back_as_it_was(tmp_path: Path) -> None:
    """The merged page lost: a pass that has nothing new brings back the same bytes, links to the other sections included."""
    with installed(tmp_path, ["news", "brands", "lean"]) as place:
        read_all(place)
        before = place.snapshot()
        (place.feeds / "all.html").unlink()
        place.refresh()
        after = place.snapshot()
    assert {name: body for name, (_, body) in after.items()} == {name: body for name, (_, body) in before.items()}


def test_ids_are_unique_over_all_sections(tmp_path: Path) -> None:
    """The merged feed holds each article once."""
    with installed(tmp_path, ["news", "brands", "lean"]) as place:
        read_all(place)
        items = place.items("all")
        assert len({item["id"] for item in items}) == len(items) >= 50
        assert len({item["url"] for item in items}) == len(items)


def status(place: Installation) -> dict[str, Any]:
    (told,) = json.loads((place.feeds / "status.json").read_bytes())["sources"]
    return dict(told)


def test_a_silent_source_is_told_from_a_broken_one(tmp_path: Path) -> None:
    """Silent for as long as often: nothing is said. For far longer: quiet, yet healthy. Down: ill since then, and well again."""
    with installed(tmp_path, ["news"], [Publish(START + MINUTE, "news", "关于开展年度质量回访的通知", ("请准备材料。",))]) as place:
        read_all(place)
        assert (status(place)["healthy"], status(place)["quiet"]) == (True, False)
        place.clock.forward(minutes=60 * 24 * 400)
        (outcome,) = place.refresh()
        assert (outcome.verdict, status(place)["healthy"], status(place)["quiet"]) == ("unchanged", True, True)
        good = place.config
        place.config = replace(good, sources=(replace(good.sources[0], url="http://127.0.0.1:1/news/"),))
        place.refresh()
        place.config = good
        place.clock.forward(minutes=60)
        place.refresh()
        turns = [turn["verdict"] for turn in status(place)["turns"]]
        titles = [entry.title[0] for entry in feedparser.parse((place.feeds / "status.atom").read_bytes()).entries]
    assert turns == ["ok", "retry", "ok"]
    assert titles == ["✓", "✗", "✓"]


@pytest.mark.parametrize(("language", "said"), [("en", "a section of"), ("zh-Hant", "」欄目"), ("zh-CN", "”栏目")])
def test_a_feed_describes_itself_in_its_own_language(tmp_path: Path, language: str, said: str) -> None:
    """The section's, where it is another than the site's."""
    with installed(tmp_path) as place:
        place.config = replace(place.config, sources=(replace(place.config.sources[0], language=language),))
        place.refresh()
        assert said in json.loads((place.feeds / "news.json").read_bytes())["description"]
