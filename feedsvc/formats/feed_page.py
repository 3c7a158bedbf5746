"""<key>.html: the latest entries of one feed, its addresses to copy, and the embed builder for partners."""

from __future__ import annotations

from functools import partial

from ..published import Document, Feed, Site
from .archives import prev_page
from .builder import Script, builder
from .entry_list import by_month, headline
from .markup import Html, el, join, link
from .rhythm import live, pace, strip, times
from .shell import SUBSCRIBABLE, copy_field, document, empty, fitting, head, page, reserved
from .words import Words, words

__all__ = ["Script", "render"]

_SHOWN = tuple((full, 500) for full in (20, 10, 5)) + ((5, 100), (1, 20))
"""How many entries stand on the page in full, and how many more as headlines; the first that keeps it light is taken."""


def render(feed: Feed, site: Site, script: Script) -> Document:
    """Feed → <key>.html in the feed's language.

    ``script`` is the frozen edition of the embed script that partners are given.  At most 20 entries are shown in full,
    fewer where they are long, so that the page stays light; the rest take a line each.
    """
    return document(f"{feed.key}.html", fitting(partial(_page, feed, site, script), _SHOWN), feed.updated)


def _page(feed: Feed, site: Site, script: Script, shown: tuple[int, int]) -> Html:
    full, more = shown
    say = words(feed.language)
    entries = live(feed.entries)
    rest = [headline(entry, say) for entry in entries[full : full + more]]
    listing = join((by_month(entries[:full], feed, site, say), el("ul", {"class": "headlines rest"}, *rest) if rest else Html("")))
    heading = el("h2", {"class": "unseen"}, say.latest)
    others = [site.merged] if feed.key != site.merged.key else []
    title = feed.title
    top = head(site, title, feed.subtitle or feed.title, feed.url("html"), (feed, *others), ("pages.js", "embed.js"), *reserved(entries))
    side = el("aside", {"class": "side"}, _subscribe(feed, say), _further(feed, say))
    stream = el("div", {"class": "stream"}, heading, listing if entries else empty(say), _older(feed, say))
    return page(
        feed.language,
        site,
        say,
        f"{feed.key}.html",
        top,
        _title(feed, site, say),
        el("div", {"class": "columns"}, side, stream),
        builder(feed, script, say),
    )


def _title(feed: Feed, site: Site, say: Words) -> Html:
    return el(
        "section",
        {"class": "title"},
        el("p", {"class": "eyebrow"}, el("a", {"href": "index.html", "dir": "auto"}, site.title)),
        el("h1", {"dir": "auto"}, feed.short),
        el("p", {"class": "lead"}, feed.subtitle) if feed.subtitle else None,
        el(
            "p",
            {"class": "pace"},
            strip(times(feed), feed.updated, say),
            el("span", None, pace(feed, say)),
            link(feed.home_url, say.from_source, {"rel": "noopener"}),
        ),
    )


def _subscribe(feed: Feed, say: Words) -> Html:
    return el(
        "section",
        {"class": "panel subscribe", "id": "subscribe"},
        el("h2", {"dir": "auto"}, say.subscribe.format(title=feed.short)),
        el("p", {"class": "hint"}, say.subscribe_hint),
        *(_address(feed, name, suffix, say) for name, suffix, _ in SUBSCRIBABLE),
    )


def _address(feed: Feed, name: str, suffix: str, say: Words) -> Html:
    field = copy_field(f"address-{suffix}", say.address.format(format=name), feed.url(suffix), say)
    return el("div", {"class": "address"}, el("a", {"class": "address-name", "href": f"{feed.key}.{suffix}"}, name), field)


def _further(feed: Feed, say: Words) -> Html:
    """Where else to go from here, for who does not want to scroll past the articles."""
    name = prev_page(feed)
    return el(
        "ul",
        {"class": "further"},
        el("li", None, el("a", {"href": "#embed"}, say.to_embed)),
        el("li", None, el("a", {"href": name}, say.older)) if name else None,
        el("li", None, el("a", {"href": "feeds.opml", "download": True}, say.to_opml)),
    )


def _older(feed: Feed, say: Words) -> Html | None:
    """The way to the archive pages, where there are any."""
    name = prev_page(feed)
    return el("p", {"class": "turns"}, el("a", {"rel": "prev-archive", "href": name}, f"← {say.older}")) if name else None
