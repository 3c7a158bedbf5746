"""One list in two columns is one, whatever their boxes are named by."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

import pytest

from feedsvc.reading.listing import read_listing

NOW = datetime(2026, 11, 21, tzinfo=UTC)


def row(number: int, day: bool = True, folder: str = "n") -> str:
    return f'<a href="/{folder}/{100 + number}.html">关于召开第{number}次理事会议有关事项的通知</a>' + (f"<span>2026-11-{20 - number:02}</span>" if day else "")


def items(numbers: Iterable[int], day: bool = True, folder: str = "n") -> str:
    return "".join(f"<li>{row(number, day, folder)}</li>" for number in numbers)


def count(body: str) -> int:
    html = f"<html lang=zh><title>通知公告-示范协会</title><div class=nav><a href=/>首页</a> <a href=/gy/>关于我们</a></div><div class=main>{body}</div></html>"
    return len(read_listing(html, "http://sample.example/tzgg/", now=NOW).rows)


@pytest.mark.parametrize("day", [True, False], ids=["dated", "undated"])
@pytest.mark.parametrize(
    "layout",
    [
        "<ul class=left>{}</ul><ul class=right>{}</ul>", "<div class=col-l><ul>{}</ul></div><div class=col-r><ul>{}</ul></div>",
        "<div class='list_left fl'><ul>{}</ul></div><div class='list_right fr'><ul>{}</ul></div>", "<table><tr><td class=newsLeft><ul>{}</ul></td><td class=newsRight><ul>{}</ul></td></tr></table>",
    ],
)  # fmt: skip
def test_columns_named_by_their_sides_are_one_list(layout: str, day: bool) -> None:
    """Filled one after the other or in turns."""
    assert count(layout.format(items(range(5), day), items(range(5, 10), day))) == 10
    assert count(layout.format(items(range(0, 9, 2), day), items(range(1, 9, 2), day))) == 9


@pytest.mark.parametrize(
    "right",
    [f"<h3>新闻动态</h3><ul>{items(range(5, 10))}</ul>", f"<ul>{items(range(5, 10), folder='xw/x')}</ul>", f"<ul>{items(range(5, 13))}</ul>", f"<ul>{items(range(5, 10), day=False)}</ul>"],
    ids=["another name over it", "other articles", "a longer one", "no days"],
)  # fmt: skip
def test_another_list_on_the_other_side_is_none_of_it(right: str) -> None:
    """The boxes' names alone do not tell."""
    assert count(f"<div class=left><ul>{items(range(5))}</ul></div><div class=right>{right}</div>") in (5, 8)


@pytest.mark.parametrize("day", [True, False], ids=["dated", "undated"])
@pytest.mark.parametrize("over", ["", "<div><img src=/i/hot.png></div>"], ids=["nothing over it", "a picture over it"])
def test_what_is_in_no_order_with_a_list_is_none_of_it(over: str, day: bool) -> None:
    """What most read has as many rows, and nothing over it that a reader of text sees."""
    hot = items([14, 3, 17, 9, 12], day)
    assert count(f"<div class=left><ul>{items(range(5), day)}</ul></div><div class=right>{over}<ul>{hot}</ul></div>") == 5
