"""The way through all pages of a listing, some in each pass: rows that move meanwhile, and pages that come short."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from html import escape
from typing import Any

from tests.listing_layouts import NOW, URL, Article, articles
from tests.watched_section import Section

PER_PAGE = 6


def place(number: int) -> str:
    return URL if number == 1 else f"{URL}index_{number}.html"


class Paged(Section):
    """A section that lists ``items`` on pages of six, read back to the end; ``short`` is a page that shows its last row alone."""

    def __init__(self, items: list[Article]) -> None:
        super().__init__()
        self.source = replace(self.source, pages=None)
        self.items = list(items)
        self.short = 0
        self.publish(items)

    def look(self, release: bool = False) -> Any:
        count = -(-len(self.items) // PER_PAGE)
        for number in range(1, count + 1):
            shown = self.items[(number - 1) * PER_PAGE : number * PER_PAGE]
            self.web.put(place(number), self.page(number, shown[-1:] if number == self.short else shown, count).encode())
        return super().look(release)

    def page(self, number: int, shown: list[Article], count: int) -> str:
        rows = "".join(f'<li><a href="{item.url}">{escape(item.title)}</a><span>{item.day}</span></li>' for item in shown)
        onward = f'<a href="{place(number + 1)}">下一页</a>' if number < count else ""
        return f'<html><body><h1>新闻动态</h1><ul class="list">{rows}</ul><div class="page">{onward}</div></body></html>'

    def delete(self, item: Article) -> None:
        self.items.remove(item)
        self.web.put(item.url, status=404)

    def read_back(self) -> None:
        """Looks until the way back is done."""
        self.look()
        while self.store.state("news").backfill:
            self.look()


def test_a_row_that_moved_up_behind_us_is_met() -> None:
    """An article is taken off between two passes of a walk: the row that moved up to the page read last is not passed over."""
    items = articles(30, 1)
    section = Paged(items)
    section.look()
    section.look()  # pages 2 and 3 have been read
    section.delete(items[8])
    section.read_back()
    assert set(section.titles) >= {item.url for item in items if item is not items[8]}


def test_a_walk_that_met_too_few_rows_withdraws_nothing() -> None:
    """An older page comes with one row instead of six, and articles of it have moved to addresses we do not know yet.

    Their old addresses are gone, and the listing seems to lack them: they are withdrawn by no walk that met less than there is.
    """
    items = articles(24, 2)
    section = Paged(items[14:])
    section.read_back()
    section.items = list(items)
    section.publish(items)
    section.look()
    section.look()
    assert len(section.entries) == len(items)
    moved = [replace(item, url=f"{URL}moved/{number}.html") for number, item in enumerate(items[PER_PAGE : 2 * PER_PAGE])]
    section.publish(moved)
    for item in items[PER_PAGE : 2 * PER_PAGE]:
        section.web.put(item.url, status=404)
    section.items[PER_PAGE : 2 * PER_PAGE] = moved
    section.short = 2
    section.now += timedelta(days=31)
    for _ in range(6):
        section.look()
    assert [entry.title for entry in section.store.entries(["news"], state="withdrawn")] == []
    section.short = 0
    section.now += timedelta(days=31)
    section.read_back()
    assert len(section.entries) == len(items)


def test_what_a_clock_that_was_ahead_saw_is_looked_at_again_even_after_a_pass_that_failed() -> None:
    """To a clock ten years ahead every article is too old to be looked at again.  Put right, it looks; a broken page first changes nothing."""
    items = articles(5, 3)
    section = Section()
    section.publish(items)
    listing = "".join(f'<li><a href="{item.url}">{escape(item.title)}</a><span>{item.day}</span></li>' for item in items)
    section.now += timedelta(days=3652)
    section.looks(f"<html><body><ul>{listing}</ul></body></html>")
    assert all(entry.next_check is None for entry in section.entries)
    section.now -= timedelta(days=3652)
    section.web.put(items[0].url, section.web.answers[items[0].url].body.replace("这里是正文的第一句".encode(), "这里是更正后的第一句".encode()))
    assert section.looks("<html><body><p>系统维护</p></body></html>").failed
    section.looks(*[f"<html><body><ul>{listing}</ul></body></html>"] * 2)
    assert any("更正后" in entry.summary for entry in section.entries)


def undated(item: Article, text: str) -> bytes:
    body = f"<p>{item.title}。{text}，说明事情的经过。</p><p>与会代表就下一步的安排交换了意见，并约定年底前再开一次会。</p>"
    return f'<html><head><title>{item.title}</title></head><body><h1>{item.title}</h1><div class="content">{body}</div></body></html>'.encode()


def test_an_article_met_at_anothers_address_is_known_there_even_once_it_is_rewritten() -> None:
    """A site without dates renumbers its articles.  A look at an old address meets another one, which the listing shows only later, rewritten."""
    items, section = articles(12, 4), Section()

    def listing(shown: list[tuple[str, str]]) -> str:
        return "<html><body><ul>" + "".join(f'<li><a href="{url}">{escape(title)}</a></li>' for url, title in shown) + "</ul></body></html>"

    for item in items:
        section.web.put(item.url, undated(item, "这里是正文的第一句"))
    rows = [(item.url, item.title) for item in items]
    section.looks(listing(rows))
    ids = {entry.title: entry.id for entry in section.entries}
    moved, other = items[5], items[6]
    section.now += timedelta(hours=1)
    section.web.put(other.url, undated(moved, "这里是正文的第一句"))
    section.web.put(moved.url, status=404)
    section.looks(listing([*rows[:5], *rows[7:]]))
    section.web.put(other.url, undated(moved, "这里是改写后的第一句"))
    section.looks(*[listing([*rows[:5], (other.url, moved.title), *rows[7:]])] * 3)
    assert [entry.id for entry in section.entries if entry.title == moved.title] == [ids[moved.title]]


class Circle(Paged):
    """The last page's link leads to ``first``."""

    def __init__(self, items: list[Article], first: str) -> None:
        super().__init__(items)
        self.first = first

    def page(self, number: int, shown: list[Article], count: int) -> str:
        if number < count:
            return super().page(number, shown, count)
        return super().page(number, shown, count + 1).replace(place(count + 1), self.first)


def test_pages_in_a_circle_are_read_once() -> None:
    """The last page's link leads to the first one, under its own address or under another: the way back ends there."""
    for first in (URL, f"{URL}index_1.html"):
        items = articles(30, 4)
        section = Circle(items, first)
        section.web.put(f"{URL}index_1.html", section.page(1, items[:PER_PAGE], 5).encode())
        for _ in range(8):
            section.look()
        assert section.store.state("news").backfill is None
        assert section.store.state("news").gap is None
        assert set(section.titles) == {item.url for item in items}
        before = len(section.web.asked)
        section.look()
        assert section.web.urls[before:] == [URL]


def test_more_than_the_page_shows_with_no_way_on_is_said() -> None:
    """Every row is new, and nothing leads to older pages: what may have been missed between two looks is told and recorded."""
    items = articles(40, 5)
    section = Section()
    section.publish(items)
    draw = Paged([]).page

    def shown(first: int) -> str | None:
        """The gap after a look on the day of the newest row."""
        section.now = datetime.combine(items[first].day or NOW.date(), NOW.time(), NOW.tzinfo)
        section.looks(draw(1, items[first : first + 8], 1))
        return section.store.state("news").gap

    assert (shown(20), shown(15)) == (None, None)
    gap = shown(3)
    assert gap is not None and "interval" in gap
    assert [words for _, words in section.store.notes("news")].count(gap) == 1
    assert shown(2) == gap
    assert [words for _, words in section.store.notes("news")].count(gap) == 1


def test_rows_that_tell_where_the_new_ones_end() -> None:
    """A pinned old row on top does not; known rows above new ones do where the list runs from old to new, and so do rows that wait."""
    items = articles(40, 6)

    def gap_after(before: list[Article], after: list[Article], broken: str = "") -> bool:
        section = Section()
        section.publish(items)
        if broken:
            section.web.put(broken, status=500)
        draw = Paged([]).page
        section.looks(draw(1, before, 1), draw(1, after, 1))
        return section.store.state("news").gap is not None

    pinned = items[35]
    assert gap_after([pinned, *items[20:28]], [pinned, *items[3:11]])
    assert not gap_after(items[20:28][::-1], [*items[20:28][::-1], *items[17:20][::-1]])
    assert not gap_after(items[20:28], [*items[17:20], items[27]], broken=items[27].url)


def test_articles_of_one_day_stand_as_in_the_list_however_many_pages_it_takes() -> None:
    """Days alone, several articles a day, six rows a page: read page after page in several passes, and in the list's order in the end."""
    items = [replace(item, day=NOW.date() - timedelta(days=number // 5)) for number, item in enumerate(articles(40, 8))]
    section = Paged(items)
    for item in items:
        section.web.put(item.url, section.web.answers[item.url].body.replace(b" 09:30:00", b""))
    section.read_back()
    assert [entry.url for entry in section.entries] == [item.url for item in items]


def test_articles_without_any_time_stand_as_in_the_list_however_many_pages_it_takes() -> None:
    """Neither rows nor pages tell a day: what older pages show stands below what the first look saw, and what comes later on top."""
    items = [replace(item, url=f"{URL}?id={90 - number}", day=None) for number, item in enumerate(articles(40, 8))]
    section = Paged([])
    section.items = items[2:]
    draw = section.page
    section.page = lambda *parts: draw(*parts).replace("<span>None</span>", "")  # type: ignore[method-assign]
    for item in items:
        section.web.put(item.url, undated(item, "这里是正文的第一句"))
    section.look()
    section.now += timedelta(days=3)
    section.read_back()
    section.items = items[1:]
    section.look()
    section.items = items
    section.look()
    assert [entry.url for entry in section.entries] == [item.url for item in items]
