"""One pass over one source: what it works with, and its way to the network and to the readers."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from .desk import read_aside, read_page
from .errors import LATER, BlockedError, RetryError, SourceError, SuspectError
from .identity import Mint
from .model import Article, Decoded, Listing, NotModified, Page, Recipe, Request, Row, Source, Stamp, Validators, Value
from .ports import Clock, Fetcher, Store
from .record import SourceState

if TYPE_CHECKING:
    from .gate import Judgement
    from .reading.date_forms import Order

ENDLESS = "end tag"
MOST_UNANSWERED = 3
"""Requests in a row that may go without a good answer before a site is left alone until the next pass."""
_OPENS = re.compile(r"<(?:html|body)\b", re.IGNORECASE)
_CLOSES = re.compile(r"</(?:html|body)\b", re.IGNORECASE)
Progress = Callable[[str], None]
Known = Mapping[str, tuple[str, Stamp | None]]


def silent(words: str) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Parts(Value):
    """What every pass shares."""

    fetcher: Fetcher
    store: Store
    clock: Clock
    mint: Mint
    progress: Progress = silent


@dataclass(slots=True)
class Pass:
    """This pass: ``now`` is its one time, ``state`` what was remembered, ``requests`` how many were made;
    ``release`` when the operator vouches for what the listing shows; ``whole`` when the site's pages close what they
    open, so that one that does not was cut on the way; ``unanswered`` requests in a row brought no answer; ``order`` is
    how the listing writes numeric days; ``anew`` when the settings are others than those everything was read by."""

    source: Source
    parts: Parts
    now: datetime
    state: SourceState
    requests: int = 0
    release: bool = False
    whole: bool = False
    unanswered: int = 0
    order: Order | None = None
    anew: bool = False

    def tell(self, words: str) -> None:
        self.parts.progress(f"{self.source.key}: {words}")

    async def fetch(self, url: str, validators: Validators = Validators()) -> Page | NotModified:
        """One exchange.  A site that left three in a row without a good answer is asked no more in this pass."""
        if self.unanswered >= MOST_UNANSWERED:
            words = f"{url} was not asked for, as {MOST_UNANSWERED} requests before it brought no good answer"
            raise RetryError(words, "nothing to do: it is read in the next pass", url=url)
        self.requests += 1
        request = Request(url, validators, self.source.hosts, self.source.allow_private, home=self.source.url)
        try:
            answer = await self.parts.fetcher.fetch(request)
        except SourceError as error:
            self.unanswered = self.unanswered + 1 if isinstance(error, RetryError | BlockedError) else 0
            raise
        self.unanswered = 0
        return answer

    async def decode(self, page: Page) -> Decoded:
        from .reading.decoding import decode

        return await read_page(page, decode, page.body, page.content_type, self.source.encoding)

    async def read_listing(self, decoded: Decoded, page: Page, recipe: Recipe | None) -> Listing:
        from .reading.listing import read_listing

        return await read_page(page, read_listing, decoded.text, page.url, recipe=recipe, **self._ways())

    async def relearn(self, decoded: Decoded, page: Page, known: Known, shown: Callable[[Row], bool], least: int) -> Recipe | None:
        from .reading.recipes import relearn

        zone = self.source.zone
        return await read_aside(page.url, relearn, decoded.text, page.url, known, shown=shown, zone=zone, now=self.now, least=least)

    async def read_article(self, page: Page, row: Row | None, cut_is_fine: bool = False) -> Article:
        from .entries import READ_BY
        from .provenance import reading_mark
        from .reading.article import read_article
        from .reading.decoding import decode
        from .reading.notices import marked
        from .reading.signals import of_server, together

        def read(page: Page) -> Article:
            decoded = decode(page.body, page.content_type, self.source.encoding)
            if decoded.is_garbled:
                raise SuspectError(
                    f"{decoded.replaced} characters of {page.url} cannot be read as {decoded.encoding}",
                    f"{LATER}; if this goes on, pin the right 'encoding' for this source",
                    url=page.url,
                )
            text = decoded.text
            cut = self.whole and is_cut(text)
            if cut and not cut_is_fine:
                raise SuspectError(f"{page.url} stops before its end", LATER, url=page.url)
            full = self.source.content == "full"
            article = marked(read_article(text, page.url, row=row, full=full, order=self.order, **self._ways()), text)
            reasons = {**article.reasons, READ_BY: reading_mark(), **({ENDLESS: "the page has none"} if cut else {})}
            return replace(article, directives=together(article.directives, of_server(page.headers)), reasons=reasons)

        return await read_page(page, read, page)

    def _ways(self) -> dict[str, Any]:
        source = self.source
        return {"zone": source.zone, "now": self.now, "pins": source.pins, "language": source.language}


class DoubtError(Exception):
    """The gate's no: the judgement, the page to quarantine, what held rows are recognised by, and some of them in words."""

    def __init__(self, judgement: Judgement, page: Page, held: str, notes: tuple[str, ...]) -> None:
        super().__init__(judgement.line)
        self.judgement, self.page, self.held, self.notes = judgement, page, held, notes


def is_cut(text: str) -> bool:
    """True when a page opens <html> or <body> and closes neither: the connection may have ended before the page did."""
    return _OPENS.search(text) is not None and _CLOSES.search(text) is None
