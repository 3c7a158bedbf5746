"""What every page shares: head, navigation, footer, the copy field, and the step from markup to a document."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import TypeVar

from ..model import Entry
from ..published import Document, Feed, Site
from .content import RESERVED, TDM_POLICY
from .markup import Attributes, Html, el, join, text
from .safe import web_url
from .when import moment, site_zone
from .words import Words

W = TypeVar("W")

HTML = "text/html; charset=utf-8"
# A page stays below 60 kB; what is rendered beyond this is tried again with less in it.
PAGE_LIMIT = 56_000
# The policy every page can live under; a static server that sends no headers still gets it from the page.
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'"
)
SUBSCRIBABLE = (
    ("Atom", "atom", "application/atom+xml"),
    ("RSS", "rss", "application/rss+xml"),
    ("JSON Feed", "json", "application/feed+json"),
)


def autodiscovery(feeds: Iterable[Feed]) -> Html:
    """``link rel=alternate`` for each feed: naive readers take the first, so all Atom links come first."""
    ordered = tuple(feeds)
    return join(
        el("link", {"rel": "alternate", "type": media_type, "title": f"{feed.title} ({name})", "href": feed.url(suffix)})
        for name, suffix, media_type in SUBSCRIBABLE
        for feed in ordered
    )


def head(site: Site, title: str, description: str, url: str, feeds: Iterable[Feed], scripts: Sequence[str], *more: Html) -> Html:
    """``url`` is the page's own; ``scripts`` are file names beside it; ``more`` are further links."""
    return el(
        "head",
        None,
        join(
            (
                el("meta", {"charset": "utf-8"}),
                el("meta", {"http-equiv": "Content-Security-Policy", "content": POLICY}),
                el("title", None, title),
                el("meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"}),
                el("meta", {"name": "description", "content": description}),
                el("meta", {"name": "color-scheme", "content": "light dark"}),
                el("meta", {"property": "og:title", "content": title}),
                el("meta", {"property": "og:site_name", "content": site.title}),
                el("meta", {"property": "og:url", "content": url}),
                el("link", {"rel": "canonical", "href": url}),
                el("link", {"rel": "stylesheet", "href": "style.css"}),
                el("link", {"rel": "icon", "href": "favicon.svg", "type": "image/svg+xml"}),
                el("link", {"rel": "alternate icon", "href": "favicon.ico", "sizes": "32x32"}),
                el("link", {"rel": "apple-touch-icon", "href": "icon.png"}),
                autodiscovery(feeds),
                *more,
                *(el("script", {"type": "module", "src": script}) for script in scripts),
            )
        ),
    )


def reserved(entries: Iterable[Entry]) -> tuple[Html, ...]:
    """The meta tags that repeat what the sites of these entries reserve (TDMRep; robots words against training)."""
    return signal_tags({signal for entry in entries if entry.state == "live" for signal in entry.signals})


def signal_tags(signals: Iterable[str]) -> tuple[Html, ...]:
    """A single policy is named; of several none is that of all."""
    said = set(signals)
    policies = [signal.removeprefix(TDM_POLICY) for signal in said if signal.startswith(TDM_POLICY)]
    robots = ", ".join(sorted(signal for signal in said if not signal.startswith("tdm-")))
    tags = [("robots", robots)] if robots else []
    tags += [("tdm-reservation", "1")] if RESERVED in said else []
    tags += [("tdm-policy", policies[0])] if len(policies) == 1 else []
    return tuple(el("meta", {"name": name, "content": content}) for name, content in tags)


def banner(site: Site, words: Words, current: str) -> Html:
    """The top bar.  ``current`` is the file name of the page it stands on."""
    places = (("index.html#feeds", words.nav_feeds), ("index.html#how", words.nav_subscribe), ("status.html", words.nav_status))
    return el(
        "header",
        {"class": "bar"},
        el("a", {"class": "skip", "href": "#main"}, words.skip),
        el("a", {"class": "brand", "href": "index.html"}, mark(), el("span", {"dir": "auto"}, site.title)),
        el(
            "nav",
            {"aria-label": words.nav_label},
            *(el("a", {"href": href, "aria-current": "page" if href == current else None}, label) for href, label in places),
        ),
    )


def mark() -> Html:
    """The small sign of the site: a sheet with lines, and a signal going out from it."""
    return el(
        "svg",
        {"class": "mark", "viewBox": "0 0 32 32", "aria-hidden": "true"},
        el("rect", {"width": 32, "height": 32, "rx": 8}),
        el("circle", {"cx": 10, "cy": 22, "r": 2.6}),
        el("path", {"d": "M7.4 14.6a10 10 0 0 1 10 10M7.4 7.9a16.7 16.7 0 0 1 16.7 16.7"}),
    )


def footer(site: Site, words: Words) -> Html:
    home, contact = web_url(site.home_url), site.contact
    reach = contact if contact.startswith("mailto:") else web_url(contact)
    facts = (
        el("p", None, words.footer_source + words.colon, el("a", {"href": home, "rel": "noopener"}, site.author)) if home else None,
        el("p", None, el("a", {"href": reach}, words.footer_contact)) if reach else None,
        el("p", None, words.updated + words.colon, moment(site.updated, site_zone(site), words)),
        el("p", {"class": "rights", "dir": "auto"}, site.rights) if site.rights else None,
        el("p", None, words.made_by),
    )
    return el("footer", {"class": "foot"}, *facts)


def copy_field(name: str, label: str, value: str, words: Words) -> Html:
    """An address to copy: one click selects all of it, and the script adds a button."""
    folder, slash, file = value.rpartition("/")
    shown = el("code", {"id": name, "dir": "ltr"}, folder + slash, el("wbr"), file)
    return el("div", {"class": "copy"}, shown, copy_button(name, label, words))


def copy_button(target: str, label: str, words: Words) -> Html:
    """Hidden until the script that makes it work has run."""
    spoken = f"{words.copy} {label}"
    attributes: Attributes = {"type": "button", "data-copy": target, "data-done": words.copied, "aria-label": spoken, "hidden": True}
    return el("button", attributes, words.copy)


def empty(words: Words) -> Html:
    return el("div", {"class": "empty"}, mark(), el("p", {"class": "empty-title"}, words.no_entries), el("p", None, words.no_entries_hint))


def page(language: str, site: Site, words: Words, current: str, head_part: Html, *main: str | None) -> Html:
    """A whole page; ``main`` are its parts, wording in ``words``."""
    body = el(
        "body",
        None,
        join(
            (
                banner(site, words, current),
                el("main", {"id": "main", "tabindex": "-1"}, join(part for part in main if part is not None)),
                footer(site, words),
                el("p", {"id": "said", "class": "unseen", "role": "status"}),
            )
        ),
    )
    return Html(f"<!doctype html>\n{el('html', {'lang': language}, head_part, text(body))}\n")


def document(name: str, markup: Html, modified: datetime) -> Document:
    return Document(name, HTML, markup.encode(), modified)


def fitting(render: Callable[[W], Html], ways: Sequence[W]) -> Html:
    """The page made in the first of these ways that keeps it small, else in the last; each makes it smaller than the one before.

    Mostly the first will do, and where a site is very large not even the last: these two are tried before those between.
    """
    best = render(ways[0])
    if _is_small(best) or len(ways) == 1:
        return best
    best, heavy, light = render(ways[-1]), 0, len(ways) - 1
    while _is_small(best) and light - heavy > 1:
        middle = (heavy + light) // 2
        page = render(ways[middle])
        if _is_small(page):
            best, light = page, middle
        else:
            heavy = middle
    return best


def _is_small(page: Html) -> bool:
    return len(page.encode()) <= PAGE_LIMIT
