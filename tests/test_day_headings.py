"""Rows under a heading that tells their day have that day."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import pytest

from feedsvc.model import Listing, Pins, Recipe
from feedsvc.reading.listing import read_listing

NOW = datetime(2026, 11, 21, tzinfo=UTC)
URL = "http://sample.example/tzgg/"
Rows = Callable[[str, Sequence[str]], str]


def read(body: str, recipe: Recipe | None = None, pins: Pins = Pins()) -> Listing:
    return read_listing(f"<html lang=zh><title>通知公告</title><div class=nav><a href=/>首页</a></div>{body}</html>", URL, now=NOW, recipe=recipe, pins=pins)


def link(number: int) -> str:
    return f'<a href="/n/{number}.html">关于召开第{number}次理事会议有关事项的通知</a>'


def days(listing: Listing) -> list[str]:
    return [f"{row.published.at:%m-%d %H:%M}".removesuffix(" 00:00") if row.published else "" for row in listing.rows]


LAYOUTS: dict[str, Rows] = {
    "headings and lists": lambda day, rows: f"<h3>{day}</h3><ul>" + "".join(f"<li>{row}</li>" for row in rows) + "</ul>",
    "rows of one list": lambda day, rows: f"<li class=day>{day}</li>" + "".join(f"<li>{row}</li>" for row in rows),
    "terms": lambda day, rows: f"<dt>{day}</dt>" + "".join(f"<dd>{row}</dd>" for row in rows),
    "rows of a table": lambda day, rows: f"<tr><td colspan=2>{day}</td></tr>" + "".join(f"<tr><td>·</td><td>{row}</td></tr>" for row in rows),
    "boxes": lambda day, rows: f"<div><p class=date>{day}</p><ul>" + "".join(f"<li>{row}</li>" for row in rows) + "</ul></div>",
}  # fmt: skip
AROUND = {"terms": "dl", "rows of a table": "table", "rows of one list": "ul"}


def page(layout: str, said: Sequence[str], row: Callable[[int], str] = link) -> str:
    """Two rows under the first heading, three under the next, and so on."""
    tag = AROUND.get(layout, "div")
    return f"<{tag} class=list>" + "".join(LAYOUTS[layout](day, [row(9 * at + n) for n in range(2 + at)]) for at, day in enumerate(said)) + f"</{tag}>"


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("said", [("2026年11月20日 星期五", "2026年11月19日 星期四"), ("11-20", "11-19"), ("昨天", "11月19日"), ("November 20, 2026", "November 19, 2026")], ids=lambda said: said[0])
def test_rows_under_a_day_have_it(layout: str, said: tuple[str, str]) -> None:
    """However the page is built; the recipe reads it again, and a page with one day more alone."""
    listing = read(page(layout, said))
    assert days(listing) == ["11-20"] * 2 + ["11-19"] * 3
    assert days(read(page(layout, said), listing.recipe)) == days(listing)
    assert days(read(page(layout, ("2026-11-21",)), listing.recipe)) == ["11-21"] * 2


def test_the_time_of_day_is_the_rows() -> None:
    """As on the pages of what is new from minute to minute."""
    html = page("headings and lists", ("11月20日", "11月19日"), lambda n: f"<span>{n + 8:02}:30</span> {link(n)}")
    assert days(read(html)) == ["11-20 08:30", "11-20 09:30", "11-19 17:30", "11-19 18:30", "11-19 19:30"]


@pytest.mark.parametrize("said", [("2026年11月", "2026年10月"), ("2026年", "2025年"), ("理事会", "监事会")])
def test_other_headings_tell_no_day(said: tuple[str, str]) -> None:
    """Nor does one day above all rows, as a site's calendar shows."""
    assert set(days(read(page("headings and lists", said)))) == {""}
    assert set(days(read("<p>今天是2026年11月20日 星期五</p><ul>" + "".join(f"<li>{link(n)}</li>" for n in range(5)) + "</ul>"))) == {""}


def test_days_that_come_back_are_no_headings() -> None:
    """They tell of something else, such as when each part was changed."""
    assert set(days(read(page("headings and lists", ("11月20日", "11月19日", "11月20日"))))) == {""}


def test_two_times_in_a_row_are_a_programmes() -> None:
    """The day is the heading's, and the time is not told."""
    html = page("headings and lists", ("11月20日", "11月19日"), lambda n: f"<span>{n + 8:02}:30</span> {link(n)} <span>{n + 9:02}:15</span>")
    assert days(read(html)) == ["11-20"] * 2 + ["11-19"] * 3


def test_a_rows_own_day_goes_before_a_heading() -> None:
    """So does the time an operator pinned."""
    own = page("headings and lists", ("11月20日", "11月19日"), lambda n: f"{link(n)} <span>2026-11-{18 - n:02}</span>")
    assert days(read(own))[:2] == ["11-18", "11-17"]
    headed = read(page("headings and lists", ("11月20日", "11月19日"))).recipe
    assert days(read(own, headed, Pins(time="span")))[:2] == ["11-18", "11-17"]
