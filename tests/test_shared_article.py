"""An article that stands in two sections, whose passes run side by side: what one stored, the other does not undo."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count

import pytest

from feedsvc.errors import RetryError
from feedsvc.identity import address_key, text_digest
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


# --- two addresses ------------------------------------------------------------------------------


class OwnAddresses:
    """Each section shows the shared articles under an address of its own, the second one under titles of its own, too."""

    def __init__(self) -> None:
        self.now, self.web, self.store = NOW, FakeFetcher(), FakeStore()
        numbers = count(1)
        self.parts = Parts(self.web, self.store, lambda: self.now, lambda key: f"tag:example.org,2026:{key}/{next(numbers)}")
        self.sources = [Source(key, f"http://www.example.org/{key}/", language="en", zone="UTC") for key in ("one", "two")]
        self.show("one", range(1, 9))
        self.show("two", range(3, 5))
        self.looks(2)

    def show(self, key: str, numbers: Iterable[int], mark: str = "") -> None:
        """The section lists these articles, and each stands at the section's address; nothing is modified until then."""
        listed = [(f"http://www.example.org/{key}/{n}.html", n) for n in numbers]
        rows = "".join(f'<li><a href="{url}">{self.title(key, n)}{mark}</a> <span>2026-11-{20 - n}</span></li>' for url, n in listed)
        menu = "".join(f'<a href="/{name}/">{name.capitalize()}</a> ' for name in ("about", "members", "contact"))
        html = f'<html lang=en><title>News</title><body><div class="menu">{menu}</div><h1>News</h1><ul class="news">{rows}</ul></body></html>'
        self.put(self.sources[key == "two"].url, html.encode())
        for url, n in listed:
            self.put(url, article(n).replace(b"Station", self.title(key, n).partition(" number")[0].encode()))

    def title(self, key: str, number: int) -> str:
        return f"{'Station' if key == 'one' else 'Our station in the north,'} number {number} reports on its work"

    def put(self, url: str, body: bytes) -> None:
        self.web.put(url, body, headers={"ETag": f'"{text_digest(body.decode())}"'})

    def take_away(self, url: str) -> None:
        self.web.put(url, status=404)

    def looks(self, times: int, minutes: int = 30) -> list[Outcome]:
        outcomes = []
        for _ in range(times):
            self.now += timedelta(minutes=minutes)
            self.web.now = self.now
            outcomes += [asyncio.run(refresh(source, self.parts)) for source in self.sources]
        return outcomes

    @property
    def third(self) -> Entry:
        (found,) = (entry for entry in self.store.entries(["one", "two"]) if entry.id == self.store.find({address_key(THIRD)})[address_key(THIRD)].id)
        return found


THIRD = "http://www.example.org/one/3.html"


def test_an_article_under_two_titles_has_the_one_of_its_own_page() -> None:
    """The second section's title is no correction, neither at its first look nor whenever the article is due for another one."""
    life = OwnAddresses()
    outcomes = [*life.looks(2, minutes=50), *life.looks(2, minutes=60 * 26), *life.looks(2, minutes=60 * 24 * 8)]
    assert {entry.title.partition(" number")[0] for entry in life.store.entries(["one"])} == {"Station"}
    assert life.third.sources == ("one", "two")
    assert (life.third.revision, [outcome.line for outcome in outcomes if outcome.corrected]) == (1, [])


def test_a_title_that_the_second_section_corrects_sends_us_to_the_articles_own_page() -> None:
    """The first section's list shows it no longer, or is looked at later: its page has the corrected title all the same."""
    life = OwnAddresses()
    life.looks(2, minutes=60 * 24 * 9)
    life.put(THIRD, article(3).replace(b"reports", b"reports again"))
    life.show("two", (3, 4), " (corrected)")
    life.looks(2)
    assert life.third.title == "Station number 3 reports again on its work"


@pytest.mark.parametrize("first", [True, False], ids=["left before it was shown there", "shown in both before"])
def test_an_article_that_moves_to_another_section_is_not_withdrawn(first: bool) -> None:
    """Its first address is gone, the other section has it under its own: one entry, never withdrawn, with the address that works."""
    life = OwnAddresses()
    moved = 2 if first else 3
    life.take_away(f"http://www.example.org/one/{moved}.html")
    life.show("one", [n for n in range(1, 9) if n != moved])
    life.take_away(f"http://www.example.org/one/{moved}.html")
    if first:
        life.show("two", (2, 3, 4))
    outcomes = [*life.looks(6), *life.looks(1, minutes=60 * 26)]
    (entry,) = (entry for entry in life.store.entries(["two"]) if f"number {moved} " in entry.title)
    assert (entry.url, entry.id.rpartition(":")[2][:3]) == (f"http://www.example.org/two/{moved}.html", "one")
    assert [outcome.line for outcome in outcomes if outcome.withdrawn or outcome.restored] == []
    assert len(life.store.entries(["one", "two"])) == 8


def test_a_page_is_asked_for_with_its_own_validators_alone() -> None:
    """Those of the first section's page say nothing of the second one's: a 304 to them would pass for a page that was read."""
    life = OwnAddresses()
    life.take_away(THIRD)
    life.show("one", (1, 2, 4, 5, 6, 7, 8))
    life.put("http://www.example.org/two/3.html", article(3))  # to the byte what stood at the first address: the same tag
    life.looks(6)
    assert life.third.url == "http://www.example.org/two/3.html"


def test_an_article_that_left_both_sections_is_withdrawn() -> None:
    """Both lists lack it, both pages are gone: the guard for those that moved holds nobody up."""
    life = OwnAddresses()
    for key, kept in (("one", [1, 2, 4, 5, 6, 7, 8]), ("two", [4])):
        life.show(key, kept)
        life.take_away(f"http://www.example.org/{key}/3.html")
    life.looks(4)
    assert [entry.url for entry in life.store.entries(["one", "two"], state="withdrawn")] == [THIRD]
