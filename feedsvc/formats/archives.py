"""A feed's history in archive documents (RFC 5005, section 4), pure: when one is closed, and each as a Feed.

Archive 1 holds the oldest entries.  Entries are loose until an archive holds them as they are; loose ones stand in the
subscription document, so that it and the archives are complete together at any time.  An archive once closed keeps its
entries; an entry corrected since is loose again, and comes into a later archive too: who reads the whole history
takes the newer one.

An archive document changes in two cases only: an entry of it is withdrawn (it vanishes), and once, when its
successor comes into being (``next-archive``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from ..model import Entry
from ..published import ArchiveLinks, Feed

SIZE = 50
"""Entries in an archive document at most, withdrawn ones counted."""
LIGHT, HEAVY = 110_000, 150_000
"""Bytes of loose entries in a subscription document: above HEAVY the oldest go into an archive until LIGHT is left."""
BULK = 600_000
"""Bytes of entries in an archive document, unless one alone is larger."""
LATE, FEW = timedelta(days=7), 25
"""What came or changed less than LATE ago stays in the subscription document, however old its date, for readers to see;
more than FEW at once are a back catalogue, or a site that changed everything, and do not."""
LEAST = 5
"""Entries that stay in the subscription document, however large they are."""


def closing(loose: Sequence[Entry], window: int, now: datetime) -> Sequence[Entry]:
    """Those of the loose entries (oldest first) that are to be archived now; none as long as the document is small.

    ``now`` is when the feed changed last.
    """
    if len(loose) >= window + SIZE:
        return _armful(_settled(loose[:SIZE], now))
    total = sum(map(weight, loose))
    if total <= HEAVY:
        return ()
    taken = 0
    while taken < len(loose) - LEAST and total > LIGHT:
        total -= weight(loose[taken])
        taken += 1
    return _armful(_settled(loose[: min(taken, SIZE)], now))


def _settled(entries: Sequence[Entry], now: datetime) -> Sequence[Entry]:
    """Without the few that readers have had no time to see."""
    settled = [entry for entry in entries if max(entry.updated, entry.first_seen) <= now - LATE]
    return settled if len(entries) - len(settled) <= FEW else entries


def documents(entries: Sequence[Entry], first: bool) -> tuple[Sequence[Entry], ...]:
    """The archive documents that hold them.  The first of a feed come in twos: one alone would link to no other, and validators
    take it for a history with holes."""
    half = len(entries) // 2
    return (entries[:half], entries[half:]) if first and half else (entries,)


def light(newest: Sequence[Entry], loose: Sequence[Entry]) -> Sequence[Entry]:
    """As many of the newest as make a document of LIGHT bytes together with what must stand there, but a few at least."""
    ids = {entry.id for entry in newest}
    left, taken = LIGHT - sum(weight(entry) for entry in loose if entry.id not in ids), 0
    while taken < len(newest) and ((left := left - weight(newest[taken])) > 0 or taken < LEAST):
        taken += 1
    return newest[:taken]


def _armful(entries: Sequence[Entry]) -> Sequence[Entry]:
    """As many as fit into one archive document."""
    left, taken = BULK, 0
    while taken < len(entries) and (left := left - weight(entries[taken])) > 0:
        taken += 1
    return entries[: max(taken, 1)] if entries else ()


def weight(entry: Entry) -> int:
    """About how many bytes an entry takes in a document: the summary stands there twice, the text once, with its markup escaped."""
    text = len(entry.title.encode()) + 2 * len(entry.summary.encode()) + int(1.2 * len((entry.html or "").encode()))
    return 1000 + text + 300 * len(entry.attachments)


def subscription(feed: Feed, last: int) -> Feed:
    """The feed as a subscription document in front of ``last`` archive documents."""
    return replace(feed, archive=ArchiveLinks(current=feed.key, prev=_key(feed, last)))


def archive(feed: Feed, number: int, last: int, entries: Sequence[Entry]) -> Feed:
    """Archive ``number`` of ``last``.  ``entries`` are all that were put into it, in any order, one or more."""
    live = sorted((entry for entry in entries if entry.state == "live"), key=lambda entry: entry.order, reverse=True)
    following = _key(feed, number + 1) if number < last else None
    return replace(
        feed,
        key=f"archive/{feed.key}/{number:05}",
        entries=tuple(live),
        tombstones=(),
        hubs=(),
        updated=max(entry.updated for entry in entries),
        archive=ArchiveLinks(feed.key, _key(feed, number - 1), following, is_archive=True),
    )


def _key(feed: Feed, number: int) -> str | None:
    return f"archive/{feed.key}/{number:05}" if number else None


def page_name(key: str) -> str:
    """The page for people of an archive document, beside the other pages: "archive/news/00001" → "news.archive-00001.html"."""
    _, feed, number = key.split("/")
    return f"{feed}.archive-{number}.html"


def prev_page(feed: Feed) -> str | None:
    return page_name(feed.archive.prev) if feed.archive and feed.archive.prev else None


def next_page(feed: Feed) -> str | None:
    return page_name(feed.archive.next) if feed.archive and feed.archive.next else None


def number_of(feed: Feed) -> int:
    """The number of an archive Feed, from 1."""
    return int(feed.key.rpartition("/")[2])
