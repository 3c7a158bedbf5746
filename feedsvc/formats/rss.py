"""RSS 2.0 after the RSS Advisory Board's profile, with archive links (RFC 5005)."""

from __future__ import annotations

from ..published import Document, Feed
from . import xmlfeed
from .content import Item, prepare

MEDIA_TYPE = "application/rss+xml"


def render(feed: Feed, ready: tuple[Item, ...] | None = None) -> Document:
    """``<key>.rss``."""
    channel = prepare(feed, "rss", ready)
    return Document(channel.name, MEDIA_TYPE, xmlfeed.rss(channel), feed.updated)
