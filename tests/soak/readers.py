"""Who subscribed: two real readers that keep what they saw, and one that follows a feed to its first article."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import feedparser
from reader import make_reader

from tests.http_client import get


class Readers:
    """``poll`` as often as you like; ``seen`` is id → addresses under which a reader had it, per reader."""

    def __init__(self, port: int, key: str, since: datetime) -> None:
        self.since = since
        self._url, self._tag = f"http://127.0.0.1:{port}/{key}", ""
        self._reader = make_reader(":memory:")
        self._reader.add_feed(f"{self._url}.atom")
        self.seen: dict[str, dict[str, set[str]]] = {"reader": {}, "feedparser": {}}
        self.polls = 0

    def poll(self) -> None:
        self.polls += 1
        self._reader.update_feed(f"{self._url}.atom")
        for entry in self._reader.get_entries():
            self.seen["reader"].setdefault(entry.id, set()).add(str(entry.link))
        found = feedparser.parse(f"{self._url}.rss", etag=self._tag)
        self._tag = found.get("etag", self._tag)
        for item in found.entries:
            self.seen["feedparser"].setdefault(item.id, set()).add(item.link)

    def close(self) -> None:
        self._reader.close()


def everything(port: int, key: str) -> list[dict[str, Any]]:
    """The items of a JSON feed and all its archives, newest document first."""
    items, path = [], f"/{key}.json"
    while path:
        document = json.loads(get(port, path).body)
        items += document["items"]
        path = "/" + document["next_url"].split("/", 3)[3] if "next_url" in document else ""
    return items
