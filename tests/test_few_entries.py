"""A weblog's page with few entries, or one, is a list of those, though its margin has longer ones."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

import pytest

from feedsvc.model import Listing, Recipe
from feedsvc.reading.boxes import Box
from feedsvc.reading.listing import read_listing

NOW = datetime(2026, 11, 21, tzinfo=UTC)
URL = "http://sample.example/tag/quality/"
MARGIN = "<aside><ul>" + "".join(f"<li><a href=/p/{n}.html>示范省质量协会第{n}期培训班在临河举办</a></li>" for n in range(20, 40)) + "</ul></aside>"


def entry(number: int, address: str = "") -> str:
    return (
        f'<article class="post type-post hentry"><header><h2 class=entry-title><a href="{address or f"/p/{number}.html"}">质量月里话质量之{number}</a></h2></header>'
        f"<p class=entry-meta>2026年11月{number}日 <a href=/author/lin/>林一解</a> 评论</p><p>本会第{number}次会议在临河召开，三十家企业登台介绍做法。</p></article>"
    )


def read(body: str, recipe: Recipe | None = None) -> Listing:
    html = f"<html lang=zh><title>质量 - 示范博客</title><div class=nav><a href=/>首页</a> <a href=/about/>关于</a></div><main>{body}</main>{MARGIN}</html>"
    return read_listing(html, URL, now=NOW, recipe=recipe)


def test_the_only_entry_of_a_page_is_its_list() -> None:
    """Its recipe reads the next one, too, and what is learned from two reads one."""
    one = read(entry(9))
    assert [(row.url, row.title, row.published and row.published.at.day) for row in one.rows] == [("http://sample.example/p/9.html", "质量月里话质量之9", 9)]
    both = [("http://sample.example/p/12.html", 12), ("http://sample.example/p/9.html", 9)]
    for recipe in (one.recipe, read(entry(12) + entry(9)).recipe):
        assert [(row.url, row.published and row.published.at.day) for row in read(entry(12) + entry(9), recipe).rows] == both


def test_an_articles_own_page_is_no_list_of_one() -> None:
    """Its heading leads to itself."""
    assert all(row.url != URL for row in read(entry(9, URL)).rows)


def test_a_dated_list_beside_an_entry_is_the_list() -> None:
    """As where a leading article stands above the news."""
    rows = "<ul>" + "".join(f"<li><a href=/n/{n}.html>关于召开第{n}次理事会议有关事项的通知</a> <span>2026-11-{n:02}</span></li>" for n in range(9, 1, -1)) + "</ul>"
    assert len(read(entry(9) + rows).rows) >= 8


def test_no_element_is_asked_more_than_a_few_times_whether_it_is_an_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many links stand in it, and however deep: a portal has thousands."""
    asked: Counter[int] = Counter()
    is_entry = Box.is_entry.fget
    assert is_entry is not None
    monkeypatch.setattr(Box, "is_entry", property(lambda box: (asked.update([id(box)]), is_entry(box))[1]))
    read("<div>" * 9 + "<ul>" + "".join(f"<li><a href=/p/{n}.html>本会第{n}期培训班报名须知</a></li>" for n in range(40, 90)) + "</ul>")
    assert max(asked.values()) < 5


def test_an_undated_list_in_the_text_beside_an_entry_stays() -> None:
    """What stands in a margin alone is none: a leading article stands above lists without days, too."""
    rows = "<ul>" + "".join(f"<li><a href=/n/{n}.html>关于召开第{n}次理事会议有关事项的通知</a></li>" for n in range(20, 5, -1)) + "</ul>"
    assert len(read(entry(9) + rows).rows) >= 15
