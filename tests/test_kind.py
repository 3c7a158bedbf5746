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


ROWS = "".join(f"<li><a href=/n/{n}.pdf>In re estate of party number {n} and others</a> <span>2023-03-{28 - n:02d}</span></li>" for n in range(12))


def test_a_listing_that_tells_a_day_of_its_own() -> None:
    """The day of a term or of an update above the list is no article's."""
    html = f"<title>Opinions</title><body><h1>Opinions of the court</h1><p>Term 2022 (October 3, 2022)</p><ul>{ROWS}</ul></body>"
    assert kind(html, "http://www.sample-court.example/opinions/") == "listing"


def test_an_article_whose_day_stands_in_the_list_beside_it() -> None:
    """A list of the newest articles names this one, too."""
    text = "<p>工作组介绍了标准草案的主要内容，听取了企业和实验室的意见，并就下一步的分工达成一致。</p>" * 9
    html = f"<title>标准草案征求意见</title><body><h1>标准草案征求意见</h1><p>日期：2023-03-20</p>{text}<ul>{ROWS}</ul></body>"
    assert kind(html, "http://www.sample-society.example/html/2023-03-20/content-4248.html") == "article"


@pytest.mark.parametrize(
    "url",
    ["/category/news/page/3/", "/?cat=15", "/news.html", "/blog/page/2/index.html", "/archives/2020/11/index.html", "/blog/2009/07/", "/2013/", "/actualites/", "/en/press-releases"],
)
def test_an_address_of_a_section_makes_a_listing(url: str) -> None:
    """Whole posts below each other, without days, and a time in the page's metadata: the address tells what it is."""
    prose = "The members of the society met in the old town hall, heard the report of the board, and asked many questions."
    posts = "".join(f"<div class=post><h2><a href=/p/{n}/>The hall was opened for the {n}th time</a></h2><p>{prose}</p><p>{prose}</p></div>" for n in range(7))
    html = f"<title>The Sample</title><meta property='article:published_time' content='2024-05-07T10:11:12Z'><body><h1>The Sample</h1>{posts}</body>"
    assert kind(html, f"http://www.sample-society.example{url}") == "listing"
    assert kind(html, "http://www.sample-society.example/2024/05/the-hall-was-opened/") == "article"
