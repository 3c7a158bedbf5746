"""index.html: what this is, whose news, every feed with its latest headlines, and how to subscribe."""

from __future__ import annotations

from functools import partial

from ..published import Document, Feed, Site
from .entry_list import headline
from .markup import Html, el, join
from .rhythm import live, pace, strip, times
from .shell import SUBSCRIBABLE, copy_field, document, empty, fitting, head, page, signal_tags
from .status_page import health
from .words import Words, words


def render(site: Site) -> Document:
    """Site → index.html in the site's language; fewer headlines per feed where many feeds would make it heavy."""
    return document("index.html", fitting(partial(_page, site), (4, 3, 2, 1, 0)), site.updated)


def _page(site: Site, headlines: int) -> Html:
    say = words(site.language)
    lead = say.lead.format(author=site.author)
    signals = signal_tags(site.signals)
    top = head(site, f"{site.title} · {say.eyebrow}", lead, site.base_url, (site.merged, *site.feeds), ("pages.js",), *signals)
    return page(site.language, site, say, "index.html", top, _hero(site, say, lead), _sections(site, say, headlines), _how(say))


def _hero(site: Site, say: Words, lead: str) -> Html:
    return el(
        "section",
        {"class": "hero"},
        el(
            "div",
            {"class": "hero-words"},
            el("p", {"class": "eyebrow"}, say.eyebrow),
            el("h1", {"dir": "auto"}, site.title),
            el("p", {"class": "lead"}, lead),
            _follow(site, say),
            el("p", None, el("a", {"class": "to-status", "href": "status.html"}, health(site, say))),
        ),
        _latest(site, say),
    )


def _follow(site: Site, say: Words) -> Html:
    label = say.address.format(format="Atom")
    others = (el("a", {"href": f"{site.merged.key}.{suffix}"}, name) for name, suffix, _ in SUBSCRIBABLE[1:])
    return el(
        "div",
        {"class": "follow"},
        el("p", {"class": "follow-title"}, say.follow_all),
        copy_field("all-address", label, site.merged.url("atom"), say),
        el(
            "p",
            {"class": "also"},
            *others,
            el("a", {"href": "feeds.opml", "download": True}, say.opml),
            el("a", {"href": f"{site.merged.key}.html"}, say.open_feed),
        ),
    )


def _latest(site: Site, say: Words) -> Html:
    entries = live(site.merged.entries)[:6]
    body = el("ul", {"class": "headlines"}, *(headline(entry, say) for entry in entries)) if entries else empty(say)
    return el("div", {"class": "panel"}, el("h2", None, say.latest), body)


def _sections(site: Site, say: Words, headlines: int) -> Html:
    count = say.only_section if len(site.feeds) == 1 else say.sections_count.format(n=len(site.feeds))
    return el(
        "section",
        {"id": "feeds", "class": "block"},
        el("div", {"class": "block-head"}, el("h2", None, say.sections), el("p", None, count)),
        el("div", {"class": "cards"}, join(_card(feed, site, say, headlines) for feed in site.feeds)) if site.feeds else empty(say),
    )


def _card(feed: Feed, site: Site, say: Words, headlines: int) -> Html:
    entries = live(feed.entries)[:headlines]
    news = el("ul", {"class": "headlines"}, *(headline(entry, say) for entry in entries)) if entries else None
    nothing = el("p", {"class": "quiet"}, say.no_entries_hint) if headlines and not entries else None
    return el(
        "article",
        {"class": "card"},
        el(
            "div",
            {"class": "card-head"},
            el("h3", None, el("a", {"href": f"{feed.key}.html", "dir": "auto"}, feed.short)),
            strip(times(feed), site.updated, say) if headlines else None,
        ),
        el("p", {"class": "pace"}, pace(feed, say)),
        news or nothing,
        el("p", {"class": "chips"}, *(_chip(feed, name, suffix) for name, suffix, _ in SUBSCRIBABLE)),
    )


def _chip(feed: Feed, name: str, suffix: str) -> Html:
    return el("a", {"class": "chip", "href": f"{feed.key}.{suffix}", "aria-label": f"{feed.short} {name}"}, name.split()[0])


def _how(say: Words) -> Html:
    return el(
        "section",
        {"id": "how", "class": "block"},
        el("div", {"class": "block-head"}, el("h2", None, say.how)),
        el("ol", {"class": "steps"}, *(el("li", None, el("h3", None, title), el("p", None, body)) for title, body in say.steps)),
        el("div", {"class": "pair"}, _table(say.readers_title, say.readers), _table(say.formats_title, say.formats)),
    )


def _table(title: str, rows: tuple[tuple[str, str], ...]) -> Html:
    pairs = (el("div", None, el("dt", None, name), el("dd", None, body)) for name, body in rows)
    return el("div", {"class": "panel"}, el("h3", None, title), el("dl", {"class": "facts"}, *pairs))
