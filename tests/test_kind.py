"""``inspect`` tells by itself whether a page is a listing or an article."""

from __future__ import annotations

import pytest

from feedsvc.commands.inspect import inspect_page
from feedsvc.model import Page

from . import article_layouts, listing_layouts
from .clues import CLUES


def kind(html: str, url: str) -> str:
    page = Page(url, html.encode(), {"content-type": "text/html; charset=utf-8"})
    return str(inspect_page(page, None, "Asia/Shanghai", listing_layouts.NOW)["kind"])


@pytest.mark.parametrize("layout", listing_layouts.LAYOUTS)
def test_listings(layout: str) -> None:
    """A page of fifteen articles is a listing in every layout, with its days and without."""
    items = listing_layouts.articles(15, len(layout), latin=layout in listing_layouts.LATIN)
    assert kind(listing_layouts.page(layout, items, 3), listing_layouts.URL) == "listing"


@pytest.mark.parametrize("company", ["", "list before: rows", "list after: days first", "list before: cards", "comments after"])
@pytest.mark.parametrize("layout", article_layouts.LAYOUTS)
def test_articles(layout: str, company: str) -> None:
    """An article is one, with a list of others beside it or without."""
    one = article_layouts.article(len(layout))
    html, url = article_layouts.page(layout, one, f"{one.at:%Y-%m-%d %H:%M:%S}"), article_layouts.URL
    assert kind(*CLUES[company](html, url) if company else (html, url)) == "article"
