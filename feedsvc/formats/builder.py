"""The part of a feed page that hands partners their snippet, with a live preview where scripts run."""

from __future__ import annotations

from dataclasses import dataclass

from ..published import Feed
from .markup import Attributes, Html, el, join
from .shell import copy_button, copy_field
from .words import Words

COUNT = 5
FRAME_HEIGHT = 480
# Five rows of the element: a line of 1.5em, twice .55em around it, and the rule below; on a phone two lines and the date's.
RESERVE = "feed-list { display: block; min-height: 13.5em }\n@media (max-width: 30em) { feed-list { min-height: 28.5em } }"


@dataclass(frozen=True, slots=True)
class Script:
    """One frozen edition of the embed script: its file name beside the feeds, and its subresource integrity value."""

    name: str
    integrity: str


def script_snippet(feed: Feed, script: Script) -> Html:
    """What a partner pastes: the script, pinned by its hash, and the element with a plain link inside."""
    source: Attributes = {"type": "module", "src": f"{feed.base_url}{script.name}", "integrity": script.integrity, "crossorigin": True}
    fallback = el("a", {"href": feed.url("html")}, feed.title)
    return join((el("script", source), el("feed-list", {"src": feed.url("json"), "count": COUNT}, fallback)))


def frame_snippet(feed: Feed) -> Html:
    """The news box as a page of its own, boxed in: it may open links in a new tab and nothing else."""
    return el(
        "iframe",
        {
            "src": feed.url("frame.html"),
            "title": feed.title,
            "width": "100%",
            "height": FRAME_HEIGHT,
            "frameborder": 0,
            "loading": "lazy",
            "referrerpolicy": "no-referrer",
            "sandbox": "allow-popups allow-popups-to-escape-sandbox",
        },
    )


def builder(feed: Feed, script: Script, say: Words) -> Html:
    return el(
        "section",
        {"class": "block", "id": "embed"},
        el("div", {"class": "block-head"}, el("h2", None, say.embed), el("p", None, say.embed_hint)),
        el(
            "div",
            {"class": "builder"},
            el(
                "div",
                {"class": "ways"},
                _options(say),
                _way("snippet-script", say.embed_script, say.embed_script_hint, str(script_snippet(feed, script)), say),
                _more(say),
                _way("snippet-style", say.embed_style, say.embed_style_hint, RESERVE, say),
                _way("snippet-frame", say.embed_frame, say.embed_frame_hint, str(frame_snippet(feed)), say),
                _include(feed, say),
            ),
            _preview(feed, say),
        ),
    )


def _way(name: str, title: str, hint: str, code: str, say: Words) -> Html:
    return el(
        "div",
        {"class": "way"},
        el("div", {"class": "way-head"}, el("h3", None, title), copy_button(name, title, say)),
        el("p", {"class": "hint"}, hint),
        el("pre", {"id": name, "lang": "en", "dir": "ltr"}, el("code", None, code)),
    )


def _more(say: Words) -> Html:
    """What the element understands besides the options that can be tried here."""
    rows = (el("div", None, el("dt", None, el("code", None, name)), el("dd", None, told)) for name, told in say.embed_attributes)
    return el("div", {"class": "way"}, el("h3", None, say.embed_more), el("dl", {"class": "facts"}, *rows))


def _include(feed: Feed, say: Words) -> Html:
    return el(
        "div",
        {"class": "way"},
        el("div", {"class": "way-head"}, el("h3", None, say.embed_include)),
        el("p", {"class": "hint"}, say.embed_include_hint),
        copy_field("address-fragment", say.embed_include, feed.url("fragment.html"), say),
        el("p", {"class": "hint"}, say.embed_ascii),
        copy_field("address-ascii", say.embed_ascii, feed.url("fragment.ascii.html"), say),
    )


def _options(say: Words) -> Html:
    """Shown by the script that can act on them."""
    dates = (el("option", {"value": value}, label) for value, label in say.embed_date_forms)
    count: Attributes = {"type": "number", "data-option": "count", "min": 1, "max": 20, "value": COUNT}
    return el(
        "fieldset",
        {"class": "options", "hidden": True},
        el("legend", None, say.embed_options),
        el("label", None, say.embed_count, el("input", count)),
        el("label", None, say.embed_dates, el("select", {"data-option": "dates"}, *dates)),
        el("label", None, el("input", {"type": "checkbox", "data-option": "summary"}), say.embed_summary),
        el("label", None, el("input", {"type": "checkbox", "data-option": "images"}), say.embed_images),
    )


def _preview(feed: Feed, say: Words) -> Html:
    """The element itself, fed from beside this page, whatever address the page is visited under."""
    fallback = el("a", {"href": f"{feed.key}.html", "dir": "auto"}, feed.title)
    return el(
        "figure",
        {"class": "preview", "hidden": True},
        el("figcaption", None, say.embed_preview),
        el("div", {"class": "paper"}, el("feed-list", {"src": f"{feed.key}.json", "count": COUNT}, fallback)),
    )
