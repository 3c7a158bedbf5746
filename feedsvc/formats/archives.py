"""A feed's history in archive documents (RFC 5005, section 4), pure: which there are, and each as a Feed.

Archive 1 holds the oldest entries.  The caller keeps an append-only order of the entries of a feed (the order in
which they joined it); because nothing is ever inserted before its end, an archive once closed keeps its entries.
What is in no archive stands in the subscription document, so that both together are complete at any time.

An archive document changes in two cases only: an entry of it is withdrawn (it vanishes), and once, when its
successor comes into being (``next-archive``).  A correction goes into the subscription document: the caller gives
archives the entries as they were when archived, and adds the corrected ones to the live feed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..model import ArchiveLinks, Entry, Feed

SIZE = 50
"""Entries in an archive document, withdrawn ones counted."""


def closed(count: int, window: int) -> int:
    """How many archive documents a feed has that ``count`` entries ever joined.

    The subscription document then has at least ``window`` of them (if there are so many), and less than SIZE more.
    """
    return max(0, count - window) // SIZE


def ranks(number: int) -> range:
    """The places of archive ``number`` (from 1) in the order of joining, counted from 0."""
    return range((number - 1) * SIZE, number * SIZE)


def subscription(feed: Feed, last: int) -> Feed:
    """The feed as a subscription document in front of ``last`` archive documents."""
    return replace(feed, archive=ArchiveLinks(current=feed.key, prev=_key(feed, last)))


def archive(feed: Feed, number: int, last: int, entries: Sequence[Entry]) -> Feed:
    """Archive ``number`` of ``last``.  ``entries`` are all that belong to its ranks, in any order, one or more."""
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
