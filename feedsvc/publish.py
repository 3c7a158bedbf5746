"""Step 8: render what the store says, compare with what is published, replace what differs.

Runs after every pass, so that a crash between commit and publish heals.  A group is rendered only when its
fingerprint (configuration, program version, versions of its sources) is not the published one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from . import assemble
from .assemble import SITE, Section
from .config import Config
from .errors import PublishError
from .formats import archives
from .model import Entry
from .ports import Publisher, Renderer, Store
from .published import Document, Feed, SourceStatus
from .record import SourceState


@dataclass(frozen=True, slots=True)
class Press:
    """What publishing works with; ``render`` knows the formats, ``cards`` keeps what the site's pages show of each feed,
    with the fingerprint it was made for: a hundred feeds are not read again because one of them changed."""

    config: Config
    store: Store
    publisher: Publisher
    render: Renderer
    cards: dict[str, tuple[str, Feed]] = field(default_factory=dict)


BATCH = 20
"""Archives rendered at a time, so that a long history needs no more memory than a short one."""
GONE = 200
"""Withdrawn entries looked through for those a subscription document still tells of."""


def publish(press: Press) -> tuple[str, ...]:
    """Publish what differs; the names that changed.  Raises PublishError and StoreError."""
    states = press.store.states()
    sections = [section for section in assemble.sections(press.config, states) if section.changed is not None]
    if not sections:
        return ()
    manifest = press.publisher.manifest()
    wanted = _wanted(press, sections, states)
    changed = [section for section in sections if manifest.groups.get(section.key) != wanted[section.key]]
    if _close_archives(press, changed):
        wanted = _wanted(press, sections, states)
    stale = [group for group, fingerprint in wanted.items() if manifest.groups.get(group) != fingerprint]
    standing = set(manifest.groups) | {file.group for file in manifest.files.values()}
    keep = set(wanted) | {group for group in standing if _owner(group) in _pending(press.config, sections)}
    if not stale and standing <= keep:
        return ()
    old = [group for group in stale if "/" in group]  # archives first: no link may lead to what is not there yet
    written = [name for batch in _batches(old) for name in _put(press, sections, states, wanted, batch, keep | standing)]
    return (*written, *_put(press, sections, states, wanted, [group for group in stale if "/" not in group], keep))


def behind(press: Press) -> tuple[str, ...]:
    """The groups whose published documents are not those the store tells of; nothing is written."""
    states = press.store.states()
    sections = [section for section in assemble.sections(press.config, states) if section.changed is not None]
    standing = press.publisher.manifest().groups
    return tuple(group for group, mark in _wanted(press, sections, states).items() if standing.get(group) != mark) if sections else ()


def _put(
    press: Press,
    sections: Sequence[Section],
    states: Mapping[str, SourceState],
    wanted: Mapping[str, str],
    stale: Sequence[str],
    keep: set[str],
) -> tuple[str, ...]:
    groups = {group: (wanted[group], documents) for group, documents in _documents(press, sections, states, stale).items()}
    return press.publisher.publish(groups, keep=keep - set(stale))


def _batches(groups: Sequence[str]) -> Iterator[Sequence[str]]:
    return (groups[start : start + BATCH] for start in range(0, len(groups), BATCH))


def _owner(group: str) -> str:
    return group.partition("/")[0]


def _pending(config: Config, sections: Sequence[Section]) -> set[str]:
    """Feeds that are configured but were not read yet: what an earlier life published of them stays."""
    keys = {source.key for source in config.sources} | set(config.pending) | {bundle.key for bundle in config.bundles}
    return (keys | {SITE, assemble.ALL}) - {section.key for section in sections}


def _wanted(press: Press, sections: Sequence[Section], states: Mapping[str, SourceState]) -> dict[str, str]:
    """Every group that shall stand published, with its fingerprint."""
    config = press.config
    prints = {section.key: assemble.fingerprint(config, section) for section in sections}
    old = assemble.archive_fingerprints(config, sections, press.store.archives())
    return {**old, **prints, SITE: assemble.site_fingerprint(config, sections, _statuses(press, states, {}))}


def _close_archives(press: Press, sections: Sequence[Section]) -> bool:
    """Put what the subscription documents need not hold any longer into archives; whether there was anything."""
    window, closed = press.config.window, False
    for section in sections:
        keys, now = [source.key for source in section.sources], section.changed or assemble.EPOCH
        while section.in_order and (
            entries := archives.closing(press.store.loose(section.key, keys, window + archives.SIZE), window, now)
        ):
            for part in archives.documents(entries, first=section.key not in press.store.archives()):
                press.store.close_archive(section.key, part)
            closed = True
    return closed


def _statuses(press: Press, states: Mapping[str, SourceState], feeds: Mapping[str, Feed]) -> tuple[SourceStatus, ...]:
    counts = press.store.counts()
    newest = {key: feed.entries[0].published.at for key, feed in feeds.items() if feed.entries}
    return tuple(assemble.status_of(source, states, counts, newest) for source in press.config.sources)


def _documents(
    press: Press, sections: Sequence[Section], states: Mapping[str, SourceState], stale: Sequence[str]
) -> dict[str, tuple[Document, ...]]:
    by_key = {section.key: section for section in sections}
    feeds = {key: _feed(press, by_key[key], states) for key in stale if key in by_key}
    cards = {section.key: _card(press, section, states, feeds.get(section.key)) for section in sections}
    site = assemble.site(press.config, cards.pop(assemble.ALL), tuple(cards.values()), _statuses(press, states, cards))
    rendered = {key: _checked(press.render.feed(feed, site)) for key, feed in feeds.items()}
    for group in stale:
        if "/" in group:
            old = _archive(press, by_key[_owner(group)], int(group.partition("/")[2]), states)
            rendered[group] = _checked(press.render.archive(old, site))
    return {**rendered, SITE: _checked(press.render.site(site))} if SITE in stale else rendered


def _archive(press: Press, section: Section, number: int, states: Mapping[str, SourceState]) -> Feed:
    frame = assemble.feed(press.config, section, (), (), (), states)
    kept = archives.archive(frame, number, len(press.store.archives()[section.key]), press.store.archived(section.key, number))
    return replace(kept, entries=tuple(entry for entry in kept.entries if assemble.belongs(section, entry)))


def _card(press: Press, section: Section, states: Mapping[str, SourceState], feed: Feed | None) -> Feed:
    """What the site's own pages show of a feed."""
    mark = assemble.fingerprint(press.config, section)
    kept, card = press.cards.get(section.key, ("", None))
    if card is None or kept != mark:
        card = assemble.card(feed or _feed(press, section, states))
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


def _checked(documents: Sequence[Document]) -> tuple[Document, ...]:
    """Nothing leaves that our own lint rejects."""
    from .formats.lint import lint

    for document in documents:
        if findings := lint(document):
            first = findings[0]
            raise PublishError(
                f"{document.name} was not published: {first.rule} at {first.where}: {first.message}",
                "the published files stay as they were; this is a mistake of feedsvc, please report it with this line",
            )
    return tuple(documents)
