"""What must hold: after each commit, after each publication, and in the end, against the site's own list."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from feedsvc.entries import FLAPS
from feedsvc.model import Entry, Stamp
from feedsvc.record import Commit, SourceState

from .door import Door
from .site import BEIJING, Post, Site

MARK = re.compile(r"本文为第(\d{5})号材料的第(\d+)稿")


class BrokenPromiseError(AssertionError):
    """Something was lost, doubled or told wrongly."""


def must(holds: object, words: str) -> None:
    if not holds:
        raise BrokenPromiseError(words)


class Oracle:
    """``ids`` maps an article's uid to the one id it may have, ``names`` the other way round; ``now`` is the true time,
    ``first`` when an id came into being by it, ``walks`` the number and beginning of each section's present walk."""

    def __init__(self, site: Site, door: Door) -> None:
        self.site, self.door = site, door
        self.now = door.now
        self.first: dict[str, datetime] = {}
        self.walks: dict[str, tuple[int, datetime]] = {}
        self.ids: dict[int, str] = {}
        self.names: dict[str, int] = {}
        self.latest: dict[str, Entry] = {}
        self.changed: dict[str, datetime] = {}
        self.bytes: dict[str, tuple[bytes, int]] = {}

    # --- each commit ----------------------------------------------------------------------------------

    def committed(self, commit: Commit) -> None:
        for entry in commit.entries:
            self._entry(entry)
            self.first.setdefault(entry.id, self.now)
            self.latest[entry.id] = entry
        if self.walks.get(commit.state.key, (-1, self.now))[0] != commit.state.walk:
            self.walks[commit.state.key] = (commit.state.walk, self.now)
        if commit.state.changed:
            before = self.changed.get(commit.state.key)
            must(before is None or commit.state.changed >= before, f"{commit.state.key} changed at {commit.state.changed}, before {before}")
            self.changed[commit.state.key] = commit.state.changed

    def _entry(self, entry: Entry) -> None:
        before = self.latest.get(entry.id)
        must(before is None or entry.updated >= before.updated, f"{entry.id}: updated went back")
        if entry.state == "withdrawn":
            self._withdrawn(entry, before)
            return
        post = self._post(entry)
        must(self.ids.setdefault(post.uid, entry.id) == entry.id, f"article {post.uid} has two ids: {self.ids[post.uid]} and {entry.id}")
        must(self.names.setdefault(entry.id, post.uid) == post.uid, f"{entry.id} was article {self.names[entry.id]}, is {post.uid} now")
        must(entry.title in post.titles, f"article {post.uid} never had the title {entry.title!r}")
        fits = entry.dated_by == "first-seen" or any(same_time(entry.published, at) for at in post.times)
        must(fits, f"article {post.uid} never had the time {entry.published}")

    def _post(self, entry: Entry) -> Post:
        """The article an entry is, by the mark in its text, else by its address and title."""
        if found := MARK.search(entry.summary):
            return self.site.posts[int(found[1]) - 1]
        posts = [post for post in self.site.posts if _path(entry.url) in self._paths(post) and entry.title in post.titles]
        must(posts, f"no article ever was {entry.url} {entry.title!r}")
        known = [post for post in posts if self.names.get(entry.id) == post.uid]
        return known[0] if known else posts[-1]

    def _paths(self, post: Post) -> set[str]:
        return post.paths | {self.site.address(post, section) for section in post.sections}

    def _withdrawn(self, entry: Entry, before: Entry | None) -> None:
        if before is None or before.state == "withdrawn":
            return
        post = self.site.posts[self.names[entry.id] - 1]
        back = post.back and any(post.back >= self.walks[section][1] for section in post.sections)  # its page of the list was read before
        must(not post.there or back or self.door.gone.get(post.uid, 0) >= 2, f"article {post.uid} was withdrawn and stands there")
        confirmed = len(self.door.denied.get(post.uid, ())) >= 2 or post.taken_over or len(post.paths) > 1
        must(confirmed, f"article {post.uid} was withdrawn after a single look")

    def forget(self, kept: dict[str, Entry], states: Mapping[str, SourceState]) -> None:
        """The store was lost: promised is from now on what the published feeds could still tell."""
        self.names = {entry_id: uid for entry_id, uid in self.names.items() if entry_id in kept}
        self.ids = {uid: entry_id for uid, entry_id in self.ids.items() if entry_id in kept}
        self.latest, self.walks = dict(kept), {}
        self.changed = {key: state.changed for key, state in states.items() if state.changed}

    # --- each publication -----------------------------------------------------------------------------

    def published(self, files: dict[str, bytes], modified: dict[str, int]) -> None:
        for name, body in files.items():
            old, stamp = self.bytes.get(name, (b"", -1))
            if body != old:
                must(modified[name] > stamp, f"{name}: Last-Modified did not rise")
                self._document(name, body, old)
                self.bytes[name] = (body, modified[name])

    def _document(self, name: str, body: bytes, old: bytes) -> None:
        if name.endswith(".json") and name != "status.json":
            items: list[dict[str, Any]] = json.loads(body)["items"]
            ids = [item["id"] for item in items]
            must(len(set(ids)) == len(ids), f"{name} shows an id twice")
            must(items or not old, f"{name} was emptied")
            shown = [self.latest[entry_id].order for entry_id in ids if entry_id in self.latest]
            in_order = shown == sorted(shown, reverse=True) or name.startswith("archive/")  # an archive keeps the times it was closed with
            must(in_order, f"{name} is out of order")

    # --- in the end -----------------------------------------------------------------------------------

    def settled(self, entries: list[Entry]) -> None:
        """``entries`` is everything in the store, live or withdrawn."""
        by_id = {entry.id: entry for entry in entries}
        for post in self.site.posts:
            entry = by_id.pop(self.ids[post.uid]) if post.uid in self.ids else None
            if post.there:
                must(entry, f"article {post.uid} ({post.path}) was lost")
                assert entry is not None
                self._right(post, entry)
            elif entry is not None and not post.taken_over:
                empty = not any(self.site.listed(section) for section in post.sections)  # a list without rows is none that can be believed
                must(entry.state == "withdrawn" or empty, f"article {post.uid} is gone, its entry {entry.id} stands")
        must(not by_id, f"entries that never existed: {by_id}")

    def complete(self, key: str, live: list[Entry], files: dict[str, bytes]) -> None:
        """Who reads a feed and its archives has every entry as it is now: where several documents have it, the newest counts."""
        names = [*sorted(name for name in files if name.startswith(f"archive/{key}/")), *({f"{key}.json"} & files.keys())]
        shown = {item["id"]: item["title"] for name in names for item in json.loads(files[name])["items"]}
        for entry in live:
            must(shown.get(entry.id) == entry.title, f"{entry.id} is {entry.title!r}, {key} and its archives say {shown.get(entry.id)!r}")

    def _right(self, post: Post, entry: Entry) -> None:
        must(entry.state == "live", f"article {post.uid} stands there and is withdrawn")
        must(entry.title == post.title, f"article {post.uid} is {post.title!r}, its entry {entry.title!r}")
        must(self._right_time(post, entry), f"article {post.uid} is of {post.at}, its entry of {entry.published}")
        must(set(post.sections) <= set(entry.sources), f"article {post.uid} stands in {post.sections}, its entry in {entry.sources}")
        places = {self.site.address(post, section) for section in post.sections}
        must(_path(entry.url) in places, f"article {post.uid} is at {post.path}, its entry at {entry.url}")
        found = MARK.search(entry.summary)
        must(found, f"article {post.uid} was never read: {entry.summary!r}")
        if found and self._due(post, entry):
            must(int(found[2]) == post.revision, f"article {post.uid} has text {post.revision}, its entry {found[2]}")

    def _right_time(self, post: Post, entry: Entry) -> bool:
        if self.site.world.undated:  # but an address may tell a day
            return entry.dated_by == "first-seen" or any(same_time(entry.published, at) for at in post.times)
        to_the_second = entry.published.precision == "second" or entry.published.at.second == 0
        finest = {"second": to_the_second, "minute": entry.published.precision == "minute", "day": True}
        times = {post.at} if self._due(post, entry) or self._row_tells(post) else post.times
        return finest[self.site.world.times] and any(same_time(entry.published, at) for at in times)

    def _row_tells(self, post: Post) -> bool:
        """Whether every change of its time could be seen in the listing."""
        return self.site.world.dates == "day" and len({at.date() for at in post.times}) == len(post.times)

    def _due(self, post: Post, entry: Entry) -> bool:
        """Whether the last edit fell into the time in which an article is looked at again."""
        first = self.first[entry.id]
        if post.edited is None or post.edited < first:
            return True
        recent = first - min(post.times) < timedelta(days=28)
        return recent and entry.flaps <= FLAPS and post.edited < first + timedelta(days=6)


def same_time(stamp: Stamp, at: datetime) -> bool:
    if stamp.precision == "day":
        return stamp.at.astimezone(BEIJING).date() == at.date()
    return stamp.at == (at if stamp.precision == "second" else at.replace(second=0))


def _path(url: str) -> str:
    parts = urlsplit(url)
    return parts.path + (f"?{parts.query}" if parts.query else "")
