"""The page's own list where it is short: on the last of its pages, beside longer lists of others."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from feedsvc.reading.listing import read_listing

NOW = datetime(2026, 11, 21, tzinfo=UTC)
URL = "http://sample.example/xwzx/list_3_4.html"
SENTENCE = "与会代表参观了两处现场，并就今后的工作交换了意见，还商定了明年会议的时间。"


def own(count: int, dated: bool) -> str:
    day = "<span>2021-03-{:02}</span>"
    rows = (
        f"<li><p><a href=/xw/{n}.html>第{n}次理事会议在临河召开</a></p>{day.format(20 - n) if dated else f'<p>{SENTENCE} <a href=/xw/{n}.html>[详细]</a></p>'}</li>" for n in range(count)
    )
    return f"<div class=news><ul>{''.join(rows)}</ul></div>"


def shown(pager: str, dated: bool = True) -> list[str]:
    others = "".join(f"<div class=tj><a href=/zt/{n}.html>推荐：第{n}届示范质量大会的二十个精彩瞬间</a></div>" for n in range(10 if dated else 7))
    html = f"<html lang=zh><title>新闻-示范协会</title><div class=zj>{others}</div>{own(4, dated)}{pager}</html>"
    return [row.url for row in read_listing(html, URL, now=NOW).rows]


@pytest.mark.parametrize("dated", [True, False])
@pytest.mark.parametrize(
    "pager",
    [
        "<ul><li><a href=list_3_1.html>首页</a></li><li><a href=list_3_3.html>上一页</a></li><li><a href=list_3_3.html>3</a></li><li>4</li><li>末页</li></ul>",
        "<div><a href=list_3_1.html>1</a> <a href=list_3_2.html>2</a> <a href=list_3_3.html>上一頁</a></div>",
        "<div><a href=list_3_1.html>第一页</a> <a href=list_3_3.html>上页</a></div>",
    ],
    ids=["words and numbers", "numbers first", "words alone"],
)
def test_what_a_pager_follows_is_the_pages_own_list(pager: str, dated: bool) -> None:
    """A few rows are left on the last page; the links of the last one's summary may stand between."""
    assert shown(pager, dated) == [f"http://sample.example/xw/{n}.html" for n in range(4)]


@pytest.mark.parametrize("pager", ["", "<div><a href=/a.html>上一张</a> <a href=/b.html>下一张</a></div>", "<div><a href=/a.html>1</a> <a href=/b.html>2</a></div>"])
def test_links_that_are_no_pager_make_no_list_the_pages_own(pager: str) -> None:
    """Arrows of pictures, and numbers alone."""
    assert len(shown(pager)) == 10


def test_names_of_things_go_before_the_links_of_the_pager_below_them() -> None:
    """Though they are so short that they are hardly taken for titles."""
    things = "".join(f"<li><a href=/cp/{n}.html>产品名称{n}</a></li>" for n in range(11, 17))
    pager = "<li><a>首页</a></li><li><a>1</a></li>" + "".join(f"<li><a href=list_2.html>{text}</a></li>" for text in ("2", "下一页", "末页"))
    html = f"<html lang=zh><title>产品展示</title><div class=cp><ul>{things}</ul></div><div class=pages>{pager}</div></html>"
    assert [row.title for row in read_listing(html, URL, now=NOW).rows] == [f"产品名称{n}" for n in range(11, 17)]


def test_a_pagers_link_in_a_cell_of_the_lists_table_is_no_row() -> None:
    rows = "".join(f"<tr><td><a href=/xw/{n}.html>关于召开第{n}次理事会议的通知</a></td><td>2021-03-{20 - n:02}</td></tr>" for n in range(8))
    html = f"<html lang=zh><title>通知</title><table>{rows}<tr><td><a href=list_3_9.html>最后一页</a></td><td></td></tr></table></html>"
    assert [row.title for row in read_listing(html, URL, now=NOW).rows if "页" in row.title] == []


@pytest.mark.parametrize(
    ("shown_day", "address", "expected"),
    [("04-21", "/2016/0309/22.html", "2016-04-21"), ("01-03", "/2019/1220/7.html", "2020-01-03"), ("12-30", "/2019/0102/7.html", "2018-12-30"), ("02-29", "/2020/0301/7.html", "2020-02-29"),
     ("02-28", "/2021/0301/7.html", "2021-02-28"), ("09-30", "/2016/0309/22.html", "2026-09-30")],
)  # fmt: skip
def test_a_day_without_a_year_is_the_one_next_to_that_of_its_address(shown_day: str, address: str, expected: str) -> None:
    """Systems write the day an article was made into its address, some weeks off the one they show; what is far off says nothing."""
    rows = "".join(f"<li><a href={address.replace('.html', f'{n}.html')}>第{n}次理事会议在临河召开</a><span>{shown_day}</span></li>" for n in range(4))
    found = read_listing(f"<html lang=zh><title>新闻</title><ul>{rows}</ul></html>", URL, now=NOW).rows
    assert {row.published and f"{row.published.at:%Y-%m-%d}" for row in found} == {expected}


def test_rows_whose_links_lead_nowhere_tell_the_language_too() -> None:
    rows = "".join(f"<li><a href='javascript:;'>第{n}次理事会议在临河召开</a><span>2021-03-{20 - n:02}</span></li>" for n in range(8))
    assert read_listing(f"<title>新闻</title><ul>{rows}</ul>", URL, now=NOW).language == "zh-CN"


@pytest.mark.parametrize("call", ["浏览", "进入报名"])
def test_a_short_heading_above_a_link_that_says_the_same_in_every_row_is_the_rows_title(call: str) -> None:
    """As galleries have it; the link says no word that calls are known by."""
    rows = "".join(f"<li><img src=/{n}.jpg><div><span>2021-03-{20 - n:02}</span><h3 class=tt>校园一角{n}</h3><button><a href=/xw/{n}.html>{call}</a></button></div></li>" for n in range(8))
    found = read_listing(f"<html lang=zh><title>校园风光</title><ul>{rows}</ul></html>", URL, now=NOW).rows
    assert [row.title for row in found] == [f"校园一角{n}" for n in range(8)]
