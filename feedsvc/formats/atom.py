"""Atom 1.0 (RFC 4287), with tombstones (RFC 6721) and archive links (RFC 5005)."""

from __future__ import annotations

from ..published import Document, Feed
from . import xmlfeed
from .content import Item, prepare

MEDIA_TYPE = "application/atom+xml"


def render(feed: Feed, ready: tuple[Item, ...] | None = None) -> Document:
    """``<key>.atom``."""
    channel = prepare(feed, "atom", ready)
    return Document(channel.name, MEDIA_TYPE, xmlfeed.atom(channel), feed.updated)
