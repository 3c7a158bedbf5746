"""Articles whose own pages are not read: the operator is told once by a pass, by ``status`` as long as it holds, and what would help."""

from __future__ import annotations

from dataclasses import replace

import pytest

from feedsvc.errors import RetryError
from feedsvc.record import SourceState
from feedsvc.unread import told_alone
from tests import listing_layouts as layouts
from tests.listing_layouts import Article
from tests.watched_section import Section

ARTICLES = layouts.articles(13, 7)
ALONE = "told by the listing alone: it stands on another host (bids.example); hosts = "


def abroad(items: list[Article]) -> list[Article]:
    return [replace(item, url=f"http://bids.example/{number}.html") for number, item in enumerate(reversed(items))][::-1]


def listing(items: list[Article]) -> str:
    return layouts.page("list_date_after", items, 5)


def told(section: Section) -> tuple[str, ...]:
    return told_alone(section.source, section.entries)


def test_articles_on_another_host_are_told_once() -> None:
    """The first pass that meets them names the host and the line to add; a later article there is told as any other."""
    section, items = Section(), abroad(ARTICLES)
    assert section.looks(listing(items[1:])).line == f'12 new; 12 {ALONE}["bids.example"] for this source in config.toml lets it be read'
    assert section.looks(listing(items)).line == "1 new"


def test_articles_on_another_host_are_told_as_long_as_it_is_not_allowed() -> None:
    """``status`` counts them, with all hosts the line must hold; once the host is allowed they are read within an hour."""
    section, items = Section(), abroad(ARTICLES)
    section.source = replace(section.source, hosts=("www.example.net",))
    section.looks(listing(items))
    assert told(section) == (f'13 {ALONE}["www.example.net", "bids.example"] for this source in config.toml lets it be read',)
    section.publish(items)
    section.source = replace(section.source, hosts=("bids.example",))
    assert told(section) == ()
    section.look()
    section.look()
    assert [entry.dated_by for entry in section.entries] == ["article"] * 13


def test_documents_are_no_news_to_the_operator() -> None:
    """A listing of documents is told by its rows alone, as nothing else could be done."""
    section = Section()
    items = [replace(item, url=f"{item.url}.pdf") for item in ARTICLES]
    assert section.looks(listing(items)).line == "13 new"
    assert told(section) == ()


def test_articles_closed_by_robots_rules_are_told_with_the_reason() -> None:
    """While they wait each pass tells why; so does the one that announces them by their rows, and ``status`` from then on."""
    section = Section()
    section.publish(ARTICLES)
    section.web.robots("http://www.sample-society.example", "User-agent: *\nDisallow: /xwdt/20\n")
    why = "its page is closed to programs by robots.txt"
    assert section.looks(listing(ARTICLES[1:])).line == f"nothing changed; 12 could not be read yet: {why}"
    state: SourceState = section.store.state("news")
    assert {waiting.why for waiting in state.waiting} == {why}
    assert section.looks(*[listing(ARTICLES[1:])] * 2).line == f"12 new; 12 told by the listing alone: {why}"
    assert section.looks(*[listing(ARTICLES)] * 3).line == "1 new"
    assert told(section) == (f"13 told by the listing alone: {why}",)


def test_an_entry_tells_that_its_page_was_not_read() -> None:
    """``explain`` shows the reason, until the page has been read."""
    section, items = Section(), abroad(ARTICLES)
    section.looks(listing(items))
    assert {entry.reasons["not read"] for entry in section.entries} == {"it stands on another host (bids.example)"}
    section.publish(items)
    section.source = replace(section.source, hosts=("bids.example",))
    section.look()
    section.look()
    assert not any("not read" in entry.reasons for entry in section.entries)


@pytest.mark.parametrize("again", [True, False], ids=["moved", "another of its title"])
def test_what_got_another_address_before_it_was_read_is_announced_once(again: bool) -> None:
    """Its first page never answers and is shown no longer; the listing has it under another address, which was read.  Two rows that stand
    there together are two articles all the same."""
    section, (item, *others) = Section(), ARTICLES
    moved = replace(item, url=item.url.replace("xwdt", "tzgg").replace("_7000", "_8111"))
    section.publish([*others, moved])
    section.web.fail(item.url, RetryError("no answer", "later", url=item.url))
    section.looks(listing([item, *others]))
    page = listing([moved, *others] if again else [moved, item, *others])
    section.looks(page, page, page, page.replace("</body>", "<!-- -->\n</body>"))
    assert [entry.url for entry in section.entries if entry.title == item.title] == [moved.url, *([] if again else [item.url])]
