"""What most read is not a section's own list, however long it is."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from feedsvc.reading.listing import read_listing

NOW = datetime(2026, 11, 21, tzinfo=UTC)


def items(folder: str, count: int) -> str:
    return "".join(f'<li><a href="/{folder}/{100 + n}.html">关于召开第{n}次理事会议有关事项的通知</a><span>2026-11-{20 - n:02}</span></li>' for n in range(count))


def shown(name: str, heading: str, main: int, first: bool) -> set[str]:
    """Which of the two lists is read."""
    parts = [f"<div class=main><div class=pos>当前位置：<a href=/>首页</a> &gt; {name}</div><ul>{items('own', main)}</ul></div>", f"<div class=right><h3>{heading}</h3><ul>{items('hot', 10)}</ul></div>"]
    html = f"<html lang=zh><title>{name}-示范协会</title><div class=nav><a href=/>首页</a> <a href=/gy/>关于我们</a></div>{''.join(parts if first else reversed(parts))}</html>"
    return {row.url.split("/")[3] for row in read_listing(html, "http://sample.example/tzgg/", now=NOW).rows}


@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize("heading", ["热门新闻", "点击排行", "热点文章", "人气排行榜"])
def test_a_short_list_goes_before_a_long_one_of_what_most_read(heading: str, first: bool) -> None:
    """A section begins with two articles."""
    assert shown("通知公告", heading, 2, first) == {"own"}


def test_a_section_may_be_called_so() -> None:
    """The page's own name over a list says whose it is."""
    assert shown("热门新闻", "热门新闻", 2, True) == {"hot"}


@pytest.mark.parametrize("heading", ["企业排行", "排序：最新 点击 人气", "点击查看更多新闻", "行业热点推荐"])
def test_words_in_what_stands_over_a_list_make_it_none_of_what_most_read(heading: str) -> None:
    """Other lists are shorter, and the page names neither."""
    parts = f"<h2>{heading}</h2><ul>{items('own', 12)}</ul></div><div class=sidebar><h3>通知公告</h3><ul>{items('other', 8)}</ul></div>"
    html = f"<html lang=zh><title>示范协会</title><div class=nav><a href=/>首页</a> <a href=/gy/>关于我们</a></div><div class=main>{parts}</html>"
    assert {row.url.split("/")[3] for row in read_listing(html, "http://sample.example/1/", now=NOW).rows} == {"own"}
