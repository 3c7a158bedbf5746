"""Atom 1.0 (RFC 4287), with tombstones (RFC 6721) and archive links (RFC 5005)."""

from __future__ import annotations

from ..model import Document, Feed
from . import xmlfeed
from .content import prepare

MEDIA_TYPE = "application/atom+xml"


def render(feed: Feed) -> Document:
    """``<key>.atom``."""
    channel = prepare(feed, "atom")
    return Document(channel.name, MEDIA_TYPE, xmlfeed.atom(channel), feed.updated)
