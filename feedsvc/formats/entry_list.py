"""Entries as pages for people list them: by month, each with its day, summary, origin, sections and files, or a line each."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from ..model import Entry
from ..published import Feed, Site
from .markup import Html, clip, el, join, link
from .when import long_time, month_words, short_date, weekday
from .words import Words

SUMMARY = 600
"""Characters of a summary."""
_TITLE, _HEADLINE, _NAME = 300, 120, 80


def by_month(entries: Sequence[Entry], feed: Feed, site: Site, say: Words, summary: int = SUMMARY) -> Html:
    """A section for each month, in the order of the entries; at most ``summary`` characters of each summary."""
    months = groupby(entries, key=lambda entry: month_words(entry.published.at, say))
    places = {section.key for section in site.feeds} - {feed.archive.current if feed.archive else feed.key}
    return join(
        el("section", {"class": "month"}, el("h3", None, label), join(_entry(entry, feed, places, say, summary) for entry in members))
        for label, members in months
    )


def headline(entry: Entry, say: Words) -> Html:
    """One line of a list: the title and the date."""
    attributes = {"rel": "noopener noreferrer", "dir": "auto", "lang": entry.language}
    return el("li", None, link(entry.url, clip(entry.title, _HEADLINE), attributes), short_date(entry.published, say))


def _entry(entry: Entry, feed: Feed, places: set[str], say: Words, summary: int) -> Html:
    at = entry.published.at
    told = entry.summary if summary and entry.summary != entry.title else ""  # what has no text is summed up by its title, for readers
    day = el("p", {"class": "day", "aria-hidden": "true"}, el("b", None, str(at.day)), el("span", None, weekday(at, say, short=True)))
    return el(
        "article",
        {"class": "entry", "lang": entry.language},
        day,
        el(
            "div",
            None,
            el("h4", {"dir": "auto"}, link(entry.url, clip(entry.title, _TITLE), {"rel": "noopener noreferrer"})),
            el("p", {"class": "summary", "dir": "auto"}, clip(told, summary)) if told else None,
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
