"""A section watched by the program over its fetch port: the test draws the listing, the time is in its hands."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import timedelta
from html import escape
from itertools import count

from feedsvc.model import Entry, Pins, Source
from feedsvc.passes import Parts
from feedsvc.record import Outcome
from feedsvc.refresh import refresh
from tests.fake_fetcher import FakeFetcher
from tests.fake_store import FakeStore
from tests.listing_layouts import NOW, URL, Article

_PAGE = """<!DOCTYPE html><html lang="zh"><head><meta charset="utf-8"><title>{title}</title></head><body>
<h1>{title}</h1><div class="info">发布时间：{day} 09:30:00</div><div class="content"><p>{title}。这里是正文的第一句，说明事情的经过。</p>
<p>与会代表就下一步的安排交换了意见，并约定年底前再开一次会。</p></div></body></html>"""


class Section:
    """``show`` draws the listing, ``look`` is one pass half an hour later; ``outcome`` is the last one's."""

    def __init__(self, pins: Pins = Pins()) -> None:
        self.source = Source("news", URL, "新闻动态", pages=1, pins=pins)
        self.store, self.web = FakeStore(), FakeFetcher()
        self.now = NOW
        numbers = count(1)
        self.parts = Parts(self.web, self.store, lambda: self.now, lambda key: f"tag:example.org,2026:{key}/{next(numbers)}")

    def publish(self, articles: Iterable[Article]) -> None:
        """The articles' own pages answer from now on."""
        for item in articles:
            self.web.put(item.url, _PAGE.format(title=escape(item.title), day=item.day or "2026-11-01").encode())

    def show(self, html: str, status: int = 200) -> None:
        self.web.put(URL, html.encode(), status=status)

    def look(self, release: bool = False) -> Outcome:
        self.now += timedelta(minutes=30)
        self.web.now = self.now
        self.outcome = asyncio.run(refresh(self.source, self.parts, release))
        return self.outcome

    def looks(self, *pages: str) -> Outcome:
        for html in pages:
            self.show(html)
            self.look()
        return self.outcome

    @property
    def entries(self) -> list[Entry]:
        return self.store.entries(["news"])

    @property
    def titles(self) -> dict[str, str]:
        """Address → title of everything that is announced."""
        return {entry.url: entry.title for entry in self.entries}
