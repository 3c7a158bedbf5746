"""Which feeds there are to publish, and what each is a function of.  Pure: enough to tell that nothing is to be done."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from types import MappingProxyType

from .config import Bundle, Config, Watch
from .model import Source, Value
from .record import SourceState, SourceStatus

EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
SITE = "site"
ALL = "all"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Section(Value):
    """What one feed is made of: a source, a bundle, or all sources.  ``changed`` None: nothing to publish yet.

    Archives may be closed once all is ``in_order``: not while a source's back catalogue is coming in, newest first.
    """

    key: str
    title: str
    sources: tuple[Source, ...]
    home_url: str
    version: int
    changed: datetime | None
    in_order: bool = True
    bundle: Bundle | None = None


def sections_of(config: Config, states: Mapping[str, SourceState]) -> tuple[Section, ...]:
    """Every feed to publish: the merged one first, then sources and bundles in configured order."""
    by_key = {source.key: source for source in config.sources}
    words = "全部文章" if config.language.startswith("zh") else "All articles"
    every = _section(ALL, words, config.sources, config.home_url, states)
    if every.changed is not None:  # a source that was taken out may have been the last to change; a feed's time never goes back
        every = replace(every, changed=max(state.changed for state in states.values() if state.changed))
    own = [_section(s.key, section_title(s, states), (s,), s.home or s.url, states) for s in config.sources]
    merged = [
        replace(_section(b.key, b.title, tuple(by_key[key] for key in b.sources if key in by_key), config.home_url, states), bundle=b)
        for b in config.bundles
    ]
    return (every, *own, *merged)


def _section(key: str, title: str, sources: tuple[Source, ...], home: str, states: Mapping[str, SourceState]) -> Section:
    own = [states[source.key] for source in sources if source.key in states]
    changes = [state.changed for state in own if state.changed]
    coming = any(state.backfill and state.walk <= 1 and not state.failures for state in own)
    return Section(key, title, sources, home, sum(state.version for state in own), max(changes, default=None), not coming)


def section_title(source: Source, states: Mapping[str, SourceState]) -> str:
    """The operator's title, else the one the listing gave."""
    return source.title or (states[source.key].title if source.key in states else None) or source.key


@lru_cache(maxsize=4)
def settings_mark(config: Config, code: str) -> str:
    """What every document depends on besides its own feed; ``code`` is the mark of what renders.

    Ask once: to find it again costs a look at all sources."""
    return _digest(code, repr(replace(config, path=config.path.with_name("-"), recipients=(), watch=Watch())))


def fingerprint(settings: str, section: Section) -> str:
    """What a feed's documents are a function of; ``settings`` is their mark.  Equal fingerprints: equal bytes."""
    return _digest(settings, section.key, section.title, str(section.version), str(section.changed), str(section.in_order))


def site_fingerprint(settings: str, feeds: Iterable[str], statuses: Sequence[SourceStatus]) -> str:
    """The same for the pages of the site; ``feeds`` are the fingerprints of its feeds."""
    return _digest(settings, *feeds, repr(statuses))


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]


def archive_fingerprints(settings: str, sections: Sequence[Section], closed: Mapping[str, Sequence[int]]) -> dict[str, str]:
    """Group → what the documents of an archive are a function of: not what is published later, but for its successor's coming.

    ``closed`` is the store's: feed key → how often each archive changed.  The group of archive 3 of news is "news/00003".
    """
    frame = _digest(settings, repr([(section.key, section.title) for section in sections]))
    return {
        f"{section.key}/{number:05}": _digest(frame, section.key, str(number), str(changes), str(number < len(closed[section.key])))
        for section in sections
        for number, changes in enumerate(closed.get(section.key, ()), start=1)
    }


def status_of(source: Source, states: Mapping[str, SourceState], counts: Mapping[str, int], newest: Mapping[str, datetime]) -> SourceStatus:
    """One source in words; nothing in it moves while nothing happens."""
    state = states.get(source.key) or SourceState(source.key)
    failing = state.failures > 0
    return SourceStatus(
        source.key, section_title(source, states), source.url, state.verdict, state.line, state.next_step, state.since,
        state.last_success if failing else None, counts.get(source.key, 0), newest.get(source.key), state.gap, state.turns, state.quiet,
    )  # fmt: skip


def statuses(
    config: Config, states: Mapping[str, SourceState], counts: Mapping[str, int], newest: Mapping[str, datetime] = MappingProxyType({})
) -> tuple[SourceStatus, ...]:
    """Every source in words, in configured order."""
    return tuple(status_of(source, states, counts, newest) for source in config.sources)


def owner(group: str) -> str:
    """The feed a group of documents belongs to: "news" of "news/00003"."""
    return group.partition("/")[0]
