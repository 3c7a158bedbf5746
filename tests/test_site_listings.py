"""Listings in the shape of widespread systems, with what stands beside them, read as a careful person reads them."""

from __future__ import annotations

import pytest

from feedsvc.reading.listing import read_listing
from tests.site_listings import NOW, PAGES, TEASER, Page


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_list_is_read_as_a_person_reads_it(page: Page) -> None:
    """Every row with its whole title and its day, nothing else, the next page, and again by the recipe."""
    read = read_listing(page.html, page.url, zone=page.zone, now=NOW)
    rows = [(row.url, row.title, row.published.at.date() if row.published else None) for row in read.rows if row.url not in page.also]
    assert rows == list(page.rows), read.reasons
    assert page.next is None or read.next == page.next, read.reasons["next"]
    assert read_listing(page.html, page.url, zone=page.zone, now=NOW, recipe=read.recipe).rows == read.rows


@pytest.mark.parametrize("name", ["calendar dates", "calendar dates in cards", "labels and counters in the row", "author, comments and a call", "cut titles above their teasers"])
def test_a_row_tells_what_its_article_is_about(name: str) -> None:
    """The running text beside the title is the row's summary, without the call to read on."""
    page = next(page for page in PAGES if page.name == name)
    read = read_listing(page.html, page.url, zone=page.zone, now=NOW)
    assert [row.summary for row in read.rows] == [TEASER.replace("$i", str(i + 1)) for i in range(len(page.rows))], read.reasons["items.summary"]
