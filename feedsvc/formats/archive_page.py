"""<key>.archive-00001.html: older entries of one feed, a page per archive document."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from ..published import Document, Feed, Site
from .archives import next_page, number_of, page_name, prev_page
from .entry_list import SUMMARY, by_month
from .markup import Html, el, join
from .shell import document, empty, fitting, head, page, reserved
from .when import short_date
from .words import Words, words


def render(feed: Feed, site: Site) -> Document:
    """Archive Feed → its page in the feed's language; every entry stands on it, with shorter summaries where they are long."""
    name = page_name(feed.key)
    return document(name, fitting(partial(_page, feed, site, name), (SUMMARY, 300, 150, 0)), feed.updated)


def _page(feed: Feed, site: Site, name: str, summary: int) -> Html:
    say = words(feed.language)
    title = f"{feed.title} · {say.archive.format(n=number_of(feed))}"
    current = replace(feed, key=_current(feed))
    top = head(site, title, title, f"{feed.base_url}{name}", (current,), (), *reserved(feed.entries))
    entries = by_month(feed.entries, feed, site, say, summary) if feed.entries else empty(say)
    stream = el("div", {"class": "stream archive"}, el("h2", {"class": "unseen"}, say.entries), entries, _turns(feed, say))
    return page(feed.language, site, say, name, top, _title(feed, say), stream)


def _title(feed: Feed, say: Words) -> Html:
    current = el("a", {"href": f"{_current(feed)}.html", "dir": "auto"}, feed.title)
    return el(
        "section",
        {"class": "title"},
        el("p", {"class": "eyebrow"}, current),
        el("h1", {"dir": "auto"}, f"{feed.short} · {say.archive.format(n=number_of(feed))}"),
        el("p", {"class": "lead"}, _span(feed, say)) if feed.entries else None,
        _turns(feed, say),
    )


def _current(feed: Feed) -> str:
    return feed.archive.current if feed.archive else feed.key


def _span(feed: Feed, say: Words) -> Html:
    return join((short_date(feed.entries[-1].published, say), short_date(feed.entries[0].published, say)), " – ")


def _turns(feed: Feed, say: Words) -> Html:
    """Older and newer pages, and the way back to the newest."""
    ways = (
        (prev_page(feed), "prev-archive", f"← {say.older}"),
        (next_page(feed), "next-archive", f"{say.newer} →"),
        (f"{_current(feed)}.html", "current", say.latest),
    )
    return el("p", {"class": "turns"}, *(el("a", {"rel": rel, "href": name}, label) for name, rel, label in ways if name))
