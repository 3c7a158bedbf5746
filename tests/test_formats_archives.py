"""Whoever follows the links of RFC 5005 from the subscription document collects every entry, once."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree

import pytest

from feedsvc.formats import atom, jsonfeed, rss
from feedsvc.formats.archives import SIZE, archive, closed, ranks, subscription
from feedsvc.formats.lint import lint
from feedsvc.model import Document, Entry, Feed

from .feeds_strategies import sample_entry, sample_feed

A = "{http://www.w3.org/2005/Atom}"
WINDOW = 20
FEED = sample_feed(archive=None, tombstones=(), entries=())
FIRST = sample_entry(0)


def history(count: int) -> list[Entry]:
    """Entries in the order in which they joined the feed."""
    times = [FIRST.first_seen + timedelta(seconds=number) for number in range(count)]
    return [
        replace(FIRST, id=f"tag:example.org,2026:news/{number}", first_seen=at, updated=at, published=replace(FIRST.published, at=at))
        for number, at in enumerate(times)
    ]


def documents(joined: Sequence[Entry], corrected: Sequence[Entry] = ()) -> Iterator[Feed]:
    """The subscription document, then all archives, as a publisher makes them."""
    last = closed(len(joined), WINDOW)
    rest = [*corrected, *reversed(joined[last * SIZE :])]
    newest = max((entry.updated for entry in rest), default=FEED.updated)
    yield subscription(replace(FEED, entries=tuple(rest), updated=newest), last)
    for number in range(1, last + 1):
        yield archive(FEED, number, last, [joined[rank] for rank in ranks(number)])


def read_atom(document: Document) -> tuple[list[str], str | None]:
    root = ElementTree.fromstring(document.body)
    return [entry.findtext(f"{A}id") or "" for entry in root.findall(f"{A}entry")], previous(root)


def read_rss(document: Document) -> tuple[list[str], str | None]:
    channel = ElementTree.fromstring(document.body)[0]
    return [item.findtext("guid") or "" for item in channel.findall("item")], previous(channel)


def previous(parent: ElementTree.Element) -> str | None:
    return next((link.get("href") for link in parent.findall(f"{A}link") if link.get("rel") == "prev-archive"), None)


def read_json(document: Document) -> tuple[list[str], str | None]:
    feed = json.loads(document.body)
    return [item["id"] for item in feed["items"]], feed.get("next_url")


FORMATS = [(atom.render, read_atom, "atom"), (rss.render, read_rss, "rss"), (jsonfeed.render, read_json, "json")]


def walk(feeds: Iterator[Feed], render: Callable[[Feed], Document], read: Any, suffix: str) -> list[str]:
    """The ids a client collects that starts at the subscription document and follows the links back."""
    by_url = {feed.url(suffix): feed for feed in feeds}
    url: str | None = FEED.url(suffix)
    found: list[str] = []
    while url is not None:
        document = render(by_url.pop(url))
        assert [str(finding) for finding in lint(document)] == []
        ids, url = read(document)
        found += ids
    assert not by_url, "every document is reached"
    return found


@pytest.mark.parametrize(("render", "read", "suffix"), FORMATS, ids=["atom", "rss", "json"])
@pytest.mark.parametrize("count", [0, 1, WINDOW, WINDOW + 1, WINDOW + SIZE - 1, WINDOW + SIZE, WINDOW + SIZE + 1, 400])
def test_a_client_collects_exactly_what_was_published(count: int, render: Any, read: Any, suffix: str) -> None:
    """Following prev-archive (next_url in JSON) gives every entry once, newest first, whatever the count."""
    joined = history(count)
    assert walk(documents(joined), render, read, suffix) == [entry.id for entry in reversed(joined)]


def test_ten_thousand_entries() -> None:
    """A long history is as complete as a short one; no document holds more than the window and one archive's worth."""
    joined = history(10_000)
    assert len(walk(documents(joined), jsonfeed.render, read_json, "json")) == 10_000
    assert all(len(feed.entries) < WINDOW + SIZE for feed in documents(joined))


def test_one_new_entry_changes_the_subscription_document_only() -> None:
    """Archives keep their bytes, but for the one link to a successor that comes into being."""
    for count, changed in ((WINDOW + 3 * SIZE, {"news"}), (WINDOW + 3 * SIZE - 1, {"news", "archive/news/00002", "archive/news/00003"})):
        before = {feed.key: atom.render(feed).body for feed in documents(history(count))}
        after = {feed.key: atom.render(feed).body for feed in documents(history(count + 1))}
        assert {key for key in after if after[key] != before.get(key)} == changed


def test_a_correction_leaves_archives_alone() -> None:
    """The corrected entry stands in the subscription document, newer than its old self in the archive."""
    joined = history(WINDOW + SIZE)
    corrected = replace(joined[3], title="neu", updated=joined[-1].updated + timedelta(hours=1))
    before, after = list(documents(joined)), list(documents(joined, [corrected]))
    assert before[1:] == after[1:]
    assert walk(iter(after), atom.render, read_atom, "atom").count(corrected.id) == 2


def test_a_withdrawn_entry_vanishes_from_its_archive() -> None:
    """Its document keeps its place in the chain, is dated by the withdrawal, and says nothing of it, even when nothing is left."""
    joined = history(WINDOW + SIZE)
    gone = [replace(entry, state="withdrawn", updated=joined[-1].updated + timedelta(hours=1)) for entry in joined[:SIZE]]
    feeds = list(documents([*gone, *joined[SIZE:]]))
    assert feeds[1].entries == ()
    assert feeds[1].updated == gone[0].updated
    assert walk(iter(feeds), atom.render, read_atom, "atom") == [entry.id for entry in reversed(joined[SIZE:])]
