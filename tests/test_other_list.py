"""Another list answers at the address of ours: held until ours is back or the operator says that it is the site's, never taken over."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urljoin

import pytest

from feedsvc.model import Source
from feedsvc.record import Verdict
from feedsvc.refresh import refresh
from tests import listing_layouts as layouts
from tests.listing_layouts import URL, Article
from tests.watched_section import Section

LAYOUT = "list_date_after"
HOME = urljoin(URL, "/")
OURS = [replace(item, day=item.day and item.day - timedelta(days=90)) for item in layouts.articles(12, 1)]
"""A section in which little happens: its newest article is three months old."""
OTHERS = [replace(item, url=item.url.replace("/xwdt/", "/dwgz/")) for item in layouts.articles(40, 2)]


def page(items: list[Article], older: str = "") -> str:
    return layouts.page(LAYOUT, items, 5).replace("</body>", f'<a href="{older}">下一页</a></body>' if older else "</body>")


@pytest.fixture
def section() -> Section:
    watched = Section()
    watched.publish([*OURS, *OTHERS])
    watched.looks(*[page(OURS)] * 2)
    assert len(watched.entries) == 12
    return watched


def stays_ours(section: Section) -> None:
    """Three looks at what stands there now: held each time, with words, and nothing added; then ours is back."""
    for _ in range(3):
        outcome = section.look()
        assert (outcome.verdict, bool(outcome.line and outcome.next_step)) == (Verdict.SUSPECT, True)
    section.web.answers.pop(HOME, None)
    assert not section.looks(page(OURS)).failed
    assert set(section.titles) == {item.url for item in OURS}


def test_news_that_stood_there_before_our_last_look_is_no_news(section: Section) -> None:
    """Half an hour after the last look all rows are others, newer than ours, but of the days and weeks before: they would have been seen."""
    section.show(page(OTHERS[:12]))
    stays_ours(section)


def test_what_only_another_section_knows_is_not_known_here(section: Section) -> None:
    """Every row is an article of a section that is watched as well, and none is one of this."""
    other = Source("party", urljoin(URL, "/dwgz/"), "党务工作", pages=1)
    section.web.put(other.url, page(OTHERS[:12]).encode())
    asyncio.run(refresh(other, section.parts))
    assert len(section.store.entries(["party"])) == 12
    section.show(page(OTHERS[:12]))
    stays_ours(section)


def test_an_address_that_leads_to_the_front_page_is_not_our_list(section: Section) -> None:
    """Some of ours stand on it, too, among others; the operator is told what to do if it is right, and may believe it."""
    section.web.put(HOME, page([*OTHERS[:4], *OURS[:8]]).encode())
    section.web.redirect(URL, HOME, 302)
    outcome = section.look()
    assert "front page" in outcome.line and "'url'" in outcome.next_step
    stays_ours(section)
    section.web.put(HOME, page([*OTHERS[:4], *OURS[:8]]).encode())
    section.web.redirect(URL, HOME, 302)
    assert section.look(release=True).new == 4
    assert not section.look().failed


def test_an_address_that_leads_to_a_login_is_told(section: Section) -> None:
    """Not the layout has changed but the way: where it leads is said, without what may differ at each look."""
    login = urljoin(URL, "/login")
    section.web.put(f"{login}?s=1", "<html><title>登录</title><form><input name=user></form></html>".encode())
    section.web.redirect(URL, f"{login}?s=1", 302)
    assert section.look().line.endswith(f"; the site sends us on to {login}")
    section.show(page(OURS))
    assert not section.look().failed


def test_an_older_page_that_leads_to_the_front_page_is_none_of_ours() -> None:
    """The site knows it no longer, for a while: what the front page lists is not taken for our past, which is read once it is back."""
    section = Section()
    section.source = replace(section.source, pages=None)
    section.publish([*OURS, *OTHERS])
    older = urljoin(URL, "/p2.html")
    section.show(page(OURS[:6], "/p2.html"))
    section.web.put(HOME, page(OTHERS[:12]).encode())
    section.web.redirect(older, HOME, 302)
    for _ in range(3):
        assert not section.look().failed
    assert set(section.titles) == {item.url for item in OURS[:6]}
    section.web.put(older, page(OURS[6:]).encode())
    section.look()
    assert set(section.titles) == {item.url for item in OURS}


def test_a_list_that_always_stood_on_the_front_page_is_ours() -> None:
    """The configured address has led there since the first look."""
    section = Section()
    section.publish(OURS)
    section.web.redirect(URL, HOME, 302)
    for rows in (OURS[1:], OURS[1:], OURS):
        section.web.put(HOME, page(rows).encode())
        assert not section.look().failed
    assert len(section.entries) == 12


@pytest.mark.parametrize("behind", ["more of theirs", "ours"])
def test_a_page_of_fresh_news_is_ours_where_an_older_page_meets_what_we_know(section: Section, behind: str) -> None:
    """Twelve articles of one day, all new: a busy day of ours, if the next page shows what is known; else another list."""
    section.source = replace(section.source, pages=None)
    fresh = [replace(item, day=layouts.NOW.date()) for item in OTHERS[:12]]
    section.web.put(urljoin(URL, "/p2.html"), page(OURS if behind == "ours" else OTHERS[12:]).encode())
    section.show(page(fresh, "/p2.html"))
    if behind == "ours":
        assert section.look().new == 12
    else:
        stays_ours(section)


def test_all_that_came_while_we_were_away_is_believed(section: Section) -> None:
    """No look for a year: a page with nothing but articles of that time is what was to be expected."""
    later = [replace(item, day=item.day and item.day + timedelta(days=360)) for item in OTHERS[:12]]
    section.now += timedelta(days=360)
    section.publish(later)
    section.show(page(later))
    assert section.look().new == 12


@pytest.mark.parametrize("way", ["index.php", "index.html", "home.aspx"])
def test_a_front_page_answers_under_any_of_its_names(way: str) -> None:
    """The list is the site's front page itself: whether it answers as / or as /index.php tells nothing of it."""
    section = Section()
    section.source = replace(section.source, url=urljoin(URL, f"/{way}"))
    section.publish(OURS)
    for number in range(6):
        for place in (HOME, section.source.url):
            section.web.put(place, page(OURS, f"/p{number}.html").encode())
        if number % 2:
            section.web.redirect(section.source.url, HOME, 302)
        assert not section.look().failed, section.outcome.line
