"""After the loss of the store: what it knew is taken over from the published documents, so that nobody hears old news again.

The JSON documents of a feed and its archives tell every article with its id, address, title, times and summary.  What they do
not tell: the history of each entry, the digest of its text, the addresses it had before, and what was withdrawn too long ago.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from .config import Config
from .entries import BY_HAND, OLD
from .formats.content import RESERVED, TDM_POLICY
from .formats.words import words
from .identity import address_key
from .matching import entry_keys
from .model import Attachment, Entry, Source, Stamp
from .outcomes import moved_on
from .ports import Publisher, Store
from .record import TO_TAKE_OVER, Commit, Outcome, SourceState, Verdict
from .sections import ALL

DAY = timedelta(days=1)
Items = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Remains:
    """What is still published: feed key → the items of its archives, oldest first, and of the feed itself, last;
    ``changed`` when each feed last changed."""

    documents: Mapping[str, Sequence[Items]]
    changed: Mapping[str, datetime]


def recover(config: Config, store: Store, publisher: Publisher, now: datetime) -> int:
    """Fill a store that was lost, or restored, with what is published; how many articles, 0 where there was nothing to do.

    Recipients hear of none of it.  Killed on the way, it goes on at the next start.  Raises StoreError and PublishError.
    """
    remains, restored = found(config, publisher), store.get_value(TO_TAKE_OVER)
    if not restored and not any(items for documents in remains.documents.values() for items in documents):
        return 0
    store.set_value(TO_TAKE_OVER, True)
    count = adopt(config, store, remains, now)
    skip_old_news(config, store)
    store.set_value(TO_TAKE_OVER, None)
    return count


def adopt(config: Config, store: Store, remains: Remains, now: datetime) -> int:
    """Take over the articles that the published documents tell of and the store does not know, and what came later to those it
    knows; how many it did not know."""
    entries, number = told(config, remains, now), 0
    claims = Counter(address_key(entry.url) for entry in entries.values() if entry.state == "live")
    for source in config.sources:
        own = [entry for entry in entries.values() if source.key in entry.sources]
        known = {entry.id: stored for entry in own if (stored := store.entry(entry.id)) is not None}
        new = [entry for entry in own if entry.id not in known]
        later = [_caught_up(known[entry.id], entry, source.key) for entry in own if entry.id in known]
        moved = [entry for entry in later if entry != known[entry.id]]
        if new or moved or store.state(source.key).changed is None:
            store.commit(_commit(source, _state(store, source, remains, own, now), (*new, *moved), _aliases(new, claims), len(new), now))
        number += len(new)
    for key, documents in remains.documents.items():
        _close_archives(config, store, key, documents[:-1], now)
    return number


def _caught_up(known: Entry, told: Entry, key: str) -> Entry:
    """What the store knows of an entry, with what the documents tell that is newer: a correction, a withdrawal, another section.

    Its text is read again, as the documents' may be another; that moves no ``updated``.
    """
    sources = known.sources if key in known.sources else (*known.sources, key)
    if told.updated <= known.updated:
        return replace(known, sources=sources)
    own = {name: getattr(known, name) for name in ("first_seen", "dated_by", "origin", "html", "listed", "sighted")}
    return replace(told, sources=sources, revision=known.revision + 1, **own)


def skip_old_news(config: Config, store: Store) -> None:
    """Recipients were told of all this before, or it is long ago by now."""
    end = store.outbox_end()
    for recipient in config.recipients:
        name = f"recipient:{recipient.name}"
        store.set_value(name, {**(store.get_value(name) or {}), "after": end})


def found(config: Config, publisher: Publisher) -> Remains:
    """Reads the documents by their names alone: the manifest may be lost as well."""
    keys = [*(source.key for source in config.sources), ALL, *(bundle.key for bundle in config.bundles)]
    documents = {key: items for key in keys if (items := list(_documents(publisher, key)))}
    files = publisher.manifest().files
    changed = {key: datetime.fromtimestamp(file.modified, UTC) for key in documents if (file := files.get(f"{key}.json"))}
    return Remains(documents, changed)


def _documents(publisher: Publisher, key: str) -> Iterator[Items]:
    current = _items(publisher.read(f"{key}.json"))
    if current is None:
        return
    for number in count(1):
        archive = _items(publisher.read(f"archive/{key}/{number:05}.json"))
        if not archive:
            break
        yield archive
    yield current


def _items(body: bytes | None) -> Items | None:
    """The items of a JSON document; None for what is none of ours, or damaged."""
    try:
        items: list[dict[str, Any]] = json.loads(body or b"")["items"]
        return [item for item in items if item["id"].startswith("tag:")]
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def told(config: Config, remains: Remains, now: datetime) -> dict[str, Entry]:
    """Every article of the configured sources as its newest document tells it, in all the sections that show it."""
    entries: dict[str, Entry] = {}
    sections: dict[str, list[str]] = {}
    for source in config.sources:
        documents, place = remains.documents.get(source.key, ()), count()
        for items in documents:
            for item in reversed(items):  # oldest first, as the archives are: each seen after the one before
                entry = _entry(source, item, now, items is documents[-1])
                entry = replace(entry, first_seen=entry.first_seen + timedelta(microseconds=next(place)))
                known = entries.get(entry.id)
                entries[entry.id] = entry if known is None or entry.updated >= known.updated else known
                sections.setdefault(entry.id, []).append(source.key)
    return {entry.id: replace(entry, sources=_sections(entry.id, sections[entry.id])) for entry in entries.values()}


def _sections(entry_id: str, keys: Sequence[str]) -> tuple[str, ...]:
    """Each section once; the one it was first seen in, which its id names, before the others."""
    return tuple(sorted(dict.fromkeys(keys), key=lambda key: f":{key}/" not in entry_id))


def _entry(source: Source, item: Mapping[str, Any], now: datetime, current: bool = False) -> Entry:
    """An item of a JSON document, read back.  Read again, for their text, are newer articles, those that the ``current`` document
    shows, and all where the text is published."""
    extra, updated = item.get("_feedsvc", {}), datetime.fromisoformat(item["date_modified"])
    published = _stamp(item["date_published"], extra.get("precision") == "day")
    again = now if current or source.content == "full" or now - published.at < OLD else None
    entry = Entry(
        item["id"], item.get("url", ""), item["title"], item.get("summary") or item["title"], published, updated.astimezone(UTC),
        _first_seen(published, updated), (source.key,), author=item.get("author", {}).get("name"), origin=extra.get("source"),
        image=item.get("image"), language=item.get("language") or source.language, rights=_rights(source, extra), signals=_signals(extra),
        attachments=tuple(map(_attachment, item.get("attachments", ()))), next_check=again,
        dated_by="first-seen" if extra.get("first_seen") else "article",
        reasons={"recovered": "the store was lost; taken over from the published documents"},
    )  # fmt: skip
    return _taken_back(entry, source, bool(extra.get("final"))) if extra.get("withdrawn") else entry


def _signals(extra: Mapping[str, Any]) -> tuple[str, ...]:
    """What the site reserves, as the entry had it."""
    policy = extra.get("tdm_policy")
    reserved = [RESERVED] * bool(extra.get("tdm_reservation")) + ([TDM_POLICY + policy] if policy else [])
    return tuple(sorted([*reserved, *extra.get("robots", ())]))


def _rights(source: Source, extra: Mapping[str, Any]) -> str | None:
    """The article's own declaration, without our words on what the site reserves."""
    say, said = words(source.language), str(extra.get("rights", ""))
    return " · ".join(part for part in said.split(" · ") if part not in (say.mining, say.training)) or None


def _taken_back(entry: Entry, source: Source, by_hand: bool) -> Entry:
    mark = words(source.language).withdrawn_mark.format("")
    bare = replace(entry, title=entry.title.removeprefix(mark), summary="", author=None, next_check=None, state="withdrawn")
    return replace(bare, reasons={**entry.reasons, "withdrawn": BY_HAND}) if by_hand else bare


def _stamp(text: str, day: bool) -> Stamp:
    at = datetime.fromisoformat(text)
    return Stamp(at, "day" if day else "second" if at.second else "minute")


def _first_seen(published: Stamp, updated: datetime) -> datetime:
    """A time of first sight that leads to the same order, and to the same time of day where the site gives none."""
    day_is_over = updated.astimezone(published.at.tzinfo).date() >= published.at.date()
    if published.precision != "day" or not day_is_over:
        return updated.astimezone(UTC)
    at_midnight = (published.at.hour, published.at.minute, published.at.second) == (0, 0, 0)
    return (published.at + DAY if at_midnight else published.at).astimezone(UTC)


def _attachment(offered: Mapping[str, Any]) -> Attachment:
    return Attachment(offered["url"], offered.get("title", ""), offered.get("mime_type", ""), offered.get("size_in_bytes", 0))


def _state(store: Store, source: Source, remains: Remains, own: Sequence[Entry], now: datetime) -> SourceState:
    """A state that lets the source's feed be published again, not dated earlier than it was, nor shorter: all was read back."""
    state = store.state(source.key)
    if state.changed is not None or source.key not in remains.documents:
        return moved_on(state, bool(own), now)
    changes = [at for key in (source.key, ALL) if (at := remains.changed.get(key))]
    return replace(state, version=1, walk=1, changed=max((*changes, *(entry.updated for entry in own)), default=now))


def _commit(
    source: Source, state: SourceState, entries: Sequence[Entry], aliases: Iterable[tuple[str, str]], new: int, now: datetime
) -> Commit:
    line = f"{new} articles were taken over from the published documents, under the ids they have"
    outcome = Outcome(source.key, Verdict.OK, line, url=source.url, at=now)
    return Commit(state, outcome, tuple(entries), tuple(aliases), notes=(line,) if new else ())


def _aliases(entries: Sequence[Entry], claims: Mapping[str, int]) -> Iterator[tuple[str, str]]:
    """An address that several live articles claim (the site gave it to another) is nobody's: title, time and text will tell."""
    for entry in sorted(entries, key=lambda entry: entry.state == "live"):  # what is withdrawn claims nothing of the others
        yield from ((alias, entry.id) for alias in entry_keys(entry) if claims.get(alias, 0) < 2)


def _close_archives(config: Config, store: Store, key: str, documents: Sequence[Items], now: datetime) -> None:
    """The archives as they stand, so that none is written anew with other articles in it."""
    source = next((source for source in config.sources if source.key == key), config.sources[0])
    for items in documents[len(store.archives().get(key, ())) :]:
        known = [entry for entry in (_entry(source, item, now) for item in items) if store.entry(entry.id)]
        if not known:
            return
        store.close_archive(key, [replace(entry, sources=_stored_sources(store, entry)) for entry in known])


def _stored_sources(store: Store, entry: Entry) -> tuple[str, ...]:
    stored = store.entry(entry.id)
    return stored.sources if stored else entry.sources
