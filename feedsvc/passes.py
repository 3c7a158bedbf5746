"""One pass over one source: what it works with, and its way to the network and to the readers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from .identity import Mint
from .model import Article, Decoded, Listing, NotModified, Page, Recipe, Request, Row, Source, SourceState, Validators
from .ports import Clock, Fetcher, Store

Progress = Callable[[str], None]


def silent(words: str) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What every pass shares."""

    fetcher: Fetcher
    store: Store
    clock: Clock
    mint: Mint
    progress: Progress = silent


@dataclass(slots=True)
class Pass:
    """This pass: ``now`` is its one time, ``state`` what was remembered, ``requests`` how many were made."""

    source: Source
    parts: Parts
    now: datetime
    state: SourceState
    requests: int = 0

    def tell(self, words: str) -> None:
        self.parts.progress(f"{self.source.key}: {words}")

    async def fetch(self, url: str, validators: Validators = Validators()) -> Page | NotModified:  # noqa: B008 - frozen value
        self.requests += 1
        return await self.parts.fetcher.fetch(Request(url, validators, self.source.hosts, self.source.allow_private))

    async def decode(self, page: Page) -> Decoded:
        from .reading.decoding import decode

        return await asyncio.to_thread(decode, page.body, page.content_type, self.source.encoding)

    async def read_listing(self, decoded: Decoded, page: Page, recipe: Recipe | None) -> Listing:
        from .reading.listing import read_listing

        source = self.source
        return await asyncio.to_thread(
            read_listing, decoded.text, page.url, zone=source.zone, now=self.now, recipe=recipe, pins=source.pins, language=source.language
        )

    async def read_article(self, page: Page, row: Row | None) -> Article:
        from .reading.article import read_article

        source, decoded = self.source, await self.decode(page)
        return await asyncio.to_thread(
            read_article, decoded.text, page.url, zone=source.zone, now=self.now, pins=source.pins, row=row,
            language=source.language, full=source.content == "full",
        )  # fmt: skip
