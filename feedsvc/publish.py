"""Step 8: render what the store says, compare with what is published, replace what differs.

Runs after every pass, or once for those that end together, so that a crash between commit and publish heals.  A group is
rendered only when its fingerprint (configuration, the code that renders, versions of its sources) is not the published one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from .config import Config
from .errors import FaultyDocumentError, FeedsvcError
from .press import Press
from .record import SourceState
from .sections import (
    ALL,
    EPOCH,
    SITE,
    Section,
    archive_fingerprints,
    fingerprint,
    owner,
    sections_of,
    site_fingerprint,
    statuses,
)

Tell = Callable[[FeedsvcError], None]
BATCH = 4
"""Groups rendered at a time, so that a long history, or a hundred feeds that changed, need no more memory than a few."""


def publish(press: Press, tell: Tell = lambda notice: None) -> tuple[str, ...]:
    """Publish what differs; the names that changed.  ``tell`` hears of feeds that are taken away.

    Raises PublishError and StoreError; FaultyDocumentError when all is published but what our own lint refuses.
    """
    with press.store.at_hand():
        return _published(press, tell)


def _published(press: Press, tell: Tell) -> tuple[str, ...]:
    states = press.store.states()
    sections = [section for section in sections_of(press.config, states) if section.changed is not None]
    if not sections:
        return ()
    manifest = press.publisher.manifest()
    wanted = _wanted(press, sections, states)
    changed = [section for section in sections if manifest.groups.get(section.key) != wanted[section.key]]
    if changed and _close_archives(press, changed):
        wanted = _wanted(press, sections, states)
    stale = [group for group, mark in wanted.items() if manifest.groups.get(group) != mark]
    standing = set(manifest.groups) | {file.group for file in manifest.files.values()}
    keep = set(wanted) | {group for group in standing if owner(group) in _pending(press.config, sections)}
    if not stale and standing <= keep:
        return ()
    old = [group for group in stale if "/" in group]  # archives first: no link may lead to what is not there yet
    faults: dict[str, FaultyDocumentError] = {}
    written = [name for batch in _batches(old) for name in _put(press, sections, states, wanted, batch, keep | standing, faults)]
    held = {owner(group) for group in faults}  # what an archive would hold stays in its feed
    *new, last = _batches([group for group in stale if "/" not in group and group not in held]) or [()]
    written += [name for batch in new for name in _put(press, sections, states, wanted, batch, keep | standing, faults)]
    written += _put(press, sections, states, wanted, last, keep, faults)
    if gone := sorted({owner(group) for group in standing} - {owner(group) for group in keep}):
        tell(_no_longer(gone))
    if faults:
        raise next(iter(faults.values()))
    return tuple(written)


def _no_longer(keys: Sequence[str]) -> FeedsvcError:
    """That feeds went, as a key was changed or taken out, and how their subscribers are kept."""
    key = keys[0]
    names = "; ".join(f"{each}.atom, {each}.rss, {each}.json and {each}.html" for each in keys)
    words = f"{names} are published no longer, as nothing has the key {', '.join(map(repr, keys))}: who subscribed to them is told no more"
    step = f'if that is not meant give the source its old key again, or add a [[bundle]] with key = "{key}" that holds it under the new one'
    return FeedsvcError(words, step)


def behind(press: Press) -> tuple[str, ...]:
    """The groups whose published documents are not those the store tells of; nothing is written."""
    states = press.store.states()
    sections = [section for section in sections_of(press.config, states) if section.changed is not None]
    standing = press.publisher.manifest().groups
    return tuple(group for group, mark in _wanted(press, sections, states).items() if standing.get(group) != mark) if sections else ()


def _put(
    press: Press,
    sections: Sequence[Section],
    states: Mapping[str, SourceState],
    wanted: Mapping[str, str],
    stale: Sequence[str],
    keep: set[str],
    faults: dict[str, FaultyDocumentError],
) -> tuple[str, ...]:
    from .rendering import documents  # nothing of it is needed where nothing differs

    made, refused = documents(press, sections, states, stale)
    faults |= refused
    return press.publisher.publish({group: (wanted[group], made[group]) for group in made}, keep=keep - set(made))


def _batches(groups: Sequence[str]) -> list[Sequence[str]]:
    return [groups[start : start + BATCH] for start in range(0, len(groups), BATCH)]


def _pending(config: Config, sections: Sequence[Section]) -> set[str]:
    """Feeds that are configured but were not read yet: what an earlier life published of them stays."""
    keys = {source.key for source in config.sources} | set(config.pending) | {bundle.key for bundle in config.bundles}
    return (keys | {SITE, ALL}) - {section.key for section in sections}


def _wanted(press: Press, sections: Sequence[Section], states: Mapping[str, SourceState]) -> dict[str, str]:
    """Every group that shall stand published, with its fingerprint."""
    config = press.config
    mark = press.mark
    prints = {section.key: fingerprint(mark, section) for section in sections}
    old = archive_fingerprints(mark, sections, press.store.archives())
    return {**old, **prints, SITE: site_fingerprint(mark, prints.values(), statuses(config, states, press.store.counts()))}


def _close_archives(press: Press, sections: Sequence[Section]) -> bool:
    """Put what the subscription documents need not hold any longer into archives; whether there was anything."""
    from .formats import archives

    window, closed = press.config.window, False
    for section in sections:
        keys, now = [source.key for source in section.sources], section.changed or EPOCH
        while section.in_order and (entries := archives.closing(press.store.loose(section.key, keys, window + archives.SIZE), window, now)):
            for part in archives.documents(entries, first=section.key not in press.store.archives()):
                press.store.close_archive(section.key, part)
            closed = True
    return closed
