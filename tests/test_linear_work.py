"""Doubling a page at most two and a half times the work: counted in lines of our code that run, not in time."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from types import FrameType
from typing import Any

import pytest

from feedsvc.errors import SuspectError
from feedsvc.reading.article import read_article
from feedsvc.reading.decoding import decode
from feedsvc.reading.listing import read_listing

NOW = datetime(2026, 11, 22, tzinfo=UTC)
URL = "http://example.org/news/"
SENTENCE = "协会在临河召开质量提升经验交流会，三十家企业登台介绍做法，会议还安排了两场现场观摩。"


def page(inner: str) -> str:
    return f"<html><head><title>质量月活动启动</title></head><body><h1>质量月活动启动</h1><p>发布时间：2026-09-08 14:13</p>{inner}</body></html>"


PAGES: dict[str, Callable[[int], str]] = {
    "rows": lambda n: page("<ul>" + "".join(f'<li><a href="/news/{i}.html">关于举办第{i}期培训班的通知</a><span>2026-0{i % 9 + 1}-1{i % 9}</span></li>' for i in range(n)) + "</ul>"),
    "table rows": lambda n: page("<table>" + "".join(f'<tr><td><a href="/a/{i}.html">第{i}号公告发布会</a></td><td>2026/9/{i % 28 + 1}</td></tr>' for i in range(n)) + "</table>"),
    "paragraphs": lambda n: page("".join(f"<p>{SENTENCE}</p>" for _ in range(n))),
    "one long line": lambda n: page(f"<p>{SENTENCE * n}</p>"),
    "headings": lambda n: page("".join(f"<h2>质量月活动启动之{i}</h2><p>{SENTENCE}</p>" for i in range(n))),
    "dates": lambda n: page("".join(f"<p>时间：2026年{i % 12 + 1}月{i % 28 + 1}日</p>" for i in range(n))),
    "labels": lambda n: page("".join(f"<p>发布时间：来源：作者：{i}</p>" for i in range(n))),
    "links": lambda n: page("".join(f'<a href="/x/{i}">更多</a> ' for i in range(n))),
    "lists of links": lambda n: page("".join(f'<div class="c{i}"><ul>' + "".join(f'<li><a href="/{i}/{j}.html">栏目{i}文章标题{j}号</a></li>' for j in range(5)) + "</ul></div>" for i in range(n // 5))),
    "boxes in boxes": lambda n: page("<div>" * (n // 2) + SENTENCE + "</div>" * (n // 2)),
    "boxes in links": lambda n: page("<div>" + "".join(f'<li><a href="/c/{i}.html">{"<div>" * 40}{SENTENCE}{i}{"</div>" * 40}</a></li>' for i in range(n // 40)) + "</div>"),
    "lines": lambda n: page("<div>" + "".join(f'<a href="/l/{i}.html">第{i}号公告发布会在临河举行</a> [2026-09-{i % 28 + 1:02}]<br>' for i in range(n)) + "</div>"),
    "parked rows": lambda n: page('<script type="text/xml">' + "".join(f'<r><![CDATA[<li><a href="/p/{i}.html">第{i}号公告发布会在临河举行</a></li>]]></r>' for i in range(n)) + "</script>"),
    "parked nothing": lambda n: page('<script type="text/xml">' + '<r><![CDATA[<a <a href="' * n),
    "breaks": lambda n: page("<div>" + f"{SENTENCE}<br>" * n + "<a href=/x.html>第1号公告发布会</a></div>"),
    "headings alone": lambda n: page("<h1>质量月活动</h1>" * n),
    "bold": lambda n: page("".join(f"<p><b>{SENTENCE[:9]}</b><i>{SENTENCE[9:]}</i></p>" for _ in range(n))),
    "comments": lambda n: page("".join(f"<!-- {i} --><p>{SENTENCE}</p>" for i in range(n))),
    "scripts": lambda n: page("".join(f'<script>var publishTime = "2026-09-{i % 28 + 1:02}";</script>' for i in range(n))),
    "spaces": lambda n: page(f"<p>{' 即 将 ' * n}</p>"),
    "stops": lambda n: page(f"<p>{'。' * n}{'!' * n}{'…' * n}</p>"),
    "times": lambda n: page("".join(f'<time datetime="2026-09-{i % 28 + 1:02}">{i}</time>' for i in range(n))),
    "meta": lambda n: "<head>" + "".join(f'<meta name="k{i}" content="{SENTENCE}">' for i in range(n)) + "</head>" + page(SENTENCE),
}  # fmt: skip


def work(read: Callable[[], Any]) -> int:
    """Lines of code that ran, each as often as it did."""
    count = 0

    def trace(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        read()
    except SuspectError:
        pass
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("kind", ["article", "listing", "bytes"])
def test_doubling_a_page(kind: str, name: str) -> None:
    """Whatever there is much of, twice as much is at most 2.5 times the work (and a little for what every page costs)."""
    ways: dict[str, Callable[[str], Any]] = {
        "article": lambda html: read_article(html, URL, now=NOW, full=True),
        "listing": lambda html: read_listing(html, URL, now=NOW),
        "bytes": lambda html: decode(html.encode("gb18030"), "text/html"),
    }
    read, build = ways[kind], PAGES[name]
    read(build(8))  # what is only done once
    once, twice = (work(lambda size=size: read(build(size))) for size in (80, 160))  # type: ignore[misc]
    assert twice <= 2.5 * once + 500
