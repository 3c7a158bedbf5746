"""Lists whose rows have no element of their own, only a line break between them, as old pages write them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from feedsvc.model import Pins
from feedsvc.reading.listing import read_listing

NOW = datetime(2026, 11, 22, tzinfo=UTC)
URL = "http://example.org/notices/list.asp?id=3"
TITLES = (
    "关于申报年度质量奖的通知", "质量小组成果发布会在临河召开", "关于举办质量官培训班的通知", "协会召开理事会第三次会议",
    "关于征集质量标杆经验的通知", "卓越绩效标准宣贯会举行", "关于公布满意企业名单的通知", "质量月启动仪式举行",
)  # fmt: skip
Row = Callable[[int, str, str], str]
"""Number, link and day to the line of a row."""
ROWS: dict[str, Row] = {
    "plain": lambda n, link, day: f"{link} [{day}]<br>",
    "a rule between": lambda n, link, day: f"{link} <i>{day}</i><hr>",
    "day first": lambda n, link, day: f"[{day}] {link}<br>",
    "day on the line below": lambda n, link, day: f"{link}<br>{day}<br>",
    "day on the line above": lambda n, link, day: f"{day}<br>{link}<br>",
    "a summary below": lambda n, link, day: f"{link} {day}<br>本会近日就此作了说明，请各会员单位认真组织。<br><br>",
    "a bullet": lambda n, link, day: f"<img src=dot.gif> {link} ({day})<br>",
    "the first pinned in bold": lambda n, link, day: f"{f'<strong>{link}</strong>' if n == 0 else link} {day}<br>",
    "some in red": lambda n, link, day: f"{f'<font color=red>{link}</font>' if n % 3 == 0 else link} {day}<br>",
    "newest days in red": lambda n, link, day: f"{link} {f'<font color=red>{day}</font>' if n < 3 else day}<br>",
    "categories": lambda n, link, day: f"[<a href=list.asp?kind={n % 2}>{('通知', '培训')[n % 2]}</a>] {link} {day}<br>",
    "categories of some": lambda n, link, day: f"{'[<a href=list.asp?kind=1>培训</a>]' if n % 2 else ''} {link} {day}<br>",
    "a file": lambda n, link, day: f"{link} {day} <a href=files/{n}.doc>下载</a><br>",
    "files of some": lambda n, link, day: f"{link} {day} {f'<a href=files/{n}.doc>附件</a>' if n % 2 else ''}<br>",
}


def page(kind: str, titles: tuple[str, ...] = TITLES) -> str:
    rows = "\n".join(ROWS[kind](n, f'<a href="show.asp?id={100 - n}">{title}</a>', f"2026-{11 - n}-1{n}") for n, title in enumerate(titles))
    menu = " | ".join(f"<a href=/{name}/>{name}</a>" for name in ("首页", "协会简介", "通知公告", "培训"))
    pages = "<a href=list.asp?id=3&page=2>下一页</a>"
    return (
        f"<html><head><title>通知公告_示范协会</title></head><body><div>{menu}</div><table><tr><td>{rows}</td></tr><tr><td>{pages}</td></tr></table>"
        "<div>版权所有 示范协会<br>地址：示范路1号<br><a href=/contact/>联系我们</a></div></body></html>"
    )


def shown(html: str, **known: object) -> list[tuple[str, str, str | None]]:
    found = read_listing(html, URL, now=NOW, **known).rows  # type: ignore[arg-type]
    return [(row.url, row.title, f"{row.published.at:%Y-%m-%d}" if row.published else None) for row in found]


def wanted(titles: tuple[str, ...] = TITLES) -> list[tuple[str, str, str | None]]:
    return [(f"http://example.org/notices/show.asp?id={100 - n}", title, f"2026-{11 - n:02}-1{n}") for n, title in enumerate(titles)]


@pytest.mark.parametrize("kind", ROWS)
def test_lines_are_rows(kind: str) -> None:
    """Whatever stands in the lines, every article is there, with its own day, and nothing else is."""
    assert shown(page(kind)) == wanted()


@pytest.mark.parametrize("kind", ROWS)
@pytest.mark.parametrize("count", [1, 2, 8])
def test_a_recipe_reads_shorter_lists_too(kind: str, count: int) -> None:
    """A section that was cleared shows one article, and that one is not missed."""
    recipe = read_listing(page(kind), URL, now=NOW).recipe
    assert shown(page(kind, TITLES[:count]), recipe=recipe) == wanted(TITLES[:count])


@pytest.mark.parametrize("later", ["the first pinned in bold", "some in red", "newest days in red", "categories of some", "files of some"])
def test_a_list_that_gets_marks_later_loses_no_row(later: str) -> None:
    """A recipe learned from plain lines reads them on the day something in them is marked; and the other way round."""
    recipe = read_listing(page("plain"), URL, now=NOW).recipe
    assert shown(page(later), recipe=recipe) == wanted()
    assert shown(page("plain"), recipe=read_listing(page(later), URL, now=NOW).recipe) == wanted()


def test_pinned_rows_are_those_of_the_page() -> None:
    """An operator's selector speaks of the page as a browser shows it; the element we give the lines can be named, too."""
    assert [row[1] for row in shown(page("plain"), pins=Pins(row="td > a[href*=show]"))] == list(TITLES)
    assert shown(page("some in red"), pins=Pins(row="td > x-row")) == wanted()
