"""Lists that a page parks in an XML data block for its script: they are rows like any others, and lead on to more."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from html import escape
from typing import Any
from urllib.parse import urlsplit

import pytest

from feedsvc.reading.listing import read_listing
from feedsvc.reading.parked import unparked
from tests.listing_layouts import NOW, URL, Article, articles
from tests.watched_section import Section

ONWARD = "http://www.sample-society.example/module/page/rows.jsp"
PER_PAGE = 9


def item(article: Article) -> str:
    return f"\n<li><a href='{urlsplit(article.url).path}' title=\"{escape(article.title)}\" target='_blank'>{escape(article.title)}</a><span>{article.day}</span></li>"


def cells(article: Article) -> str:
    return f'<tr><td><a href="{article.url}">{escape(article.title)}</a></td><td align="right">[{article.day}]</td></tr>'


def bare(article: Article) -> str:
    return f'<a href="{article.url}">{escape(article.title)}</a> {article.day}<br/>'


def store(rows: Sequence[str], number: int | None) -> str:
    """A block: the rows as records, and where the next ones are."""
    onward = f'<nextgroup><![CDATA[<a href="{urlsplit(ONWARD).path}?page={number}&unit=7"></a>]]></nextgroup>' if number else ""
    records = "".join(f"<record><![CDATA[{row}]]></record>" for row in rows)
    return f"<datastore>{onward}<recordset>{records}</recordset></datastore>"


def page(block: str, beside: str = "") -> str:
    return (
        '<!DOCTYPE html><html><head><meta charset="utf-8"><title>工作动态-样例协会</title></head><body>'
        '<div class="nav"><a href="/">首页</a> <a href="/jg/">机构</a> <a href="/zc/">政策</a> <a href="/fw/">服务</a></div>'
        f'<h2>工作动态</h2><div id="1209743"><script type="text/xml">{block}</script>'
        f'<script type="text/javascript">//<![CDATA[\nshow("1209743", 3);\n//]]></script></div>{beside}'
        '<div class="foot"><a href="/about/">联系我们</a> 版权所有</div></body></html>'
    )


def read(html: str, url: str = URL, **ways: Any) -> list[tuple[str, str, str]]:
    found = read_listing(html, url, now=NOW, **ways)
    return [(row.url, row.title, row.published.at.date().isoformat() if row.published else "") for row in found.rows]


def said(items: Sequence[Article]) -> list[tuple[str, str, str]]:
    return [(one.url, one.title, str(one.day)) for one in items]


@pytest.mark.parametrize("row", [item, cells, bare])
def test_rows_of_a_block_are_the_list(row: Callable[[Article], str]) -> None:
    """Whatever markup a record holds; what the page's other scripts hold is none."""
    items = articles(20, 7)
    assert read(page(store([row(one) for one in items], 1))) == said(items)


@pytest.mark.parametrize("row", [item, cells, bare])
def test_the_block_alone_is_read_by_the_same_recipe(row: Callable[[Article], str]) -> None:
    """It is what the address of the following rows answers with, with a declaration or without."""
    items = articles(40, 8)
    first = read_listing(page(store([row(one) for one in items[:20]], 1)), URL, now=NOW)
    assert first.next == f"{ONWARD}?page=1&unit=7"
    block = store([row(one) for one in items[20:]], 2)
    for text in (block, f'<?xml version="1.0" encoding="UTF-8"?>\n{block}'):
        assert read(text, first.next, recipe=first.recipe) == said(items[20:])
        assert read_listing(text, first.next, now=NOW, recipe=first.recipe).next == f"{ONWARD}?page=2&unit=7"


def test_a_block_of_another_list_does_not_come_among_the_rows() -> None:
    """A page may park its hot list, too: the recipe reads the list it was learned from."""
    items, hot = articles(12, 9), articles(4, 10)
    beside = f'<div class="hot"><script type="text/xml">{store([item(one).replace(str(one.day), "") for one in hot], None)}</script></div>'
    html = page(store([item(one) for one in items], 1), beside)
    found = read_listing(html, URL, now=NOW)
    assert read(html, recipe=found.recipe) == said(items)


def test_what_is_no_block_stays_as_it_is() -> None:
    """Scripts with sections of their own, blocks without links, and feeds."""
    script = '<html><body><script>//<![CDATA[\nwrite("<a href=/x.html>x</a>");\n//]]></script></body></html>'
    empty = '<html><body><script type="text/xml"><settings><![CDATA[3]]></settings></script></body></html>'
    feed = '<?xml version="1.0"?><rss><item><description><![CDATA[<a href="/x.html">x</a>]]></description></item></rss>'
    assert unparked(script) == script
    assert unparked(feed) == feed
    assert unparked(empty) == empty


@pytest.mark.parametrize("opening", ["\n", "//"])
def test_a_section_of_a_script_on_a_page_without_its_first_tags_is_none(opening: str) -> None:
    """Parts of pages come without <html> and <body>; what their scripts write is not all they show."""
    items = articles(9, 13)
    script = f'<script>{opening}<![CDATA[\ndocument.write("<a href=/x.html>x</a>");\n//]]></script>'
    assert read(f'<meta charset="utf-8"><title>工作动态</title><div>{script}</div><ul>{"".join(map(item, items))}</ul>') == said(items)


def test_a_block_cut_short_gives_the_rows_it_holds() -> None:
    """A page without its end is read as far as it goes."""
    items = articles(9, 11)
    html = page(store([item(one) for one in items], 1))
    assert read(html[: html.index(items[7].title)]) == said(items[:7])


def test_a_section_is_watched_through_its_blocks() -> None:
    """The first look reads back through all of them; what is new later comes alone."""
    items = articles(25, 12)
    section = Section()
    section.source = replace(section.source, pages=None)
    section.publish(items)
    show(section, items[1:])
    section.looks(*[listing(items[1:])] * 4)
    assert section.titles == {one.url: one.title for one in items[1:]}
    show(section, items)
    section.looks(listing(items))
    assert section.outcome.new == 1
    assert section.titles == {one.url: one.title for one in items}


def listing(items: Sequence[Article]) -> str:
    return page(store([item(one) for one in items[:PER_PAGE]], 1))


def show(section: Section, items: Sequence[Article]) -> None:
    """The blocks that follow the page's own."""
    for number, start in enumerate(range(PER_PAGE, len(items), PER_PAGE), 1):
        more = number + 1 if start + PER_PAGE < len(items) else None
        block = store([item(one) for one in items[start : start + PER_PAGE]], more)
        section.web.put(f"{ONWARD}?page={number}&unit=7", block.encode(), headers={"Content-Type": "text/xml;charset=UTF-8"})
