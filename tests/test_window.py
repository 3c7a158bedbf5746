"""The margins of a long page are left out before it is parsed, and nothing of the article goes with them."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from feedsvc.model import Article
from feedsvc.reading import article, window
from feedsvc.reading.article import read_article
from feedsvc.reading.outline import outline
from feedsvc.reading.window import CUT, View, view

NOW = datetime(2026, 1, 1, tzinfo=UTC)
TITLE = "协会举办质量月现场交流活动"
PROSE = [f"第{n}段讲的是企业如何改进产品质量，参加交流的代表们一一作了发言，会场气氛热烈，大家都说收获不小。" for n in range(1, 6)]
MENU = "".join(f'<li><a href="/s/{n}.html">第{n}个栏目名称</a></li>' for n in range(400))
TEASERS = "".join(f'<li><a href="/t/{n}.html">另一篇报道的题目之{n}</a> 2020-01-{n % 28 + 1:02}</li>' for n in range(400))
RIGHTS = "版权所有 © 某某质量协会"
PLACES = {
    "blocks": '<div class="top"><ul>{menu}</ul></div><div class="main"><h2>{title}</h2><p>发布时间：2021-09-08 14:13:32</p>{text}</div><div class="more">{more}</div>{foot}',
    "cells": "<table><tr><td>{menu}</td></tr><tr><td><table><tr><td><font>{title}</font></td></tr><tr><td>发布时间：2021-09-08 14:13:32</td></tr>"
    "<tr><td>{text}</td></tr></table></td></tr><tr><td>{more}</td></tr><tr><td>{foot}</td></tr></table>",
    "capitals": "<TABLE><TR><TD>{menu}<TR><TD><H1>{title}</H1><TR><TD>发布时间：2021-09-08 14:13:32<TR><TD>{text}<TR><TD>{more}<TR><TD>{foot}</TABLE>",
    "a menu to choose from": "<ul>{menu}</ul><h1>{title}</h1><p>发布时间：2021-09-08 14:13:32</p><div>{text}</div><select>{options}</select><ul>{more}</ul><p>{foot}</p>",
    "an open link": "<ul>{menu}</ul><h1>{title}</h1><p>发布时间：2021-09-08 14:13:32</p><div>{text}</div><a href=/x><b>{more}<p>{foot}</p>",
}


def page(place: str, text: str = "", more: str = TEASERS, head: str = "") -> str:
    options = "".join(f"<option>选择第{n}个地方的网站</option>" for n in range(900))
    text = text or "".join(f"<p>{one}</p>" for one in PROSE)
    inside = PLACES[place].format(menu=MENU, title=TITLE, text=text, more=more, foot=RIGHTS, options=options)
    return f"<html><head><title>{TITLE}_某某质量协会</title>{head}</head><body>{inside}</body></html>"


def whole(html: str, monkeypatch: pytest.MonkeyPatch) -> Article:
    """The page read without leaving anything out."""
    with monkeypatch.context() as patch:
        patch.setattr(article, "view", lambda page, title="": View(page))
        return read_article(html, "https://a.example/1.html", now=NOW, full=True)


@pytest.mark.parametrize("place", PLACES)
def test_a_page_reads_as_it_does_whole(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Title, time, text and words on rights, with half of the page left out; in tables, menus and links left open at a cut, too."""
    html = page(place)
    assert len(view(html).html) < len(html) * 0.6
    read, longer = read_article(html, "https://a.example/1.html", now=NOW, full=True), whole(html, monkeypatch)
    assert (read.title, read.published, read.text, read.html, read.rights) == (longer.title, longer.published, longer.text, longer.html, longer.rights)
    assert read.title == TITLE and read.published and read.published.at.isoformat() == "2021-09-08T14:13:32+08:00"
    assert read.text.split("\n") == PROSE and read.rights == RIGHTS


def test_what_the_margins_tell_machines_is_heard() -> None:
    """JSON-LD counts wherever it stands."""
    data = '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "' + TITLE + '", "author": {"name": "李明"}}</script>'
    long = data.replace("{", '{"about": ["' + '", "'.join(f"<b>{n}</b>" for n in range(3000)) + '"], ', 1)
    after = (page("blocks", more=more) for more in (TEASERS + data + TEASERS, long + TEASERS, TEASERS + long))
    before = page("blocks", head=data.replace("{", '{"articleBody": "<body><p>…</p></body>", ', 1).replace(TITLE, "…"))
    for html in (*after, before, page("blocks").replace("<body>", f"<body>{data}")):
        assert read_article(html, "https://a.example/1.html", now=NOW).author == "李明"


def test_a_table_that_follows_the_text_belongs_to_it() -> None:
    """However long it is, to its last row."""
    rows = "".join(f'<tr><td style="border:1px solid #000;padding:2px"><p>单位{n}</p></td><td><p>电话{n}</p></td></tr>' for n in range(300))
    text = "".join(f"<p>{one}</p>" for one in PROSE) + f"<table>{rows}</table>"
    assert "单位299" in read_article(page("blocks", text), "https://a.example/1.html", now=NOW).text


def test_pictures_written_out_do_not_part_a_text() -> None:
    """Their data are no distance."""
    picture = f'<p><img src="data:image/png;base64,{"iVBORw0KGgo" * 3000}"></p>'
    text = f"<p>{PROSE[0]}</p>{picture}<p>{PROSE[1]}</p>{picture}<p>联系人：王工</p>"
    assert read_article(page("blocks", text), "https://a.example/1.html", now=NOW).text.split("\n") == [*PROSE[:2], "联系人：王工"]


@pytest.mark.parametrize("gap", [3_000, 20_000])
def test_a_long_part_of_the_text_is_kept_however_far_it_stands(gap: int) -> None:
    """Only what is short and far away is taken for something else."""
    filler = "".join(f'<p><img src="/pictures/of/the/day/{n:06}.jpg" width="640" height="480"></p>' for n in range(gap // 70))
    text = "".join(f"<p>{one}</p>" for one in PROSE)
    assert read_article(page("blocks", text + filler + text.replace("讲的是", "又讲到")), "https://a.example/1.html", now=NOW).text.count("又讲到") == len(PROSE)


def test_a_short_text_after_the_title_is_kept_behind_a_long_one() -> None:
    """An article of one sentence below a page's worth of other matter is read."""
    lead = "".join(f"<p>公告{n}：本站将在近期升级，升级期间部分功能可能无法使用，给您带来不便，敬请谅解。</p>" for n in range(40))
    html = f"<html><head><title>{TITLE}</title></head><body>{lead}<ul>{TEASERS}</ul><h2>{TITLE}</h2><p>{PROSE[0]}</p><ul>{TEASERS}</ul></body></html>"
    assert PROSE[0] in view(html).html and read_article(html, "https://a.example/1.html", now=NOW).title == TITLE


def test_a_short_page_or_one_without_text_is_read_whole() -> None:
    """There is nothing to gain, or nothing to go by."""
    for html in ("<p>x</p>", f"<body><p>{PROSE[0]}</p></body>", f"<body><ul>{MENU}</ul></body>", f"<p>{PROSE[0]}</p>{MENU}"):
        assert view(html) == View(html)


def test_words_are_read_up_to_where_something_is_left_out() -> None:
    """They are a line like any other though no tag ends them there, and are looked at once, however many they are."""
    words = "没有标点" * 10_000
    html = page("blocks", "".join(f"<p>{one}</p>" for one in [*PROSE, words])).replace(f"{words}</p>", words)
    assert f"{words}</" in view(html).html and CUT in view(html).html
    assert [line.text for line in outline(LexborHTMLParser(view(html).html)).lines].count(words) == 1


@pytest.mark.parametrize("text", [">" * 500, "> " * 500, f">{PROSE[0]}" * 50])
def test_what_may_be_running_text_is_looked_at_once(text: str) -> None:
    """Signs that end tags stand in texts, too, as many as one likes, also after the last tag of all."""
    assert [found.span() for found in window._LONG_TEXT.finditer(text)] == [(0, len(text))]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(("<table>", "</table>", "<TABLE>", "<td>", "<script", "ld+json", "</script>", "<body>", "<h1", "©", f"<p>{PROSE[0]}</p>", MENU[:9000], "<", '"', ">")), max_size=14))
def test_any_page_is_cut_into_parts_of_itself(pieces: list[str]) -> None:
    """No text is read that does not stand in it, and all but what closes and opens tables at a cut is shorter than it was."""
    html = "<body>" + "".join(pieces)
    seen = view(html).html
    assert all(text in html for text in re.findall(">([^<>]+)(?=<)", seen))
    assert len(seen) <= len(html) + 400 and (CUT in seen or seen == html)


def test_a_text_of_short_points_is_read_from_its_title_on() -> None:
    """The title is shorter than the owner's name behind it, its parts shorter still, and the first running text comes late."""
    points = "".join(f"<div>第{n}项材料的清单和证书</div>" for n in range(400))
    html = f"<html><head><title>生产许可证-审批程序介绍_某某省质量技术监督人力资源管理有限公司</title></head><body><ul>{MENU}</ul><h2>生产许可证-审批程序介绍</h2><div>{points}<p>{PROSE[0]}</p></div><ul>{TEASERS}</ul></body></html>"
    assert "第0项材料的清单和证书" in read_article(html, "http://sample.example/n/1.html", now=NOW).text
