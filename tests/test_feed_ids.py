"""A feed's own id is minted once, as those of its entries are: it stays wherever the feed moves (RFC 4287, 4.2.6)."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from feedsvc.app import opened
from feedsvc.feed_ids import NAME

from .installation import Installation, installed

ID = "{http://www.w3.org/2005/Atom}id"
NAMES = ("news.atom", "all.atom", "status.atom")


def ids(place: Installation) -> dict[str, list[str]]:
    """Document → its own id and those of its entries."""
    return {name: [element.text for element in etree.parse(place.feeds / name).iter(ID)] for name in NAMES}


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Installation]:
    with installed(tmp_path) as place:
        place.config = replace(place.config, sources=(replace(place.config.sources[0], pages=1),))
        place.refresh()
        yield place


def move(place: Installation) -> None:
    """Another address for all that is published, and so another authority for what is new."""
    place.config = replace(place.config, base_url="https://news.example.net/f/", authority="news.example.net")
    place.clock.forward(days=400)
    place.refresh()
    assert b"https://news.example.net/f/news.atom" in (place.feeds / "news.atom").read_bytes()


def test_a_feed_that_moves_keeps_its_id(place: Installation) -> None:
    """Also the feed of the states of sources, whose entries would all be announced again."""
    before = ids(place)
    assert before["news.atom"][0] == "tag:feeds.example.org,2026:news"
    assert len(before["status.atom"]) > 1
    move(place)
    assert ids(place) == before


def test_a_feed_whose_release_kept_no_ids_may_move_with_the_update(place: Installation) -> None:
    """All ids, also those of the states' entries, are those of what is published; they hold when that is gone later."""
    before = ids(place)
    with opened(place.config) as app:
        app.store.set_value(NAME, None)
    move(place)
    assert ids(place) == before
    shutil.rmtree(place.feeds)
    place.config = replace(place.config, sources=(*place.config.sources, replace(place.config.sources[0], key="more")))
    place.clock.forward(minutes=30)
    place.refresh()
    assert ids(place)["status.atom"][0] == before["status.atom"][0]


def test_a_feed_published_before_keeps_the_id_it_was_published_under(place: Installation) -> None:
    """By a release whose feeds were named by their address, and after the loss of the store."""
    for name in NAMES:
        body, (own, *_) = (place.feeds / name).read_text(), ids(place)[name]
        (place.feeds / name).write_text(body.replace(own, f"http://127.0.0.1:8080/{name}"))
    before = ids(place)
    shutil.rmtree(place.folder / "state")
    place.clock.forward(minutes=30)
    place.refresh()
    assert {name: each[0] for name, each in ids(place).items()} == {name: f"http://127.0.0.1:8080/{name}" for name in NAMES}
    move(place)
    assert {name: each[0] for name, each in ids(place).items()} == {name: each[0] for name, each in before.items()}
