"""Selectors: which ones are tried for some elements, the most readable first, and which one is taken."""

from __future__ import annotations

import pytest
from selectolax.lexbor import LexborHTMLParser

from feedsvc.reading.boxes import Scene
from feedsvc.reading.selectors import inner_selector, row_selectors

LINK = "<a href=/1.html>通知</a>"


def tried(html: str, rows: str = "[data-row]") -> list[str]:
    """The selectors tried for the elements that ``rows`` picks; "@" stands for a link in the row."""
    tree = LexborHTMLParser(f"<html><body>{html.replace('@', LINK)}</body></html>")
    scene = Scene(tree)
    boxes = [box for node in tree.css(rows) if (box := scene.known(node))]
    return list(row_selectors(boxes))


def test_a_link_with_a_script_of_its_own_is_one_link() -> None:
    """Many a link counts its clicks; it is found once, as is an element that is a link by its script alone."""
    tree = LexborHTMLParser("<p><a href=/1.html onclick=\"seen('1')\">一</a><span onclick=\"go('/2.html')\">二</span><a href=/3.html>三</a></p>")
    assert [link.text for link in Scene(tree).links] == ["一", "二", "三"]


def test_rows_are_held_by_the_classes_and_ids_around_them() -> None:
    """What all rows bear is named, by its first two lasting classes; what one element around them is called leads; numbers come last."""
    assert tried(
        "<ul>@</ul><div id=main class='wide box deep'><ul><li class='odd row new-3 wide tall' data-row>@<li class='row wide tall new-3 even' data-row>@</ul></div>"
    ) == [
        "ul > li.row.wide",
        "div#main > ul > li.row.wide",
        "div.wide.box > ul > li.row.wide",
        "body > div.wide.box > ul > li.row.wide",
        "body > div:nth-of-type(1) > ul:nth-of-type(1) > li.row.new-3.wide.tall",
    ]


def test_rows_without_names_are_held_by_what_is_far_around() -> None:
    """Tags alone tell rows only when there are several of them: the first selector names four levels, or goes up to a class."""
    assert tried("<div><div><section><ul><li data-row>@<li data-row>@</ul></section></div></div>")[:2] == [
        "div > div > section > ul > li", "body > div > div > section > ul > li",
    ]  # fmt: skip
    assert tried("<div><div class=news><section><ul><li data-row>@<li data-row>@</ul></section></div></div>")[0] == "div.news > section > ul > li"


def test_the_way_by_numbers_starts_at_most_eight_levels_out() -> None:
    """A page that is nested without end does not make a selector without end."""
    assert tried("<div>" * 20 + "<p data-row>@</p>")[-1] == "div:nth-of-type(1) > " * 8 + "p"


def test_rows_of_several_lists_are_held_by_what_the_lists_share() -> None:
    """A level of several elements is named by what all of them bear, and neither by an id nor by a number."""
    assert tried(
        "<div id=all><ul id=a class='list left'><li data-row>@</ul><p></p><ul id=b class='right list'><li data-row>@</ul></div>"
    ) == [
        "ul.list > li",
        "div#all > ul.list > li",
        "div > ul.list > li",
        "body > div > ul.list > li",
        "body > div:nth-of-type(1) > ul > li",
    ]


def test_names_stay_readable() -> None:
    """A sign stands behind a backslash; only a digit that would begin a name is written by its number."""
    assert tried("<ul id=2nd-list><li class=ltr:b data-row>@</ul>")[0] == "ul#\\32 nd-list > li.ltr\\:b"


def test_levels_of_other_tags_end_the_way() -> None:
    """Rows that stand in elements of different tags have nothing around them that one selector could name."""
    assert tried("<ul><div><p data-row>@</p></div></ul><ol><section><p data-row>@</p></section></ol>") == ["p"]


@pytest.mark.parametrize("name", ["a1234", "list 2", ""])
def test_ids_that_will_not_last_hold_nothing(name: str) -> None:
    """An id with a number in it is of this page or this article; one with a space is none."""
    assert not any("#" in css for css in tried(f"<div id='{name}'><p data-row>@</p></div>"))
    assert tried("<div id=list-12><p data-row>@</p></div>")[0] == "div#list-12 > p"


def test_posts_that_are_marked_for_machines_are_held_by_their_mark() -> None:
    """A weblog that says so of each of its posts."""
    assert tried("<div itemprop=blogPost class=post data-row>@</div>" * 2)[0] == 'div[itemprop="blogPost"]'


def chosen(*rows: str) -> str | None:
    """The selector taken for the marked element of each row, where one is marked."""
    trees = [LexborHTMLParser(f"<html><body><div data-row>{row}</div></body></html>") for row in rows]
    roots = [tree.css_first("[data-row]") for tree in trees]
    return inner_selector([root.css_first for root in roots], [root.css_first("[data-it]") for root in roots])


@pytest.mark.parametrize(
    ("rows", "taken"),
    [
        (["<a></a><b data-it class='on day x'></b>", "<b data-it class='x day'></b>"], "b.day"),
        (["<b class=c></b><b data-it class='x day'></b>", "<b data-it class=day></b>"], "b.day"),
        (["<b></b><b data-it class='x y z'></b>", "<b></b><b data-it class=z></b>"], "b:nth-of-type(2)"),
        (["<b></b>", "<b data-it class=x></b>", "<i></i><b data-it></b>", "<i></i>"], "b"),
        (["<b></b>", "<p><b data-it></b></p>"], "b"),
        (["<b></b><p><b data-it></b></p>"], "p > b"),
        (["<p><b></b></p><p class='a b'><b data-it></b></p>", "<p class=b><b data-it></b></p>"], "p.b > b"),
        (["<p><b class=x></b><b></b></p><p class=a><b></b><b data-it class=x></b></p>"], "p.a > b.x"),
        (["<b></b>-<i></i><b data-it></b>"], "b:nth-of-type(2)"),
        (["<i><b></b><b class=x></b></i><b></b><b data-it class=x></b>", "<i></i><b></b><b data-it></b>"], "div > b:nth-of-type(2)"),
        (["<p><b></b><b></b></p><p class=a><b></b><b data-it></b></p>"], "p.a > b:nth-of-type(2)"),
        (["<p><b></b></p><p><b data-it></b></p>"], "p:nth-of-type(2) > b:nth-of-type(1)"),
        (["<p><u><b></b></u></p><p><u><b data-it></b></u></p>"], None),
        (["<b></b>"], None),
    ],
)  # fmt: skip
def test_an_element_of_the_rows_is_held_by_what_is_plainest(rows: list[str], taken: str | None) -> None:
    """By itself, else in what is around it, else by its number; what all rows agree on is taken, and a row without it has no say."""
    assert chosen(*rows) == taken
