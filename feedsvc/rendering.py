"""The documents of what is to be published: feeds assembled from the store, rendered, and held against our own lint."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from . import assemble
from .errors import FaultyDocumentError
from .feed_ids import AUTHORITY, STATUS, feed_ids
from .formats import archives
from .model import Entry
from .press import Press
from .published import Document, Feed
from .record import SourceState, SourceStatus
from .sections import ALL, SITE, Section, fingerprint, owner, statuses

GONE = 200
"""Withdrawn entries looked through for those a subscription document still tells of."""


def documents(
    press: Press, sections: Sequence[Section], states: Mapping[str, SourceState], stale: Sequence[str]
) -> tuple[dict[str, tuple[Document, ...]], dict[str, FaultyDocumentError]]:
    """Group → its documents, of the groups that are ``stale``, and group → what our own lint says of one it refuses."""
    by_key, ids = {section.key: section for section in sections}, feed_ids(press.config, press.store, press.publisher, sections)
    feeds = {key: replace(_feed(press, by_key[key], states), id=ids[key]) for key in stale if key in by_key}
    settings = press.mark
    cards = {each.key: _card(press, each, len(sections), fingerprint(settings, each), states, feeds.get(each.key)) for each in sections}
    site = assemble.site(press.config, cards.pop(ALL), tuple(cards.values()), _statuses(press, states, cards))
    site = replace(site, id=ids[STATUS], authority=ids[AUTHORITY])
    faults: dict[str, FaultyDocumentError] = {}
    # Each is let go of: they are large.
    rendered = {key: _checked(key, press.render.feed(feeds.pop(key), site), faults) for key in tuple(feeds)}
    for group in stale:
        if "/" in group:
            old = replace(_archive(press, by_key[owner(group)], int(group.partition("/")[2]), states), id=ids[owner(group)])
            rendered[group] = _checked(group, press.render.archive(old, site), faults)
    if SITE in stale:
        rendered[SITE] = _checked(SITE, press.render.site(site), faults)
    return {group: made for group, made in rendered.items() if made}, faults


def _statuses(press: Press, states: Mapping[str, SourceState], feeds: Mapping[str, Feed]) -> tuple[SourceStatus, ...]:
    newest = {key: feed.entries[0].published.at for key, feed in feeds.items() if feed.entries}
    return statuses(press.config, states, press.store.counts(), newest)


def _archive(press: Press, section: Section, number: int, states: Mapping[str, SourceState]) -> Feed:
    frame = assemble.feed(press.config, section, (), (), (), states)
    kept = archives.archive(frame, number, len(press.store.archives()[section.key]), press.store.archived(section.key, number))
    return replace(kept, entries=tuple(assemble.allowed(press.config, entry) for entry in kept.entries if assemble.belongs(section, entry)))


def _card(press: Press, section: Section, count: int, mark: str, states: Mapping[str, SourceState], feed: Feed | None) -> Feed:
    """What the site's own pages show of a feed, which is one of ``count``; ``mark`` is its fingerprint."""
    kept, card = press.cards.get(section.key, ("", None))
    if card is None or kept != mark:
        card = assemble.card(feed or _feed(press, section, states), assemble.headlines(section.key, count))
        press.cards[section.key] = (mark, card)
    return card


def _feed(press: Press, section: Section, states: Mapping[str, SourceState]) -> Feed:
    keys, window = [source.key for source in section.sources], press.config.window
    live = _newest(press, section, keys, window)
    loose = press.store.loose(section.key, keys, window + archives.SIZE) if section.in_order else ()
    gone = press.store.entries(keys, limit=GONE, state="withdrawn")
    feed = assemble.feed(press.config, section, live, loose, gone, states)
    return archives.subscription(feed, len(press.store.archives().get(section.key, ())))


def _newest(press: Press, section: Section, keys: Sequence[str], window: int) -> Sequence[Entry]:
    """At least the section's newest ``window`` live entries, if it has so many: a filter may pass over others, so it looks further."""
    reach = window
    while True:
        live = press.store.entries(keys, limit=reach)
        enough = not assemble.is_filtered(section) or sum(assemble.belongs(section, entry) for entry in live) >= window
        if enough or len(live) < reach:
            return live
        reach *= 4


def _checked(group: str, documents: Sequence[Document], faults: dict[str, FaultyDocumentError]) -> tuple[Document, ...]:
    """Nothing leaves that our own lint rejects: () for a group in which it finds a fault, which is added to ``faults``."""
    from .formats.lint import lint

    for document in documents:
        if findings := lint(document):
            first = findings[0]
            words = f"{document.name} was not published: {first.rule} at {first.where}: {first.message}"
            step = "what was published of it stands, the other feeds go on; this is a mistake of feedsvc, please report it with this line"
            faults[group] = FaultyDocumentError(words, step)
            return ()
    return tuple(documents)
