"""Recipes: pinned selectors are checked, and a changed layout is learned again from entries already known."""

from __future__ import annotations

import random
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedsvc.model import Pins, Stamp
from feedsvc.reading.listing import read_listing
from feedsvc.reading.recipes import check_selector, relearn
from tests import listing_layouts as layouts
from tests.test_listing_layouts import shown

DATED = sorted(set(layouts.LAYOUTS) - layouts.RECENT)


def known(items: list[layouts.Article]) -> dict[str, tuple[str, Stamp | None]]:
    """Entries as a store remembers them."""
    zone = layouts.NOW.tzinfo
    return {
        item.url: (item.title, Stamp(datetime(item.day.year, item.day.month, item.day.day, tzinfo=zone), "day") if item.day else None)
        for item in items
    }


@pytest.mark.parametrize("css", ["div.news > ul > li", "a[href$='.html' i]", "li:not(.top):has(a)", "td:nth-of-type(2)"])
def test_good_selectors_pass(css: str) -> None:
    """What the engine takes is no fault."""
    assert check_selector(css) is None


@pytest.mark.parametrize("css", ["", "  ", "a[", "div..x", "li::text", "a:contains(通知)", "> > a"])
def test_bad_selectors_are_named(css: str) -> None:
    """What the engine refuses comes back in words, with the selector."""
    fault = check_selector(css)
    assert fault and ("empty" in fault or repr(css) in fault)


@pytest.mark.parametrize("layout", DATED)
def test_every_layout_is_learned_again_from_known_entries(layout: str) -> None:
    """After a redesign, with three new articles on top, the new recipe reads the page exactly."""
    items = layouts.articles(15, seed=len(layout), latin=layout in layouts.LATIN)
    page = layouts.page(layout, items[:12], 5)
    recipe = relearn(page, layouts.URL, known(layouts.fitted(layout, items[3:])), now=layouts.NOW)
    assert recipe is not None
    assert shown(read_listing(page, layouts.URL, recipe=recipe, now=layouts.NOW)) == layouts.fitted(layout, items[:12])


@settings(max_examples=60, deadline=None)
@given(layout=st.sampled_from(DATED), count=st.integers(6, 25), new=st.integers(0, 20), seed=st.integers(0, 10**6))
def test_never_learned_wrongly(layout: str, count: int, new: int, seed: int) -> None:
    """However many articles are new: either the page reads exactly, or nothing is learned."""
    items = layouts.fitted(layout, layouts.articles(count + new, seed, latin=layout in layouts.LATIN))
    page = layouts.page(layout, items[:count], seed)
    recipe = relearn(page, layouts.URL, known(items[new:]), now=layouts.NOW)
    if recipe is not None:
        assert shown(read_listing(page, layouts.URL, recipe=recipe, now=layouts.NOW)) == items[:count]
    else:
        assert count - new < 4, "most of the page was known, yet nothing was learned"


@pytest.mark.parametrize("seed", range(12))
def test_a_hot_list_of_known_entries_is_not_the_list(seed: int) -> None:
    """The list is gone, a box of much-read articles stays: nothing is learned from it."""
    items = layouts.articles(25, seed)
    hot = random.Random(seed).sample(items[5:], 6)
    rows = "".join(f'<li><a href="{item.url}">{item.title}</a></li>' for item in hot)
    page = layouts.page("list_date_after", [], seed).replace("</body>", f"<div><h3>点击榜</h3><ul class=most>{rows}</ul></div></body>")
    assert relearn(page, layouts.URL, known(items), now=layouts.NOW) is None


@pytest.mark.parametrize("page", ["", "<p>系统维护中</p>", "<a href=/>首页</a>" * 3, layouts.page("table", [], 1)])
def test_nothing_is_learned_from_a_page_without_known_entries(page: str) -> None:
    """Error and empty pages give no recipe."""
    assert relearn(page, layouts.URL, known(layouts.articles(10, 1)), now=layouts.NOW) is None


def test_pins_override_what_was_learned() -> None:
    """A pinned row selector decides the rows; a pinned part overrides that part of a stored recipe."""
    items = layouts.articles(6, 1)
    page = layouts.page("list_date_after", items, 1)
    assert shown(read_listing(page, layouts.URL, pins=Pins(row="ul.news-list li", time="span"), now=layouts.NOW)) == items
    stored = read_listing(page, layouts.URL, now=layouts.NOW).recipe
    bare = read_listing(page, layouts.URL, recipe=stored, pins=Pins(time="span.none"), now=layouts.NOW)
    assert [row.published for row in bare.rows] == [None] * 6


def test_a_recipe_that_fits_nothing_gives_no_rows() -> None:
    """It is for the gate to judge; reading neither guesses nor fails."""
    recipe = read_listing(layouts.page("table", layouts.articles(9, 1), 1), layouts.URL).recipe
    listing = read_listing("<html><body><p>Service unavailable</p></body></html>", layouts.URL, recipe=recipe)
    assert (listing.rows, listing.recipe) == ((), None)
