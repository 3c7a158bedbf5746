"""Days on an article's page that are not the day it was published: of what it tells of, and of other articles."""

from __future__ import annotations

import pytest

from feedsvc.model import Stamp
from feedsvc.reading.article import read_article

SENTENCE = "为全面部署有关工作，兹定于下旬召开工作会议，请各单位派负责同志参加，并将名单报本会秘书处。"
TITLE = "关于召开年度工作会议的通知"


def published(body: str, *, head: str = "", url: str = "http://sample.example/n/1.html") -> Stamp | None:
    return read_article(f"<html lang=zh><head><title>{TITLE}</title>{head}</head><body><h1>{TITLE}</h1>{body}</body></html>", url).published


@pytest.mark.parametrize("line", ["时间：2017年4月24日（周一）全天，23日报到。", "日期：2017年4月24日上午", "时 间：2017年4月24日 星期一"])
def test_when_a_meeting_takes_place_is_not_when_it_was_announced(line: str) -> None:
    """Told in the text, by the label that beside a heading is the article's own; the address names another day."""
    body = f"<div><p>{SENTENCE}</p><p>一、会议时间和地点</p><p>{line}</p><p>地点：临河</p><p>{SENTENCE}</p><p>{SENTENCE}</p></div>"
    assert published(body) is None
    told = published(body, url="http://sample.example/2017/0402/146.html")
    assert told is not None
    assert f"{told.at:%F}" == "2017-04-02"


def test_beside_the_heading_the_label_tells_though_a_day_of_the_week_follows() -> None:
    told = published(f"<p>时间：2017年4月24日 星期一</p><div><p>{SENTENCE}</p><p>{SENTENCE}</p></div>")
    assert told is not None
    assert f"{told.at:%F}" == "2017-04-24"


def test_days_of_other_articles_below_the_text_are_not_this_ones() -> None:
    """Each with a counter, above its link and its first words; names of months differ in length."""
    others = "".join(
        f"<div><div class=number>On {day} {reads}</div><h4><a href=/n/{reads}.html>示范市第{reads}学校简介</a></h4><p>示范市第{reads}学校创办于早年…</p><a href=/n/{reads}.html>查看详情</a></div>"
        for day, reads in (("August 19,2020", 651), ("July 06,2020", 639), ("May 25,2020", 1267))
    )
    assert published(f"<div><p>{SENTENCE}</p><p>{SENTENCE}</p></div><h3>推荐阅读</h3>{others}") is None


def test_a_meta_tag_with_a_pasted_space_is_read() -> None:
    """A space that HTML knows for none stands before the attribute's name; the page shows the day alone."""
    told = published(f"<p>来源：示范厅 发布日期：2020-08-05</p><div><p>{SENTENCE}</p></div>", head='<meta name="PubDate" \u00a0content="2020-08-05 17:33:27">')
    assert told is not None
    assert f"{told.at:%F %T}" == "2020-08-05 17:33:27"
