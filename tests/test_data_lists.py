"""Lists that stand in a page as data are read where its markup has none."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from feedsvc.model import Pins, Recipe
from feedsvc.reading.data import document
from feedsvc.reading.listing import read_listing

NOW = datetime(2026, 11, 22, tzinfo=UTC)
URL = "https://example.org/news/"
MENU = "<nav>" + "".join(f'<a href="/{word}">{word}</a>' for word in ("home", "about", "members", "contact")) + "</nav>"
TITLES = ["协会召开年度质量工作会议", "关于举办质量工程师培训班的通知", "质量月活动方案公布", "团体标准征求意见的公告"]


def posts(**names: str) -> list[dict[str, Any]]:
    """Objects under the field names of one site or another."""
    return [
        {names["title"]: title, names["url"]: f"/news/2026/{number}.html", names["time"]: f"2026-11-{20 - number:02}T09:3{number}:00+08:00", "id": number}
        for number, title in enumerate(TITLES)
    ]


def page(script: str, body: str = "") -> str:
    return f'<html><head><title>新闻</title></head><body>{MENU}<div id="root">{body}</div>{script}</body></html>'


NEXT = page(
    '<script id="__NEXT_DATA__" type="application/json">'
    + json.dumps({"props": {"pageProps": {"menu": [{"title": w, "href": "/" + w} for w in "abcd"], "posts": posts(title="title", url="href", time="publishedAt")}}})
    + "</script>"
)
STATE = page(f"<script>var a = 1; window.__INITIAL_STATE__ = {json.dumps({'list': {'rows': posts(title='newsTitle', url='linkUrl', time='publish_time')}})};</script>")
ARRAY = page(f"<script>\nvar list = {json.dumps(posts(title='name', url='url', time='pubDate'), ensure_ascii=False)};\n</script>")
ITEMS = page(
    '<script type="application/ld+json">'
    + json.dumps(
        {"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "position": 1, "item": {"@type": "NewsArticle", "headline": p["title"], "url": p["url"], "datePublished": p["time"]}} for p in posts(title="title", url="url", time="time")]}
    )
    + "</script>"
)
BLOG = page('<script type="application/ld+json">' + json.dumps({"@graph": [{"@type": "Blog", "blogPost": posts(title="headline", url="url", time="datePublished")}]}) + "</script>")
PAGES = {"next": NEXT, "state": STATE, "array": ARRAY, "item list": ITEMS, "blog": BLOG}


@pytest.mark.parametrize("name", PAGES)
def test_a_list_in_a_script(name: str) -> None:
    """Titles, addresses and times of every object, in its order; the recipe reads the page in the same way."""
    listing = read_listing(PAGES[name], URL, now=NOW)
    assert [row.title for row in listing.rows] == TITLES
    assert [row.url for row in listing.rows] == [f"https://example.org/news/2026/{n}.html" for n in range(4)]
    assert [row.published.at.isoformat() for row in listing.rows if row.published] == [f"2026-11-{20 - n}T09:3{n}:00+08:00" for n in range(4)]
    assert listing.recipe is not None
    assert listing.recipe.row.startswith("json:")
    again = read_listing(PAGES[name], URL, now=NOW, recipe=listing.recipe)
    assert again.rows == listing.rows
    assert "scripts" in listing.reasons["items"]


def test_a_recipe_that_no_longer_fits_reads_nothing() -> None:
    """When the data moves, the recipe says so by giving no row."""
    assert read_listing(STATE, URL, now=NOW, recipe=Recipe("json:props.pageProps.posts", "href", "title")).rows == ()


def test_a_pinned_way() -> None:
    """The operator can pin the list and its fields."""
    pins = Pins(row="json:props.pageProps.posts", link="href", title="title", time="publishedAt")
    assert [row.title for row in read_listing(NEXT, URL, now=NOW, pins=pins).rows] == TITLES


def test_of_a_pinned_list_the_fields_are_learned() -> None:
    """The operator names the list, and the field whose name nobody could guess."""
    rows = [{**one, "biaoti": one.pop("title")} for one in posts(title="title", url="url", time="date")]
    told = json.dumps({"hot": posts(title="title", url="url", time="date"), "data": {"list": rows}})
    pins = Pins(row="json:data.list", title="biaoti", link="url")
    assert [row.title for row in read_listing(told, URL, now=NOW, pins=pins).rows] == TITLES
    assert len(read_listing(told, URL, now=NOW, pins=Pins(row="json:hot")).rows) == len(TITLES)


def test_markup_comes_first() -> None:
    """A dated list in the markup is read, whatever else the scripts hold."""
    rows = "".join(f'<li><a href="/m/{n}.html">{title}（二）</a><span>2026-11-{20 - n}</span></li>' for n, title in enumerate(TITLES))
    listing = read_listing(NEXT.replace('<div id="root">', f'<div id="root"><ul>{rows}</ul>'), URL, now=NOW)
    assert [row.url for row in listing.rows] == [f"https://example.org/m/{n}.html" for n in range(4)]


@pytest.mark.parametrize(
    "script",
    [
        "<script>var list = [{broken</script>",
        '<script type="application/json">' + "[" * 5000 + "</script>",
        '<script type="application/json">{"a": [{"title": "x", "url": "/1"}, {"title": "x", "url": "/1"}, {"title": "x", "url": "/1"}]}</script>',
        '<script type="application/json">[1, 2, [3, null, {"a": {"b": []}}]]</script>',
        "<script>" * 300,
    ],
)
def test_what_is_no_list_is_none(script: str) -> None:
    """Broken data, data that repeats itself and data of other things make no list."""
    listing = read_listing(page(script), URL, now=NOW)
    assert listing.recipe is None or not listing.recipe.row.startswith("json:")


DOCUMENTS = {
    "an object": json.dumps({"code": 0, "total": 99, "data": {"pageNo": 1, "list": posts(title="title", url="url", time="publishTime")}}, indent=1),
    "a list": json.dumps(posts(title="docTitle", url="docUrl", time="docRelTime"), ensure_ascii=False),
    "handed to a function": f"/**/jQuery1102({json.dumps({'rows': posts(title='name', url='link', time='date')})});",
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_of_json_is_a_list_itself(name: str) -> None:
    """What the scripts of a page ask for can be the source's address: objects are rows, and the page's number counts on."""
    listing = read_listing(DOCUMENTS[name], "https://example.org/api/news?page=1&size=4", now=NOW)
    assert [(row.title, row.url) for row in listing.rows] == [(title, f"https://example.org/news/2026/{n}.html") for n, title in enumerate(TITLES)]
    assert listing.next == "https://example.org/api/news?page=2&size=4"
    assert read_listing(DOCUMENTS[name], URL, now=NOW, recipe=listing.recipe).rows == listing.rows


def test_markup_in_a_document_of_json_is_read_as_markup() -> None:
    """Some answer their scripts with the rows as they are to be shown."""
    rows = "".join(f'<li><a href="/news/2026/{n}.html">{title}</a><span>2026-11-{20 - n}</span></li>' for n, title in enumerate(TITLES))
    address = 'https://example.org/unit?paramJson=%7B%22pageNo%22:1,%22pageSize%22:15%7D'
    listing = read_listing(json.dumps({"data": {"html": f'<ul class="list">{rows}</ul>', "count": 90}}), address, now=NOW)
    assert [(row.title, row.url) for row in listing.rows] == [(title, f"https://example.org/news/2026/{n}.html") for n, title in enumerate(TITLES)]
    assert [row.published.at.day for row in listing.rows if row.published] == [20, 19, 18, 17]
    assert listing.next == address.replace("pageNo%22:1", "pageNo%22:2")
    last = read_listing(json.dumps({"data": {"html": "", "count": 90}}), address, now=NOW, recipe=listing.recipe)
    assert (last.rows, last.next) == ((), None)


@pytest.mark.parametrize("text", ['{"a": 1} and more', '[{"title": "x"', "{{ page }}", '[1] <a href="/x">x</a>', "f({})"])
def test_what_only_begins_like_json_is_a_page(text: str) -> None:
    """A document is JSON from end to end, or none."""
    assert document(text) is None


RELATED = "<ul>" + "".join(f'<li><a href="/old/{n}.html">{title}的背景</a> 2025-11-{20 - n}</li>' for n, title in enumerate(TITLES)) + '</ul><a href="/old/">Next</a>'
TOLD = [
    {"date": f"2026-11-{20 - n}T09:30:00", "link": f"https://example.org/news/2026/{n}.html", "title": {"rendered": title}, "content": {"rendered": RELATED}}
    for n, title in enumerate(TITLES)
]


def test_what_the_articles_of_a_document_say_is_not_its_list() -> None:
    """Objects with titles and addresses are the rows, whatever lists and ways on the texts beside those hold, also on a short last page."""
    url = "https://example.org/posts?page=1"
    first = read_listing(json.dumps(TOLD), url, now=NOW)
    assert [(row.title, row.url) for row in first.rows] == [(one["title"]["rendered"], one["link"]) for one in TOLD]
    assert first.next == "https://example.org/posts?page=2"
    last = read_listing(json.dumps(TOLD[:1]), first.next, now=NOW, recipe=first.recipe)
    assert (last.rows, last.next) == (first.rows[:1], "https://example.org/posts?page=3")


@pytest.mark.parametrize("name", ["x-row", "a b.c d", "a #b > c"])
def test_names_of_data_are_no_selectors(name: str) -> None:
    """However a site calls its list, and also when it is empty beside markup with links."""
    rows = posts(title="title", url="url", time="date")
    first = read_listing(json.dumps({name: rows}), URL, now=NOW)
    assert len(first.rows) == len(rows)
    assert read_listing(json.dumps({name: rows}), URL, now=NOW, recipe=first.recipe).rows == first.rows
    emptied = read_listing(json.dumps({name: [], "foot": '<a href="/">Home</a>'}), URL, now=NOW, recipe=first.recipe)
    assert (emptied.rows, emptied.emptied) == ((), True)
