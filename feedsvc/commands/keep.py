"""``backup`` and ``restore``: the store as one file, and back.

What was published after the backup is known by the published feeds alone.  ``restore`` takes it from there, so that its
articles keep their ids and no reader sees them twice.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from .. import app as composition
from ..config import Config, load
from ..errors import StoreError
from ..matching import entry_keys
from ..model import Commit, Entry, Outcome, Stamp, Verdict
from ..outcomes import moved_on
from ..ports import Publisher, Store
from ..publish import Press, publish
from ..stores import open_store
from ..stores.sqlite import put_back


def back_up(path: Path, file: Path) -> None:
    """A consistent copy, checked, in the place of ``file`` only when whole.  Raises ConfigError and StoreError."""
    config = load(path)
    store = composition.open_store(config)
    try:
        store.backup(file.absolute())
    finally:
        store.close()
    entries = _checked(file)
    print(f"{file}: {entries} entries, {file.stat().st_size} bytes, checked. Keep it on another disk, with {config.path}.")


def _checked(file: Path) -> int:
    """How many entries a copy holds.  Raises StoreError when it is not whole."""
    copy = open_store(f"sqlite:{file.absolute()}")
    try:
        if problems := copy.check():
            raise StoreError(f"The copy {file} is damaged: {problems[0]}.", "Look at the disk it is on; make another one.")
        return sum(copy.counts().values())
    finally:
        copy.close()
        with suppress(OSError):
            file.with_name(f"{file.name}.seen").unlink()


def restore(path: Path, file: Path) -> None:
    """The backup in the place of the store, which is kept beside it; then all is published from it."""
    config = load(path)
    kept = put_back(composition.store_file(config), file.absolute())
    store = composition.open_store(config)
    try:
        with store.lock():
            publisher = composition.open_publisher(config)
            adopted = _adopt(config, store, publisher)
            _skip_old_news(config, store)
            changed = publish(Press(config, store, publisher, composition.Formats()))
    finally:
        store.close()
    print(f"restored from {file}; the store as it was before is {kept}" if kept else f"restored from {file}")
    print(f"{adopted} articles that came after the backup were taken from the published feeds; {len(changed)} files changed")


def _skip_old_news(config: Config, store: Store) -> None:
    """Recipients were told of all this before, or it is long ago by now."""
    end = store.outbox_end()
    for recipient in config.recipients:
        name = f"recipient:{recipient.name}"
        store.set_value(name, {**(store.get_value(name) or {}), "after": end})


# --- articles that only the published feeds know ----------------------------------------------------


def _adopt(config: Config, store: Store, publisher: Publisher) -> int:
    """Entries the published feeds tell of and the store does not; how many there were."""
    now, count = composition.now().replace(microsecond=0), 0
    for source in config.sources:
        found = [entry for entry in _published(publisher, source.key, now) if store.entry(entry.id) is None]
        if found:
            state = moved_on(store.state(source.key), True, now)
            outcome = Outcome(source.key, Verdict.OK, f"{len(found)} articles taken from the published feed", at=now)
            aliases = tuple((alias, entry.id) for entry in found for alias in entry_keys(entry))
            store.commit(Commit(state, outcome, tuple(found), aliases, notes=(outcome.line,)))
            count += len(found)
        count += _also_here(store, publisher, source.key, now)
    return count


def _also_here(store: Store, publisher: Publisher, key: str, now: datetime) -> int:
    """An article that was adopted with another section stands in this one too; it counts once."""
    known = (store.entry(entry.id) for entry in _published(publisher, key, now))
    missing = [entry for entry in known if entry is not None and key not in entry.sources]
    if missing:
        outcome = Outcome(key, Verdict.OK, f"{len(missing)} articles of other sections stand here too", at=now)
        entries = tuple(replace(entry, sources=(*entry.sources, key)) for entry in missing)
        store.commit(Commit(moved_on(store.state(key), True, now), outcome, entries))
    return 0


def _published(publisher: Publisher, key: str, now: datetime) -> Iterator[Entry]:
    """The entries of a feed and its archives, as the published JSON documents tell of them."""
    places = re.compile(rf"{re.escape(key)}\.json|archive/{re.escape(key)}/[^/]+\.json")
    for name in filter(places.fullmatch, publisher.manifest().files):
        with suppress(ValueError, TypeError, KeyError):  # a damaged document tells nothing
            items: Sequence[Mapping[str, Any]] = json.loads(publisher.read(name) or b"{}").get("items", [])
            yield from (_entry(item, key, now) for item in items)


def _entry(item: Mapping[str, Any], key: str, now: datetime) -> Entry:
    """Raises KeyError, ValueError or TypeError for what is no item of ours.  Its page is looked at again soon."""
    own = item.get("_feedsvc", {})
    published = Stamp(datetime.fromisoformat(item["date_published"]), "day" if own.get("precision") == "day" else "second")
    return Entry(
        id=item["id"], url=item["url"], title=item["title"], summary=item.get("summary") or item["title"], published=published,
        updated=datetime.fromisoformat(item["date_modified"]), first_seen=min(now, published.at), sources=(key,),
        author=item.get("author", {}).get("name"), origin=own.get("source"), image=item.get("image"), language=item.get("language"),
        rights=own.get("rights"), state="withdrawn" if own.get("withdrawn") else "live", next_check=now,
        reasons={"published": "taken from the published feed after a backup was restored"},
    )  # fmt: skip
