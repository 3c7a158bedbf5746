"""The news box without script: a piece of HTML for server-side includes, and a page of its own for frames.

Every link opens in a new tab and hands nothing on.  No id, no name, no style: the piece can stand in any page.
"""

from __future__ import annotations

from ..model import Entry
from ..published import Document, Feed
from .markup import Html, clip, el, join, link
from .rhythm import live
from .shell import HTML, autodiscovery, document, reserved
from .when import short_date
from .words import Words, words

_SHOWN, _TITLE = 10, 120
_LINK = {"target": "_blank", "rel": "noopener noreferrer nofollow"}


def render(feed: Feed) -> tuple[Document, ...]:
    """Feed → <key>.fragment.html, <key>.fragment.ascii.html (for pages in any legacy encoding), <key>.frame.html."""
    news = _news(feed, words(feed.language))
    piece = _piece(feed, news, "p")
    return (
        document(f"{feed.key}.fragment.html", piece, feed.updated),
        Document(f"{feed.key}.fragment.ascii.html", HTML, piece.encode("ascii", "xmlcharrefreplace"), feed.updated),
        document(f"{feed.key}.frame.html", _frame(feed, _piece(feed, news, "h1")), feed.updated),
    )


def _news(feed: Feed, say: Words) -> Html:
    entries = live(feed.entries)[:_SHOWN]
    items = (el("li", {"class": "feed-box-item"}, join(_line(entry, say), " ")) for entry in entries)
    return el("ul", {"class": "feed-box-list"}, join(items)) if entries else el("p", {"class": "feed-box-empty"}, say.no_entries)


def _piece(feed: Feed, news: Html, title_tag: str) -> Html:
    """``title_tag``: a page of its own has a heading; a piece must not break into the headings around it."""
    title = el(title_tag, {"class": "feed-box-title", "dir": "auto"}, el("a", {"href": feed.url("html"), **_LINK}, feed.title))
    return Html(el("div", {"class": "feed-box", "lang": feed.language}, join((title, news))) + "\n")


def _line(entry: Entry, say: Words) -> tuple[Html, Html]:
    attributes = {"class": "feed-box-link", "dir": "auto", "lang": entry.language, **_LINK}
    return link(entry.url, clip(entry.title, _TITLE), attributes), short_date(entry.published, say)


def _frame(feed: Feed, piece: Html) -> Html:
    top = el(
        "head",
        None,
        el("meta", {"charset": "utf-8"}),
        el("title", None, feed.title),
        el("meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"}),
        el("meta", {"name": "robots", "content": "noindex"}),
        el("link", {"rel": "canonical", "href": feed.url("html")}),
        el("link", {"rel": "stylesheet", "href": "style.css"}),
        autodiscovery((feed,)),
        *reserved(feed.entries),
    )
    body = el("body", {"class": "frame"}, el("main", None, piece))
    return Html(f"<!doctype html>\n{el('html', {'lang': feed.language, 'id': 'dark'}, top, body)}\n")
