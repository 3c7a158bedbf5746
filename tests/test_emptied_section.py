"""The site empties a section: the list stands there without rows, and so do the pages of its articles, or not."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from feedsvc.model import Pins
from feedsvc.record import Commit, Verdict

from .listing_layouts import Article, articles
from .watched_section import Section

ITEMS = articles(8, 3)
PINNED = Pins(row="div.list li")


def page(items: list[Article], words: str = "") -> str:
    """A listing with its menu; ``words`` stand below the list."""
    rows = "".join(f'<li><a href="{item.url}">{item.title}</a><span>{item.day}</span></li>' for item in items)
    menu = "".join(f'<a href="/{name}/">{name}栏目</a>' for name in "abcd")
    return f'<html><body><div class="nav">{menu}</div><div class="list"><ul>{rows}</ul>{words}</div><div>版权所有</div></body></html>'


def settled(count: int, pins: Pins = Pins()) -> Section:
    """A section that has shown so many articles."""
    section = Section(pins)
    section.publish(ITEMS)
    section.looks(*[page(ITEMS[:count])] * 3)
    assert len(section.entries) == count
    return section


def gone(section: Section, items: list[Article], status: int = 404) -> None:
    for item in items:
        section.web.put(item.url, b"", status=status)


def a_day(section: Section, counts: bool = True) -> None:
    """Looks every two hours, at a page whose counter moves, or at the same one, until more than a day has passed."""
    for number in range(14):
        section.now += timedelta(minutes=90)
        section.looks(page([], f"<p>{number} 次访问</p>" if counts else ""))
        assert section.outcome.verdict in (Verdict.OK, Verdict.UNCHANGED), section.outcome.line


@pytest.mark.parametrize(("count", "pins"), [(1, PINNED), (2, Pins()), (2, PINNED), (8, Pins())])
def test_what_the_site_emptied_is_withdrawn(count: int, pins: Pins) -> None:
    """List empty and pages gone for a day: told, healthy, its articles withdrawn; the next article is read at once."""
    section = settled(count, pins)
    gone(section, ITEMS[:count])
    section.looks(page([]))
    assert not section.outcome.failed and "the list is empty" in section.outcome.line
    assert len(section.entries) == count
    a_day(section)
    assert section.entries == []
    later = Article(ITEMS[0].url + "?new", "又发布了一个新的通知，请各单位查收", section.now.date().isoformat())  # type: ignore[arg-type]
    section.publish([later])
    assert section.looks(page([later])).new == 1


MENU = "".join(f'<li><a href="/{name}/">{name} of the association and its members</a></li>' for name in ("history", "statutes", "services"))
NEWEST = "".join(f'<li><a href="/other/{n}.html">{item.title}</a><span>2026-11-{20 - n}</span></li>' for n, item in enumerate(articles(6, 9)))


@pytest.mark.parametrize(("beside", "believed"), [(MENU, True), (NEWEST, False)], ids=["a menu", "a list with days"])
def test_a_menu_beside_an_empty_list_is_no_list_in_its_place(beside: str, believed: bool) -> None:
    """Where the rows told days, links without any are not what became of them; a list with days may be, and is held for the operator."""
    section = settled(8)
    gone(section, ITEMS)
    section.looks(page([]).replace("<div>版", f'<div class="side"><ul>{beside}</ul></div><div>版'))
    assert (section.outcome.failed, "the list is empty" in section.outcome.line) == (not believed, believed)
    assert ("another list" in section.outcome.line) is not believed


def test_a_site_may_leave_out_the_list_itself() -> None:
    """Words stand in its place, in the box that held it."""
    section = settled(8)
    gone(section, ITEMS)
    section.looks(page([], "<p>暂无内容</p>").replace("<ul></ul>", ""))
    assert not section.outcome.failed and "the list is empty" in section.outcome.line


def test_an_empty_list_that_stays_the_same_is_seen_again() -> None:
    """Though the page says nothing new, what it showed is asked for again in the course of the day."""
    section = settled(8)
    gone(section, ITEMS)
    section.looks(page([]))
    a_day(section, counts=False)
    assert section.entries == []


def test_a_list_that_is_empty_for_some_hours_withdraws_nothing() -> None:
    """As when the site has lost its database for a while: subscribers hear nothing of it."""
    section = settled(8)
    gone(section, ITEMS)
    section.looks(*[page([])] * 20)
    section.publish(ITEMS)
    outcomes = [section.looks(page(ITEMS, "<p>!</p>" * number)) for number in range(4)]
    assert [(each.withdrawn, each.corrected, each.restored, each.failed) for each in outcomes] == [(0, 0, 0, False)] * 4
    assert len(section.entries) == 8


def test_an_empty_list_whose_articles_are_there_is_held() -> None:
    """A list whose rows come by script from today on looks so: told with the place and the next step; nothing changes."""
    section = settled(8)
    gone(section, ITEMS[:3])
    for _ in range(5):
        section.now += timedelta(hours=6)
        section.looks(page([]))
        assert section.outcome.verdict is Verdict.SUSPECT
        assert "the list is there but empty" in section.outcome.line and "script" in section.outcome.next_step
    assert len(section.entries) == 8
    section.publish(ITEMS)
    assert not section.looks(page(ITEMS)).failed


def test_a_list_that_is_not_there_is_no_empty_one() -> None:
    """Where the place of the list is gone as well, the layout may have changed: nothing is asked of the articles, nothing changes."""
    section = settled(8)
    gone(section, ITEMS)
    section.looks("<html><body><div class='app'></div></body></html>")
    assert section.outcome.verdict is Verdict.BROKEN
    assert section.now - (section.entries[0].missed or section.now) == timedelta()


def test_an_empty_list_beside_words_of_maintenance_is_no_empty_one() -> None:
    """The articles of a site that is being mended are gone for a while, too: nothing is noted of them."""
    section = settled(8)
    gone(section, ITEMS)
    section.looks(page([], "<p>网站维护，暂停服务</p>"))
    assert section.outcome.verdict is Verdict.SUSPECT and "网站维护" in section.outcome.line
    assert {entry.missed for entry in section.entries} == {None}


def nameless(html: str) -> str:
    """The same list in boxes that have no names: rows are known by their own."""
    return html.replace('<div class="list">', "<div>").replace("<li>", '<li class="item">')


def opened_by_script(html: str) -> str:
    """The same rows, whose articles a script opens by their numbers."""
    return re.sub(r'(<li><)a href="[^"]*"([^/]*</)a>', r"\1b onclick='show(4)'\2b>", html)


@pytest.mark.parametrize(
    ("before", "after"),
    [(nameless(page(ITEMS)), "<div class='nav'><a href='/'>首页</a></div><ul><li>正在加载"), (page(ITEMS), opened_by_script(page(ITEMS))), (page(ITEMS), "<div class=list><ul></ul></div>")],
    ids=["a list without a name", "opened by a script", "nothing else"],
)
def test_another_layout_is_no_empty_list(before: str, after: str) -> None:
    """Where the rows' place has no name, as any page may have it, where a script opens the articles, and where all links are gone: nothing is withdrawn."""
    section = Section()
    section.publish(ITEMS)
    section.looks(*[before] * 3)
    gone(section, ITEMS)
    section.looks(after)
    assert section.outcome.failed
    assert {entry.missed for entry in section.entries} == {None}


def test_an_empty_list_of_which_nothing_can_be_asked_is_held() -> None:
    """Where no article's own page can be asked, as another section gave it its address, nobody says that the list is empty."""
    section = settled(8)
    moved = tuple(replace(entry, url=f"{entry.url}?other") for entry in section.entries)
    section.store.commit(Commit(section.store.state("news"), section.outcome, moved))
    section.looks(page([]))
    assert section.outcome.verdict is Verdict.SUSPECT
