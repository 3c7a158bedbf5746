"""From the store to feeds without a format.  Pure, and without a clock: same state, same values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from .config import Bundle, Config
from .formats.archives import light
from .formats.words import words
from .model import Entry, Source
from .published import Category, Feed, Site, Tombstone
from .record import SourceState, SourceStatus
from .sections import ALL, EPOCH, Section, section_title


def feed(
    config: Config,
    section: Section,
    live: Sequence[Entry],
    loose: Sequence[Entry],
    gone: Sequence[Entry],
    states: Mapping[str, SourceState],
) -> Feed:
    """``live`` and ``gone`` (withdrawn) are newest first, as the store gives them; ``loose`` is in no archive and always shown."""
    live, loose = [allowed(config, entry) for entry in live], [allowed(config, entry) for entry in loose]
    newest = light([entry for entry in live if belongs(section, entry)][: config.window], loose)
    shown = {entry.id: entry for entry in (*newest, *loose) if belongs(section, entry)}
    withdrawn = [entry for entry in gone if belongs(section, entry) and _recent(entry, newest)]
    source = section.sources[0] if len(section.sources) == 1 else None
    language = source.language if source else config.language
    return Feed(
        key=section.key, title=_title(config, section), subtitle=_subtitle(config, section, language), language=language,
        home_url=section.home_url, base_url=config.base_url, author=config.author, updated=section.changed or EPOCH,
        entries=tuple(sorted([*shown.values(), *withdrawn], key=lambda entry: entry.order, reverse=True)),
        tombstones=tuple(Tombstone(entry.id, entry.updated) for entry in withdrawn),
        categories={s.key: Category(s.key, section_title(s, states)) for s in config.sources},
        rights=(source.rights if source else None) or config.rights, license_url=config.license_url, hubs=config.hubs,
        icon_url=config.icon_url or f"{config.base_url}favicon.png", logo_url=config.logo_url or f"{config.base_url}icon.png",
        name=section.title, interval=min((s.interval for s in section.sources), default=1800),
    )  # fmt: skip


def _title(config: Config, section: Section) -> str:
    return f"{config.title} · {section.title}" if section.key == ALL else f"{section.title} - {config.title}"


def _recent(entry: Entry, newest: Sequence[Entry]) -> bool:
    """Whether a withdrawal is told: the article was of the present window, or was taken back in the window's time."""
    return not newest or entry.order >= newest[-1].order or entry.updated >= newest[-1].order[0]


def headlines(key: str, feeds: int) -> int:
    """How many of a feed the site's own pages may show; the more feeds there are, the fewer of each, or the page would be too heavy."""
    return 6 if key == ALL else max(1, min(4, 160 // feeds))


_NOTHING: Mapping[str, Any] = {}
_BARE: dict[str, Any] = {"listed": _NOTHING, "sighted": _NOTHING, "reasons": _NOTHING}
"""Hundreds of entries need not hold three empty mappings each."""


def card(feed: Feed, headlines: int) -> Feed:
    """The feed with as much of its entries as the site's own pages show: a few headlines, and the times of the rest."""
    live = [entry for entry in feed.entries if entry.state == "live"]
    earlier, signals = tuple(entry.order[0] for entry in live[headlines:]), tuple({signal for entry in live for signal in entry.signals})
    shown = tuple(map(_headline, live[:headlines]))
    return replace(feed, entries=shown, earlier=earlier, signals=signals, tombstones=(), categories=_NOTHING)


def _headline(entry: Entry) -> Entry:
    times = entry.published, entry.updated, entry.first_seen
    return Entry(entry.id, entry.url, entry.title, "", *times, entry.sources, language=entry.language, **_BARE)


def _subtitle(config: Config, section: Section, language: str) -> str:
    say = words(language)
    return (say.all_sections if section.key == ALL else say.one_section).format(site=config.title, section=section.title)


def belongs(section: Section, entry: Entry) -> bool:
    """Whether an entry is of this section: one of its sources shows it, and it passes the bundle's filters."""
    shown = any(source.key in entry.sources and _has_words(source, entry) for source in section.sources)
    return shown and (section.bundle is None or _is_chosen(section.bundle, entry))


def allowed(config: Config, entry: Entry) -> Entry:
    """The entry with its full text only where every section that shows it may publish that: what config.toml says now counts,
    whatever was stored when it said otherwise."""
    if entry.html is None or all(source.content == "full" for source in config.sources if source.key in entry.sources):
        return entry
    return replace(entry, html=None)


def is_filtered(section: Section) -> bool:
    """Whether an entry of its sources may be none of its own."""
    return section.bundle is not None or any(source.include or source.exclude for source in section.sources)


def _is_chosen(bundle: Bundle, entry: Entry) -> bool:
    return _has_words(bundle, entry) and not set(bundle.exclude_sources) & set(entry.sources)


def _has_words(filters: Source | Bundle, entry: Entry) -> bool:
    """Whether title and summary hold one of the words asked for, if any are, and none of those to leave out."""
    if not filters.include and not filters.exclude:
        return True
    text = f"{entry.title} {entry.summary}".casefold()
    wanted = not filters.include or any(word.casefold() in text for word in filters.include)
    return wanted and not any(word.casefold() in text for word in filters.exclude)


def _signals(feeds: Sequence[Feed]) -> tuple[str, ...]:
    return tuple(sorted({signal for feed in feeds for signal in feed.signals}))


def site(config: Config, merged: Feed, feeds: Sequence[Feed], statuses: Sequence[SourceStatus]) -> Site:
    moments = [merged.updated, *(status.since for status in statuses if status.since)]
    return Site(
        title=config.title, language=config.language, base_url=config.base_url, home_url=config.home_url, contact=config.contact,
        author=config.author, updated=max(moments).replace(microsecond=0), merged=merged, feeds=tuple(feeds), statuses=tuple(statuses),
        rights=config.rights, authority=config.authority, signals=_signals((merged, *feeds)),
    )  # fmt: skip
