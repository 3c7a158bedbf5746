"""Step 8: render what the store says, compare with what is published, replace what differs.

Runs after every pass, so that a crash between commit and publish heals.  A group is rendered only when its
fingerprint (configuration, program version, versions of its sources) is not the published one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from . import assemble
from .assemble import SITE, Section
from .config import Config
from .errors import PublishError
from .model import Document, Feed, SourceState, SourceStatus
from .ports import Publisher, Renderer, Store


@dataclass(frozen=True, slots=True)
class Press:
    """What publishing works with; ``render`` knows the formats, ``cards`` keeps what the site's pages show of each feed,
    with the fingerprint it was made for: a hundred feeds are not read again because one of them changed."""

    config: Config
    store: Store
    publisher: Publisher
    render: Renderer
    cards: dict[str, tuple[str, Feed]] = field(default_factory=dict)


def publish(press: Press) -> tuple[str, ...]:
    """Publish what differs; the names that changed.  Raises PublishError and StoreError."""
    states = press.store.states()
    sections = [section for section in assemble.sections(press.config, states) if section.changed is not None]
    if not sections:
        return ()
    wanted = _wanted(press, sections, states)
    manifest = press.publisher.manifest()
    stale = [key for key, fingerprint in wanted.items() if manifest.groups.get(key) != fingerprint]
    if not stale and set(manifest.groups) <= _configured(press.config):
        return ()
    groups = {key: (wanted[key], documents) for key, documents in _documents(press, sections, states, stale).items()}
    return press.publisher.publish(groups, keep=_configured(press.config) - set(stale))


def _configured(config: Config) -> set[str]:
    """Every group that may stand published: a source that was not read yet keeps what an earlier life published."""
    keys = {source.key for source in config.sources} | set(config.pending) | {bundle.key for bundle in config.bundles}
    return keys | {SITE, assemble.ALL}


def _wanted(press: Press, sections: Sequence[Section], states: Mapping[str, SourceState]) -> dict[str, str]:
    prints = {section.key: assemble.fingerprint(press.config, section) for section in sections}
    return {**prints, SITE: assemble.site_fingerprint(press.config, sections, _statuses(press, states, {}))}


def _statuses(press: Press, states: Mapping[str, SourceState], feeds: Mapping[str, Feed]) -> tuple[SourceStatus, ...]:
    counts = press.store.counts()
    newest = {key: feed.entries[0].published.at for key, feed in feeds.items() if feed.entries}
    return tuple(assemble.status_of(source, states, counts, newest) for source in press.config.sources)


def _documents(
    press: Press, sections: Sequence[Section], states: Mapping[str, SourceState], stale: Sequence[str]
) -> dict[str, tuple[Document, ...]]:
    feeds = {section.key: _feed(press, section, states) for section in sections if section.key in stale}
    cards = {section.key: _card(press, section, states, feeds.get(section.key)) for section in sections}
    merged = cards.pop(assemble.ALL)
    site = assemble.site(press.config, merged, tuple(cards.values()), _statuses(press, states, cards))
    rendered = {key: _checked(press.render.feed(feed, site)) for key, feed in feeds.items()}
    return {**rendered, SITE: _checked(press.render.site(site))} if SITE in stale else rendered


def _card(press: Press, section: Section, states: Mapping[str, SourceState], feed: Feed | None) -> Feed:
    """What the site's own pages show of a feed."""
    mark = assemble.fingerprint(press.config, section)
    kept, card = press.cards.get(section.key, ("", None))
    if card is None or kept != mark:
        card = assemble.card(feed or _feed(press, section, states))
        press.cards[section.key] = (mark, card)
    return card


def _feed(press: Press, section: Section, states: Mapping[str, SourceState]) -> Feed:
    keys = [source.key for source in section.sources]
    window = press.config.window
    reach = window if section.bundle is None else None  # a filter may pass over many
    live = press.store.entries(keys, limit=reach)
    gone = press.store.entries(keys, limit=window, state="withdrawn")
    return assemble.feed(press.config, section, live, gone, states)


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

