"""An article that stands in two sections, whose passes run side by side: what one stored, the other does not undo."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count

import pytest

from feedsvc.errors import RetryError
from feedsvc.model import Entry, NotModified, Page, Request, Source
from feedsvc.passes import Parts
from feedsvc.record import Outcome
from feedsvc.refresh import refresh
from tests.fake_fetcher import NOW, FakeFetcher
from tests.fake_store import FakeStore

HOME = "http://www.example.org/news/"
SHARED = f"{HOME}3.html"


@dataclass
class Meanwhile(FakeFetcher):
    """Before an address is answered, ``first`` happens there, once."""

    first: dict[str, Callable[[], Awaitable[object]]] = field(default_factory=dict)

    async def fetch(self, request: Request) -> Page | NotModified:
        if happens := self.first.pop(request.url, None):
            await happens()
        return await super().fetch(request)


def listing() -> bytes:
    rows = (f'<li><a href="{HOME}{n}.html">Station number {n} reports on its work</a> <span>2026-11-{20 - n}</span></li>' for n in range(1, 9))
    return f"<html lang=en><title>News</title><body><h1>News</h1><ul>{''.join(rows)}</ul></body></html>".encode()


def article(number: int, more: str = "") -> bytes:
    title = f"Station number {number} reports on its work"
    text = f"In the year that ends the station measured {number} hundred samples, and every one of them was counted twice. " * 4
    return f"<html lang=en><title>{title}</title><body><h1>{title}</h1><p>2026-11-{20 - number} 10:00</p><p>{text}{more}</p></body></html>".encode()


class TwoSections:
    """Both list the same eight articles; a day after they were read each is due for another look in both."""

    def __init__(self) -> None:
        self.now = NOW
        self.web, self.store = Meanwhile(), FakeStore()
        numbers = count(1)
        self.parts = Parts(self.web, self.store, lambda: self.now, lambda key: f"tag:example.org,2026:{key}/{next(numbers)}")
        self.one, self.two = (
            Source(key, f"http://{key}.example.org/", language="en", zone="UTC", hosts=("www.example.org",)) for key in ("one", "two")
        )
        for source in (self.one, self.two):
            self.web.put(source.url, listing())
        for number in range(1, 9):
            self.web.put(f"{HOME}{number}.html", article(number))
        for source in (self.one, self.two, self.one, self.two):
            self.pass_over(source)
            self.later(hours=1)
        self.later(hours=25)
        self.told = self.store.outbox_end()

    def later(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        self.web.now = self.now

    def pass_over(self, source: Source) -> Outcome:
        return asyncio.run(refresh(source, self.parts))

    def corrected(self) -> None:
        self.web.put(SHARED, article(3, "One sentence corrects what was said before."))

    @property
    def entry(self) -> Entry:
        (found,) = {entry.id: entry for entry in self.store.entries(["one", "two"]) if entry.url == SHARED}.values()
        return found

    @property
    def changes(self) -> list[str]:
        return [entry.url for _, entry, _ in self.store.outbox(self.told, 50)]


@pytest.fixture
def sections() -> TwoSections:
    return TwoSections()


@pytest.mark.parametrize("shown", [False, True])
def test_a_correction_outlives_a_pass_that_could_not_read_the_article(sections: TwoSections, shown: bool) -> None:
    """One pass stores the correction while another, begun before, is told that the page cannot be had: it stays corrected, whether
    the other's listing was as before or shows its rows anew."""
    before = sections.entry
    if shown:
        sections.web.put(sections.two.url, listing().replace(b"8.html", b"88.html"))
        sections.web.put(f"{HOME}88.html", article(9))

    async def corrected() -> None:
        sections.corrected()
        assert "1 corrected" in (await refresh(sections.one, sections.parts)).line
        sections.web.fail(SHARED, RetryError("no answer", "later", url=SHARED))

    sections.web.first[SHARED] = corrected
    sections.pass_over(sections.two)
    after = sections.entry
    assert (after.revision, after.digest == before.digest, after.updated > before.updated) == (before.revision + 1, False, True)
    assert sections.changes.count(SHARED) == 1


def test_a_correction_that_two_passes_read_is_told_once(sections: TwoSections) -> None:
    """Both read the corrected page; the second to finish finds it known."""
    before = sections.entry
    sections.corrected()
    sections.web.first[SHARED] = lambda: refresh(sections.one, sections.parts)
    outcome = sections.pass_over(sections.two)
    assert "corrected" not in outcome.line
    assert sections.entry.revision == before.revision + 1
    assert sections.changes == [SHARED]


def test_an_article_that_the_listing_lacks_is_not_put_back_either(sections: TwoSections) -> None:
    """The article is in neither listing any more, and read again by both passes: the same holds."""
    before = sections.entry
    for source in (sections.one, sections.two):
        sections.web.put(source.url, listing().replace(b"3.html", b"33.html"))
    sections.web.put(f"{HOME}33.html", article(9))
    sections.corrected()
    sections.web.first[SHARED] = lambda: refresh(sections.one, sections.parts)
    outcome = sections.pass_over(sections.two)
    assert "corrected" not in outcome.line
    assert sections.entry.revision == before.revision + 1
    assert sections.changes.count(SHARED) == 1


def test_what_one_pass_withdrew_the_other_does_not_withdraw_again(sections: TwoSections) -> None:
    """The article is in neither listing and its page is gone; both passes find that out for the second time at once."""
    for source in (sections.one, sections.two):
        sections.web.put(source.url, listing().replace(b"3.html", b"33.html"))
    sections.web.put(f"{HOME}33.html", article(9))
    sections.web.put(SHARED, status=404)
    sections.pass_over(sections.one)
    sections.pass_over(sections.two)
    sections.later(hours=1)
    article_id = sections.entry.id
    seen: list[tuple[str, Entry | None]] = []

    async def other() -> None:
        outcome = await refresh(sections.one, sections.parts)
        seen.append((outcome.line, sections.store.entry(article_id)))

    sections.web.first[SHARED] = other
    outcome = sections.pass_over(sections.two)
    ((line, withdrawn),) = seen
    assert "1 withdrawn" in line
    assert "withdrawn" not in outcome.line
    assert sections.store.entry(article_id) == withdrawn
