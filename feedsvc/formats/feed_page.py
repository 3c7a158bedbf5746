"""<key>.html: the latest entries of one feed, its addresses to copy, and the embed builder for partners."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from ..model import Document, Entry, Feed, Site
from .builder import Script, builder
from .markup import Html, clip, el, join, link
from .rhythm import live, pace, strip
from .shell import SUBSCRIBABLE, copy_field, document, empty, fitting, head, page
from .when import long_time, month_words, weekday
from .words import Words, words

__all__ = ["Script", "render"]

_TITLE, _SUMMARY, _NAME = 300, 600, 80


def render(feed: Feed, site: Site, script: Script) -> Document:
    """Feed → <key>.html in the feed's language.

    ``script`` is the frozen edition of the embed script that partners are given.  At most 40 entries are shown,
    fewer where they are long, so that the page stays light.
    """
    return document(f"{feed.key}.html", fitting(_page(feed, site, script, shown) for shown in (40, 30, 20, 10, 5, 1)), feed.updated)


def _page(feed: Feed, site: Site, script: Script, shown: int) -> Html:
    say = words(feed.language)
    entries = live(feed.entries)[:shown]
    others = [site.merged] if feed.key != site.merged.key else []
    title = feed.title
    top = head(site, title, feed.subtitle or feed.title, feed.url("html"), (feed, *others), ("pages.js", "embed.js"))
    side = el("aside", {"class": "side"}, _subscribe(feed, say))
    listing = el("div", {"class": "stream"}, _entries(entries, feed, site, say))
    return page(
        feed.language, site, say, f"{feed.key}.html", top,
        _title(feed, site, say), el("div", {"class": "columns"}, side, listing), builder(feed, script, say),
    )


def _title(feed: Feed, site: Site, say: Words) -> Html:
    return el(
        "section",
        {"class": "title"},
        el("p", {"class": "eyebrow"}, el("a", {"href": "index.html", "dir": "auto"}, site.title)),
        el("h1", {"dir": "auto"}, feed.short),
        el("p", {"class": "lead", "dir": "auto"}, feed.subtitle) if feed.subtitle else None,
        el(
            "p",
            {"class": "pace"},
            strip(feed.entries, feed.updated, say),
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


def _entries(entries: Sequence[Entry], feed: Feed, site: Site, say: Words) -> Html:
    if not entries:
        return join((el("h2", {"class": "unseen"}, say.latest), empty(say)))
    months = groupby(entries, key=lambda entry: month_words(entry.published.at, say))
    places = {section.key for section in site.feeds} - {feed.key}
    groups = (
        el("section", {"class": "month"}, el("h3", None, label), join(_entry(entry, feed, places, say) for entry in members))
        for label, members in months
    )
    note = el("p", {"class": "hint"}, say.entries_shown.format(n=len(entries)))
    return join((el("h2", {"class": "unseen"}, say.latest), *groups, note))


def _entry(entry: Entry, feed: Feed, places: set[str], say: Words) -> Html:
    at = entry.published.at
    day = el("p", {"class": "day", "aria-hidden": "true"}, el("b", None, str(at.day)), el("span", None, weekday(at, say, short=True)))
    return el(
        "article",
        {"class": "entry", "lang": entry.language},
        day,
        el(
            "div",
            None,
            el("h4", {"dir": "auto"}, link(entry.url, clip(entry.title, _TITLE), {"rel": "noopener noreferrer"})),
            el("p", {"class": "summary", "dir": "auto"}, clip(entry.summary, _SUMMARY)) if entry.summary else None,
            _facts(entry, feed, places, say),
        ),
    )


def _facts(entry: Entry, feed: Feed, places: set[str], say: Words) -> Html:
    """The small line under an entry: when, from where, in which sections, with which files."""
    facts = [long_time(entry.published, say)]
    if entry.origin:
        facts.append(el("bdi", None, say.origin.format(origin=clip(entry.origin, _NAME))))
    facts += [
        el("a", {"href": f"{feed.categories[key].term}.html", "dir": "auto"}, clip(feed.categories[key].label, _NAME))
        for key in entry.sources
        if key in places and key in feed.categories
    ]
    facts += [
        link(file.url, f"{say.attachments} · {clip(file.title, _NAME)}", {"rel": "noopener noreferrer", "dir": "auto"})
        for file in entry.attachments[:5]
    ]
    return el("p", {"class": "facts-line", "lang": say.tag}, *facts)
