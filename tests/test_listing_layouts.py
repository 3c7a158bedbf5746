"""A random list rendered in any layout, in any encoding, reads back exactly; its recipe reads the page's next version."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedsvc.model import Listing
from feedsvc.reading.decoding import decode
from feedsvc.reading.listing import read_listing
from tests import listing_layouts as layouts
from tests.clues import ROW_NOISE, noisy_rows

HAN = {
    "utf-8": ("utf-8", b""),
    "utf-8 with mark": ("utf-8", codecs.BOM_UTF8),
    "gbk": ("gbk", b""),
    "gb18030 called gb2312": ("gb18030", b""),
    "utf-16le": ("utf-16-le", codecs.BOM_UTF16_LE),
    "utf-16be": ("utf-16-be", codecs.BOM_UTF16_BE),
}
LABELS = {"gb18030 called gb2312": "gb2312", "utf-8 with mark": "utf-8", "utf-16le": "utf-16", "utf-16be": "utf-16"}


def shown(listing: Listing) -> list[layouts.Article]:
    return [layouts.Article(row.url, row.title, row.published.at.date() if row.published else None) for row in listing.rows]


def articles(layout: str, count: int, seed: int) -> list[layouts.Article]:
    return layouts.fitted(layout, layouts.articles(count, seed, latin=layout in layouts.LATIN))


@pytest.mark.parametrize("encoding", HAN)
@pytest.mark.parametrize("layout", layouts.LAYOUTS)
def test_every_layout_reads_back_in_every_encoding(layout: str, encoding: str) -> None:
    """Urls, whole titles and days come back exactly, and nothing else does."""
    codec, mark = HAN[encoding]
    wanted = articles(layout, 15, seed=len(layout))
    body = mark + layouts.page(layout, wanted, 3, charset=LABELS.get(encoding, encoding)).encode(codec)
    assert shown(read_listing(decode(body).text, layouts.URL, now=layouts.NOW)) == wanted


@settings(max_examples=150, deadline=None)
@given(layout=st.sampled_from(sorted(layouts.LAYOUTS)), count=st.integers(3, 40), seed=st.integers(0, 10**6))
def test_random_lists_read_back(layout: str, count: int, seed: int) -> None:
    """Whatever the articles, the noise around them and the side of the page they stand on."""
    wanted = articles(layout, count, seed)
    listing = read_listing(layouts.page(layout, wanted, seed, next_page="index_2.html"), layouts.URL, now=layouts.NOW)
    assert shown(listing) == wanted
    assert listing.next == "http://www.sample-society.example/xwdt/index_2.html"
    assert listing.title == "新闻动态"


@settings(max_examples=150, deadline=None)
@given(
    layout=st.sampled_from(sorted(layouts.LAYOUTS)),
    before=st.integers(3, 25),
    after=st.integers(1, 25),
    seed=st.integers(0, 10**6),
)
def test_recipe_reads_this_version_and_the_next(layout: str, before: int, after: int, seed: int) -> None:
    """A recipe reads its page exactly as detection did, and a later page with other rows, another count, other noise."""
    page = layouts.page(layout, articles(layout, before, seed), seed)
    found = read_listing(page, layouts.URL, now=layouts.NOW)
    again = read_listing(page, layouts.URL, now=layouts.NOW, recipe=found.recipe)
    assert (again.rows, again.recipe) == (found.rows, found.recipe)
    wanted = articles(layout, after, seed + 1)
    later = read_listing(layouts.page(layout, wanted, seed + 1), layouts.URL, now=layouts.NOW, recipe=found.recipe)
    assert shown(later) == wanted


# Titles and addresses that no link bears: what stands beside a link is told from it by nothing.
_LOOSE = {"list_rows_clickable", "named_elsewhere"}


@pytest.mark.parametrize("noise", ROW_NOISE)
@pytest.mark.parametrize("layout", [layout for layout in layouts.LAYOUTS if layout not in _LOOSE and "script" not in layout])
def test_what_stands_beside_the_links_changes_no_row(layout: str, noise: str) -> None:
    """Categories, pins, counters, authors, comments and colours, in all rows or in some, take neither title, address nor day."""
    wanted = articles(layout, 15, seed=len(layout))
    plain = layouts.page(layout, wanted, 3)
    noisy = noisy_rows(plain, noise)
    assert noisy != plain
    listing = read_listing(noisy, layouts.URL, now=layouts.NOW)
    assert shown(listing) == wanted
    assert shown(read_listing(noisy, layouts.URL, now=layouts.NOW, recipe=listing.recipe)) == wanted
    assert shown(read_listing(plain, layouts.URL, now=layouts.NOW, recipe=listing.recipe)) == wanted
    before = read_listing(plain, layouts.URL, now=layouts.NOW).recipe
    assert shown(read_listing(noisy, layouts.URL, now=layouts.NOW, recipe=before)) == wanted
